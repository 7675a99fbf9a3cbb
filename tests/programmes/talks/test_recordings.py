import struct
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.activities.models import Programme
from banyan.core import search
from banyan.core.audio import UnableToUseAudio, read_audio
from banyan.core.models import AuditEntry
from banyan.people.models import Account, Role
from banyan.programmes.talks.actions import recordings
from banyan.programmes.talks.actions.recordings import UnableToKeepRecording
from banyan.programmes.talks.models import Recording, Talk
from banyan.programmes.talks.queries.recordings import SEARCH_KIND, public_recordings
from tests.factories import make_account, make_organisation, make_programme
from tests.programmes.talks.rows import make_recording, make_talk, make_topic, silence

pytestmark = pytest.mark.django_db

# One frame of MPEG-1 layer III, 128 kbit/s at 44,100 Hz: 417 bytes, 26 ms.
FRAME = b"\xff\xfb\x90\x00" + bytes(413)


@pytest.fixture
def programme() -> Programme:
    return make_programme(make_organisation(make_organisation(make_organisation())))


@pytest.fixture
def talk(programme: Programme) -> Talk:
    make_topic(programme)
    return make_talk(programme)


@pytest.fixture
def clerk(talk: Talk) -> Account:
    return make_account(talk.activity.organisation, Role.CLERK)


def fields(**changes: Any) -> dict[str, Any]:
    return {"title": "家风故事", "consent_on": timezone.localdate()} | changes


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4(*handlers: bytes) -> bytes:
    tracks = b"".join(box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12)))) for handler in handlers)
    return (
        box(b"ftyp", b"M4A \0\0\0\0")
        + box(b"free", b"video")
        + box(b"moov", tracks + box(b"udta", b"a video of it"))
        + box(b"mdat", bytes(64))
    )


def ogg(head: bytes) -> bytes:
    return b"OggS\0\x02" + bytes(20) + b"\x01" + bytes([len(head)]) + head


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (FRAME * 4, "audio/mpeg"),
        (b"ID3\x04\0\0\0\0\x01\x00" + bytes(128) + FRAME * 4, "audio/mpeg"),
        (b"ID3\x03\0\0\0\0\0\x0a" + bytes(10) + bytes(300) + FRAME * 4, "audio/mpeg"),
        (mp4(b"soun"), "audio/mp4"),
        (ogg(b"OpusHead\x01\x01"), "audio/ogg"),
        (ogg(b"\x01vorbis"), "audio/ogg"),
        (silence(), "audio/wav"),
    ],
    ids=["mp3", "mp3 with tag", "mp3 with padding", "m4a", "opus", "vorbis", "wav"],
)
def test_sound_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert read_audio(content, name="讲座").kind == kind


def test_the_length_is_read() -> None:
    assert read_audio(silence(2.2), name="讲座.wav").seconds == 2
    assert read_audio(FRAME * 200, name="讲座.mp3").seconds == 5


@pytest.mark.parametrize(
    "content",
    [
        b"this is a text that calls itself .mp3",
        b"\xff\xfb\x90\x00 a frame and nothing behind it" + bytes(600),
        b"ID3\x04\0\0\0\0\0\x0a" + b"a tag and a text behind it" * 20,
        b"ID3",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"OggS\0\x02" + bytes(30) + b"\x80theora",
        mp4(b"soun", b"vide"),
        mp4(),
        box(b"ftyp", b"M4A "),
        b"\xff\xf1\x50\x80" * 20,
        b"%PDF-1.7",
        b"#!AMR\n" + bytes(40),
        b"\x02#!SILK_V3" + bytes(40),
        b"fLaC" + bytes(40),
        bytes(5000),
        b"\xff" * 5000,
    ],
)
def test_what_holds_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(UnableToUseAudio, match=r"讲座\.mp3"):
        read_audio(content, name="讲座.mp3")


def test_a_recording_of_a_telephone_says_what_to_do() -> None:
    with pytest.raises(UnableToUseAudio, match="AMR"):
        read_audio(b"#!AMR\n" + bytes(40), name="讲座.mp3")


@pytest.mark.parametrize("state", ["held", "confirmed"])
def test_a_recording_is_attached_to_a_talk_held(programme: Programme, state: str) -> None:
    held = make_talk(programme, state=state, title="又一讲")

    recording = recordings.add_recording(held, silence(3), fields(), name="a.wav", by=make_account(held.activity.organisation))

    assert (recording.seconds, recording.file.kind, recording.published_at) == (3, "audio/wav", None)
    assert AuditEntry.objects.filter(verb="add_recording").count() == 1


