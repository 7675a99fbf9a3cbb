"""Lines that show what they are only beside others: titles on a line of their own, units, categories without 类."""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from banyan.cases.showcase.notices.headings import Heading, may_be_title, titled
from banyan.cases.showcase.notices.lines import CleanLine, Role, seams_of

_MOST_CATEGORY = 16
_LEAST_LISTED = 2
_NOT_A_CATEGORY = re.compile("[0-9，。？！ ]|案例|通知|公告|各位|：.")


def settle_roles(lines: list[CleanLine]) -> list[CleanLine]:
    """Give roles by neighbours, from the surest rule to the least; ``lines`` hold no furniture."""
    lines = _mark_signature(lines)
    lines = _join_units(lines)
    lines = _titles_before_subtitles(lines)
    lines = _by_marker(lines)
    lines = _titles_by_place(lines)
    return _categories_by_place(lines)


def _mark_signature(lines: list[CleanLine]) -> list[CleanLine]:
    """A unit right above a date signs the notice."""
    kept = []
    for place, line in enumerate(lines):
        signs = line.role == Role.UNIT and _next_role(lines, place) == Role.DATE
        kept.append(replace(line, role=Role.DATE) if signs else line)
    return kept


def _join_units(lines: list[CleanLine]) -> list[CleanLine]:
    """A unit and a title on neighbouring lines are one heading; the first such pair of the notice tells which comes first."""
    units = [place for place, line in enumerate(lines) if line.role == Role.UNIT and _stands_with_title(lines, place)]
    unit_first = not units or _is_title_line(lines, units[0] + 1)
    settled = list(lines)
    for place, line in enumerate(lines):
        if line.role != Role.UNIT:
            continue
        other = place + 1 if unit_first else place - 1
        if not _is_title_line(settled, other):
            continue
        heading = titled(settled[other].bare, line.bare.rstrip("："))
        settled[other] = replace(settled[other], role=Role.HEADING, heading=heading)
        settled[place] = replace(line, role=Role.FURNITURE)
    return [line for line in settled if line.role != Role.FURNITURE]


def _stands_with_title(lines: list[CleanLine], place: int) -> bool:
    return _is_title_line(lines, place + 1) or _is_title_line(lines, place - 1)


def _is_title_line(lines: list[CleanLine], place: int) -> bool:
    if not 0 <= place < len(lines):
        return False
    line = lines[place]
    has_no_town = line.role == Role.HEADING and line.heading is not None and not line.heading.town
    return has_no_town or (line.role == Role.SHORT and may_be_title(line.bare))


def _titles_before_subtitles(lines: list[CleanLine]) -> list[CleanLine]:
    """A short line right above a subtitle, or below 案例一, is a title."""
    settled = list(lines)
    for place, line in enumerate(lines):
        after = lines[place + 1].role if place + 1 < len(lines) else None
        before = settled[place - 1].role if place else None
        is_above = after == Role.SUBTITLE and before not in (Role.HEADING, Role.SUBTITLE, Role.LABEL)
        if line.role == Role.SHORT and (is_above or before == Role.BREAK) and may_be_title(line.bare):
            settled[place] = replace(line, role=Role.HEADING, heading=titled(line.bare))
    return settled


def _by_marker(lines: list[CleanLine]) -> list[CleanLine]:
    """A short line with the same kind of number as the headings is a heading too; one with another number before them a category."""
    kinds = Counter(line.marker for line in lines if line.role == Role.HEADING and line.marker)
    if not kinds:
        return lines
    usual = kinds.most_common(1)[0][0]
    return [
        replace(line, role=Role.HEADING, heading=replace(titled(line.bare), marker=usual))
        if line.role == Role.SHORT and line.marker == usual and usual != "bullet" and may_be_title(line.bare)
        else line
        for line in lines
    ]


def _titles_by_place(lines: list[CleanLine]) -> list[CleanLine]:
    """Without any heading so far: numbered, styled or lone short lines right above sentences are titles."""
    if any(line.role in (Role.HEADING, Role.ROW) or line.role == Role.LABEL for line in lines):
        return lines
    following = {line.number: after.role for line, after in pairwise(lines)} | {lines[-1].number: Role.DATE} if lines else {}
    may_head = [line for line in lines if line.role == Role.SHORT and may_be_title(line.bare)]
    above = [line for line in may_head if following[line.number] in (Role.SENTENCE, Role.UNIT)]
    kinds = Counter(_kind(line) for line in above)
    kind = next((kind for kind, _count in kinds.most_common() if kind), "")
    if not kind:
        return _listed_titles(lines, may_head) if not above else _lone_titles(lines, above)
    return _with_titles(lines, [line for line in above if _kind(line) == kind])


def _kind(line: CleanLine) -> str:
    return line.marker or ("styled" if line.styled else "")


def _with_titles(lines: list[CleanLine], chosen: list[CleanLine], *, sure: bool = True) -> list[CleanLine]:
    numbers = {line.number for line in chosen}
    return [
        replace(line, role=Role.HEADING, heading=replace(titled(line.bare), marker=line.marker, sure=sure))
        if line.number in numbers
        else line
        for line in lines
    ]


def _listed_titles(lines: list[CleanLine], may_head: list[CleanLine]) -> list[CleanLine]:
    """A list without any text: numbered lines below the list's heading or a category, at least two of one kind."""
    opened = next((line.number for line in lines if line.role in (Role.CATEGORY, Role.SHOW)), None)
    listed = [line for line in may_head if line.marker and opened is not None and line.number > opened]
    kinds = Counter(line.marker for line in listed)
    kind = next((kind for kind, count in kinds.most_common() if count >= _LEAST_LISTED), None)
    return _with_titles(lines, [line for line in listed if line.marker == kind], sure=False)


def _lone_titles(lines: list[CleanLine], above: list[CleanLine]) -> list[CleanLine]:
    # The first line of a file heads the notice; a title needs a category or a list's heading somewhere above it.
    opened = next((line.number for line in lines if line.role in (Role.CATEGORY, Role.SHOW)), None)
    return _with_titles(lines, [line for line in above if opened is not None and line.number > opened], sure=False)


def _categories_by_place(lines: list[CleanLine]) -> list[CleanLine]:
    """A short line right above a heading is a category when its number, its style or the notice's first such line says so."""
    markers = {line.marker for line in lines if line.role == Role.HEADING}
    above = [line for place, line in enumerate(lines) if _is_above_heading(lines, place)]
    marked = {line.number for line in above if line.styled or (line.marker and line.marker not in markers)}
    plain = [line for line in above if not line.styled and not line.marker]
    first = next((line.number for line in lines if line.role in (Role.HEADING, Role.ROW, Role.CATEGORY)), 0)
    if plain and plain[0].number < first and not marked:
        # The rest of a torn line is no category: it goes on where some line above breaks off.
        ends = {line.text[-2:] for line in lines}
        rests = {seam[2:] for seam in seams_of(lines) if seam[:2] in ends}
        marked = {line.number for line in plain if line.text[:2] not in rests}
    return [
        replace(line, role=Role.CATEGORY, heading=Heading(category=line.bare.rstrip("："))) if line.number in marked else line
        for line in lines
    ]


def _is_above_heading(lines: list[CleanLine], place: int) -> bool:
    line = lines[place]
    is_short = line.role == Role.SHORT and len(line.bare) <= _MOST_CATEGORY and _NOT_A_CATEGORY.search(line.bare) is None
    return is_short and _next_role(lines, place) in (Role.HEADING, Role.ROW)


def _next_role(lines: list[CleanLine], place: int) -> Role | None:
    return lines[place + 1].role if place + 1 < len(lines) else None
