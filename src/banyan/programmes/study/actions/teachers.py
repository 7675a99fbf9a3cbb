"""What people do with teachers of make-up study: take one on, say where and on which days, part."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.kernels.makeup import Span
from banyan.people.models import Account, Organisation, Person
from banyan.people.queries import persons_for
from banyan.programmes.study.models import Port, StudyTeacher, TeacherDays
from banyan.programmes.study.permissions import why_not_keep_vessels

name_verbs(
    {
        "add_study_teacher": gettext_lazy("took on a teacher of make-up study"),
        "change_study_teacher": gettext_lazy("changed where and when a teacher can come"),
        "end_study_teacher": gettext_lazy("noted that a teacher stopped"),
    }
)


class UnableToKeepTeacher(RuleError):
    """The teacher can't be taken on or changed so."""


@transaction.atomic
def add_teacher(
    organisation: Organisation, person: Person, *, ports: Iterable[Port] = (), days: Iterable[Span] = (), by: Account | None
) -> StudyTeacher:
    """Take on a teacher of make-up study; one who had stopped begins again. Raise UnableToKeepTeacher."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse(organisation, by)
    if by is not None and not persons_for(by).filter(pk=person.pk).exists():
        raise UnableToKeepTeacher(_("%(name)s isn't on a roster of yours. Choose somebody from your list.") % {"name": person})
    if person.died_on is not None or person.left_on is not None:
        raise UnableToKeepTeacher(_("%(name)s is no longer on the roster.") % {"name": person})
    teacher = StudyTeacher.objects.filter(organisation=organisation, person=person).first()
    if teacher is not None and teacher.ended_on is None:
        raise UnableToKeepTeacher(_("%(name)s teaches here already.") % {"name": person})
    teacher = teacher or StudyTeacher(organisation=organisation, person=person)
    teacher.ended_on = None
    teacher.save()
    _set(teacher, ports, days)
    _record("add_study_teacher", teacher, by)
    return teacher


@transaction.atomic
def change_teacher(teacher: StudyTeacher, *, ports: Iterable[Port], days: Iterable[Span], by: Account | None) -> StudyTeacher:
    """Say at which ports a teacher teaches (none: at all) and on which days. Raise UnableToKeepTeacher."""
    teacher = _locked(teacher, by)
    if teacher.ended_on is not None:
        raise UnableToKeepTeacher(_("%(name)s has stopped teaching. Take the teacher on again first.") % {"name": teacher})
    _set(teacher, ports, days)
    _record("change_study_teacher", teacher, by)
    return teacher


@transaction.atomic
def end_teacher(teacher: StudyTeacher, *, on: date, by: Account | None) -> StudyTeacher:
    """Note that a teacher teaches no longer; announced sessions stay until they are changed. Raise UnableToKeepTeacher."""
    teacher = _locked(teacher, by)
    if teacher.ended_on is not None:
        raise UnableToKeepTeacher(_("%(name)s stopped before.") % {"name": teacher})
    teacher.ended_on = on
    teacher.save(update_fields=["ended_on"])
    _record("end_study_teacher", teacher, by)
    return teacher


def _locked(teacher: StudyTeacher, by: Account | None) -> StudyTeacher:
    teacher = StudyTeacher.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=teacher.pk)
    _refuse(teacher.organisation, by)
    return teacher


def _refuse(organisation: Organisation, by: Account | None) -> None:
    if by is not None and (reason := why_not_keep_vessels(by, organisation)):
        raise UnableToKeepTeacher(reason)


def _set(teacher: StudyTeacher, ports: Iterable[Port], days: Iterable[Span]) -> None:
    spans = sorted(days, key=lambda span: span.first)
    for span in spans:
        if span.last < span.first:
            raise UnableToKeepTeacher(_("The days %(first)s to %(last)s run backwards.") % {"first": span.first, "last": span.last})
    teacher.ports.set(ports)
    teacher.days.all().delete()
    TeacherDays.objects.bulk_create(TeacherDays(teacher=teacher, from_on=span.first, to_on=span.last) for span in spans)


def _record(verb: str, teacher: StudyTeacher, by: Account | None) -> None:
    record(
        verb,
        "study_teacher",
        teacher.uuid,
        actor=by.uuid if by else None,
        subject=teacher.person.uuid,
        organisation_code=teacher.organisation.code,
        difference={
            "ports": [port.name for port in teacher.ports.all()],
            "days": [str(days) for days in teacher.days.all()],
            "until": teacher.ended_on.isoformat() if teacher.ended_on else "",
        },
    )
