"""An official document as PDF, set by typst from data."""

import json
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from banyan.core.official import layout
from banyan.core.official.composition import Composition, Item, Picture, Sheet, Text, compose
from banyan.core.official.model import DATE_HERE, SIGN_HERE, OfficialDocument

_TEMPLATE = Path(__file__).with_name("official.typ")
_FACES = {
    "fangsong": layout.FANGSONG,
    "xiaobiaosong": layout.XIAOBIAOSONG,
    "heiti": layout.HEITI,
    "kaiti": layout.KAITI,
    "song": layout.SONGTI,
}


def as_pdf(document: OfficialDocument) -> bytes:
    """Write ``document`` as PDF, the same bytes each time on one machine. Raise UnableToWrite for a photo of another kind."""
    composition = compose(document)
    with TemporaryDirectory(prefix="banyan-pdf-") as folder:
        items = [_item(item, Path(folder), number) for number, item in enumerate(composition.items)]
        moment = datetime.combine(composition.dated_on, time(), UTC) if composition.dated_on else datetime(2000, 1, 1, tzinfo=UTC)
        compiler = typst.Compiler(_TEMPLATE.read_bytes(), root=folder, font_paths=fonts())
        inputs = {"document": json.dumps(_data(composition, items), ensure_ascii=False)}
        written = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=moment)
    if not isinstance(written, bytes):
        raise TypeError(written)
    return written


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts of this machine, looked for once."""
    return typst.Fonts()


@lru_cache(maxsize=1)
def families() -> dict[str, list[Any]]:
    """Return for each face the families that this machine has, figures and foreign words first; typst looks further for what they lack."""
    known = set(fonts().families())
    roman = [{"name": name, "covers": "latin-in-cjk"} for name in layout.ROMAN.families if name in known]
    return {key: [*roman[:1], *(name for name in face.families if name in known)] for key, face in _FACES.items()}


def _data(composition: Composition, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "page": layout.PAGE_MM,
        "margins": {"top": layout.TOP_MM, "left": layout.LEFT_MM, "bottom": layout.BOTTOM_MM, "right": layout.RIGHT_MM},
        "pitch": layout.PITCH,
        "character_pitch": layout.CHARACTER_PITCH,
        "size": layout.BODY_SIZE,
        "title_size": layout.TITLE_SIZE,
        "small": layout.SMALL_SIZE,
        "number_below": layout.NUMBER_BELOW_MM,
        "label_width": layout.LABEL_MM,
        "fonts": families(),
        "sign_here": SIGN_HERE,
        "date_here": DATE_HERE,
        "title": composition.title,
        "subtitle": composition.subtitle,
        "items": items,
        "signatures": [{"text": line.text, "free": line.free} for line in composition.signatures],
    }


def _item(item: Item, folder: Path, number: int) -> dict[str, Any]:
    match item:
        case Text(lines=lines, level=level):
            return {"kind": "text", "level": level, "lines": lines}
        case Picture():
            name = f"{number}.{item.suffix}"
            (folder / name).write_bytes(item.content)
            return {
                "kind": "photo",
                "file": f"/{name}",
                "caption": item.caption,
                "width": item.width,
                "height": item.height,
                "rows": item.rows,
            }
        case Sheet(rows=rows):
            return {"kind": "sheet", "rows": [{"label": row.label, "lines": row.lines, "room": row.room} for row in rows]}
