"""Pages of carriers: the list, taking one on, parting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, saved, sent
from banyan.core.permissions import who_may
from banyan.programmes.study.actions import deliveries as actions
from banyan.programmes.study.forms.courses import DayForm
from banyan.programmes.study.forms.deliveries import CarrierForm
from banyan.programmes.study.models import Carrier
from banyan.programmes.study.queries.deliveries import carriers_for, carriers_named, with_trips
from banyan.programmes.study.views.persons import chosen_person
from banyan.web.lists import Column, EmptyState, Filter, ListPage

STATES = (("now", gettext_lazy("carries")), ("ended", gettext_lazy("no longer carries")))


@who_may(*KEEPERS)
def carrier_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        with_trips(carriers_for(account_of(request)), timezone.localdate()),
        request,
        columns=[
            Column(
                "person", _("Carrier"), sort="person__name_key", url=lambda one: "" if one.to_on else reverse("carrier_end", args=[one.pk])
            ),
            Column("trips_a_month", _("Trips a month at most"), sort="trips_a_month", number=True),
            Column("trips_this_year", _("Trips this year"), sort="trips_this_year", number=True),
            Column("from_on", _("Since"), sort="from_on"),
            Column("to_on", _("Until"), sort="to_on"),
            Column("organisation", _("Organisation"), sort="organisation__path"),
        ],
        filters=[Filter("state", _("State"), STATES, lambda rows, said: rows.filter(to_on__isnull=said == "now"))],
        search=carriers_named,
        search_label=_("Name, pinyin or initials"),
        empty=EmptyState(
            _("Carriers stand here"),
            _("Who carries study to boats before they leave, and how often a month at most."),
            action=_("Take on a carrier"),
            url=reverse("carrier_new"),
        ),
        export_name=_("carriers"),
    )
    return page.export() if page.wants_export else render(request, "study/carrier_list.html", {"page": page, "title": _("Carriers")})


@who_may(*KEEPERS)
@never_cache
def carrier_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    person = chosen_person(request, title=_("Who carries study to boats?"), back=reverse("carriers"))
    if isinstance(person, HttpResponse):
        return person
    form = CarrierForm(account, sent(request), initial={"on": timezone.localdate(), "organisation": person.organisation})

    def act() -> Carrier:
        fields = dict(form.cleaned_data)
        return actions.add_carrier(fields.pop("organisation"), person, **fields, by=account)

    return saved(request, form, act, title=_("%(name)s carries study to boats") % {"name": person}, back=reverse("carriers"))


@who_may(*KEEPERS)
def carrier_end(request: HttpRequest, pk: int) -> HttpResponse:
    account = account_of(request)
    carrier = get_object_or_404(carriers_for(account), pk=pk)
    form = DayForm(sent(request), initial={"on": timezone.localdate()})
    return confirmed(
        request,
        lambda: actions.end_carrier(carrier, **form.cleaned_data, by=account),
        form=form,
        title=_("Does %(name)s stop carrying?") % {"name": carrier},
        warning=_("What was carried stays recorded. Whoever stopped can be taken on again."),
        action=_("Note it"),
        back=reverse("carriers"),
    )
