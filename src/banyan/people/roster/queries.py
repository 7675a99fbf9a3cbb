"""What pages and jobs read about rosters."""

import json
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from banyan.core.models import Job
from banyan.people.models import Account, Affiliation, Organisation, Person, PersonQuerySet, RosterImport, RosterRow
from banyan.people.permissions import KEEPERS
from banyan.people.queries.accounts import visible_to
from banyan.people.roster.planning import WaitingRow, waiting_row
from banyan.people.roster.rows import Problem
from banyan.people.roster.staged import problems_of, unpacked_problems

READ_JOB, APPLY_JOB = "read_roster", "apply_roster"
State = RosterRow.State


def rosters_for(account: Account) -> QuerySet[RosterImport]:
    """Rosters handed in for the organisations that the account keeps."""
    return RosterImport.objects.filter(organisation__in=visible_to(account, *KEEPERS)).select_related("organisation", "imported_by")


def persons_of(organisation: Organisation) -> PersonQuerySet:
    """Persons on the roster of an organisation and those below it, with their branch now."""
    places = Organisation.objects.under(organisation).order_by()
    now = Prefetch("affiliations", Affiliation.objects.filter(to_on=None).select_related("branch"), to_attr="affiliations_now")
    found: PersonQuerySet = Person.objects.living().filter(organisation__in=places).select_related("organisation")
    return found.prefetch_related(now).order_by("organisation__path", "name_key", "pk")


def waiting_rows(roster: RosterImport, most: int) -> tuple[list[WaitingRow], dict[int, list[Problem]]]:
    """The next rows that wait to be taken over, and the notes of their reading by row."""
    waiting = roster.staged.filter(state=State.WAITING).order_by("number")
    rows = list(waiting.values_list("number", "values", "pk", "problems")[:most])
    notes = {number: unpacked_problems(problems) for number, _values, _pk, problems in rows if problems}
    return [waiting_row(number, json.loads(values), pk) for number, values, pk, _problems in rows], notes


def last_staged(roster: RosterImport, round_: int) -> int:
    """The number of the last row that this reading has kept so far; 0 when it begins."""
    if roster.staged_round != round_:
        return 0
    return roster.staged.order_by("-number").values_list("number", flat=True).first() or 0


def counts_of(roster: RosterImport) -> dict[str, int]:
    """How many rows are in each state, and how many have a note."""
    counts: dict[str, int] = dict.fromkeys(State.values, 0)
    counts |= dict(roster.staged.order_by().values_list("state").annotate(Count("pk")))
    return counts | {"noted": roster.staged.filter(has_note=True).count()}


def rows_of(roster: RosterImport, *states: str) -> QuerySet[RosterRow]:
    """The rows of a roster in these states, from the top."""
    return roster.staged.filter(state__in=states).order_by("number")


def notes_of(roster: RosterImport) -> dict[str, int]:
    """What was said of rows that were taken over, each text once, and of how many rows."""
    said: dict[str, int] = {}
    for row in roster.staged.filter(has_note=True).only("problems", "number").iterator(chunk_size=2000):
        for problem in problems_of(row):
            said[problem.reason] = said.get(problem.reason, 0) + 1
    return dict(sorted(said.items(), key=lambda item: -item[1])[:20])


def job_of(roster: RosterImport) -> Job | None:
    """The job at work on a roster, with its progress."""
    name = READ_JOB if roster.state == RosterImport.State.READING else APPLY_JOB
    return Job.objects.filter(name=name, key=f"{roster.uuid}:{roster.round}").first()


def unfinished_by_hand(organisation: Organisation, file_hash: str) -> RosterImport | None:
    """An import of the same file begun on the terminal and broken off; None when there is none."""
    begun = RosterImport.objects.filter(organisation=organisation, file_hash=file_hash)
    open_ones = begun.filter(state__in=(RosterImport.State.READING, RosterImport.State.MAPPING, RosterImport.State.APPLYING))
    for roster in open_ones.order_by("-pk")[:20]:
        if not Job.objects.filter(name__in=(READ_JOB, APPLY_JOB), key__startswith=f"{roster.uuid}:").exists():
            return roster
    return None


def candidates_of(rows: list[RosterRow]) -> dict[int, Person]:
    """The persons that doubtful rows may mean, by their numbers."""
    wanted: set[Any] = {pk for row in rows for pk in row.candidates}
    return {person.pk: person for person in Person.objects.filter(pk__in=wanted).select_related("organisation")}
