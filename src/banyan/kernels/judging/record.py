"""The record of a round: every mark and rule that decides, as plain facts, and the one way from them to the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from banyan.kernels.judging.calibration import calibrate
from banyan.kernels.judging.errors import Fault, JudgingError
from banyan.kernels.judging.questions import Answer, Bound, Candidate, Question, Rule, Scope
from banyan.kernels.judging.reviews import Calibration, Reviews
from banyan.kernels.judging.selection import select


@dataclass(frozen=True, slots=True)
class Entry:
    """A case that was judged. ``excluded`` says why it can't win; empty when it can."""

    id: str
    category: str = ""
    city: str = ""
    unit: str = ""
    unit_kind: str = ""
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The points that one judge gave one case, in the order of the criteria."""

    case: str
    judge: str
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """All that decides a round. ``criteria`` are the most points of each criterion; rules and numbers are those of Question."""

    criteria: tuple[int, ...]
    cases: tuple[Entry, ...]
    judges: tuple[str, ...]
    reviews: tuple[Review, ...]
    winners: int
    rules: tuple[Rule, ...] = ()
    floor_thousandths: int | None = None
    reviews_least: int = 0
    unit_most: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a record: the calibrated scores in the record's order, the question that they put, and its answer."""

    calibration: Calibration
    question: Question
    answer: Answer


def decide(record: Record) -> Outcome:
    """Calibrate the scores and select the winners; the same record gives the same outcome on every machine.

    Ties go by the mean of each criterion in the call's order, then the mean of all points, then the lots.
    Raise JudgingError for a review of an unknown case or judge, or points out of range.
    """
    calibration = calibrate(reviews_of(record))
    means = _criterion_means(record)
    candidates = tuple(
        Candidate(
            id=case.id,
            score_thousandths=score.score_thousandths,
            category=case.category,
            city=case.city,
            unit=case.unit,
            unit_kind=case.unit_kind,
            reviews=score.reviews,
            tie_keys=(*means[case.id], score.raw_thousandths or 0),
            excluded=case.excluded,
        )
        for case, score in zip(record.cases, calibration.cases, strict=True)
    )
    question = Question(
        candidates, record.winners, record.rules, record.floor_thousandths, record.reviews_least, record.unit_most, record.seed
    )
    return Outcome(calibration, question, select(question))


def reviews_of(record: Record) -> Reviews:
    """Return the total points of each review, numbered as the record lists cases and judges. Raise JudgingError as decide() does."""
    place = {case.id: number for number, case in enumerate(record.cases)}
    seat = {judge: number for number, judge in enumerate(record.judges)}
    rows = []
    for number, review in enumerate(record.reviews):
        where = f"reviews[{number}]"
        if review.case not in place:
            raise JudgingError(Fault.UNKNOWN_VALUE, f"{where}.case", review.case)
        if review.judge not in seat:
            raise JudgingError(Fault.UNKNOWN_VALUE, f"{where}.judge", review.judge)
        if len(review.points) != len(record.criteria):
            raise JudgingError(Fault.UNEQUAL_ARRAYS, f"{where}.points")
        if any(not 0 <= given <= most for given, most in zip(review.points, record.criteria, strict=True)):
            raise JudgingError(Fault.OUT_OF_RANGE, f"{where}.points")
        rows.append((place[review.case], seat[review.judge], sum(review.points)))
    return Reviews.of(rows, cases=len(record.cases), judges=len(record.judges))


def record_as_json(record: Record) -> dict[str, Any]:
    """Write ``record`` as plain lists and dictionaries, as docs/formats.md says."""
    return {
        "criteria": list(record.criteria),
        "cases": [{name: getattr(case, name) for name in Entry.__slots__} for case in record.cases],
        "judges": list(record.judges),
        "reviews": [{"case": one.case, "judge": one.judge, "points": list(one.points)} for one in record.reviews],
        "winners": record.winners,
        "rules": [
            {"bound": rule.bound.value, "scope": rule.scope.value, "number": rule.number, "value": rule.value} for rule in record.rules
        ],
        "floor_thousandths": record.floor_thousandths,
        "reviews_least": record.reviews_least,
        "unit_most": record.unit_most,
        "seed": record.seed,
    }


def record_from_json(value: object) -> Record:
    """Read a record. Raise JudgingError for anything that isn't one."""
    if not isinstance(value, Mapping):
        raise JudgingError(Fault.WRONG_TYPE, "record")
    try:
        return Record(
            criteria=_whole_numbers(value["criteria"]),
            cases=tuple(Entry(**{name: str(case[name]) for name in Entry.__slots__}) for case in value["cases"]),
            judges=tuple(str(judge) for judge in value["judges"]),
            reviews=tuple(Review(str(one["case"]), str(one["judge"]), _whole_numbers(one["points"])) for one in value["reviews"]),
            winners=int(value["winners"]),
            rules=tuple(Rule(Bound(one["bound"]), Scope(one["scope"]), int(one["number"]), str(one["value"])) for one in value["rules"]),
            floor_thousandths=None if value["floor_thousandths"] is None else int(value["floor_thousandths"]),
            reviews_least=int(value["reviews_least"]),
            unit_most=None if value["unit_most"] is None else int(value["unit_most"]),
            seed=int(value["seed"]),
        )
    except KeyError as error:
        raise JudgingError(Fault.MISSING, f"record.{error.args[0]}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise JudgingError(Fault.WRONG_TYPE, "record", str(error)) from error


def _whole_numbers(values: Any) -> tuple[int, ...]:
    if any(not isinstance(one, int) or isinstance(one, bool) for one in values):
        raise TypeError("points are whole numbers")
    return tuple(values)


def _criterion_means(record: Record) -> dict[str, tuple[int, ...]]:
    """The mean of each criterion in thousandths, rounded down; noughts for a case without reviews."""
    sums = {case.id: [0] * len(record.criteria) for case in record.cases}
    counts = dict.fromkeys(sums, 0)
    for review in record.reviews:
        counts[review.case] += 1
        sums[review.case] = [total + given for total, given in zip(sums[review.case], review.points, strict=True)]
    return {case: tuple(1000 * total // max(counts[case], 1) for total in totals) for case, totals in sums.items()}