@pytest.mark.parametrize("state", ["planned", "open", "cancelled"])
def test_a_talk_that_was_not_held_has_no_recording(programme: Programme, clerk: Account, state: str) -> None:
    ahead = make_talk(programme, state=state, title="还没讲")

    with pytest.raises(UnableToKeepRecording):
        recordings.add_recording(ahead, silence(), fields(), name="a.wav", by=clerk)


def test_a_file_that_is_none_leaves_nothing_behind(talk: Talk, clerk: Account) -> None:
    with pytest.raises(UnableToUseAudio):
        recordings.add_recording(talk, b"no sound", fields(), name="a.mp3", by=clerk)

    assert Recording.objects.count() == 0


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.TEACHER])
def test_others_may_not_attach(talk: Talk, role: str) -> None:
    with pytest.raises(UnableToKeepRecording):
        recordings.add_recording(talk, silence(), fields(), name="a.wav", by=make_account(talk.activity.organisation, role))


@pytest.mark.parametrize("change", [{"title": " "}, {"consent_on": timezone.localdate() + timedelta(days=2)}])
def test_a_title_is_needed_and_nobody_agrees_ahead(talk: Talk, clerk: Account, change: dict[str, Any]) -> None:
    with pytest.raises(UnableToKeepRecording):
        recordings.add_recording(talk, silence(), fields(**change), name="a.wav", by=clerk)


def test_a_talk_has_only_so_many_recordings(talk: Talk, clerk: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "MOST_RECORDINGS", 1)
    make_recording(talk)

    with pytest.raises(UnableToKeepRecording):
        recordings.add_recording(talk, silence(2), fields(), name="a.wav", by=clerk)


