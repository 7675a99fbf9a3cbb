"""Pages of crews and packs: who is aboard, and what goes to sea with them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, sent
from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.permissions import who_may
from banyan.programmes.study.actions.crews import join_crew, leave_crew
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.forms.courses import DayForm, PackForm
from banyan.programmes.study.models import Aboard, Pack, Vessel
from banyan.programmes.study.packing import COMFORTABLE_BYTES
from banyan.programmes.study.queries.devices import vessels_for
from banyan.programmes.study.views.persons import chosen_person


@who_may(*KEEPERS)
@never_cache
def crew_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """First the person, then the day."""
    vessel, account = _vessel(request, uuid), account_of(request)
    title = _("Who comes aboard %(vessel)s?") % {"vessel": vessel}
    person = chosen_person(request, title=title, back=vessel.get_absolute_url())
    if isinstance(person, HttpResponse):
        return person
    form = DayForm(sent(request), initial={"on": timezone.localdate()})
    return confirmed(
        request,
        lambda: join_crew(vessel, person, on=form.cleaned_data["on"], by=account),
        form=form,
        title=_("%(name)s comes aboard %(vessel)s") % {"name": person, "vessel": vessel},
        warning=_("From then on the packs of this vessel name the person, with the middle of the name veiled."),
        action=_("Note it"),
        back=vessel.get_absolute_url(),
    )


@who_may(*KEEPERS)
def crew_leave(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Aboard.objects.filter(vessel__in=vessels_for(account_of(request)).order_by()).select_related("vessel", "learner__person")
    aboard = get_object_or_404(rows, pk=pk)
    form = DayForm(sent(request), initial={"on": timezone.localdate()})
    return confirmed(
        request,
        lambda: leave_crew(aboard, on=form.cleaned_data["on"], by=account_of(request)),
        form=form,
        title=_("Does %(name)s leave %(vessel)s?") % {"name": aboard.learner, "vessel": aboard.vessel},
        warning=_("What was studied stays recorded, and the learner's number stays the same on another vessel."),
        action=_("Note it"),
        back=aboard.vessel.get_absolute_url(),
    )


@who_may(*KEEPERS)
@never_cache
def pack_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    vessel, account = _vessel(request, uuid), account_of(request)
    form = PackForm(account, vessel, sent(request))
    size = form.chosen_bytes()
    context = {"title": _("Study pack for %(vessel)s") % {"vessel": vessel}, "form": form, "vessel": vessel, "courses": form.has_courses}
    context |= {"size": size, "is_large": size > COMFORTABLE_BYTES, "needs_htmx": True}
    if request.headers.get("HX-Request"):
        return render(request, "study/pack_new.html#pack-size", context)
    if request.method == "POST" and form.is_valid():
        try:
            pack = issue_pack(vessel, **form.cleaned_data, at=timezone.now(), by=account)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            return redirect(pack)
    return render(request, "study/pack_new.html", context, status=422 if form.errors else 200)


@who_may(*KEEPERS)
def pack_show(request: HttpRequest, number: int) -> HttpResponse:
    pack = _pack(request, number)
    context = {
        "title": str(pack),
        "pack": pack,
        "courses": pack.manifest["courses"],
        "roster": pack.manifest["roster"],
        "said": len(pack.manifest["acknowledgements"]),
        "is_large": pack.file.size > COMFORTABLE_BYTES,
    }
    return render(request, "study/pack_show.html", context)


@who_may(*KEEPERS)
def pack_file(request: HttpRequest, number: int) -> HttpResponse:
    return file_response(request, _pack(request, number).file)


def _vessel(request: HttpRequest, uuid: UUID) -> Vessel:
    return get_object_or_404(vessels_for(account_of(request)), uuid=uuid)


def _pack(request: HttpRequest, number: int) -> Pack:
    kept = Pack.objects.filter(vessel__in=vessels_for(account_of(request)).order_by())
    return get_object_or_404(kept.select_related("vessel__organisation", "file", "base", "issued_by"), number=number)
