"""How a paragraph of a Word file looks, as far as that tells what it is: its style, rank, weight, size and place."""

from dataclasses import dataclass, replace

from lxml import etree

from banyan.core.documents.word import name_of, value_of

_OFF = ("0", "false", "none")
_MOST_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a paragraph; ``outline`` counts from 1, ``list_name`` and ``list_depth`` name the list that numbers it."""

    style: str = ""
    outline: int | None = None
    bold: bool = False
    align: str = ""
    points: float = 0.0
    list_name: str = ""
    list_depth: int = 0


class Styles:
    """The named looks of one document."""

    def __init__(self, sheet: etree._Element | None) -> None:
        nodes = [] if sheet is None else [node for node in sheet if name_of(node) == "style"]
        self._nodes = {str(node.get(_w(node, "styleId"))): node for node in nodes}
        self._known: dict[str, Look] = {}
        self._default = next((key for key, node in self._nodes.items() if _is_default(node)), "")

    def look_of(self, paragraph: etree._Element) -> Look:
        """Return how ``paragraph`` looks; bold is what all of its text is."""
        properties = _child(paragraph, "pPr")
        style = _child(properties, "pStyle")
        look = _changed(self._named(value_of(style) if style is not None else self._default), properties)
        runs = [
            _child(run, "rPr")
            for run in paragraph.iter()
            if name_of(run) == "r" and any(name_of(part) == "t" and part.text for part in run)
        ]
        looks = [_lettered(look, run) for run in runs]
        return replace(look, bold=all(one.bold for one in looks), points=max(one.points for one in looks)) if looks else look

    def _named(self, style: str) -> Look:
        if style not in self._known:
            chain = self._chain(style)
            look = Look()
            for node in reversed(chain):
                look = _lettered(_changed(look, _child(node, "pPr")), _child(node, "rPr"))
            name = _child(chain[0], "name") if chain else None
            look = replace(look, style=(value_of(name) if name is not None else style).lower())
            self._known[style] = replace(look, outline=look.outline or _outline_of(look.style))
        return self._known[style]

    def _chain(self, style: str) -> list[etree._Element]:
        """The style and those it is based on; a circle of styles ends after a while."""
        chain: list[etree._Element] = []
        while style in self._nodes and len(chain) < _MOST_ANCESTORS:
            chain.append(self._nodes[style])
            base = _child(chain[-1], "basedOn")
            style = value_of(base) if base is not None else ""
        return chain


def _changed(look: Look, properties: etree._Element | None) -> Look:
    for mark in [] if properties is None else properties:
        name, value = name_of(mark), value_of(mark)
        if name == "outlineLvl" and value.isdecimal():
            look = replace(look, outline=int(value) + 1 if int(value) < 9 else None)
        elif name == "jc":
            look = replace(look, align=value)
        elif name == "numPr":
            marks = {name_of(part): value_of(part) for part in mark}
            depth = marks.get("ilvl", "")
            look = replace(
                look, list_name=marks.get("numId", look.list_name), list_depth=int(depth) if depth.isdecimal() else look.list_depth
            )
    return look


def _lettered(look: Look, properties: etree._Element | None) -> Look:
    for mark in [] if properties is None else properties:
        name, value = name_of(mark), value_of(mark)
        if name == "b":
            look = replace(look, bold=value not in _OFF)
        elif name == "sz" and value.isdecimal():
            look = replace(look, points=int(value) / 2)
    return look


def _outline_of(style: str) -> int | None:
    """The rank that a style's name tells: heading 1, 标题 1."""
    word, _blank, number = style.partition(" ")
    return int(number) if word in ("heading", "标题") and number.isdecimal() and 1 <= int(number) <= 9 else None


def _child(node: etree._Element | None, name: str) -> etree._Element | None:
    return None if node is None else next((child for child in node if name_of(child) == name), None)


def _is_default(node: etree._Element) -> bool:
    return node.get(_w(node, "type")) == "paragraph" and str(node.get(_w(node, "default"))) in ("1", "true")


def _w(node: etree._Element, name: str) -> str:
    return f"{{{etree.QName(node).namespace}}}{name}"
