import io
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from PIL import Image

from banyan.activities.actions import move_activity
from banyan.activities.models import Programme
from banyan.people.actions import erase_person
from banyan.people.models import Account, Role
from banyan.programmes.talks.actions import recordings
from banyan.programmes.talks.documents.cover import cover
from banyan.programmes.talks.models import Recording
from tests.factories import make_account, make_organisation, make_place, make_programme
from tests.programmes.talks.rows import make_recording, make_talk, make_topic

pytestmark = pytest.mark.django_db

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture
def programme() -> Programme:
    return make_programme(make_organisation(make_organisation(make_organisation())), slug="banyan-talks")


@pytest.fixture
def clerk(programme: Programme) -> Account:
    return make_account(programme.organisation, Role.CLERK)


@pytest.fixture
def recording(programme: Programme) -> Recording:
    return recorded(programme, "家风故事", name="曾国华")


def recorded(programme: Programme, title: str, *, name: str = "李秀英", day: int = 0, **fields: Any) -> Recording:
    topic = make_topic(programme, title=title, summary=f"{title}里的往事")
    starts_at = timezone.now() - timedelta(days=day + 1)
    talk = make_talk(programme, topic=topic, name=name, title=title, starts_at=starts_at, place=make_place(programme.organisation))
    return make_recording(talk, title=f"{title}（录音）", **fields)


def titles(client: Client, programme: Programme, **query: str) -> list[str]:
    answer = client.get(reverse("library", args=[programme.slug]), query)
    assert answer.status_code == 200
    return [row.recording.title for row in answer.context["rows"]]


def channel(client: Client, programme: Programme) -> etree._Element:
    root = etree.fromstring(client.get(reverse("podcast", args=[programme.slug])).content)
    found = root.find("channel")
    assert found is not None
    return found


def test_anyone_hears_what_is_public(client: Client, programme: Programme, recording: Recording) -> None:
    page = client.get(reverse("library", args=[programme.slug])).content.decode()

    assert f'src="{reverse("recording_audio", args=[recording.uuid])}"' in page
    assert 'preload="none"' in page
    assert "曾国华" in page
    assert "media-src 'self'" in client.get(reverse("library", args=[programme.slug]))["Content-Security-Policy"]


def test_the_newest_talk_stands_first(client: Client, programme: Programme) -> None:
    recorded(programme, "旧事", day=9)
    recorded(programme, "新事", day=1)

    assert titles(client, programme) == ["新事（录音）", "旧事（录音）"]


@pytest.mark.parametrize("words", ["往事", "秀英", "桥头 李秀英", "渡口", "莞语", "东莞话"])
def test_the_library_is_searched_for_what_and_who(client: Client, programme: Programme, words: str) -> None:
    recorded(programme, "桥头渡口")

    found = titles(client, programme, q=words)

    assert found == (["桥头渡口（录音）"] if words != "莞语" else [])


def test_all_words_are_needed(client: Client, programme: Programme, recording: Recording) -> None:
    assert titles(client, programme, q="家风 渡口") == []


def test_the_library_is_narrowed_by_dialect_and_form(client: Client, programme: Programme, recording: Recording) -> None:
    assert titles(client, programme, dialect="yue-dongguan", form="talk") == ["家风故事（录音）"]
    assert titles(client, programme, dialect="hakka") == []
    assert titles(client, programme, form="story") == []
    assert titles(client, programme, form="nonsense") == ["家风故事（录音）"]


def test_a_library_shows_its_own_programme_alone(client: Client, programme: Programme, recording: Recording) -> None:
    other = make_programme(programme.organisation, slug="other")

    assert titles(client, other) == []


def test_only_a_programme_of_talks_has_a_library(client: Client, programme: Programme) -> None:
    make_programme(programme.organisation, kind="care", slug="care")

    assert client.get(reverse("library", args=["care"])).status_code == 404
    assert client.get(reverse("podcast", args=["none"])).status_code == 404


def test_a_consent_that_ended_takes_it_out_of_library_search_page_feed_and_sound(
    client: Client, programme: Programme, clerk: Account, recording: Recording
) -> None:
    recordings.withdraw_consent(recording, by=clerk)

    assert titles(client, programme) == []
    assert titles(client, programme, q="家风") == []
    assert client.get(recording.get_absolute_url()).status_code == 404
    assert client.get(reverse("recording_audio", args=[recording.uuid])).status_code == 404
    assert channel(client, programme).findall("item") == []


def test_a_program_that_kept_the_feed_learns_that_a_recording_was_taken_out(
    client: Client, programme: Programme, clerk: Account, recording: Recording
) -> None:
    address = reverse("podcast", args=[programme.slug])
    kept = client.get(address)
    unchanged = client.get(address, headers={"If-None-Match": kept["ETag"]})
    recordings.withdraw_consent(recording, by=clerk)

    assert unchanged.status_code == 304
    assert client.get(address, headers={"If-None-Match": kept["ETag"]}).status_code == 200


