"""Plans written down, many at once: new persons, changed ones with their values before, affiliations, and what became of each row."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from banyan.core.encryption import encrypt, new_key
from banyan.people.models import Affiliation, Person, PersonKey, RosterImport, RosterRow
from banyan.people.roster.actions.bulk import insert_many, settle_many, update_many
from banyan.people.roster.mapping import Mapping
from banyan.people.roster.planning import Outcome, Plan
from banyan.people.roster.rows import Problem
from banyan.people.roster.staged import packed, packed_problems, problem_at

_WRITTEN = {
    Outcome.CREATE: RosterRow.State.CREATED,
    Outcome.UPDATE: RosterRow.State.UPDATED,
    Outcome.UNCHANGED: RosterRow.State.UNCHANGED,
    Outcome.DOUBTFUL: RosterRow.State.DOUBTFUL,
    Outcome.REJECTED: RosterRow.State.REJECTED,
}


def write_plans(roster: RosterImport, plans: Sequence[Plan], mapping: Mapping, notes: dict[int, list[Problem]], *, on: date) -> None:
    """Write the persons, affiliations and rows of ``plans``, inside the caller's transaction; ``notes`` are the reading's, by row."""
    _write_new([plan.person for plan in plans if plan.outcome == Outcome.CREATE and plan.person])
    changed = [plan for plan in plans if plan.outcome == Outcome.UPDATE and plan.person]
    _write_changed(changed)
    _write_affiliations([plan for plan in plans if plan.branch and plan.person], on)
    keys = _keys_of([plan.person for plan in changed if plan.person and plan.before])
    _write_rows(roster, plans, mapping, notes, keys)


def _write_new(persons: Sequence[Person]) -> None:
    insert_many(Person, persons)
    numbers = dict(Person.objects.filter(uuid__in=[person.uuid for person in persons]).values_list("uuid", "pk"))
    for person in persons:
        person.pk = numbers[person.uuid]


def _write_changed(plans: Sequence[Plan]) -> None:
    groups: dict[tuple[str, ...], list[Person]] = {}
    for plan in plans:
        if plan.person is not None and plan.changes:
            plan.person.version += 1
            plan.person.changed_at = timezone.now()
            follow = [_FOLLOW[name] for name in plan.changes if name in _FOLLOW]
            groups.setdefault(tuple(sorted([*plan.changes, *follow])), []).append(plan.person)
    for names, persons in groups.items():
        update_many(Person, persons, [*names, "version", "changed_at"])


_FOLLOW = {"name": "name_key", "identity_number": "identity_index", "phone": "phone_index"}
_OF_ROWS = ("state", "values", "cells", "problems", "person", "has_note", "candidates", "difference")


def _write_rows(
    roster: RosterImport, plans: Sequence[Plan], mapping: Mapping, notes: dict[int, list[Problem]], keys: dict[int, bytes]
) -> None:
    plain = [plan for plan in plans if _has_nothing_to_say(plan) and plan.row.number not in notes]
    settle_many([(_WRITTEN[plan.outcome], plan.person.pk if plan.person else None, plan.row.pk) for plan in plain])
    others = [plan for plan in plans if not _has_nothing_to_say(plan) or plan.row.number in notes]
    update_many(RosterRow, [_row(roster, plan, mapping, notes.get(plan.row.number, []), keys) for plan in others], _OF_ROWS)


def _has_nothing_to_say(plan: Plan) -> bool:
    return plan.outcome in (Outcome.CREATE, Outcome.UNCHANGED) and not plan.note


def _write_affiliations(plans: Sequence[Plan], on: date) -> None:
    wanted = {plan.person.pk: plan.branch for plan in plans if plan.person and plan.branch}
    if not wanted:
        return
    since = {one.person_id: one for one in Affiliation.objects.filter(person__in=wanted, from_on=on)}
    Affiliation.objects.filter(person__in=wanted, to_on=None, from_on__lt=on).update(to_on=on - timedelta(days=1))
    new = []
    for person, branch in wanted.items():
        if person in since:
            since[person].branch, since[person].to_on = branch, None
            since[person].save(update_fields=["branch", "to_on"])
        else:
            new.append(Affiliation(person_id=person, branch=branch, from_on=on))
    Affiliation.objects.bulk_create(new)


def _keys_of(persons: Sequence[Person]) -> dict[int, bytes]:
    """The own keys of persons, made for those who have none."""
    wanted = {person.pk for person in persons}
    keys = {key.person_id: key.sealed for key in PersonKey.objects.filter(person__in=wanted)}
    new = [PersonKey(person_id=pk, sealed=new_key().hex()) for pk in sorted(wanted - keys.keys())]
    PersonKey.objects.bulk_create(new)
    return {person: bytes.fromhex(sealed) for person, sealed in (keys | {key.person_id: key.sealed for key in new}).items()}


def _row(roster: RosterImport, plan: Plan, mapping: Mapping, notes: list[Problem], keys: dict[int, bytes]) -> RosterRow:
    is_open = plan.outcome in (Outcome.DOUBTFUL, Outcome.REJECTED)
    problems = list(notes)
    if plan.note:
        problems.append(problem_at(mapping, "branch", str(plan.row.values.get("branch", "")), plan.note))
    if plan.reason:
        field = "identity_number" if plan.row.identity_index else "name"
        problems.insert(0, problem_at(mapping, field, str(plan.row.values.get(field, "")), plan.reason))
    return RosterRow(
        pk=plan.row.pk,
        roster=roster,
        number=plan.row.number,
        state=_WRITTEN[plan.outcome],
        values=packed(dict(plan.row.values)) if is_open else "",
        problems=packed_problems(problems) if problems else "",
        has_note=bool(problems) and not is_open,
        candidates=[person.pk for person in plan.candidates],
        person=plan.person,
        difference=_difference(plan, keys),
    )


def _difference(plan: Plan, keys: dict[int, bytes]) -> dict[str, Any]:
    if plan.outcome != Outcome.UPDATE or plan.person is None:
        return {}
    fields = sorted([*plan.before, *(["branch"] if plan.branch else [])])
    return {"fields": fields} | ({"before": encrypt(packed(plan.before), key=keys[plan.person.pk])} if plan.before else {})
