"""The way from a document to a reading, stage by stage."""

from collections.abc import Sequence

from banyan.cases.showcase.notices.doubts import Doubt
from banyan.cases.showcase.notices.drafts import Draft
from banyan.cases.showcase.notices.facts import Facts, read_facts
from banyan.cases.showcase.notices.figures import figures_of, has_unclear_figure
from banyan.cases.showcase.notices.headings import unit_at_start
from banyan.cases.showcase.notices.lines import CleanLine, Role, clean_lines
from banyan.cases.showcase.notices.neighbours import settle_roles
from banyan.cases.showcase.notices.places import without_region
from banyan.cases.showcase.notices.programmes import programme_of
from banyan.cases.showcase.notices.reading import CaseReading, NoticeReading
from banyan.cases.showcase.notices.structure import Gathered, gather_cases
from banyan.cases.showcase.notices.textrows import find_rows
from banyan.core.documents import Document
from banyan.kernels.hanzi import is_vague_character


def read_notice(document: Document) -> NoticeReading:
    """Read a published notice into its facts and cases; what isn't sure becomes a warning, never a guess and never an error."""
    lines = find_rows(document, clean_lines(document))
    told = [line for line in lines if line.role != Role.FURNITURE]
    gathered = gather_cases(settle_roles(told))
    facts = _facts(lines, gathered)
    cases = tuple(_case(draft, facts.region) for draft in gathered.drafts)
    doubts = [*facts.doubts, *gathered.doubts, *_doubts_of(told, cases, facts)]
    return NoticeReading(
        year=facts.year,
        region=facts.region,
        selected_total=facts.selected_total,
        rank=facts.rank,
        cases=cases,
        warnings=tuple(sorted(doubts, key=lambda doubt: doubt.line)),
        lines=tuple(_written(line) for line in lines),
    )


def _written(line: CleanLine) -> str:
    if line.cells:
        return "| " + " | ".join(cell.replace("\n", " ") for cell in line.cells) + " |"
    return line.text if line.role == Role.SENTENCE else line.headline


def _facts(lines: Sequence[CleanLine], gathered: Gathered) -> Facts:
    general = [(line.number, line.text) for line in gathered.general]
    page = [line.text for line in lines if line.role == Role.FURNITURE]
    begun = [text for draft in gathered.drafts for text in (draft.subtitle, draft.town) if text]
    return read_facts(general, page, begun)


def _case(draft: Draft, region: str | None) -> CaseReading:
    body = "\n".join(draft.body)
    town = draft.town or unit_at_start(draft.subtitle or "") or unit_at_start(draft.title)
    programme, _tied = programme_of(f"{draft.title}\n{draft.subtitle or ''}", body)
    return CaseReading(
        line=draft.line,
        town=without_region(town, region) if town else None,
        category=draft.category,
        title=draft.title,
        subtitle=draft.subtitle,
        body=body,
        programme=programme,
        figures=figures_of(body),
    )


def _doubts_of(lines: Sequence[CleanLine], cases: Sequence[CaseReading], facts: Facts) -> list[Doubt]:
    """Doubts about what was found as a whole: nothing found, parts missing, the same case twice, too many cases."""
    doubts = [Doubt(line.number, line.text, "letters_lost") for line in lines if is_vague_character(line.text)]
    first = lines[0] if lines else None
    if not cases:
        doubts.append(Doubt(first.number if first else 1, first.text if first else "", "no_case"))
    seen: set[tuple[str | None, str]] = set()
    for case in cases:
        doubts += [Doubt(case.line, case.title or case.town or "", code) for code in _codes(case)]
        if (case.town, case.title) in seen:
            doubts.append(Doubt(case.line, case.title, "title_twice"))
        seen.add((case.town, case.title))
    if facts.selected_total is not None and len(cases) > facts.selected_total:
        doubts.append(Doubt(cases[0].line, cases[0].title, "total_small"))
    return doubts


def _codes(case: CaseReading) -> list[str]:
    tied = programme_of(f"{case.title}\n{case.subtitle or ''}", case.body)[1]
    missing = (
        ("title_missing", not case.title),
        ("town_missing", not case.town),
        ("programme_tied", tied),
        ("figure_unclear", has_unclear_figure(case.body)),
    )
    return [code for code, is_so in missing if is_so]
