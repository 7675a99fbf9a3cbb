"""What a submission resembles among the texts that the account may see, and both texts with the shared passages marked."""

from dataclasses import dataclass
from uuid import UUID

from banyan.cases.collection.models import Submission
from banyan.cases.collection.permissions import why_not_compare
from banyan.cases.collection.queries import call_words
from banyan.cases.showcase.models import Case
from banyan.cases.similarity.queries import Candidate, crowded_values, is_copy, similar_texts
from banyan.kernels.hanzi import Comparison, compare_texts
from banyan.people.models import Account

# As many are read in full; the index gives those first that share most.
MOST_COMPARED = 20


@dataclass(frozen=True, slots=True)
class Similar:
    """A text that shares passages: per cent of ours that stands in it and of it that stands in ours; ``is_own``: of the same unit."""

    other: Submission | Case
    comparison: Comparison
    share: int
    other_share: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``number`` is that of the passage it belongs to, 0 for what isn't shared."""

    text: str
    number: int


def similar_to(submission: Submission, account: Account) -> list[Similar]:
    """The submissions that the account may see beside it and the public cases that share long passages, most alike first. Seven queries."""
    text, ignoring = whole_text(submission), call_words(submission.call)
    own = {submission.uuid, submission.case.uuid if submission.case else None}
    found = [each for each in similar_texts(text, ignoring=ignoring) if each.ref not in own]
    seen = _submissions(found, submission, account) | _cases(found)
    made = {row.case_id for row in seen.values() if isinstance(row, Submission)}
    # A case made from a submission that is in the list says nothing new.
    others = [seen[each.ref] for each in found if each.ref in seen and not (each.kind == "case" and seen[each.ref].pk in made)]
    crowded = crowded_values(text, ignoring=ignoring) if others else frozenset()
    compared = [
        _similar(submission, other, compare_texts(text, whole_text(other), ignoring=ignoring, crowded=crowded))
        for other in others[:MOST_COMPARED]
    ]
    return sorted((each for each in compared if is_copy(each.comparison)), key=lambda each: -max(each.share, each.other_share))


def beside(submission: Submission, other: Submission | Case) -> tuple[Similar, list[Piece], list[Piece]]:
    """Both texts in pieces, with the passages that they share."""
    text, second, ignoring = whole_text(submission), whole_text(other), call_words(submission.call)
    comparison = compare_texts(text, second, ignoring=ignoring, crowded=crowded_values(text, ignoring=ignoring))
    numbered = list(enumerate(comparison.passages, 1))
    first = _pieces(text, [(each.start, each.end, number) for number, each in numbered])
    return _similar(submission, other, comparison), first, _pieces(second, [(each.other_start, each.other_end, n) for n, each in numbered])


def whole_text(row: Submission | Case) -> str:
    """All parts of a submission in their order, or the body of a case: as they are indexed."""
    return row.body if isinstance(row, Case) else "\n".join(part.text for part in row.texts.all())


def _submissions(found: list[Candidate], submission: Submission, account: Account) -> dict[UUID, Submission | Case]:
    rows = Submission.objects.filter(uuid__in=[each.ref for each in found if each.kind == "submission"])
    rows = rows.select_related("call", "call__organisation", "organisation", "city").prefetch_related("texts")
    return {row.uuid: row for row in rows if why_not_compare(account, submission, row) is None}


def _cases(found: list[Candidate]) -> dict[UUID, Submission | Case]:
    rows = Case.objects.public().filter(uuid__in=[each.ref for each in found if each.kind == "case"])
    return {row.uuid: row for row in rows.select_related("organisation", "city")}


def _similar(submission: Submission, other: Submission | Case, comparison: Comparison) -> Similar:
    is_own = submission.organisation_id == other.organisation_id
    return Similar(other, comparison, round(comparison.share / 10), round(comparison.other_share / 10), is_own)


def _pieces(text: str, passages: list[tuple[int, int, int]]) -> list[Piece]:
    pieces, reached = [], 0
    for start, end, number in sorted(passages):
        # The same words of one text may stand twice in the other.
        if end <= reached:
            continue
        begins = max(start, reached)
        pieces += [Piece(text[reached:begins], 0), Piece(text[begins:end], number)]
        reached = end
    return [piece for piece in (*pieces, Piece(text[reached:], 0)) if piece.text]