def test_publishing_needs_the_consent_of_the_speaker(talk: Talk, clerk: Account) -> None:
    recording = make_recording(talk, published=False, consent_on=None)

    with pytest.raises(UnableToKeepRecording):
        recordings.publish_recording(recording, by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.update(published_at=timezone.now())

    recordings.change_recording(recording, fields(), by=clerk)
    assert recordings.publish_recording(recording, by=clerk).published_at is not None


def test_publishing_happens_once(talk: Talk, clerk: Account) -> None:
    with pytest.raises(UnableToKeepRecording):
        recordings.publish_recording(make_recording(talk), by=clerk)


def test_a_talk_of_no_programme_is_not_published(talk: Talk, clerk: Account) -> None:
    recording = make_recording(talk, published=False)
    talk.activity.programme = None
    talk.activity.save()

    with pytest.raises(UnableToKeepRecording):
        recordings.publish_recording(recording, by=clerk)


def test_a_stranger_may_not_publish_nor_take_back(talk: Talk) -> None:
    stranger = make_account(make_organisation(), Role.CLERK)

    with pytest.raises(UnableToKeepRecording):
        recordings.publish_recording(make_recording(talk, published=False), by=stranger)
    with pytest.raises(UnableToKeepRecording):
        recordings.unpublish_recording(make_recording(talk), by=stranger)


def test_a_published_recording_is_found_and_one_taken_back_is_not(talk: Talk, clerk: Account) -> None:
    recording = make_recording(talk)
    found = search.refs(SEARCH_KIND, "算盘")

    recordings.unpublish_recording(recording, by=clerk)

    assert found == [recording.uuid]
    assert search.refs(SEARCH_KIND, "算盘") == []
    with pytest.raises(UnableToKeepRecording):
        recordings.unpublish_recording(recording, by=clerk)


def test_the_index_holds_no_name(talk: Talk) -> None:
    make_recording(talk)

    assert search.refs(SEARCH_KIND, "曾国华") == []


def test_a_new_title_is_found_at_once(talk: Talk, clerk: Account) -> None:
    recording = make_recording(talk)

    recordings.change_recording(recording, fields(title="红棉花开"), by=clerk)

    assert search.refs(SEARCH_KIND, "红棉") == [recording.uuid]


def test_a_consent_that_ended_takes_the_recording_back(talk: Talk, clerk: Account) -> None:
    recording = make_recording(talk)

    recording = recordings.withdraw_consent(recording, by=clerk)

    assert (recording.consent_on, recording.published_at) == (None, None)
    assert list(public_recordings()) == []
    with pytest.raises(UnableToKeepRecording):
        recordings.withdraw_consent(recording, by=clerk)
    with pytest.raises(UnableToKeepRecording):
        recordings.publish_recording(recording, by=clerk)


def test_a_deleted_recording_is_gone_and_deleted_once(talk: Talk, clerk: Account) -> None:
    recording = make_recording(talk)
    twin = Recording.objects.get(pk=recording.pk)

    recordings.drop_recording(recording, by=clerk)

    assert search.refs(SEARCH_KIND, "算盘") == []
    with pytest.raises(UnableToKeepRecording):
        recordings.drop_recording(twin, by=clerk)


def test_the_sound_is_played_in_place_while_it_is_public(client: Client, talk: Talk) -> None:
    recording = make_recording(talk)

    answer = client.get(reverse("recording_audio", args=[recording.uuid]))

    assert (answer.status_code, answer["Content-Type"], answer["Accept-Ranges"]) == (200, "audio/wav", "bytes")
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Cache-Control"] == "no-store"
    assert answer.content == silence()


@pytest.mark.parametrize(
    ("asked", "status", "length", "said"),
    [
        ("bytes=0-99", 206, 100, "bytes 0-99/8044"),
        ("bytes=8000-", 206, 44, "bytes 8000-8043/8044"),
        ("bytes=-10", 206, 10, "bytes 8034-8043/8044"),
        ("bytes=9000-", 416, 0, "bytes */8044"),
    ],
)
def test_a_player_asks_for_ranges(client: Client, talk: Talk, asked: str, status: int, length: int, said: str) -> None:
    recording = make_recording(talk)

    answer = client.get(reverse("recording_audio", args=[recording.uuid]), headers={"Range": asked, "Accept-Encoding": "gzip"})

    assert (answer.status_code, len(answer.content), answer["Content-Range"]) == (status, length, said)
    assert "Content-Encoding" not in answer


def test_the_sound_at_a_podcast_address_is_the_same(client: Client, talk: Talk) -> None:
    recording = make_recording(talk)

    assert client.get(reverse("recording_enclosure", args=[recording.uuid, "wav"])).content == silence()


def test_only_the_office_hears_what_is_not_public(client: Client, talk: Talk, clerk: Account) -> None:
    address = reverse("recording_audio", args=[make_recording(talk, published=False).uuid])

    by_anyone = client.get(address).status_code
    client.force_login(make_account(make_organisation(), Role.CLERK))
    by_stranger = client.get(address).status_code
    client.force_login(clerk)

    assert (by_anyone, by_stranger, client.get(address).status_code) == (404, 404, 200)


def test_pages_attach_publish_and_end_a_consent(client: Client, talk: Talk, clerk: Account) -> None:
    client.force_login(clerk)
    here = reverse("recording_add", args=[talk.activity.uuid])

    client.post(here, {"title": "家风", "file": SimpleUploadedFile("a.wav", silence())})
    recording = Recording.objects.get()
    client.post(reverse("recording_edit", args=[recording.uuid]), {"title": "家风", "consent_on": timezone.localdate()})
    client.post(reverse("recording_step", args=[recording.uuid, "publish"]))
    public = client.get(recording.get_absolute_url()).status_code
    shown = client.get(here)
    client.post(reverse("recording_consent", args=[recording.uuid]), {"confirmed": "yes"})
    after = client.get(recording.get_absolute_url()).status_code
    client.post(reverse("recording_drop", args=[recording.uuid]), {"confirmed": "yes"})

    assert (public, after, shown.status_code) == (200, 404, 200)
    assert Recording.objects.count() == 0


def test_a_file_that_is_none_is_told_beside_the_field(client: Client, talk: Talk, clerk: Account) -> None:
    client.force_login(clerk)

    answer = client.post(
        reverse("recording_add", args=[talk.activity.uuid]), {"title": "家风", "file": SimpleUploadedFile("假.mp3", b"no sound")}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_talks_of_others_are_not_found(client: Client, talk: Talk) -> None:
    client.force_login(make_account(make_organisation(), Role.CLERK))

    assert client.get(reverse("recording_add", args=[talk.activity.uuid])).status_code == 404


def test_the_page_takes_as_many_queries_for_three_recordings_as_for_one(
    client: Client, talk: Talk, clerk: Account, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.force_login(clerk)
    make_recording(talk, by=clerk)
    here = reverse("recording_add", args=[talk.activity.uuid])
    client.get(here)
    with django_assert_max_num_queries(100) as one:
        client.get(here)
    for _more in range(2):
        make_recording(talk, by=clerk)

    with django_assert_max_num_queries(len(one)):
        client.get(here)
