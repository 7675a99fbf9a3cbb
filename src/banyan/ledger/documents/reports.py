"""The report of a place's year (台账): as PDF and as an Excel file; what stands in all its forms is said here once."""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from banyan.core.official.composition import chinese_day
from banyan.core.official.plain import printable
from banyan.ledger.documents.typeset import as_pdf
from banyan.ledger.kinds import kind_in_words
from banyan.ledger.models import Total
from banyan.ledger.queries import ActivityLine, PersonLine, Report
from banyan.ledger.words import say_units
from banyan.web.sheets import workbook
from banyan.web.words import say_hours

# Documents are in Chinese whatever the language of the page that makes them.
PERSON_HEADS = ("序号", "姓名", "所在支部", "学习时长", "学时", "服务时数", "次数")
ACTIVITY_HEADS = ("序号", "日期", "内容", "类别", "人数", "学习时长", "服务时数")
PERSONS_TITLE, ACTIVITIES_TITLE = "一、人员汇总", "二、活动明细"
NOTHING = "本年度无记录"
SIGNATURES = ("制表人（签名）：", "审核人（签名）：", "单位（盖章）：")
NOTE = "注：学时按当地规定由学习时长折算；会议、排练、路途不计服务时数；学时与服务时数分别记账，互不相加。"
COUNTS = {Total.Side.ORGANISER: "本单位及下属单位组织的活动", Total.Side.BRANCH: "本支部党员参加的活动"}


def report_pdf(report: Report, *, made_by: str, made_at: datetime) -> bytes:
    """Write the report as PDF, ready to be signed and sealed."""
    return as_pdf("report.typ", report_data(report, made_by=made_by, made_at=made_at), made_at)


def report_sheet(report: Report, *, made_by: str, made_at: datetime) -> bytes:
    """Write the report as an Excel file: summary, persons, activities; times are hours as numbers."""
    lines = [("名称", title_of(report)), *facts_of(report), ("制表人", made_by), ("制表日期", _day(made_at))]
    facts: list[list[object]] = [[label, value] for label, value in lines]
    persons: list[list[object]] = [
        [number, row.name, row.branch, _hours(row.study_minutes), row.quarters / 4, _hours(row.service_minutes), row.facts]
        for number, row in enumerate(report.persons, 1)
    ]
    with translation.override("zh-hans"):
        activities: list[list[object]] = [
            [number, row.on, row.label, kind_in_words(row.kind), row.persons, _hours(row.study_minutes), _hours(row.service_minutes)]
            for number, row in enumerate(report.activities, 1)
        ]
    head = [(text.replace("时长", "小时").replace("服务时数", "服务小时"), False) for text in PERSON_HEADS]
    other = [(text.replace("时长", "小时").replace("服务时数", "服务小时"), False) for text in ACTIVITY_HEADS]
    summary = [("项目", False), ("内容", False)]
    return workbook([("汇总", summary, facts), ("人员", head, persons), ("活动", other, activities)], made_at=made_at)


def report_data(report: Report, *, made_by: str, made_at: datetime) -> dict[str, Any]:
    """All that is printed, as texts."""
    with translation.override("zh-hans"):
        return {
            "title": title_of(report),
            "facts": facts_of(report),
            "persons_title": PERSONS_TITLE,
            "person_heads": PERSON_HEADS,
            "persons": [[str(number), *_person(row)] for number, row in enumerate(report.persons, 1)],
            "persons_sum": ["合计", "", "", *_sums(report)],
            "activities_title": ACTIVITIES_TITLE,
            "activity_heads": ACTIVITY_HEADS,
            "activities": [[str(number), *_activity(row)] for number, row in enumerate(report.activities, 1)],
            "nothing": NOTHING,
            "note": NOTE,
            "made": f"制表人：{printable(made_by)}　　制表日期：{_day(made_at)}",
            "signatures": SIGNATURES,
        }


def title_of(report: Report) -> str:
    """The name of the report."""
    return printable(f"{report.place.name}{report.year}年度学习与志愿服务台账")


def facts_of(report: Report) -> list[tuple[str, str]]:
    """The lines above the tables."""
    credit, service = report.totals.credit, report.totals.volunteer
    with translation.override("zh-hans"):
        return [
            ("单位", printable(report.place.name)),
            ("期间", f"{report.year}年1月1日至{report.year}年12月31日"),
            ("范围", COUNTS[Total.Side(report.side)]),
            (
                "学习",
                f"{len(report.persons)}人有记录，学习{credit.facts}人次，{say_hours(credit.minutes)}，折合{say_units(credit.quarters)}学时",
            ),
            ("志愿服务", f"服务{service.facts}人次，{say_hours(service.minutes)}"),
        ]


def _person(row: PersonLine) -> list[str]:
    study, service = say_hours(row.study_minutes), say_hours(row.service_minutes)
    return [printable(row.name), printable(row.branch), study, say_units(row.quarters), service, str(row.facts)]


def _activity(row: ActivityLine) -> list[str]:
    study = say_hours(row.study_minutes) if row.study_minutes else "—"
    service = say_hours(row.service_minutes) if row.service_minutes else "—"
    return [f"{row.on:%m-%d}", printable(row.label), printable(kind_in_words(row.kind)), str(row.persons), study, service]


def _sums(report: Report) -> list[str]:
    credit, service = report.totals.credit, report.totals.volunteer
    return [say_hours(credit.minutes), say_units(credit.quarters), say_hours(service.minutes), str(credit.facts + service.facts)]


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def _day(moment: datetime) -> str:
    return chinese_day(timezone.localdate(moment))
