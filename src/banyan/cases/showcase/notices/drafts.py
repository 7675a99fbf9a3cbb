"""A case while it is being put together from the lines of a notice."""

from dataclasses import dataclass, field

from banyan.cases.showcase.notices.headings import Heading


@dataclass(slots=True)
class Draft:
    """What is known of a case so far; ``body`` holds its paragraphs."""

    line: int
    text: str
    title: str = ""
    town: str | None = None
    category: str | None = None
    subtitle: str | None = None
    body: list[str] = field(default_factory=list)
    # The last paragraph breaks off, so that the next line goes on with it.
    is_open: bool = False

    @classmethod
    def from_heading(cls, line: int, text: str, heading: Heading, category: str | None) -> "Draft":
        return cls(line, text, heading.title, heading.town, heading.category or category, heading.subtitle)
