"""What a pack says of itself: who gets it, courses and items with their quizzes, files with their sizes, words from the shore."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, TypeVar

from banyan.kernels.journal.names import why_not_name
from banyan.kernels.packs.faults import PackError, PackFault

FORMAT, FAMILY = "banyan-pack-1", "banyan-pack-"
MOST_MANIFEST_BYTES = 2 * 1024 * 1024
MOST_FILES = 5000
MOST_FILE_BYTES = 2 * 1024**3
MOST_MINUTES = 600
FILE_NAME = re.compile(r"files/([0-9a-f]{64})\.[a-z0-9]{2,4}")
SINGLE, MULTIPLE, TRUTH = "single", "multiple", "truth"
_HEX = re.compile(r"[0-9a-f]*")
_MOST_TITLE = 200
_MOST_NUMBER = 2**32 - 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a quiz; ``answers`` are places of the right ones among ``options``."""

    kind: str
    question: str
    options: tuple[str, ...]
    answers: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to study; ``text``, ``audio`` and ``pdf`` name files of the pack; at least one of these or a quiz is there."""

    id: str
    title: str
    minutes: int
    pass_score: int | None = None
    text: str | None = None
    audio: str | None = None
    pdf: str | None = None
    quiz: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A course with its items; ``units`` are credit units in quarters, ``language`` that of the sound."""

    id: str
    title: str
    quarters: int
    language: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A learner aboard: ``number`` is an alias fixed for this version of the pack, ``learner`` the id that holds over the fleet."""

    number: int
    learner: str
    name: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a pack says of itself. ``key`` signed it; ``keys`` lead from older keys to it; bytes are in hexadecimal.

    ``files`` are all that the boat has afterwards, by name with their sizes; a pack that builds on ``base`` may leave some out.
    """

    number: int
    issued: int
    title: str
    store: str
    key: str
    courses: tuple[Course, ...]
    files: Mapping[str, int]
    roster: tuple[RosterRow, ...] = ()
    keys: tuple[tuple[str, str, str], ...] = ()
    revoked: tuple[str, ...] = ()
    acknowledgements: tuple[str, ...] = ()
    base: int | None = None

    def item(self, id_: str) -> Item | None:
        """Return the item with this id."""
        return next((item for course in self.courses for item in course.items if item.id == id_), None)


def manifest_bytes(manifest: Manifest) -> bytes:
    """Write a manifest: JSON with sorted keys and without blanks, the same for the same; raise PackError for one that couldn't be read."""
    said = {"format": FORMAT} | asdict(manifest)
    said["keys"] = [{"key": key, "by": by, "signature": signature} for key, by, signature in manifest.keys]
    content = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    manifest_of(content)
    return content


def manifest_of(content: bytes) -> Manifest:
    """Read a manifest strictly; raise PackError that names the first key that is wrong, as ``courses[0].items[2].minutes``."""
    if len(content) > MOST_MANIFEST_BYTES:
        raise PackError(PackFault.TOO_LARGE, "manifest.json")
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackError(PackFault.MALFORMED, "manifest.json") from error
    form = said.get("format") if isinstance(said, dict) else None
    if form != FORMAT:
        is_newer = isinstance(form, str) and form.startswith(FAMILY)
        raise PackError(PackFault.NEWER if is_newer else PackFault.NOT_A_PACK, "manifest.json")
    row = _Row(said, "")
    manifest = Manifest(
        number=row.number("number", 1, _MOST_NUMBER),
        issued=row.number("issued", 0, 2**36),
        title=row.text("title"),
        store=row.hex("store", 8),
        key=row.hex("key", 32),
        courses=row.rows("courses", _course, 500),
        files=_files(row),
        roster=row.rows("roster", _roster_row, 1000),
        keys=row.rows("keys", _key, 100),
        revoked=tuple(row.strings("revoked", 10_000, lambda one: len(one) == 16 and _is_hex(one))),
        acknowledgements=tuple(row.strings("acknowledgements", 1000, lambda one: len(one) % 2 == 0 and _is_hex(one))),
        base=row.number("base", 1, _MOST_NUMBER) if said.get("base") is not None else None,
    )
    row.end()
    _check_whole(manifest)
    return manifest


