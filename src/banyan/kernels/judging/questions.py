"""What a selection is asked: the cases, how many of them win, and the rules of the call."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a quota counts by."""

    CATEGORY = "category"
    CITY = "city"
    UNIT_KIND = "unit_kind"


class Bound(StrEnum):
    """Which way a quota binds."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may win. ``score_thousandths`` None: nobody scored it. ``excluded`` says why it can't win (commended before …).

    ``tie_keys`` are compared after the total, the first first, the greater the better; all candidates have as many.
    """

    id: str
    score_thousandths: int | None
    category: str = ""
    city: str = ""
    unit: str = ""
    unit_kind: str = ""
    reviews: int = 0
    tie_keys: tuple[int, ...] = ()
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """At least or at most ``number`` winners with ``value`` in ``scope``; an empty value means of each value that any candidate has."""

    bound: Bound
    scope: Scope
    number: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """All that decides: exactly ``winners`` of the candidates are chosen. None for a limit that the call doesn't set."""

    candidates: tuple[Candidate, ...]
    winners: int
    rules: tuple[Rule, ...] = ()
    floor_thousandths: int | None = None
    reviews_least: int = 0
    unit_most: int | None = None
    seed: int = 0


class LimitKind(StrEnum):
    """What a limit is made by."""

    WINNERS = "winners"
    EXCLUDED = "excluded"
    REVIEWS = "reviews"
    FLOOR = "floor"
    UNIT_MOST = "unit_most"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule by name, as reasons and contradictions cite it; a rule for each value is one limit a value."""

    kind: LimitKind
    number: int = 0
    scope: Scope | None = None
    value: str = ""


class Basis(StrEnum):
    """What a winner is in by."""

    SCORE = "score"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Winner:
    """A case that is in. By rule: in its place ``displaced`` would raise the total by ``cost_thousandths``, and break just ``limits``."""

    id: str
    basis: Basis
    limits: tuple[Limit, ...] = ()
    displaced: str = ""
    cost_thousandths: int = 0


class Reason(StrEnum):
    """What decided about a case that is left out."""

    EXCLUDED = "excluded"
    REVIEWS = "reviews"
    FLOOR = "floor"
    UNIT_FULL = "unit_full"
    QUOTA_FULL = "quota_full"
    DISPLACED = "displaced"
    SCORE = "score"
    TIE = "tie"
    LOTTERY = "lottery"
    RULES_TOGETHER = "rules_together"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that is out, and what decided.

    ``limits``: the rules that stand against it. ``cases``: who fills the unit's or the quota's places, best first; for
    ``displaced`` the winner that is in by rule. ``by_rule``: those of ``cases`` that stand lower and are in by another rule.
    ``last``: the lowest of ``cases``, or the last one in by score, tie or lottery.
    """

    id: str
    reason: Reason
    limits: tuple[Limit, ...] = ()
    cases: tuple[str, ...] = ()
    last: str = ""
    by_rule: tuple[str, ...] = ()


class Conflict(StrEnum):
    """How limits contradict: one asks for more than there can be; the minimums need more places than there are; all of them together."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A smallest set of limits that can't all hold.

    ``needed`` is what is asked for, ``available`` what there can be; both None for ``together``.
    """

    limits: tuple[Limit, ...]
    conflict: Conflict
    needed: int | None = None
    available: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What the solver states: status ``optimal`` (or ``infeasible``) and the bound no other choice can exceed, in thousandths."""

    status: str
    bound_thousandths: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Winners by score, best first; those left out by score; without winners where ``contradiction`` says why."""

    winners: tuple[Winner, ...]
    left_out: tuple[LeftOut, ...]
    total_thousandths: int | None
    proof: Proof
    contradiction: Contradiction | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would happen if a case had to be in: thousandths lost, who would come in and go out; loss None where no choice allows it."""

    loss_thousandths: int | None
    comes_in: tuple[str, ...] = ()
    goes_out: tuple[str, ...] = ()
