"""What is printed of study at sea: slips, the quarter's report, certificates of study."""

from datetime import date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone

from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.deliveries import hand_over
from banyan.programmes.study.documents.credit import study_record_pdf
from banyan.programmes.study.documents.reports import report_pdf
from banyan.programmes.study.documents.slips import slip_pdf
from banyan.programmes.study.models import Vessel
from banyan.programmes.study.queries.report import days_of, quarter_report
from tests.factories import make_person
from tests.programmes.study.rows import make_delivery, make_port, make_vessel, make_voyage

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year - 1
AT = timezone.make_aware(datetime(YEAR, 12, 31, 9))  # noqa: DTZ001  # made aware right here
TODAY = timezone.localdate()


def words_of(content: bytes) -> list[str]:
    """The text of each page, without spaces and line ends."""
    pages = pypdfium2.PdfDocument(content)
    return ["".join(page.get_textpage().get_text_range().split()) for page in pages]


@pytest.fixture
def vessel(town: Organisation) -> Vessel:
    return make_vessel(town, code="粤东莞渔90001", home_port=make_port(town, name="先锋渔港"))


def test_a_slip_names_boat_carrier_and_things_with_lines_to_sign(vessel: Vessel) -> None:
    delivery = make_delivery(vessel, on=date(YEAR, 3, 4))

    pages = words_of(slip_pdf(delivery, origin="https://example.org"))

    assert len(pages) == 1
    for words in (
        "海上送学交接单",
        "粤东莞渔90001",
        "先锋渔港",
        f"{YEAR}年3月4日",
        "曾国华",
        "学习包",
        "需归还",
        "送达后扫码登记",
        "接收人（签名）",
    ):
        assert words in pages[0]
    assert slip_pdf(delivery, origin="https://example.org") == slip_pdf(delivery, origin="https://example.org")


def test_a_certificate_of_study_says_what_was_studied_and_what_is_owed(vessel: Vessel, town: Organisation) -> None:
    learner = join_crew(vessel, make_person(town, name="冯水生", party="member"), on=date(YEAR, 1, 1), by=None).learner

    page = words_of(study_record_pdf(learner, YEAR, by=town, at=AT))[0]

    for words in ("学时证明", "冯水生", "1001", "尚欠32学时", "本年度尚无学习记录", "常平镇", f"{YEAR}年12月31日"):
        assert words in page


def test_the_report_of_a_quarter_counts_voyages_deliveries_and_names_who_is_short(
    vessel: Vessel, town: Organisation, clerk: Account
) -> None:
    join_crew(vessel, make_person(town, name="冯水生", party="member"), on=date(YEAR, 1, 1), by=clerk)
    make_voyage(vessel, date(YEAR, 3, 25), date(YEAR, 4, 3), left=True, returned=True)
    make_voyage(vessel, date(YEAR, 4, 10), date(YEAR, 4, 12), left=True, returned=True)
    hand_over(make_delivery(vessel, on=date(YEAR, 4, 5)), at=timezone.make_aware(datetime(YEAR, 4, 5, 9)), minutes=60, by=clerk)  # noqa: DTZ001  # made aware right here

    report = quarter_report(town, YEAR, 2, today=TODAY)
    page = words_of(report_pdf(report, at=AT))[0]

    row = report.vessels[0]
    assert (report.voyages, row.days_at_sea, row.deliveries, row.learners, report.out) == (1, 6, 1, 1, 1)
    assert [one.missing for one in report.short] == [128]
    for words in (f"{YEAR}年第二季度", "粤东莞渔90001", "1航次，合计6天", "冯水生", "未还1件"):
        assert words in page


def test_a_report_of_nothing_says_so(town: Organisation) -> None:
    page = words_of(report_pdf(quarter_report(town, YEAR, 4, today=TODAY), at=AT))[0]

    assert "没有在用的渔船" in page
    assert "全部学员已完成" in page


def test_many_boats_fill_several_pages_with_the_heading_on_each(town: Organisation) -> None:
    for _each in range(60):
        make_vessel(town)

    pages = words_of(report_pdf(quarter_report(town, YEAR, 1, today=TODAY), at=AT))

    assert len(pages) == 3
    assert all("出海天数" in page for page in pages[:2])


def test_quarters_follow_one_another_without_a_gap() -> None:
    days = [days_of(2028, quarter) for quarter in (1, 2, 3, 4)]

    assert (days[0].first, days[-1].last) == (date(2028, 1, 1), date(2028, 12, 31))
    assert all(later.first == earlier.last + timedelta(days=1) for earlier, later in zip(days, days[1:], strict=False))  # noqa: RUF007  # plain


def test_the_report_takes_as_many_queries_for_three_boats_as_for_one(
    town: Organisation, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    def boat() -> None:
        vessel = make_vessel(town)
        join_crew(vessel, make_person(town, party="member"), on=date(YEAR, 1, 1), by=None)
        make_voyage(vessel, date(YEAR, 4, 10), date(YEAR, 4, 12), left=True, returned=True)

    boat()
    with django_assert_max_num_queries(40) as one:
        quarter_report(town, YEAR, 2, today=TODAY)
    boat()
    boat()
    with django_assert_num_queries(len(one)):
        quarter_report(town, YEAR, 2, today=TODAY)
