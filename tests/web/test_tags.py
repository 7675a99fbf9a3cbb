from datetime import UTC, date, datetime

from django.template import Context, Template
from django.utils import translation

from banyan.web.timeline import Event


def draw(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template(source).render(Context(context))


def test_a_day_carries_its_date_for_machines() -> None:
    assert draw("{{ on|day }}", on=date(2020, 12, 2)) == '<time datetime="2020-12-02">Wed 2 Dec 2020</time>'


def test_a_moment_carries_the_time_of_the_office() -> None:
    kept = datetime(2020, 12, 2, 11, 30, tzinfo=UTC)

    assert draw("{{ at|moment }}", at=kept) == '<time datetime="2020-12-02T19:30+08:00">Wed 2 Dec 2020, 19:30</time>'


def test_what_has_no_day_yet_says_nothing() -> None:
    assert draw("{{ on|day }}{{ on|moment }}{{ on|elder_day }}", on=None) == ""


def test_a_figure_is_large_and_its_unit_small() -> None:
    assert draw("{% figure 386 'hours' %}") == '<span class="figure"><span class="pair">386 <span class="unit">hours</span></span></span>'
    assert draw("{% figure 90|hours %}").count('class="unit"') == 2


def test_a_figure_without_digits_is_shown_as_it_is() -> None:
    assert draw("{% figure '广东 & 广西' %}") == '<span class="figure">广东 &amp; 广西</span>'


def test_a_share_never_passes_the_whole() -> None:
    assert 'class="part" width="100"' in draw("{% stat 'Reached' 80 of=75 %}")
    assert 'class="part" width="0"' in draw("{% stat 'Reached' 0 of=75 %}")
    assert "<svg" not in draw("{% stat 'Reached' 80 %}")


def test_a_phone_number_is_a_button_that_dials() -> None:
    assert draw("{% phone '138 0000-0000' 'Call' %}") == (
        '<a class="button" href="tel:13800000000">Call <span class="nowrap">138 0000-0000</span></a>'
    )


def test_the_action_of_a_work_row_says_of_what() -> None:
    page = draw("{% work_row 'Visit 4 persons' action='Remind' url='/visits/' tag='3 days late' tone='amber' %}")

    assert 'Remind<span class="hidden">: Visit 4 persons</span>' in page
    assert '<span class="tag amber">3 days late</span>' in page


def test_nothing_passed_to_a_part_is_taken_for_markup() -> None:
    evil = "<script>alert(1)</script>"

    page = draw(
        "{% stat x x note=x %}{% tag x %}{% work_row x x x x action=x url='/' %}{% empty_state x x %}{% figure x x %}{% phone x x %}"
        "{% panel x %}{% endpanel %}{% timeline events %}",
        x=evil,
        events=[Event(date(2020, 12, 2), evil, evil, evil)],
    )

    assert "<script>" not in page


def test_a_panel_holds_what_stands_in_it() -> None:
    assert draw("{% panel 'Head' 'topped' %}<p>{{ text }}</p>{% endpanel %}", text="a & b") == (
        '<section class="panel topped"><h2>Head</h2><p>a &amp; b</p></section>'
    )


def test_a_timeline_without_events_says_so() -> None:
    assert "Nothing has happened yet." in draw("{% timeline events %}", events=[])


def test_the_loop_names_its_six_stations_and_describes_itself() -> None:
    page = draw("{% loop_picture %}")

    assert page.count('class="station') == 6
    assert "<title" in page
    assert "<desc" in page