class _Row:
    """An object of the manifest, read key by key; what is left over in the end is a fault too."""

    def __init__(self, said: Any, where: str) -> None:
        if not isinstance(said, dict):
            raise PackError(PackFault.MALFORMED, where or "manifest.json")
        self.said, self.where, self.known = said, where, {"format"} if not where else set()

    def fault(self, key: str) -> PackError:
        return PackError(PackFault.MALFORMED, f"{self.where}.{key}" if self.where else key)

    def get(self, key: str) -> Any:
        self.known.add(key)
        if key not in self.said:
            raise self.fault(key)
        return self.said[key]

    def number(self, key: str, least: int, most: int) -> int:
        value = self.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.fault(key)
        return value

    def text(self, key: str, *, most: int = _MOST_TITLE, empty: bool = False) -> str:
        value = self.get(key)
        if not isinstance(value, str) or len(value) > most or not (value.strip() or empty):
            raise self.fault(key)
        return value

    def id(self, key: str) -> str:
        value = self.get(key)
        if not isinstance(value, str) or why_not_name(value):
            raise self.fault(key)
        return value

    def hex(self, key: str, size: int) -> str:
        value = self.get(key)
        if not isinstance(value, str) or len(value) != 2 * size or not _is_hex(value):
            raise self.fault(key)
        return value

    def file(self, key: str) -> str | None:
        value = self.get(key)
        if value is not None and (not isinstance(value, str) or not FILE_NAME.fullmatch(value)):
            raise self.fault(key)
        return value

    def sequence(self, key: str, most: int) -> list[Any]:
        value = self.get(key)
        if not isinstance(value, list) or len(value) > most:
            raise self.fault(key)
        return value

    def strings(self, key: str, most: int, is_right: Callable[[str], bool]) -> list[str]:
        values = self.sequence(key, most)
        for place, value in enumerate(values):
            if not isinstance(value, str) or not is_right(value):
                raise self.fault(f"{key}[{place}]")
        return values

    def rows(self, key: str, read: Callable[["_Row"], T], most: int) -> tuple[T, ...]:
        found = []
        for place, value in enumerate(self.sequence(key, most)):
            row = _Row(value, f"{self.where}.{key}[{place}]" if self.where else f"{key}[{place}]")
            found.append(read(row))
            row.end()
        return tuple(found)

    def end(self) -> None:
        self.known.add("base")
        for key in self.said:
            if key not in self.known:
                raise self.fault(key)


def _is_hex(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def _files(row: _Row) -> dict[str, int]:
    files = row.get("files")
    if not isinstance(files, dict):
        raise row.fault("files")
    if len(files) > MOST_FILES:
        raise PackError(PackFault.TOO_LARGE, "files")
    for name, size in files.items():
        if not FILE_NAME.fullmatch(name):
            raise PackError(PackFault.FORBIDDEN_NAME, name[:100])
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise row.fault(f"files.{name}")
    if sum(files.values()) > MOST_FILE_BYTES:
        raise PackError(PackFault.TOO_LARGE, "files")
    return files


def _roster_row(row: _Row) -> RosterRow:
    return RosterRow(row.number("number", 1, 9999), row.id("learner"), row.text("name", most=60))


def _key(row: _Row) -> tuple[str, str, str]:
    return row.hex("key", 32), row.hex("by", 32), row.hex("signature", 64)


def _course(row: _Row) -> Course:
    id_, title, quarters = row.id("id"), row.text("title"), row.number("quarters", 0, 10_000)
    return Course(id_, title, quarters, row.text("language", most=40), row.rows("items", _item, 500))


def _item(row: _Row) -> Item:
    quiz = row.rows("quiz", _question, 200)
    score = row.number("pass_score", 0, 100) if row.get("pass_score") is not None else None
    item = Item(
        id=row.id("id"),
        title=row.text("title"),
        minutes=row.number("minutes", 0, MOST_MINUTES),
        pass_score=score,
        text=row.file("text"),
        audio=row.file("audio"),
        pdf=row.file("pdf"),
        quiz=quiz,
    )
    if (score is None) == bool(quiz):
        raise row.fault("pass_score")
    if not (item.text or item.audio or item.pdf or quiz):
        raise row.fault("text")
    return item


def _question(row: _Row) -> Question:
    kind, question = row.text("kind"), row.text("question", most=2000)
    options = tuple(row.strings("options", 20, lambda one: 0 < len(one) <= 2000))
    answers = row.sequence("answers", 20)
    why = row.text("why", most=2000, empty=True)
    if kind not in (SINGLE, MULTIPLE, TRUTH):
        raise row.fault("kind")
    if len(options) < 2 or (kind == TRUTH and len(options) != 2):
        raise row.fault("options")
    places = [one for one in answers if isinstance(one, int) and not isinstance(one, bool) and 0 <= one < len(options)]
    if len(places) != len(answers) or sorted(set(places)) != places or not places or (kind != MULTIPLE and len(places) != 1):
        raise row.fault("answers")
    return Question(kind, question, options, tuple(places), why)


def _check_whole(manifest: Manifest) -> None:
    """What no single key tells: ids and numbers that stand once, files that are there."""
    ids = [item.id for course in manifest.courses for item in course.items]
    numbers = [row.number for row in manifest.roster]
    learners = [row.learner for row in manifest.roster]
    for where, values in (("courses", ids), ("courses", [one.id for one in manifest.courses]), ("roster", numbers), ("roster", learners)):
        if len(set(values)) != len(values):
            raise PackError(PackFault.TWICE, where)
    named = chain.from_iterable((item.text, item.audio, item.pdf) for course in manifest.courses for item in course.items)
    for name in named:
        if name is not None and name not in manifest.files:
            raise PackError(PackFault.MALFORMED, name)
