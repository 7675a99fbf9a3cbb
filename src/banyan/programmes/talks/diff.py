"""What changed between two versions of a text: whole sentences first, then the characters inside a sentence that was reworded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Chinese closes a quotation after the full stop, so both belong to the sentence.
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]+[”’」』）)]*|[^。！？!?；;\n]*\n|[^。！？!?；;\n]+")
# Sentences that share less are shown as one struck out and one put in: character by character they would read as confetti.
LEAST_ALIKE = 0.5
# Fewer characters than this between two changes are taken into the change.
LEAST_KEPT = 2
# Above this product of lengths two passages aren't compared by character; it bounds the time.
MOST_CELLS = 4_000_000


class Change(StrEnum):
    """What became of a run of text."""

    SAME = "same"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, was put in, or was taken out."""

    kind: Change
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return ``before`` and ``after`` as one run of pieces: same and dropped make the one, same and added the other."""
    old, new = _sentences(before), _sentences(after)
    pieces: list[Piece] = []
    # A refrain of hundreds of lines is passed over at first, since it would take the square of its number.
    for verb, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if verb == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[i:j])))
        else:
            pieces.extend(_reworded("".join(old[i:j]), "".join(new[k:m])))
    return list(_joined(pieces))


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


def _reworded(before: str, after: str) -> Iterator[Piece]:
    """The characters of a passage that changed, or the whole of it when little of it stayed."""
    if before and after and len(before) * len(after) <= MOST_CELLS:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() >= LEAST_ALIKE:
            for verb, i, j, k, m in matcher.get_opcodes():
                if verb == "equal" and (j - i >= LEAST_KEPT or i == 0 or j == len(before)):
                    yield Piece(Change.SAME, before[i:j])
                else:
                    yield Piece(Change.DROPPED, before[i:j])
                    yield Piece(Change.ADDED, after[k:m])
            return
    yield Piece(Change.DROPPED, before)
    yield Piece(Change.ADDED, after)


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring changes as one: first all that was taken out, then all that was put in."""
    dropped = added = kept = ""
    for piece in [*pieces, Piece(Change.SAME, "")]:
        if piece.kind == Change.DROPPED:
            dropped += piece.text
        elif piece.kind == Change.ADDED:
            added += piece.text
        if piece.kind == Change.SAME and piece.text and not (dropped or added):
            kept += piece.text
        elif piece.kind == Change.SAME:
            yield from (Piece(kind, text) for kind, text in ((Change.SAME, kept), (Change.DROPPED, dropped), (Change.ADDED, added)) if text)
            dropped = added = ""
            kept = piece.text
