"""Who is aboard: people join a vessel's crew as learners and leave it."""

from datetime import date

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Person
from banyan.people.queries import persons_for
from banyan.programmes.study.actions.shore import locked_shore
from banyan.programmes.study.models import Aboard, Learner, Vessel
from banyan.programmes.study.permissions import why_not_keep_vessels

name_verbs({"join_crew": gettext_lazy("noted who is aboard"), "leave_crew": gettext_lazy("noted who left a crew")})
FIRST_NUMBER = 1001


class UnableToCrew(RuleError):
    """The person can't join or leave this crew so."""


@transaction.atomic
def join_crew(vessel: Vessel, person: Person, *, on: date, by: Account | None) -> Aboard:
    """Note that a person is aboard from a day on; whoever hasn't studied at sea before gets a learner's number. Raise UnableToCrew."""
    locked_shore()
    vessel = Vessel.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=vessel.pk)
    _refuse(vessel, by)
    if by is not None and not persons_for(by).filter(pk=person.pk).exists():
        raise UnableToCrew(_("%(name)s isn't on a roster of yours. Choose somebody from your list.") % {"name": person})
    if person.died_on is not None or person.left_on is not None:
        raise UnableToCrew(_("%(name)s is no longer on the roster.") % {"name": person})
    learner = Learner.objects.filter(person=person).first() or Learner.objects.create(ident=_next_number(), person=person)
    if now := Aboard.objects.now().filter(learner=learner).select_related("vessel").first():
        raise UnableToCrew(_("%(name)s is aboard %(vessel)s. Note the leaving first.") % {"name": person, "vessel": now.vessel})
    aboard = Aboard.objects.create(vessel=vessel, learner=learner, from_on=on)
    _record("join_crew", aboard, person, by)
    return aboard


@transaction.atomic
def leave_crew(aboard: Aboard, *, on: date, by: Account | None) -> Aboard:
    """Note that a learner left a crew on a day. Raise UnableToCrew."""
    rows = Aboard.objects.select_for_update(of=("self",)).select_related("vessel__organisation", "learner__person")
    aboard = rows.get(pk=aboard.pk)
    _refuse(aboard.vessel, by)
    if aboard.to_on is not None:
        raise UnableToCrew(_("%(name)s left before.") % {"name": aboard.learner})
    if on < aboard.from_on:
        raise UnableToCrew(_("%(name)s came aboard later than that.") % {"name": aboard.learner})
    aboard.to_on = on
    aboard.save(update_fields=["to_on"])
    _record("leave_crew", aboard, aboard.learner.person, by)
    return aboard


def _refuse(vessel: Vessel, by: Account | None) -> None:
    if by is not None and (reason := why_not_keep_vessels(by, vessel.organisation)):
        raise UnableToCrew(reason)


def _next_number() -> str:
    last = Learner.objects.annotate(number=Cast("ident", IntegerField())).aggregate(last=Max("number"))["last"]
    return str(max(last or 0, FIRST_NUMBER - 1) + 1)


def _record(verb: str, aboard: Aboard, person: Person, by: Account | None) -> None:
    organisation = aboard.vessel.organisation
    record(
        verb,
        "vessel",
        aboard.vessel.uuid,
        actor=by.uuid if by else None,
        subject=person.uuid,
        label=str(aboard.vessel),
        organisation_code=organisation.code if organisation else "",
        difference={
            "learner": aboard.learner.ident,
            "from": aboard.from_on.isoformat(),
            "to": aboard.to_on.isoformat() if aboard.to_on else "",
        },
    )
