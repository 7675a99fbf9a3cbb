"""What a proposal of assignments is made from, what it said, and who else could take a case."""

from dataclasses import dataclass

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from banyan.cases.collection.models import Submission
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.cases.judging.queries.conflicts import Conflict, conflicts_of
from banyan.cases.judging.queries.panel import KNOWS_CATEGORY, OTHER_FIELD, bounds_of, panel_of, quality_of
from banyan.cases.judging.queries.rounds import judged_submissions
from banyan.kernels.matching import Instance

OPEN_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Places:
    """The instance of a round for the kernel of matching, with judges and cases in the order in which it numbers them."""

    judges: list[Judge]
    cases: list[Submission]
    instance: Instance
    standing: dict[tuple[int, int], Assignment]

    def pair(self, edge: int) -> tuple[Judge, Submission]:
        """Whom an edge of the instance joins."""
        return self.judges[int(self.instance.left[edge])], self.cases[int(self.instance.right[edge])]


@dataclass(frozen=True, slots=True)
class Said:
    """What the last proposal said: published assignments that move with it, and cases with open places and why."""

    moves: list[Assignment]
    open: list[tuple[Submission, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A judge who might take a case: how well it fits, how many cases there are already, and why not."""

    judge: Judge
    fits: str
    tone: str
    load: int
    most: int
    why_not: str


def places_of(judging: Judging, *, may_move: bool) -> Places:
    """Lay out who could judge what. Work begun, published or given by hand is pinned; with ``may_move`` untouched published work may go."""
    judges = [judge for judge in panel_of(judging) if judge.state == Judge.State.ACCEPTED]
    cases = list(judged_submissions(judging).order_by("number", "pk"))
    standing = {(row.judge_id, row.submission_id): row for row in _fixed(judging)}
    conflicts = conflicts_of(judging, judges, cases)
    edges = []
    for seat, judge in enumerate(judges):
        fields, has_time = _fields(judge), _has_time(judge, judging)
        for place, case in enumerate(cases):
            row = standing.get((judge.pk, case.pk))
            if row is None and ((judge.pk, case.pk) in conflicts or not has_time):
                continue
            pinned = row is not None and not (may_move and _may_move(row))
            edges.append((seat, place, quality_of(*fields, case), row is not None, pinned))
    columns = np.array(edges, dtype=np.int64).reshape(-1, 5).T
    instance = _instance(judging, judges, cases, columns)
    return Places(judges, cases, instance, standing)


def _instance(judging: Judging, judges: list[Judge], cases: list[Submission], columns: NDArray[np.int64]) -> Instance:
    """What stands keeps its place even where numbers were lowered since."""
    bounds = np.array([bounds_of(judging, judge) for judge in judges], dtype=np.int64).reshape(-1, 2)
    gone = _scored_by_others(judging, judges)
    wanted = np.array([judging.judges_per_case - gone.get(case.pk, 0) for case in cases], dtype=np.int64)
    pinned = columns[4].astype(np.bool_)
    return Instance(
        capacity=np.maximum(bounds[:, 1], np.bincount(columns[0][pinned], minlength=len(judges))),
        minimum=bounds[:, 0],
        places=np.maximum(wanted, np.bincount(columns[1][pinned], minlength=len(cases))),
        left=columns[0],
        right=columns[1],
        quality=columns[2],
        existing=columns[3],
        pinned=columns[4],
        left_key=np.array([judge.number for judge in judges], dtype=np.int64),
        right_key=np.array([case.number or case.pk for case in cases], dtype=np.int64),
    )


def proposal_of(judging: Judging) -> Said:
    """What the last proposal said, as the page shows it. Two queries."""
    rows = judging.assignments.filter(pk__in=judging.proposal.get("moves", []), state=Assignment.State.ASSIGNED)
    said: dict[str, list[int]] = judging.proposal.get("open", {})
    keys = list(said)[:OPEN_SHOWN]
    cases = {str(case.pk): case for case in judged_submissions(judging).filter(pk__in=keys)}
    return Said(
        list(rows.select_related("judge", "judge__account", "submission", "submission__call")),
        [(cases[key], _say_open(*said[key])) for key in keys if key in cases],
    )


def candidates_for(judging: Judging, submission: Submission) -> list[Candidate]:
    """All judges of the round for one case, those who can take it first, the best fit before others."""
    judges = list(panel_of(judging))
    conflicts = conflicts_of(judging, judges, [submission])
    loads: dict[int, int] = {}
    taken = set()
    for key, case in judging.assignments.standing().values_list("judge_id", "submission_id").order_by():
        loads[key] = loads.get(key, 0) + 1
        taken |= {key} if case == submission.pk else set()
    rows = []
    for judge in (one for one in judges if one.pk not in taken):
        load, most = loads.get(judge.pk, 0), bounds_of(judging, judge)[1]
        quality = quality_of(*_fields(judge), submission)
        why_not = _why_not(judge, judging, conflicts.get((judge.pk, submission.pk), []), load, most)
        rows.append((bool(why_not), -quality, load, judge.number, Candidate(judge, *_fits(quality), load, most, why_not)))
    return [row[-1] for row in sorted(rows, key=lambda row: row[:-1])]


def open_places(places: Places, chosen: list[int]) -> dict[str, list[int]]:
    """For each case with open places: how many, how many judges may judge it, and how many must keep away."""
    filled = np.bincount(places.instance.right[np.array(chosen, dtype=np.int64)], minlength=len(places.cases))
    eligible = np.bincount(places.instance.right, minlength=len(places.cases))
    missing = places.instance.places - filled
    return {
        str(case.pk): [int(missing[place]), int(eligible[place]), len(places.judges) - int(eligible[place])]
        for place, case in enumerate(places.cases)
        if missing[place] > 0
    }


def _fixed(judging: Judging) -> list[Assignment]:
    """What stands whatever is proposed: published, or given by hand."""
    rows = judging.assignments.standing().select_related("judge").prefetch_related("marks")
    return [row for row in rows if row.by_hand or row.state != Assignment.State.PROPOSED]


def _may_move(row: Assignment) -> bool:
    """Tell whether nobody has worked on a published assignment yet."""
    return not row.by_hand and row.state == Assignment.State.ASSIGNED and row.saved_at is None


def _scored_by_others(judging: Judging, judges: list[Judge]) -> dict[int, int]:
    """Scores that count by judges who fell out: their cases need one judge fewer."""
    found: dict[int, int] = {}
    for case in judging.assignments.handed_in().exclude(judge__in=judges).values_list("submission_id", flat=True).order_by():
        found[case] = found.get(case, 0) + 1
    return found


def _fields(judge: Judge) -> tuple[set[int], set[str]]:
    return {category.pk for category in judge.categories.all()}, set(judge.programmes)


def _has_time(judge: Judge, judging: Judging) -> bool:
    starts = judge.available_from is None or judge.available_from <= judging.score_until
    return starts and (judge.available_until is None or judge.available_until >= timezone.localdate())


def _why_not(judge: Judge, judging: Judging, conflicts: list[Conflict], load: int, most: int) -> str:
    if judge.state != Judge.State.ACCEPTED:
        return str(judge.get_state_display())
    if conflicts:
        return "、".join(f"{conflict.kind.label} {conflict.detail}".strip() for conflict in conflicts)
    if not _has_time(judge, judging):
        return _("has no time while judges score")
    return _("has as many cases as agreed") if load >= most else ""


def _fits(quality: int) -> tuple[str, str]:
    """How well a judge fits, in words and as the tone of a tag."""
    if quality >= OTHER_FIELD + KNOWS_CATEGORY:
        return _("knows the field"), "green"
    return (_("any field") if quality > OTHER_FIELD else _("other field")), "quiet"


def _say_open(missing: int, eligible: int, away: int) -> str:
    first = ngettext("%(count)d place is open: ", "%(count)d places are open: ", missing) % {"count": missing}
    if not eligible:
        return first + _("no judge may judge this case; all %(away)d must keep away or have no time.") % {"away": away}
    second = ngettext(
        "only %(count)d judge may judge it, and that one's places are taken.",
        "%(count)d judges may judge it, and all their places are taken or they judge it already.",
        eligible,
    )
    return first + second % {"count": eligible}
