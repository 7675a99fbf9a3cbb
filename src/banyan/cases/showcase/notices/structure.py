"""The order of a notice: its lines gathered into cases below their categories, torn lines joined again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from banyan.cases.showcase.notices.doubts import Doubt
from banyan.cases.showcase.notices.drafts import Draft
from banyan.cases.showcase.notices.headings import Heading, category_of, is_unit, split_marker, subtitle_of, titled
from banyan.cases.showcase.notices.labels import labelled
from banyan.cases.showcase.notices.lines import CleanLine, Role, is_ended, is_one, seams_of
from banyan.cases.showcase.notices.tables import fill, read_table
from banyan.kernels.hanzi import clean_text

_MOST_TAIL = 40
_AFTER_CASES = (Role.CLOSING, Role.DATE, Role.UNIT, Role.SHOW, Role.SHORT)
_CAPTION = re.compile("图|（|供图|摄影|照片|【")
_IN_SENTENCE = re.compile(
    "(?:^|[，。；：、和及与由])(?P<unit>[㐀-鿿]{2,24}?)(?:(?:选送|报送|申报|推荐)的?(?:案例|项目)?|的)?《(?P<title>(?!关于)[^《》]{3,40}(?<!意见|通知|办法|规定|条例|方案|纲要))》"
)


@dataclass(slots=True)
class Gathered:
    """The cases found, the lines that speak of the whole notice, and the doubts on the way."""

    drafts: list[Draft] = field(default_factory=list)
    general: list[CleanLine] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


class _Gatherer:
    """Walks the lines from top to bottom; ``_draft`` is the case being put together, none before the first and after the last."""

    def __init__(self, lines: Sequence[CleanLine]) -> None:
        self._lines = lines
        self._has_headings = any(line.heading and line.heading.town for line in lines)
        self._last_of_cases = max((place for place, line in enumerate(lines) if line.role not in _AFTER_CASES), default=0)
        self._seams = seams_of(lines)
        self._draft: Draft | None = None
        self._category: str | None = None
        self._place = 0
        self.found = Gathered()

    def gather(self) -> Gathered:
        while self._place < len(self._lines):
            line = self._lines[self._place]
            self._place += 1
            if line.role == Role.ROW:
                self._take_table(line)
            else:
                self._take(line)
        return self.found

    def _take(self, line: CleanLine) -> None:
        match line.role:
            case Role.BREAK:
                self._close()
            case Role.CATEGORY:
                self._close()
                self._category = line.heading.category if line.heading else category_of(line.text)
                if line.heading and not (line.marker or line.styled):
                    self._doubt(line, "category_unsure")
            case Role.HEADING if line.heading:
                self._take_heading(line, line.heading)
            case Role.SUBTITLE:
                self._take_subtitle(line)
            case Role.LABEL:
                self._take_label(line)
            case Role.SENTENCE | Role.SUBHEAD:
                self._take_text(line)
            case Role.CLOSING:
                self._take_closing(line)
            case Role.UNIT | Role.SHORT:
                self._take_short(line)
            case _:
                self._close()
                self._set_aside(line)

    def _begin(self, draft: Draft) -> None:
        self._draft = draft
        self.found.drafts.append(draft)

    def _close(self) -> None:
        self._draft = None

    def _doubt(self, line: CleanLine, code: str) -> None:
        self.found.doubts.append(Doubt(line.number, line.text, code))

    def _set_aside(self, line: CleanLine) -> None:
        """Leave a line to the notice as a whole; below the first case that is a doubt, unless its form says so."""
        self.found.general.append(line)
        if self.found.drafts and line.role not in (Role.CLOSING, Role.DATE, Role.SHOW, Role.UNIT):
            self._doubt(line, "line_unplaced")

    def _take_closing(self, line: CleanLine) -> None:
        if self._draft and self._place <= self._last_of_cases:
            # 希望各单位… speaks of the whole notice only when nothing but such lines follow.
            self._take_text(line)
            self._doubt(line, "body_unsure")
        else:
            self._close()
            self._set_aside(line)

    def _take_table(self, first: CleanLine) -> None:
        rows = [first]
        while self._place < len(self._lines) and (line := self._lines[self._place]).role == Role.ROW and line.table == first.table:
            rows.append(line)
            self._place += 1
        self._close()
        drafts, doubts = read_table(rows, self._category)
        self.found.drafts += drafts
        self.found.doubts += doubts

    def _take_heading(self, line: CleanLine, heading: Heading) -> None:
        if not heading.sure:
            self._doubt(line, "heading_unsure")
        draft = self._draft
        if draft and not draft.title and not draft.body and not heading.town:
            # A label named the unit just before its title.
            draft.title, draft.subtitle = heading.title, heading.subtitle or draft.subtitle
        else:
            self._begin(Draft.from_heading(line.number, line.headline, heading, self._category))

    def _take_subtitle(self, line: CleanLine) -> None:
        draft, text = self._draft, subtitle_of(line.text) or line.text
        if draft and not draft.subtitle and not draft.body:
            draft.subtitle = text
        elif draft and draft.subtitle and not draft.body:
            draft.subtitle += text
            self._doubt(line, "subtitle_joined")
        elif draft:
            self._add_paragraph(draft, line.paragraph)
        else:
            self._set_aside(line)

    def _take_label(self, line: CleanLine) -> None:
        # The headline keeps the blanks of a title.
        by_headline, by_text = (labelled(split_marker(text)[1]) for text in (line.headline, line.text))
        for name, value in by_headline if len(by_headline) >= len(by_text) else by_text:
            if not self._take_value(line, name, value if name in ("title", "subtitle") else clean_text(value)):
                self._take_text(line)
                return

    def _take_value(self, line: CleanLine, name: str, value: str) -> bool:
        """Take what a label names; False when the line is a sentence of the text that merely begins like a label."""
        draft = self._draft
        if name == "category" and (not draft or draft.body or draft.category):
            self._close()
            self._category = category_of(value) or value
            return True
        if name == "town" and draft and draft.body and not draft.town:
            draft.town = value
            return True
        if name in ("title", "town") and (not draft or draft.body or (draft.title if name == "title" else draft.town)):
            if self._has_headings:
                return False
            draft = Draft(line.number, line.headline, category=self._category)
            self._begin(draft)
        if not draft:
            return False
        fill(draft, name, value)
        draft.is_open = False
        return True

    def _take_text(self, line: CleanLine) -> None:
        if not self._draft:
            self._set_aside(line)
        elif line.role == Role.SUBHEAD or line.marker or not self._draft.is_open:
            self._add_paragraph(self._draft, line.paragraph)
        else:
            self._draft.body[-1] = clean_text(self._draft.body[-1] + line.text)
        if self._draft:
            self._draft.is_open = line.role == Role.SENTENCE and not is_ended(line.text) and not line.text.endswith(("：", "）"))

    def _add_paragraph(self, draft: Draft, text: str) -> None:
        draft.body.append(text)
        draft.is_open = False

    def _take_short(self, line: CleanLine) -> None:
        draft = self._draft
        if not draft:
            self._set_aside(line)
        elif draft.body:
            self._take_tail(draft, line)
        elif draft.subtitle:
            self._join_subtitle(draft, line, sure=False)
        else:
            self._go_on_with_heading(draft, line)

    def _go_on_with_heading(self, draft: Draft, line: CleanLine) -> None:
        """Below a heading and above its text: the town, the title, the rest of a torn title, or a subtitle without its dash."""
        if line.role == Role.UNIT and not draft.town:
            draft.town = line.bare.rstrip("：")
        elif not draft.title:
            heading = titled(line.bare)
            draft.title, draft.subtitle = heading.title, heading.subtitle
        elif line.marker:
            self._add_paragraph(draft, line.paragraph)
        elif self._is_subtitle(draft, line):
            draft.subtitle = line.text
        else:
            self._join_title(draft, line)

    def _join_title(self, draft: Draft, line: CleanLine) -> None:
        before = draft.title
        # 乡音传党音 and 宣讲入人心 are the halves of a title, which a blank parts.
        are_halves = len(before.split(" ")[-1]) == len(line.headline)
        draft.title = clean_text(f"{before}{' ' if are_halves else ''}{line.headline}", headline=True)
        if not (are_halves or self._is_one(before, line.text) or _is_even(draft.title)):
            self._doubt(line, "title_joined")

    def _is_subtitle(self, draft: Draft, line: CleanLine) -> bool:
        return len(line.text) >= 10 and bool(draft.town) and (draft.town or "") in line.text and len(line.text) > len(draft.title)

    def _join_subtitle(self, draft: Draft, line: CleanLine, *, sure: bool) -> None:
        before = draft.subtitle or ""
        draft.subtitle = clean_text(before + line.text)
        if not (sure or self._is_one(before, line.text)):
            self._doubt(line, "subtitle_joined")

    def _take_tail(self, draft: Draft, line: CleanLine) -> None:
        """A short line below a case's text: the rest of its last paragraph, of a torn subtitle, or a line of its own."""
        if draft.is_open and self._is_one(draft.body[-1], line.text):
            draft.body[-1] += line.text
        elif line.text.endswith(("，", "、")):
            self._add_paragraph(draft, line.paragraph)
            draft.is_open = True
        elif draft.subtitle and not line.marker and self._is_one(draft.subtitle, line.text):
            self._join_subtitle(draft, line, sure=True)
        elif draft.is_open:
            draft.body[-1] += line.text
            self._doubt(line, "body_unsure")
        elif self._may_be_tail(draft, line):
            self._join_subtitle(draft, line, sure=False)
        elif line.role == Role.UNIT and self._place == len(self._lines):
            self._set_aside(line)
        else:
            self._add_paragraph(draft, line.paragraph)
            if not (line.marker and self._place < len(self._lines) and self._lines[self._place].role == Role.SENTENCE):
                self._doubt(line, "body_unsure")

    def _may_be_tail(self, draft: Draft, line: CleanLine) -> bool:
        is_plain = line.role == Role.SHORT and not line.marker and not _CAPTION.match(line.text) and len(line.text) <= _MOST_TAIL
        return bool(draft.subtitle) and is_plain and self._stands_at_the_end()

    def _stands_at_the_end(self) -> bool:
        after = self._lines[self._place].role if self._place < len(self._lines) else None
        return after in (None, Role.HEADING, Role.CATEGORY, Role.SHORT, Role.DATE, Role.CLOSING, Role.SHOW)

    def _is_one(self, before: str, after: str) -> bool:
        """Tell whether the characters on both sides of a tear stand together elsewhere in the notice."""
        return is_one(before, after, self._seams)


def _cases_in_sentences(found: Gathered) -> None:
    """A notice may name its cases inside a sentence alone: 云城区选送的《乡音讲堂》、云安区选送的《银龄互助》."""
    for line in found.general:
        named = [(match["unit"], match["title"]) for match in _IN_SENTENCE.finditer(line.text) if is_unit(match["unit"])]
        if named:
            found.drafts += [Draft(line.number, line.text, title=title, town=unit) for unit, title in named]
            found.doubts.append(Doubt(line.number, line.text, "listed_in_sentence"))


def gather_cases(lines: Sequence[CleanLine]) -> Gathered:
    """Gather the lines, whose roles are settled, into cases; nothing is dropped without a doubt."""
    found = _Gatherer(lines).gather()
    found.drafts = [draft for draft in found.drafts if draft.title or draft.town or draft.body]
    if not found.drafts:
        _cases_in_sentences(found)
    return found


def _is_even(title: str) -> bool:
    return " " in title and len({len(piece) for piece in title.split(" ")}) == 1
