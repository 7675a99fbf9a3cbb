from datetime import date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from banyan.activities.actions import begin_series, count_audience, end_programme, move_activity
from banyan.activities.models import Activity, Programme
from banyan.people.models import Role
from banyan.programmes.talks.documents import poster as poster_of
from banyan.programmes.talks.documents.poster import Poster, PosterTalk, poster_pdf
from banyan.programmes.talks.models import Talk
from banyan.programmes.talks.queries.public import coming_talks, latest_figures, public_front, talks_of_month
from tests.factories import at, make_account, make_activity, make_order, make_organisation, make_person, make_place, make_programme
from tests.factories import make_topic as make_approved_topic
from tests.programmes.talks.rows import make_recording, make_talk, make_topic

pytestmark = pytest.mark.django_db
# In the middle of a month and of a year, so that days around it are of the same ones.
NOW = at(date(2026, 6, 17), 9, 40)


@pytest.fixture
def programme() -> Programme:
    organisation = make_organisation(make_organisation(make_organisation()), name="常平镇")
    home = make_place(organisation, name="大榕树下", address="中元街 18 号", step_free=True)
    return make_programme(organisation, slug="banyan-talks", home_place=home, contact_phone="0769-00000000")


def talk_at(programme: Programme, starts_at: datetime, *, state: str = "open", title: str = "家风故事", **fields: Any) -> Talk:
    """A talk of forty minutes with its own topic; held ones have taken place whatever the day is when the test runs."""
    topic = programme.topics.filter(title=title).first() or make_topic(programme, title=title)
    talk = make_talk(programme, topic=topic, state=state, title=title, **fields)
    # A talk is planned ahead and held afterwards; only the clock of the test is where both are.
    Activity.objects.filter(pk=talk.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=40))
    return talk


