"""What an official document is made of, whatever it is printed as."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from banyan.core.errors import RuleError

# Documents are in Chinese whatever the language of the page that makes them.
SIGN_HERE = "签名：　　　　　　　（盖章）"
DATE_HERE = "年　　月　　日"


class UnableToWrite(RuleError):
    """The document can't be written; the text says which part of it is at fault."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; its number 一、（一）1.（1） is set by the writer."""

    level: Literal[1, 2, 3, 4]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break in it stays one."""

    text: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo (JPEG or PNG, see core.photos) in the middle of the page, its caption below."""

    content: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class FactsTable:
    """Rows of label and value, as on an application form."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OpinionBox:
    """A box to be filled in by hand: opinion, signature, date and seal of one level, such as 镇街意见."""

    level: str
    prompt: str = "推荐意见："
    lines: int = 7


Block = Heading | Paragraph | Photo | FactsTable | OpinionBox


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A document in the official format; ``signed_on`` is printed below the signers."""

    title: str
    subtitle: str = ""
    blocks: tuple[Block, ...] = ()
    signers: tuple[str, ...] = ()
    signed_on: date | None = None
