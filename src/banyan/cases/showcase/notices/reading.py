"""What was read from a notice: its facts, its cases, and the places that a person must look at."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from banyan.cases.showcase.notices.doubts import Doubt


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a case with its unit and the words around it."""

    value: Decimal
    unit: str
    text: str

    def as_json(self) -> dict[str, Any]:
        """Return the keys of docs/formats.md; a whole value is an integer."""
        whole = self.value == self.value.to_integral_value()
        return {"value": int(self.value) if whole else float(self.value), "unit": self.unit, "text": self.text}


@dataclass(frozen=True, slots=True)
class CaseReading:
    """One case of a notice; ``line`` is where its heading stands. None and "" mean: not in the notice."""

    line: int
    town: str | None
    category: str | None
    title: str
    subtitle: str | None
    body: str
    programme: str
    figures: tuple[Figure, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the keys of docs/formats.md."""
        return {
            "town": self.town,
            "category": self.category,
            "title": self.title or None,
            "subtitle": self.subtitle,
            "body": self.body,
            "programme": self.programme,
            "figures": [figure.as_json() for figure in self.figures],
        }


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """A notice as read. ``lines`` is its cleaned text: reading that again gives the same cases and facts."""

    year: int | None
    region: str | None
    selected_total: int | None
    rank: int | None
    cases: tuple[CaseReading, ...]
    warnings: tuple[Doubt, ...]
    lines: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the keys of docs/formats.md, in the language of the moment."""
        return {
            "year": self.year,
            "region": self.region,
            "selected_total": self.selected_total,
            "rank": self.rank,
            "cases": [case.as_json() for case in self.cases],
            "warnings": [{"line": warning.line, "text": warning.text, "why": warning.why} for warning in self.warnings],
        }
