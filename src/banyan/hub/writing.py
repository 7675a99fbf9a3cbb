"""Records on their way: a file, Chinese characters, lines to dictate, or QR codes."""

from collections.abc import Sequence
from pathlib import Path

import segno

from banyan.kernels.journal.frames import qr_texts
from banyan.kernels.journal.records import packed
from banyan.kernels.journal.text import hanzi_text, spoken_lines

FORMS = ("file", "hanzi", "spoken", "qr")


def write_records(path: Path, form: str, records: Sequence[bytes]) -> list[str]:
    """Write records to ``path`` in one of the forms and return the names of the files; raise OSError or JournalError.

    A record that is alone is written as it is, several as a parcel. More than one code become ``name-01.png``, ``name-02.png`` …
    """
    parcel = records[0] if len(records) == 1 else packed(records)
    if form == "file":
        path.write_bytes(parcel)
    elif form == "hanzi":
        path.write_text("".join(f"{hanzi_text(record)}\n" for record in records), encoding="utf-8")
    elif form == "spoken":
        path.write_text("\n".join("\n".join(spoken_lines(record)) + "\n" for record in records), encoding="ascii")
    else:
        return _write_codes(path, qr_texts(parcel))
    return [str(path)]


def _write_codes(path: Path, texts: Sequence[str]) -> list[str]:
    paths = [path if len(texts) == 1 else path.with_name(f"{path.stem}-{number:02d}.png") for number in range(1, len(texts) + 1)]
    for place, text in zip(paths, texts, strict=True):
        segno.make(text, error="m").save(str(place), kind="png", scale=6, border=4)
    return [str(place) for place in paths]
