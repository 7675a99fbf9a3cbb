"""The numbers that Word sets before paragraphs by itself; they stand in no text, so they are counted again."""

from dataclasses import dataclass

from lxml import etree

from banyan.core.documents.word import name_of, value_of
from banyan.core.official.numbering import chinese_number

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "none"
    pattern: str = ""
    start: int = 1


class Numbers:
    """Counts the lists of one document from top to bottom."""

    def __init__(self, numbering: etree._Element | None) -> None:
        definitions = (
            {} if numbering is None else {_attribute(node, "abstractNumId"): _levels(node) for node in _all(numbering, "abstractNum")}
        )
        self._levels: dict[str, dict[int, _Level]] = {}
        self._keys: dict[str, str] = {}
        for number in _all(numbering, "num"):
            name, definition = _attribute(number, "numId"), next((value_of(node) for node in _all(number, "abstractNumId")), "")
            self._levels[name] = definitions.get(definition, {})
            # Lists of one definition count on, unless one is told to start anew.
            self._keys[name] = name if _all(number, "startOverride") else f"of {definition}"
        self._counts: dict[str, list[int | None]] = {}

    def next(self, name: str, depth: int) -> str:
        """Count the next paragraph of list ``name`` at ``depth`` and return its number as printed, "" for a bullet or an unknown list."""
        levels = self._levels.get(name, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(self._keys[name], [None] * _LEVELS)
        before = counts[depth]
        counts[depth] = levels[depth].start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        text = levels[depth].pattern if levels[depth].form not in ("none", "bullet") else ""
        for place, level in levels.items():
            count = counts[place] if place < _LEVELS else None
            text = text.replace(f"%{place + 1}", _written(level.start if count is None else count, level.form))
        return text.strip()


def _levels(definition: etree._Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for node in _all(definition, "lvl"):
        marks = {name_of(mark): value_of(mark) for mark in node}
        depth, start = _attribute(node, "ilvl"), marks.get("start", "1")
        if depth.isdecimal() and int(depth) < _LEVELS:
            found[int(depth)] = _Level(marks.get("numFmt", "decimal"), marks.get("lvlText", ""), int(start) if start.isdecimal() else 1)
    return found


def _written(count: int, form: str) -> str:
    lowered = form.lower()
    if ("chinese" in lowered or "japanese" in lowered or "taiwanese" in lowered or "ideograph" in lowered) and 0 < count < 1000:
        return chinese_number(count)
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        return chr((97 if form == "lowerLetter" else 65) + count - 1)
    if form == "decimalEnclosedCircle" and 0 < count <= len(_CIRCLED):
        return _CIRCLED[count - 1]
    return str(count)


def _all(node: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if node is None else [child for child in node.iter() if name_of(child) == name]


def _attribute(node: etree._Element, name: str) -> str:
    return next((str(value) for key, value in node.attrib.items() if str(key).rpartition("}")[2] == name), "")
