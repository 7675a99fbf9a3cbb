import io

import pytest
from PIL import Image

from banyan.cases.collection.actions import attachments as actions
from banyan.cases.collection.actions import words
from banyan.cases.collection.actions.submissions import UnableToWrite
from banyan.cases.collection.documents import application_form, case_document
from banyan.core import files
from banyan.core.documents import DocumentError
from banyan.core.models import StoredFile
from banyan.core.official import FactsTable, Heading, OpinionBox, Photo, as_word
from banyan.core.photos import UnableToUsePhoto
from tests.cases.collection.conftest import World
from tests.factories import make_account, make_submission

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (400, 300), "#1e5b43").save(stream, kind)
    return stream.getvalue()


def test_a_photo_is_kept_with_its_size_and_caption(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    photo = actions.add_photo(submission, picture(), name="课堂.jpg", caption="课堂一角", by=world.clerk)

    assert (photo.width, photo.height, photo.caption, photo.file.kind) == (400, 300, "课堂一角", "image/jpeg")


def test_no_more_photos_than_the_call_allows(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)
    for _number in range(2):
        photo = actions.add_photo(submission, picture(), name="a.jpg", by=world.clerk)

    with pytest.raises(UnableToWrite, match="2"):
        actions.add_photo(submission, picture(), name="b.jpg", by=world.clerk)
    actions.remove_photo(photo, by=world.clerk)

    actions.add_photo(submission, picture(), name="b.jpg", by=world.clerk)


def test_what_is_no_photo_leaves_nothing_behind(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    with pytest.raises(UnableToUsePhoto):
        actions.add_photo(submission, b"MZ\x90\x00" * 100, name="a.jpg", by=world.clerk)

    assert (submission.photos.count(), StoredFile.objects.count()) == (0, 0)


def test_photos_of_what_is_handed_in_stay_as_they_are(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state="submitted")
    photo = submission.photos.create(
        file=files.store(picture(), name="a.jpg", kind="image/jpeg", organisation_code="x"), width=1, height=1, caption="旧"
    )

    for refused in (
        lambda: actions.add_photo(submission, picture(), name="b.jpg", by=world.clerk),
        lambda: actions.describe_photo(photo, caption="新", by=world.clerk),
        lambda: actions.remove_photo(photo, by=world.clerk),
        lambda: words.hand_in_word(submission, b"x", name="a.docx", by=world.clerk),
    ):
        with pytest.raises(UnableToWrite):
            refused()

    assert [kept.caption for kept in submission.photos.all()] == ["旧"]


@pytest.mark.parametrize(
    ("content", "kind"), [(b"%PDF-1.7 x", "application/pdf"), (picture("PNG"), "image/png"), (picture(), "image/jpeg")]
)
def test_each_level_adds_its_stamped_form_and_earlier_ones_stay(world: World, content: bytes, kind: str) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state="submitted")

    actions.add_scan(submission, content, name="表.pdf", level="unit", by=world.clerk)
    actions.add_scan(submission, content, name="表2.pdf", level="city", by=world.city_clerk)

    assert [(scan.level, scan.file.kind, scan.added_by) for scan in submission.scans.all()] == [
        ("unit", kind, world.clerk),
        ("city", kind, world.city_clerk),
    ]


@pytest.mark.parametrize(
    ("level", "content", "who"),
    [("city", b"%PDF-", "clerk"), ("province", b"%PDF-", "city_clerk"), ("unit", b"%PDF-", "stranger"), ("unit", b"hello", "clerk")],
)
def test_a_form_of_another_level_or_kind_is_refused(world: World, level: str, content: bytes, who: str) -> None:
    submission = make_submission(world.call, world.town, world.clerk)
    by = {"clerk": world.clerk, "city_clerk": world.city_clerk, "stranger": make_account(world.other_town, "clerk")}[who]

    with pytest.raises(UnableToWrite):
        actions.add_scan(submission, content, name="x", level=level, by=by)


def test_a_word_file_of_our_own_is_read_back_part_by_part(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)
    actions.add_photo(submission, picture(), name="a.jpg", caption="课堂一角", by=world.clerk)
    other = make_submission(world.call, world.town, world.clerk, title="")
    other.texts.update(text="")

    words.hand_in_word(other, as_word(case_document(submission)), name="案例.docx", by=world.clerk)
    other.refresh_from_db()
    reading = words.read_word(other)
    texts = {part.pk: found.text for part in world.call.parts.all() if (found := reading.part(part.name))}
    count = words.take_word(other, {"title": reading.title}, texts, by=world.clerk)

    assert count == 1
    assert other.photos.get().caption == "课堂一角"
    assert list(other.texts.values_list("text", flat=True)) == list(submission.texts.values_list("text", flat=True))


def test_a_file_that_is_no_word_file_is_refused_and_not_kept(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)

    with pytest.raises(DocumentError):
        words.hand_in_word(submission, b"%PDF-1.7", name="a.docx", by=world.clerk)

    assert StoredFile.objects.count() == 0


def test_reading_a_word_file_that_was_never_handed_in_is_refused(world: World) -> None:
    with pytest.raises(UnableToWrite):
        words.read_word(make_submission(world.call, world.town, world.clerk))


def test_the_case_document_has_the_parts_as_its_headings_and_what_is_inside_below_them(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)
    submission.texts.filter(part__name="做法").update(text="一、请出来\n挨家走一遍。\n（一）名册\n记下来。")

    document = case_document(submission)

    headings = [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]
    assert headings == [(1, "背景"), (1, "做法"), (2, "请出来"), (3, "名册"), (1, "成效"), (1, "启示")]
    assert document.signers == (world.town.name,)


def test_the_photos_stand_at_the_end_of_the_case_with_their_captions(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk)
    actions.add_photo(submission, picture(), name="a.jpg", caption="课堂一角", by=world.clerk)

    assert [block.caption for block in case_document(submission).blocks if isinstance(block, Photo)] == ["课堂一角"]


def test_the_application_form_has_the_facts_and_a_box_for_each_level(world: World) -> None:
    submission = make_submission(world.call, world.town, world.clerk, state="submitted")

    facts, *boxes = application_form(submission).blocks

    assert isinstance(facts, FactsTable)
    assert dict(facts.rows)["编号"] == "2022-001"
    assert [box.level for box in boxes if isinstance(box, OpinionBox)] == ["报送单位意见", "市级推荐意见", "省级审核意见"]
