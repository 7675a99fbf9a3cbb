"""A sheet of paper as all documents of study at sea have it: title, facts, text, tables, room for signature and seal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import segno

from banyan.core.official.plain import printable
from banyan.ledger.documents.typeset import as_pdf

_TEMPLATE = Path(__file__).with_name("paper.typ")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: widths of its columns in mm (0: what is left), and what stands there when it has no row."""

    title: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    empty: str = "无。"


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed; ``address`` becomes a code beside the facts, ``sign`` are the lines at the end."""

    title: str
    under: str
    facts: Sequence[tuple[str, str]]
    body: Sequence[str] = ()
    tables: Sequence[Table] = ()
    note: str = ""
    address: str = ""
    code_words: str = ""
    sign: Sequence[str] = field(default=())


def paper_pdf(paper: Paper, *, at: datetime) -> bytes:
    """Set a paper as PDF; the same paper and moment give the same bytes on one machine."""
    data: dict[str, Any] = {
        "title": printable(paper.title),
        "under": printable(paper.under),
        "facts": [(label, printable(value)) for label, value in paper.facts],
        "body": [printable(line) for line in paper.body],
        "tables": [
            {
                "title": one.title,
                "heads": list(one.heads),
                "widths": list(one.widths),
                "rows": [[printable(text) for text in row] for row in one.rows],
                "empty": one.empty,
            }
            for one in paper.tables
        ],
        "note": paper.note,
        "code": _code(paper.address) if paper.address else "",
        "code_words": paper.code_words,
        "sign": [printable(line) for line in paper.sign],
    }
    return as_pdf(str(_TEMPLATE), data, at)


def _code(address: str) -> str:
    # An image by itself, not part of a page, so it names its language.
    inline: str = segno.make_qr(address, error="m").svg_inline(border=1)
    return inline.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