def page_of(client: Client, programme: Programme) -> str:
    answer = client.get(reverse("programme_public", args=[programme.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_next_talk_is_the_first_that_is_not_over(programme: Programme) -> None:
    talk_at(programme, NOW - timedelta(hours=2), title="已讲完")
    talk_at(programme, NOW + timedelta(days=7), title="下周的")
    talk_at(programme, NOW - timedelta(minutes=10), title="正在讲")

    assert [talk.title for talk in coming_talks(programme, NOW)] == ["正在讲", "下周的"]


def test_what_is_only_planned_is_not_shown(programme: Programme) -> None:
    talk_at(programme, NOW + timedelta(days=1), state="planned", title="还没发布")

    front = public_front(programme, NOW)

    assert (front.coming, front.month) == ([], [])


def test_another_programmes_talks_and_other_activities_are_not_shown(programme: Programme) -> None:
    other = make_programme(programme.organisation, slug="other")
    talk_at(other, NOW + timedelta(days=1), title="别家的")
    meeting = make_activity(programme.organisation, state="open", programme=programme, title="备课会")
    Activity.objects.filter(pk=meeting.pk).update(starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=1))

    front = public_front(programme, NOW)

    assert (front.coming, front.month) == ([], [])


def test_a_talk_ordered_for_a_school_is_nobody_elses_to_come_to(programme: Programme) -> None:
    for title, audience in (("给学校的", "school"), ("给村民的", "villagers")):
        order = make_order(make_approved_topic(programme, title=title), audience=audience)
        talk = talk_at(programme, NOW + timedelta(days=1), title=title)
        order.activity = talk.activity
        order.save(update_fields=["activity"])

    assert [talk.title for talk in coming_talks(programme, NOW)] == ["给村民的"]


def test_a_cancelled_talk_stands_as_cancelled_without_its_reason(client: Client, programme: Programme) -> None:
    talk_at(programme, timezone.now(), state="cancelled", title="取消的一场")

    page = page_of(client, programme)

    assert "<s>取消的一场</s>" in page
    assert "下雨" not in page


def test_a_withdrawn_order_leaves_no_cancelled_talk_behind(programme: Programme) -> None:
    talk = talk_at(programme, NOW + timedelta(days=1), state="cancelled")
    Activity.objects.filter(pk=talk.pk).update(made_by=None)

    assert talks_of_month(programme, NOW.date()) == []


def test_a_slot_that_was_cancelled_and_filled_again_stands_once(programme: Programme) -> None:
    slot = {"kind": "talk", "title": "固定场", "place": programme.home_place, "weekday": 2, "minutes": 40}
    series = begin_series(
        programme.organisation, slot | {"begins": NOW.time(), "programme": programme, "from_on": NOW.date(), "to_on": NOW.date()}, by=None
    )
    for state in ("cancelled", "open"):
        talk = talk_at(programme, NOW + timedelta(days=7), state=state)
        Activity.objects.filter(pk=talk.pk).update(series=series)

    month = [talk for talk in talks_of_month(programme, NOW.date()) if talk.title == "家风故事"]

    assert [talk.is_cancelled for talk in month] == [False]


def test_a_month_holds_its_first_and_its_last_evening(programme: Programme) -> None:
    for title, moment in (
        ("五月", at(date(2026, 5, 31), 23)),
        ("月初", at(date(2026, 6, 1), 0)),
        ("月末", at(date(2026, 6, 30), 23)),
        ("七月", at(date(2026, 7, 1), 0)),
    ):
        talk_at(programme, moment, title=title)

    assert [talk.title for talk in talks_of_month(programme, NOW.date())] == ["月初", "月末"]


def test_figures_count_what_was_held_this_year(programme: Programme) -> None:
    clerk = make_account(programme.organisation, Role.CLERK)
    places = [make_place(programme.organisation), make_place(programme.organisation)]
    for place, moment, listeners in (
        (places[0], at(date(2026, 3, 4), 9), 60),
        (places[1], at(date(2026, 3, 31), 20), 45),
        (places[1], at(date(2026, 6, 3), 9), None),
    ):
        talk = talk_at(programme, timezone.now() - timedelta(hours=3), state="open", place=None)
        count_audience(talk.activity, listeners, by=clerk)
        move_activity(talk.activity, "hold", by=clerk)
        Activity.objects.filter(pk=talk.pk).update(place=place, starts_at=moment, ends_at=moment + timedelta(minutes=40))
    talk_at(programme, at(date(2025, 12, 31), 23), state="held")
    talk_at(programme, at(date(2026, 4, 1), 9), state="cancelled")
    talk_at(programme, at(date(2026, 7, 1), 9))

    figures = latest_figures(programme, NOW)

    assert figures is not None
    assert (figures.year, figures.talks, figures.listeners, figures.places, figures.minutes) == (2026, 3, 105, 2, 120)
    assert figures.months == (0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0)


def test_a_new_year_shows_the_old_one_until_its_first_talk(programme: Programme) -> None:
    talk_at(programme, at(date(2025, 12, 31), 23), state="held")

    figures = latest_figures(programme, at(date(2026, 1, 5), 9))

    assert figures is not None
    assert (figures.year, figures.talks, figures.months[11]) == (2025, 1, 1)


def test_a_programme_that_has_just_begun_says_what_will_stand_there(client: Client, programme: Programme) -> None:
    page = page_of(client, programme)

    assert page.count('class="empty"') == 3
    assert reverse("order_talk", args=[programme.slug]) in page
    assert '<svg viewBox="0 0 360' not in page


def test_the_page_leads_on(client: Client, programme: Programme) -> None:
    talk_at(programme, timezone.now() + timedelta(hours=1), place=programme.home_place)
    talk = talk_at(programme, timezone.now() - timedelta(days=1), state="held")
    recording = make_recording(talk)

    page = page_of(client, programme)

    for name in ("order_talk", "library", "podcast", "poster"):
        assert f'href="{reverse(name, args=[programme.slug])}"' in page
    assert recording.get_absolute_url() in page
    assert "中元街 18 号" in page
    assert 'href="tel:076900000000"' in page


def test_no_name_of_who_takes_part_is_on_the_page(client: Client, programme: Programme) -> None:
    talk = talk_at(programme, timezone.now() + timedelta(hours=1), name="曾国华")
    listener = make_person(programme.organisation, name="李秀英")
    activity = make_activity(programme.organisation, state="held", kind="talk", programme=programme, title="讲过", came=[listener])
    Activity.objects.filter(pk=activity.pk).update(starts_at=timezone.now(), ends_at=timezone.now() + timedelta(minutes=40))
    make_recording(talk_at(programme, timezone.now() - timedelta(days=1), state="held", name="陈志强"), published=False)

    page = page_of(client, programme)

    assert talk.activity.title in page
    assert activity.title in page
    assert [name for name in ("曾国华", "李秀英", "陈志强") if name in page] == []


@pytest.mark.parametrize("many", [0, 1, 4])
def test_the_page_takes_as_many_queries_for_many_talks_as_for_none(
    programme: Programme, many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        talk_at(programme, NOW + timedelta(hours=number + 1), title=f"将讲{number}", place=make_place(programme.organisation))
        make_recording(talk_at(programme, NOW - timedelta(days=number + 1), state="held", title=f"讲过{number}"))

    with django_assert_max_num_queries(7):
        front = public_front(programme, NOW)
        shown = [str(talk.place) for talk in front.month]
        heard = [str(row.recording.talk.activity.place) for row in front.recordings]

    assert (len(shown), len(heard)) == (2 * many, min(many, 3))


def test_a_programme_that_has_ended_says_so_and_takes_no_orders(client: Client, programme: Programme) -> None:
    make_recording(talk_at(programme, timezone.now() - timedelta(days=1), state="held"))
    end_programme(programme, on=timezone.localdate(), by=make_account(programme.organisation, Role.CLERK))

    page = page_of(client, programme)

    assert reverse("order_talk", args=[programme.slug]) not in page
    assert reverse("library", args=[programme.slug]) in page
    assert client.get(reverse("poster", args=[programme.slug])).status_code == 404


@pytest.mark.parametrize("name", ["programme_public", "poster"])
def test_only_a_programme_of_talks_has_a_page_and_a_poster(client: Client, programme: Programme, name: str) -> None:
    make_programme(programme.organisation, kind="care", slug="care")

    assert client.head(reverse(name, args=[programme.slug])).status_code == 200
    assert [client.get(reverse(name, args=[slug])).status_code for slug in ("care", "none")] == [404, 404]


def test_the_poster_opens_in_the_browser_under_its_chinese_name(client: Client, programme: Programme) -> None:
    answer = client.get(reverse("poster", args=[programme.slug]))

    assert answer["Content-Type"] == "application/pdf"
    assert (
        answer["Content-Disposition"]
        == "inline; filename*=utf-8''%E6%A6%95%E6%A0%91%E4%B8%8B%E7%9A%84%E5%A3%B0%E9%9F%B3%E6%B5%B7%E6%8A%A5.pdf"
    )
    assert texts(answer.content).count("榕树下的声音") == 1


def test_the_posters_code_leads_to_the_page(client: Client, programme: Programme) -> None:
    answer = client.get(reverse("poster", args=[programme.slug]))

    address = f"http://testserver{reverse('programme_public', args=[programme.slug])}"
    picture = pypdfium2.PdfDocument(answer.content)[0].render(scale=1).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [address]


LONGEST = {
    "name": "榕树下的声音" * 10,
    "slogan": "用家乡话讲身边事，" * 13,
    "organisation": "常平镇退休干部服务中心" * 4,
    "place": "活动中心大榕树下" * 7,
    "place_address": "常平镇中元街十八号老干部活动中心" * 12,
    "slots": ("每周三上午9:30", "每周五晚上7:30", "每周六下午3:00"),
    "talks": tuple(PosterTalk("12月10日 周四", "下午4:00", "祠堂门口的一盏灯" * 7, "东莞话", "板石村文化室" * 9) for _talk in range(4)),
}
BARE = {"slogan": "", "phone": "", "slots": (), "place": "", "place_address": "", "is_step_free": False, "talks": ()}


@pytest.mark.parametrize(
    "fields", [{}, LONGEST, BARE, {"name": "榕"}, {"name": "*_#[x] Banyan 榕树\x07"}], ids=["usual", "longest", "bare", "one", "markup"]
)
def test_a_poster_is_one_a3_page_whatever_stands_on_it(fields: dict[str, Any]) -> None:
    usual: dict[str, Any] = {
        "name": "榕树下的声音", "slogan": "用家乡话，讲身边事", "organisation": "常平镇", "phone": "0769-00000000", "address": "https://example.org/talks/a/",
        "slots": ("每周三上午9:30",), "place": "大榕树下", "place_address": "中元街 18 号", "is_step_free": True,
        "talks": (PosterTalk("11月25日 周三", "上午9:30", "家风故事", "东莞话", ""),), "made_on": date(2026, 11, 23),
    }  # fmt: skip

    document = pypdfium2.PdfDocument(poster_pdf(Poster(**usual | fields)))

    assert [[round(side / 72 * 25.4) for side in page.get_size()] for page in document] == [[297, 420]]


def test_the_poster_says_days_and_hours_as_people_do() -> None:
    assert poster_of.say_slot(2, at(NOW.date(), 9, 30).time()) == "每周三上午9:30"
    assert poster_of.say_time(at(date(2026, 11, 25), 19, 5)) == ("11月25日 周三", "晚上7:05")
    assert poster_of.say_time(at(date(2026, 11, 25), 12)) == ("11月25日 周三", "中午12:00")


def texts(content: bytes) -> str:
    return str(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()).replace("\r\n", "\n")
