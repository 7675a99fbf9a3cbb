"""Data set as PDF by one of the ledger's templates."""

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from banyan.core.official.pdf import families, fonts

_FOLDER = Path(__file__).parent


def as_pdf(template: str, data: dict[str, Any], moment: datetime) -> bytes:
    """Set ``data`` by a template of this folder; the same data and moment give the same bytes on one machine."""
    with TemporaryDirectory(prefix="banyan-pdf-") as folder:
        compiler = typst.Compiler((_FOLDER / template).read_bytes(), root=folder, font_paths=fonts())
        inputs = {"document": json.dumps(data | {"fonts": families()}, ensure_ascii=False)}
        written = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=moment.astimezone(UTC).replace(microsecond=0))
    if not isinstance(written, bytes):
        raise TypeError(written)
    return written
