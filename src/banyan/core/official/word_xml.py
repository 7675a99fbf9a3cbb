"""Pieces of Word's XML; text goes in as text, never as markup."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from banyan.core.official.layout import BODY_SIZE, DRAWN_IN_TWIPS, FANGSONG, PITCH, ROMAN, Face, twips

# Fonts, sizes and runs are lxml elements; python-docx has no types for them.
Element = Any


def tag(kind: str, /, *children: Element, **attributes: object) -> Element:
    """Make the element ``w:kind`` with children and attributes of the same namespace."""
    element = OxmlElement(f"w:{kind}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(child for child in children if child is not None)
    return element


def letters(face: Face, size: float, *, bold: bool = False) -> Element:
    """Make the run properties of a typeface: the Chinese font by name, figures and foreign words in a Roman one."""
    # The hint makes quotation marks and dashes, which other scripts have too, come from the Chinese font.
    fonts = tag("rFonts", ascii=ROMAN.name, hAnsi=ROMAN.name, eastAsia=face.name, cs=ROMAN.name, hint="eastAsia")
    weight = [tag("b"), tag("bCs")] if bold else []
    return tag(
        "rPr",
        fonts,
        *weight,
        tag("spacing", val=DRAWN_IN_TWIPS),
        tag("kern", val=0),
        tag("sz", val=round(size * 2)),
        tag("szCs", val=round(size * 2)),
    )


def lines_on_grid() -> Element:
    """Make the spacing of the grid: the exact pitch, nothing before and after."""
    return tag("spacing", before=0, beforeAutospacing=0, after=0, afterAutospacing=0, line=twips(PITCH), lineRule="exact")


def run(lines: tuple[str, ...], face: Face = FANGSONG, size: float = BODY_SIZE, *, bold: bool = False) -> Element:
    """Make a run of text; more than one line is parted by breaks."""
    made = tag("r", letters(face, size, bold=bold))
    for place, line in enumerate(lines):
        if place:
            made.append(tag("br"))
        for number, piece in enumerate(line.split("\t")):
            if number:
                made.append(tag("tab"))
            made.append(text(piece))
    return made


def text(content: str) -> Element:
    """Make a ``w:t`` that keeps its blanks."""
    made = tag("t")
    made.text = content
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def paragraph(style: str, *runs: Element, properties: tuple[Element, ...] = ()) -> Element:
    """Make a paragraph of a named style; ``properties`` stand in the order of the schema."""
    return tag("p", tag("pPr", tag("pStyle", val=style), *properties), *runs)
