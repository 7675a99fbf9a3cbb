"""What is in a file or a text that somebody hands in: records, and why the rest can't be read."""

from banyan.kernels.journal.frames import MARK, joined, part_of
from banyan.kernels.journal.records import PARCEL, Parcel, unpacked
from banyan.kernels.journal.text import hanzi_records, has_hanzi, spoken_record


def records_in(content: bytes) -> Parcel:
    """Read a parcel, a single record, or a text of one of the kinds that devices write; raise JournalError."""
    text = None if content.startswith(PARCEL) else _as_text(content)
    if text is None:
        return unpacked(content)
    if codes := [line.strip() for line in text.splitlines() if line.strip().startswith(MARK)]:
        return unpacked(joined([part_of(code) for code in codes]))
    if has_hanzi(text):
        return Parcel(tuple(hanzi_records(text)))
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Parcel(tuple(spoken_record(block) for block in blocks or [text]))


def _as_text(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    # A record is bytes of all kinds; what people type has no control characters.
    return None if any(sign < " " and sign not in "\r\n\t" for sign in text) else text
