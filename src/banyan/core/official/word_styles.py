"""The styles, the page with its grid, and the settings of an official Word file."""

import math

from banyan.core.official import layout
from banyan.core.official.layout import FANGSONG, KAITI, MM, SONGTI, XIAOBIAOSONG, twips
from banyan.core.official.word_xml import Element, letters, lines_on_grid, run, tag

BODY, TITLE, SUBTITLE, CAPTION, CELL, PICTURE, FOOTER = "BodyText", "Title", "Subtitle", "Caption", "TableText", "Picture", "Footer"
_NAMES = {BODY: "Body Text", CAPTION: "caption", CELL: "Table Text", FOOTER: "footer"}


def heading_style(level: int) -> str:
    """Return the id of the style of a heading, by which Word knows its outline."""
    return f"Heading{level}"


def styles() -> list[Element]:
    """Make all styles of the document: there are no others to choose wrongly."""
    made = [_defaults(), _normal(), tag("style", tag("name", val="Default Paragraph Font"), type="character", default=1, styleId="a0")]
    made.append(_style(BODY, letters(FANGSONG, layout.BODY_SIZE), indent=True))
    made.append(_style(TITLE, letters(XIAOBIAOSONG, layout.TITLE_SIZE), align="center"))
    made.append(_style(SUBTITLE, letters(KAITI, layout.BODY_SIZE), align="center"))
    for level, (face, bold) in layout.HEADINGS.items():
        made.append(_style(heading_style(level), letters(face, layout.BODY_SIZE, bold=bold), indent=True, outline=level - 1))
    made.append(_style(CAPTION, letters(FANGSONG, layout.SMALL_SIZE), align="center"))
    made.append(_style(CELL, letters(FANGSONG, layout.BODY_SIZE), align="left"))
    # A line that holds a picture grows with it.
    made.append(_style(PICTURE, letters(FANGSONG, layout.BODY_SIZE), align="center", spacing=tag("spacing", line=240, lineRule="auto")))
    made.append(_style(FOOTER, letters(SONGTI, layout.SMALL_SIZE), spacing=tag("spacing", line=240, lineRule="auto")))
    return made


def section(odd: str, even: str) -> list[Element]:
    """Make the contents of the section: footers by their relation ids, A4, margins, and the grid of 22 lines by 28 characters."""
    top, left, bottom, right = (round(mm * MM * 20) for mm in (layout.TOP_MM, layout.LEFT_MM, layout.BOTTOM_MM, layout.RIGHT_MM))
    width, height = (round(mm * MM * 20) for mm in layout.PAGE_MM)
    # The grid adds to the size of the body's characters, in 4096ths of a point; cut down so that 28 of them fit.
    space = math.floor((layout.CHARACTER_PITCH - layout.BODY_SIZE) * 4096)
    footer = twips((layout.BOTTOM_MM - layout.NUMBER_BELOW_MM) * MM - layout.SMALL_SIZE / 2)
    return [
        _reference("default", odd),
        _reference("even", even),
        tag("pgSz", w=width, h=height),
        tag("pgMar", top=top, right=right, bottom=bottom, left=left, header=851, footer=footer, gutter=0),
        tag("cols", space=425),
        tag("docGrid", type="linesAndChars", linePitch=twips(layout.PITCH), charSpace=space),
    ]


def page_number(*, odd: bool) -> Element:
    """Make the paragraph of a footer: the number between dashes, on the outer side, one character in."""
    inset = tag("ind", **{"rightChars": 100, "right": 280} if odd else {"leftChars": 100, "left": 280})
    side = tag("jc", val="right" if odd else "left")
    properties = tag("pPr", tag("pStyle", val=FOOTER), inset, side)
    field = tag("fldSimple", run(("1" if odd else "2",), SONGTI, layout.SMALL_SIZE), instr=" PAGE ")
    return tag("p", properties, run(("— ",), SONGTI, layout.SMALL_SIZE), field, run((" —",), SONGTI, layout.SMALL_SIZE))


def settings() -> list[Element]:
    """Make the settings: different footers left and right, and the behaviour of today's Word instead of an old one's."""
    mode = tag("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return [
        tag("zoom", percent=100),
        tag("bordersDoNotSurroundHeader"),
        tag("bordersDoNotSurroundFooter"),
        tag("defaultTabStop", val=420),
        tag("evenAndOddHeaders"),
        tag("characterSpacingControl", val="compressPunctuation"),
        tag("compat", tag("spaceForUL"), tag("balanceSingleByteDoubleByteWidth"), tag("useFELayout"), mode),
        tag("themeFontLang", val="en-US", eastAsia="zh-CN"),
    ]


def _reference(kind: str, relation: str) -> Element:
    reference = tag("footerReference", type=kind)
    reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
    return reference


def _defaults() -> Element:
    properties = letters(FANGSONG, layout.BODY_SIZE)
    properties.append(tag("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    return tag("docDefaults", tag("rPrDefault", properties), tag("pPrDefault"))


def _normal() -> Element:
    """Make the style that all others stand on: its size is what the grid of characters counts from."""
    properties = tag(
        "pPr",
        tag("widowControl", val=0),
        tag("kinsoku", val=1),
        tag("overflowPunct", val=1),
        tag("autoSpaceDE", val=0),
        tag("autoSpaceDN", val=0),
        tag("snapToGrid", val=0),
        lines_on_grid(),
        tag("jc", val="both"),
    )
    about = (tag("name", val="Normal"), tag("qFormat"))
    return tag("style", *about, properties, letters(FANGSONG, layout.BODY_SIZE), type="paragraph", default=1, styleId="Normal")


def _style(
    style: str, letter: Element, *, indent: bool = False, align: str = "both", outline: int | None = None, spacing: Element = None
) -> Element:
    properties = tag(
        "pPr",
        tag("keepNext") if outline is not None else None,
        lines_on_grid() if spacing is None else spacing,
        tag("ind", firstLineChars=200, firstLine=twips(2 * layout.CHARACTER_PITCH)) if indent else None,
        tag("jc", val=align),
        None if outline is None else tag("outlineLvl", val=outline),
    )
    name = _NAMES.get(style) or (f"heading {outline + 1}" if outline is not None else style)
    about = (tag("name", val=name), tag("basedOn", val="Normal"), tag("qFormat"))
    return tag("style", *about, properties, letter, type="paragraph", styleId=style)
