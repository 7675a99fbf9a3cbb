"""Pages of places: the list, one with the way there and what takes place next, adding, changing, closing one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities import actions, queries
from banyan.activities.forms.programmes import EndForm, NewPlaceForm, PlaceForm
from banyan.activities.models import Place
from banyan.activities.permissions import KEEPERS, RUNNERS, why_not_keep_programme, why_not_run
from banyan.activities.views.common import account_of, confirmed, saved
from banyan.core.files import file_response
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.queries import visible_to
from banyan.web.lists import Column, EmptyState, Filter, ListPage

WHERE = (("in", gettext_lazy("indoors")), ("out", gettext_lazy("in the open")), ("step_free", gettext_lazy("step-free")))
IN_USE = (("yes", gettext_lazy("in use")), ("no", gettext_lazy("no longer used")))


@who_may(*RUNNERS)
def place_list(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    keeps = account.has_role(*KEEPERS)
    page = ListPage(
        queries.places_for(account),
        request,
        columns=[
            Column("name", _("Name of the place"), sort="name", url=Place.get_absolute_url),
            Column("address", _("Street and number")),
            Column("seats", _("Seats"), sort="seats", number=True),
            Column("step_free", _("Step-free")),
            Column("outdoors", _("In the open")),
            Column("organisation", _("Kept by"), sort="organisation__path"),
            Column("in_use", _("State"), text=_state, tone=lambda place: "quiet" if place.closed_on else "green"),
        ],
        filters=[
            Filter(
                "where",
                _("Kind"),
                WHERE,
                lambda rows, said: rows.filter(step_free=True) if said == "step_free" else rows.filter(outdoors=said == "out"),
            ),
            Filter("in_use", _("State"), IN_USE, lambda rows, said: rows.filter(closed_on__isnull=said == "yes")),
        ],
        search=lambda rows, words: narrowed(rows, words, "name", "address", "organisation__name"),
        empty=EmptyState(
            _("Places to meet stand here"),
            _("With address, seats and the way there, so that everybody finds them and nothing is planned twice at one time."),
            action=_("Add a place") if keeps else "",
            url=reverse("place_new") if keeps else "",
        ),
        export_name="places",
    )
    context = {"page": page, "title": _("Venues"), "keeps": keeps}
    return page.export() if page.wants_export else render(request, "activities/place_list.html", context)


@who_may(*RUNNERS)
def place_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    place, account = _place(request, uuid), account_of(request)
    following = queries.next_activities(queries.activities_at(place))
    context = {
        "title": place.name,
        "place": place,
        "next": following,
        "seen": {row.pk for row in following if why_not_run(account, row.organisation) is None},
        "slots": queries.series_for(account).filter(place=place).exclude(to_on__lt=timezone.localdate())[:20],
        "keeps": why_not_keep_programme(account, place.organisation) is None,
    }
    return render(request, "activities/place_show.html", context)


@who_may(*RUNNERS)
def place_photo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    place = _place(request, uuid)
    if place.way_photo is None:
        raise Http404
    return file_response(request, place.way_photo)


@who_may(*KEEPERS)
def place_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    offered = queries.organisations_to_run(account, request.GET.get("organisation", ""))
    form = NewPlaceForm(visible_to(account, *KEEPERS), offered, request.POST or None, request.FILES or None)
    return saved(
        request,
        form,
        lambda: actions.add_place(form.cleaned_data["organisation"], form.place_fields(), by=account, photo=form.photo_content()),
        title=_("Add a place"),
        back=reverse("places"),
    )


@who_may(*KEEPERS)
def place_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    place = _place(request, uuid)
    form = PlaceForm(request.POST or None, request.FILES or None, instance=Place.objects.get(pk=place.pk))
    return saved(
        request,
        form,
        lambda: actions.change_place(place, form.place_fields(), by=account_of(request), photo=form.photo_content()),
        title=_("Change “%(what)s”") % {"what": place},
        back=place.get_absolute_url(),
    )


@who_may(*KEEPERS)
def place_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    place = _place(request, uuid)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    form.fields["on"].label = _("No longer used from")
    return confirmed(
        request,
        lambda: actions.close_place(place, on=form.cleaned_data["on"], by=account_of(request)),
        form=form,
        title=_("Close “%(what)s”?") % {"what": place},
        warning=_("From that day on nothing can be planned there."),
        changes=[_("What took place there stays as it is recorded.")],
        action=_("Close the place"),
        back=place.get_absolute_url(),
    )


def _place(request: HttpRequest, uuid: UUID) -> Place:
    return get_object_or_404(queries.places_for(account_of(request)), uuid=uuid)


def _state(place: Place) -> str:
    return _("no longer used") if place.closed_on else _("in use")
