"""A Word file paragraph by paragraph, with what tells headings from text, and the photos that stand in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath

from lxml import etree

from banyan.core.documents.lines import DocumentError, Lines
from banyan.core.documents.word import blocks_below, name_of, part_of, rows_of, text_of, tree_of, word_body
from banyan.core.documents.word_numbers import Numbers
from banyan.core.documents.word_styles import Look, Styles

MOST_PHOTOS = 50
_MOST_PHOTO, _MOST_PHOTOS_BYTES = 20 * 1024 * 1024, 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """One line of a paragraph or one row of a table, from top to bottom; ``photos`` are the pictures in it, with the last line."""

    text: str
    look: Look = field(default_factory=Look)
    cells: tuple[str, ...] = ()
    photos: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file read; ``has_macros`` and ``lost_photos`` say what was left out."""

    paragraphs: tuple[WordParagraph, ...]
    has_macros: bool = False
    lost_photos: int = 0


def read_word(content: bytes) -> WordFile:
    """Read a .docx with the looks of its paragraphs. Raise DocumentError for other zip files, damage, tracked changes.

    Macros are never opened. Photos that are linked instead of kept in the file, too large, or above the fiftieth are counted as lost.
    """
    body = word_body(content)
    reader = _Reader(content)
    paragraphs = tuple(paragraph for block in blocks_below(body) for paragraph in reader.read(block))
    return WordFile(paragraphs, part_of(content, "word/vbaProject.bin") is not None, reader.lost)


class _Reader:
    """Reads blocks in their order: numbers count on from one to the next."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._styles = Styles(self._tree("word/styles.xml"))
        self._numbers = Numbers(self._tree("word/numbering.xml"))
        relations = self._tree("word/_rels/document.xml.rels")
        self._targets = {} if relations is None else {str(node.get("Id")): _target(node) for node in relations}
        self._found, self._room = 0, _MOST_PHOTOS_BYTES
        self.lost = 0

    def read(self, block: etree._Element) -> Iterator[WordParagraph]:
        if name_of(block) == "tbl":
            lines = Lines()
            lines.add_table(rows_of(block))
            yield from (WordParagraph(line.text, cells=line.cells) for line in lines.done())
            if photos := self._photos(block):
                yield WordParagraph("", photos=photos)
            return
        look = self._styles.look_of(block)
        text = text_of(block)
        number = self._numbers.next(look.list_name, look.list_depth) if look.list_name and text.strip() else ""
        pieces = [piece for piece in text.split("\n") if piece.strip()]
        photos = self._photos(block)
        if photos and not pieces:
            yield WordParagraph("", look, photos=photos)
        for place, piece in enumerate(pieces):
            shown = number + piece.lstrip() if number and place == 0 else piece
            yield WordParagraph(shown, look, photos=photos if place == len(pieces) - 1 else ())

    def _photos(self, block: etree._Element) -> tuple[bytes, ...]:
        """The pictures below ``block``; Word repeats each for old programs in a fallback, which is passed over."""
        found = []
        for node in _drawn(block):
            name = "embed" if name_of(node) == "blip" else "id"
            target = self._targets.get(next((str(value) for key, value in node.attrib.items() if str(key).endswith("}" + name)), ""))
            content = self._file(target) if target and self._found < MOST_PHOTOS else None
            if content:
                self._found += 1
                self._room -= len(content)
                found.append(content)
            else:
                self.lost += 1
        return tuple(found)

    def _file(self, target: str) -> bytes | None:
        try:
            return part_of(self._content, target, most_bytes=min(self._room, _MOST_PHOTO))
        except DocumentError:
            return None

    def _tree(self, part: str) -> etree._Element | None:
        xml = part_of(self._content, part)
        return tree_of(xml) if xml else None


def _drawn(node: etree._Element) -> Iterator[etree._Element]:
    for child in node:
        if name_of(child) in ("blip", "imagedata"):
            yield child
        elif name_of(child) != "Fallback":
            yield from _drawn(child)


def _target(relation: etree._Element) -> str:
    """The file inside the .docx that a relation points to; "" for one outside."""
    target = str(relation.get("Target"))
    if relation.get("TargetMode") == "External":
        return ""
    return target.lstrip("/") if target.startswith("/") else normpath(join("word", target))
