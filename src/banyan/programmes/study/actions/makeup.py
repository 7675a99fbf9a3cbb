"""What people do with make-up plans: ask for one, have it worked out, announce its sessions."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.actions import expect, move_activity, plan_activity
from banyan.activities.models import Activity, AttendanceRole, Kind, Place
from banyan.core import jobs
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.kernels.makeup import MakeupError, plan, plan_as_json, problem_as_json
from banyan.people.models import Account, Organisation, Person
from banyan.programmes.study.models import MakeupPlan, Port, StudyTeacher
from banyan.programmes.study.permissions import why_not_keep_vessels
from banyan.programmes.study.queries.makeup import moment, question_of

name_verbs({"ask_makeup": gettext_lazy("asked for a make-up plan"), "announce_makeup": gettext_lazy("announced make-up study")})
MAKEUP_JOB = "makeup_plan"


class UnableToPlanMakeup(RuleError):
    """The make-up plan can't be asked for or announced so."""


@transaction.atomic
def ask_makeup(organisation: Organisation, *, first: date, last: date, begins: time, at: datetime, by: Account | None) -> MakeupPlan:
    """Ask for the fewest sessions on these days, all in one year, that make up what is owed; a worker works it out.

    Raise UnableToPlanMakeup.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and (reason := why_not_keep_vessels(by, organisation)):
        raise UnableToPlanMakeup(reason)
    if last < first:
        raise UnableToPlanMakeup(_("The last day comes after the first. Correct the days."))
    if first.year != last.year:
        raise UnableToPlanMakeup(_("Study is owed by the calendar year: choose days of one year."))
    if first < timezone.localdate(at):
        raise UnableToPlanMakeup(_("Sessions can't be planned for days that are over. Begin today or later."))
    asked = MakeupPlan.objects.create(organisation=organisation, first=first, last=last, begins=begins, asked_at=at, asked_by=by)
    jobs.request(MAKEUP_JOB, str(asked.uuid), {"plan": str(asked.uuid)})
    _record("ask_makeup", asked, by, {"first": first.isoformat(), "last": last.isoformat()})
    return asked


def work_out_makeup(asked: MakeupPlan, *, today: date) -> MakeupPlan:
    """Work a make-up plan out and keep question and answer; one that is worked out stays as it is."""
    if asked.state != MakeupPlan.State.WAITING:
        return asked
    question = question_of(asked.organisation, asked.first, asked.last, today=today)
    found: dict[str, Any] = {"problem": problem_as_json(question.problem), "aside": [list(one) for one in question.aside]}
    try:
        # Outside the transaction: a search of some seconds must keep nobody from writing.
        found |= {"answer": plan_as_json(plan(question.problem)), "state": MakeupPlan.State.READY}
    except MakeupError as error:
        found |= {"refusal": str(error)[:500], "state": MakeupPlan.State.FAILED}
    return _keep(asked, found)


@transaction.atomic
def _keep(asked: MakeupPlan, found: dict[str, Any]) -> MakeupPlan:
    row = MakeupPlan.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=asked.pk)
    # A worker that was thought dead may come back: what was worked out first stays.
    if row.state == MakeupPlan.State.WAITING:
        for name, value in found.items():
            setattr(row, name, value)
        row.save()
    return row


@transaction.atomic
def announce_makeup(asked: MakeupPlan, *, at: datetime, by: Account | None) -> list[Activity]:
    """Make activities of the new sessions, with teacher and learners, and announce them; all or none.

    Raise UnableToPlanMakeup or UnableToPlan.
    """
    asked = MakeupPlan.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=asked.pk)
    if by is not None and (reason := why_not_keep_vessels(by, asked.organisation)):
        raise UnableToPlanMakeup(reason)
    if asked.state != MakeupPlan.State.READY:
        raise UnableToPlanMakeup(
            _("This plan is %(state)s, so this can't be done now. Open it again to see where it stands.")
            % {"state": asked.get_state_display()}
        )
    if MakeupPlan.objects.filter(organisation=asked.organisation, state=MakeupPlan.State.ANNOUNCED, asked_at__gt=asked.asked_at).exists():
        raise UnableToPlanMakeup(_("A newer plan was announced meanwhile. Ask for a plan again: it keeps what was announced."))
    sessions = [one for one in _sessions(asked) if one["announced"] is None]
    if not sessions:
        raise UnableToPlanMakeup(_("There is no new session in this plan."))
    if min(date.fromisoformat(one["day"]) for one in sessions) < timezone.localdate(at):
        raise UnableToPlanMakeup(_("Some of these days are over. Ask for a plan again."))
    made = _announced(asked, sessions)
    asked.state = MakeupPlan.State.ANNOUNCED
    asked.save(update_fields=["state"])
    _record("announce_makeup", asked, by, {"sessions": len(made)})
    return made


def _sessions(asked: MakeupPlan) -> list[dict[str, Any]]:
    return asked.answer["sessions"] if asked.answer else []


def _announced(asked: MakeupPlan, sessions: list[dict[str, Any]]) -> list[Activity]:
    rooms = {str(room.uuid): room for room in Place.objects.filter(uuid__in=[one["room"] for one in sessions])}
    ports = {str(port.uuid): port for port in Port.objects.filter(uuid__in=[one["place"] for one in sessions])}
    teachers = {
        str(one.uuid): one.person
        for one in StudyTeacher.objects.filter(uuid__in=[one["teacher"] for one in sessions]).select_related("person")
    }
    names = {name for one in sessions for name in one["learners"]}
    persons = {one.learner.ident: one for one in Person.objects.filter(learner__ident__in=names).select_related("learner")}
    made = []
    for one in sessions:
        begins = moment(date.fromisoformat(one["day"]), asked.begins)
        fields = {
            "kind": Kind.MAKEUP_STUDY,
            "title": _("Make-up study in %(port)s") % {"port": ports[one["place"]]},
            "place": rooms[one["room"]],
            "starts_at": begins,
            "ends_at": begins + timedelta(minutes=one["minutes"]),
        }
        activity = plan_activity(asked.organisation, fields, by=None)
        expect(activity, [teachers[one["teacher"]]], role=AttendanceRole.TEACHER, by=None)
        expect(activity, [persons[name] for name in one["learners"]], by=None)
        made.append(move_activity(activity, "announce", by=None))
    return made


def _record(verb: str, asked: MakeupPlan, by: Account | None, difference: dict[str, object]) -> None:
    record(
        verb,
        "makeup_plan",
        asked.uuid,
        actor=by.uuid if by else None,
        label=str(asked),
        organisation_code=asked.organisation.code,
        difference=difference,
    )
