"""The notice's lines made clean, with what each of them is by its own form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from banyan.cases.showcase.notices.furniture import is_closing, is_date_line, is_furniture, is_show_heading
from banyan.cases.showcase.notices.headings import Heading, category_of, is_unit, parse_heading, split_marker, subtitle_of, without_bullet
from banyan.cases.showcase.notices.labels import labelled
from banyan.core.documents import Document, Line
from banyan.kernels.hanzi import clean_text

_MOST_HEADLINE = 80
_SEAM = 2
_SUBHEAD = re.compile(
    "(?:案例|工作|项目|活动|实施|基本|主要|创新|具体|取得|典型|推广|经验|存在|下一步|几点|特色)*"
    "(?:背景|做法|成效|成果|启示|经验|亮点|特色|概况|情况|体会|意义|问题|打算|思考|效果|价值|举措|措施|内容|简介|特点|评析|点评|小结)"
    "(?:与|和|及)?(?:启示|成效|体会|思考|经验|效果|做法|创新)?[：:]?"
)
_CASE_NUMBER = re.compile("(?:#+ *)?[【（]?(?:典型|优秀|入选|创新|获奖)?案例(?:之)?[一二三四五六七八九十百0-9]{1,3}[】）]?[：:]?")
_ENDED = ("。", "！", "？", "…", "；", "。”", "！”", "？”", "。）", "）。")


class Role(StrEnum):
    """What a line is."""

    FURNITURE = "furniture"
    SHOW = "show"
    CATEGORY = "category"
    HEADING = "heading"
    SUBTITLE = "subtitle"
    LABEL = "label"
    UNIT = "unit"
    SUBHEAD = "subhead"
    SENTENCE = "sentence"
    CLOSING = "closing"
    DATE = "date"
    ROW = "row"
    SHORT = "short"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class CleanLine:
    """A line of the notice, cleaned; ``headline`` keeps the blanks of a title, ``heading`` is set for a case's heading."""

    number: int
    text: str
    headline: str
    role: Role
    cells: tuple[str, ...] = ()
    table: int | None = None
    heading: Heading | None = None
    marker: str = ""
    styled: bool = False

    @property
    def bare(self) -> str:
        """The headline without its number or bullet."""
        return split_marker(self.headline)[1]

    @property
    def paragraph(self) -> str:
        """The text as part of a case: bullets and Markdown's marks are dropped, numbers stay."""
        return without_bullet(self.text)


def clean_lines(document: Document) -> list[CleanLine]:
    """Clean every line that holds something and tell its role by its own form."""
    lines = []
    for line in document.lines:
        text = clean_text(line.text)
        if text:
            lines.append(_clean(line, text))
    return lines


def is_ended(text: str) -> bool:
    """Tell whether a text ends where a sentence may end."""
    return text.endswith(_ENDED)


def seams_of(lines: Iterable[CleanLine]) -> frozenset[str]:
    """Return every run of four characters that the notice holds: what may stand across a tear."""
    return frozenset(line.text[start : start + 2 * _SEAM] for line in lines for start in range(len(line.text) - 2 * _SEAM + 1))


def is_one(before: str, after: str, seams: frozenset[str]) -> bool:
    """Tell whether the characters on both sides of a tear stand together elsewhere in the notice, which proves that they are one."""
    before, after = before[-4 * _SEAM :].replace(" ", ""), after[: 4 * _SEAM].replace(" ", "")
    return len(before) >= _SEAM and len(after) >= _SEAM and before[-_SEAM:] + after[:_SEAM] in seams


def _clean(line: Line, text: str) -> CleanLine:
    headline = clean_text(line.text, headline=True) if len(text) <= _MOST_HEADLINE else text
    headline = _closed_unit(headline)
    if line.cells:
        cells = tuple(_clean_cell(cell) for cell in line.cells)
        return CleanLine(line.number, text, headline, Role.ROW, cells=cells, table=line.table)
    role, heading = role_of(text, headline)
    return CleanLine(line.number, text, headline, role, heading=heading, marker=split_marker(headline)[0], styled=line.heading)


def _clean_cell(cell: str) -> str:
    return "\n".join(clean_text(piece, headline=True) for piece in cell.split("\n") if piece.strip())


def _closed_unit(headline: str) -> str:
    """Drop the blanks inside the unit before a colon: 香 洲 区：… is 香洲区：…"""
    unit, colon, title = headline.partition("：")
    marker_kind, bare = split_marker(unit)
    if not colon or " " not in bare or not is_unit(bare.replace(" ", "")):
        return headline
    return f"{unit.removesuffix(bare)}{bare.replace(' ', '')}：{title}" if marker_kind or unit.endswith(bare) else headline


def role_of(text: str, headline: str) -> tuple[Role, Heading | None]:
    """Tell what a cleaned line is by its own form; its neighbours are looked at later."""
    if role := _role_by_form(text, split_marker(headline)[1]):
        return role, None
    heading, is_show = parse_heading(headline), is_show_heading(text)
    if heading and (heading.town or not is_show):
        return Role.HEADING, heading
    if is_show:
        return Role.SHOW, None
    return (Role.UNIT if is_unit(split_marker(text)[1].rstrip("：")) else Role.SHORT), None


def _role_by_form(text: str, bare: str) -> Role | None:
    forms = (
        (Role.FURNITURE, is_furniture(text)),
        (Role.DATE, is_date_line(text)),
        (Role.BREAK, _CASE_NUMBER.fullmatch(text)),
        (Role.LABEL, labelled(split_marker(text)[1])),
        (Role.SUBHEAD, _SUBHEAD.fullmatch(bare)),
        (Role.CATEGORY, category_of(text) and not is_show_heading(text)),
        (Role.CLOSING, is_closing(text)),
        (Role.SENTENCE, _is_sentence(text)),
        (Role.SUBTITLE, subtitle_of(text)),
    )
    return next((role for role, is_so in forms if is_so), None)


def _is_sentence(text: str) -> bool:
    return "。" in text or text.endswith("；") or text.count("，") >= 3 or len(text) > 64
