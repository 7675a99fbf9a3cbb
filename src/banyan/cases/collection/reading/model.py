"""What is found in a case that was sent as a Word file."""

import re
from dataclasses import dataclass, field

_LABEL = re.compile(r"^(?:案例|作品|项目)?(?:名称|题目|标题|题名)\s*[：:]\s*")


@dataclass(frozen=True, slots=True)
class PartName:
    """A part that a call asks for, and other names that its heading may have beside the usual ones."""

    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as written; level 2 to 4 for a sub-heading, its number kept, and 0 for text."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class PartText:
    """The text of one part, and the headings in the file that it stood below."""

    name: str
    headings: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def text(self) -> str:
        """Return the paragraphs as a form shows them, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class EmbeddedPhoto:
    """A picture as it was in the file, not cleaned yet; ``part`` is the part that it stood in, "" for none."""

    content: bytes = field(repr=False)
    caption: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionReading:
    """A case read: each line of the file is in exactly one place; ``rest`` holds those that somebody has to place."""

    title_lines: tuple[str, ...] = ()
    subtitle_lines: tuple[str, ...] = ()
    parts: tuple[PartText, ...] = ()
    rest: tuple[Paragraph, ...] = ()
    photos: tuple[EmbeddedPhoto, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the title in one line, without a label such as 案例名称 before it."""
        return _LABEL.sub("", "".join(self.title_lines))

    @property
    def subtitle(self) -> str:
        """Return the subtitle in one line, without the dash before it."""
        return "".join(self.subtitle_lines).lstrip("—–―─- ")

    def part(self, name: str) -> PartText | None:
        """Return the part of that name, None when the file has none."""
        return next((part for part in self.parts if part.name == name), None)
