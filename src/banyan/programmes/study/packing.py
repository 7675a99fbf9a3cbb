"""What goes into a pack: courses as the boat reads them with their files, and the crew under aliases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from banyan.core.audio import EXTENSIONS, shrunk
from banyan.core.files import content_of
from banyan.core.models import StoredFile
from banyan.kernels.hours import QUARTERS, CreditRule
from banyan.kernels.packs import Course as PackedCourse
from banyan.kernels.packs import Item as PackedItem
from banyan.kernels.packs import Question as PackedQuestion
from banyan.kernels.packs import RosterRow
from banyan.kernels.packs.building import file_name
from banyan.people.masking import veiled
from banyan.programmes.study.models import Aboard, Course, Item, Pack
from banyan.programmes.study.quizzes import read_quiz

# People at sea take so much at a time (FACTS.md).
COMFORTABLE_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """What a pack carries: its courses, and its files by their names."""

    courses: tuple[PackedCourse, ...]
    files: dict[str, bytes]

    @property
    def size(self) -> int:
        """Bytes before compression."""
        return sum(len(content) for content in self.files.values())


def contents_of(courses: Iterable[Course], rule: CreditRule) -> Contents:
    """Return courses as a pack has them, with their files; sounds are made small where the machine can."""
    files: dict[str, bytes] = {}
    packed = []
    for course in courses:
        items = [_item(item, files) for item in course.items.select_related("audio", "pdf")]
        quarters = sum(item.minutes for item in items) * QUARTERS // rule.unit_minutes
        packed.append(PackedCourse(str(course.pk), course.title, quarters, course.language, tuple(items)))
    return Contents(tuple(packed), files)


def roster_of(crew: Sequence[Aboard]) -> tuple[RosterRow, ...]:
    """Number a crew from 1 on; names are veiled, as the pack lies about on the boat."""
    return tuple(RosterRow(number, one.learner.ident, veiled(one.learner.person.name)) for number, one in enumerate(crew, start=1))


def files_on_board(pack: Pack | None) -> set[str]:
    """Return the names of the files that a vessel has after this pack."""
    return set(pack.manifest["files"]) if pack else set()


def seconds_of(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())


def _item(item: Item, files: dict[str, bytes]) -> PackedItem:
    text = item.text.encode()
    return PackedItem(
        id=str(item.pk),
        title=item.title,
        minutes=item.minutes,
        pass_score=item.pass_score,
        text=_put(files, text, "md") if text else None,
        audio=_sound(item.audio, files) if item.audio else None,
        pdf=_put(files, content_of(item.pdf), "pdf") if item.pdf else None,
        quiz=tuple(PackedQuestion(one.kind, one.question, one.options, one.answers, one.why) for one in read_quiz(item.quiz)),
    )


def _sound(file: StoredFile, files: dict[str, bytes]) -> str:
    content = content_of(file)
    small = shrunk(content)
    return _put(files, small, "opus") if small is not None else _put(files, content, EXTENSIONS[file.kind])


def _put(files: dict[str, bytes], content: bytes, extension: str) -> str:
    name = file_name(content, extension)
    files[name] = content
    return name