def test_a_talk_that_is_taken_up_again_is_not_public_meanwhile(
    client: Client, programme: Programme, clerk: Account, recording: Recording
) -> None:
    move_activity(recording.talk.activity, "take_up", by=clerk)

    assert titles(client, programme) == []


def test_an_erased_speaker_has_no_name(client: Client, programme: Programme, recording: Recording) -> None:
    assert recording.talk.speaker is not None
    erase_person(recording.talk.speaker.person, reason="本人要求", typed_name="曾国华", by=None)

    assert "曾国华" not in client.get(reverse("library", args=[programme.slug])).content.decode()
    assert "曾国华" not in client.get(recording.get_absolute_url()).content.decode()


def test_the_library_takes_as_many_queries_for_three_recordings_as_for_one(
    client: Client, programme: Programme, recording: Recording, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    address = reverse("library", args=[programme.slug])
    client.get(address)
    with django_assert_max_num_queries(100) as one:
        client.get(address)
    recorded(programme, "渡口", day=2)
    recorded(programme, "老井", day=3)

    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_the_library_stands_on_pages(client: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banyan.programmes.talks.views.library.ON_A_PAGE", 1)
    recorded(programme, "旧事", day=9)
    recorded(programme, "新事", day=1)

    assert titles(client, programme, page="2") == ["旧事（录音）"]
    assert titles(client, programme, page="9") == ["旧事（录音）"]


def test_a_feed_has_what_podcast_programs_require(client: Client, programme: Programme, recording: Recording) -> None:
    show = channel(client, programme)

    for name in ("title", "link", "description", "language", f"{ITUNES}author", f"{ITUNES}explicit"):
        assert len(show.findall(name)) == 1
        assert show.findtext(name)
    assert show.findtext("language") == "zh-cn"
    assert show.findtext(f"{ITUNES}explicit") == "false"
    assert [category.get("text") for category in show.iter(f"{ITUNES}category")] == ["Society & Culture", "Personal Journals"]
    assert show.find(f"{ITUNES}image").get("href") == f"http://testserver{reverse('podcast_cover', args=[programme.slug])}"  # type: ignore[union-attr]
    assert show.find("{http://www.w3.org/2005/Atom}link").get("rel") == "self"  # type: ignore[union-attr]


def test_an_episode_has_what_podcast_programs_require(client: Client, programme: Programme, recording: Recording) -> None:
    (item,) = channel(client, programme).findall("item")
    enclosure = item.find("enclosure")
    assert enclosure is not None
    sound = client.get(str(enclosure.get("url")))

    for name in ("title", "description", "link", "guid", "pubDate", f"{ITUNES}duration"):
        assert len(item.findall(name)) == 1
        assert item.findtext(name)
    assert item.findtext("guid") == f"urn:uuid:{recording.uuid}"
    assert item.find("guid").get("isPermaLink") == "false"  # type: ignore[union-attr]
    assert parsedate_to_datetime(str(item.findtext("pubDate"))) == recording.published_at.replace(microsecond=0)  # type: ignore[union-attr]
    assert str(enclosure.get("url")).endswith("/audio.wav")
    assert (sound.status_code, sound["Content-Type"], str(len(sound.content))) == (200, enclosure.get("type"), enclosure.get("length"))


def test_a_feed_holds_what_xml_can_hold(client: Client, programme: Programme, recording: Recording) -> None:
    Recording.objects.update(title="甲<b>&乙\x0b丙\ufffe丁")

    (item,) = channel(client, programme).findall("item")

    assert item.findtext("title") == "甲<b>&乙丙丁"


def test_a_feed_stays_the_same_while_nothing_changes(client: Client, programme: Programme, recording: Recording) -> None:
    address = reverse("podcast", args=[programme.slug])

    assert client.get(address).content == client.get(address).content
    assert re.match(r"application/rss\+xml", client.get(address)["Content-Type"])


def test_an_empty_feed_and_library_are_readable(client: Client, programme: Programme) -> None:
    assert channel(client, programme).findall("item") == []
    assert titles(client, programme) == []


def test_the_cover_is_a_square_as_podcast_programs_require(client: Client, programme: Programme) -> None:
    answer = client.get(reverse("podcast_cover", args=[programme.slug]))

    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1500, 1500))
        assert picture.convert("RGB").getpixel((5, 5)) == (0x12, 0x3B, 0x2C)
    assert client.get(reverse("podcast_cover", args=[programme.slug]), headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_longest_words_still_make_one_cover() -> None:
    with Image.open(io.BytesIO(cover("名" * 60, "话" * 120, "单" * 100))) as picture:
        assert picture.size == (1500, 1500)
