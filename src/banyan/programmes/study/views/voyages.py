"""Pages of voyages: expecting one, changing it, noting when the boat left and returned, cancelling one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from banyan.activities.forms.activities import ReasonForm
from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, saved, sent
from banyan.core.permissions import who_may
from banyan.programmes.study.actions import voyages as actions
from banyan.programmes.study.forms.ashore import VoyageForm, VoyageNoteForm
from banyan.programmes.study.models import Voyage
from banyan.programmes.study.queries.ashore import voyages_for
from banyan.programmes.study.queries.devices import vessels_for


@who_may(*KEEPERS)
def voyage_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    account = account_of(request)
    vessel = get_object_or_404(vessels_for(account), uuid=uuid)
    form = VoyageForm(sent(request))
    return saved(
        request,
        form,
        lambda: actions.plan_voyage(vessel, **form.cleaned_data, by=account),
        title=_("A voyage of %(vessel)s") % {"vessel": vessel},
        back=vessel.get_absolute_url(),
    )


@who_may(*KEEPERS)
def voyage_edit(request: HttpRequest, pk: int) -> HttpResponse:
    account, voyage = account_of(request), _voyage(request, pk)
    form = VoyageForm(sent(request), voyage=voyage)
    return saved(
        request,
        form,
        lambda: actions.change_voyage(voyage, **form.cleaned_data, by=account),
        title=_("When is %(vessel)s expected?") % {"vessel": voyage.vessel},
        back=voyage.get_absolute_url(),
    )


@who_may(*KEEPERS)
def voyage_note(request: HttpRequest, pk: int) -> HttpResponse:
    account, voyage = account_of(request), _voyage(request, pk)
    form = VoyageNoteForm(voyage, sent(request))
    return saved(
        request,
        form,
        lambda: actions.note_voyage(voyage, **form.cleaned_data, by=account),
        title=_("When did %(vessel)s leave and return?") % {"vessel": voyage.vessel},
        back=voyage.get_absolute_url(),
    )


@who_may(*KEEPERS)
def voyage_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    account, voyage = account_of(request), _voyage(request, pk)
    form = ReasonForm(sent(request))
    return confirmed(
        request,
        lambda: actions.cancel_voyage(voyage, **form.cleaned_data, by=account),
        form=form,
        title=_("Cancel the voyage of %(vessel)s?") % {"vessel": voyage.vessel},
        warning=_("Make-up plans then take the crew for ashore only where other voyages or times in port say so."),
        action=_("Cancel the voyage"),
        back=voyage.get_absolute_url(),
    )


def _voyage(request: HttpRequest, pk: int) -> Voyage:
    voyage: Voyage = get_object_or_404(voyages_for(account_of(request)), pk=pk)
    return voyage
