"""The report of a quarter (海上送学岸上补学季度情况报告)."""

from datetime import datetime

from django.utils import timezone

from banyan.core.official.composition import chinese_day
from banyan.programmes.study.documents.paper import Paper, Table, paper_pdf
from banyan.programmes.study.queries.report import QuarterReport, days_of

NUMERALS = ("一", "二", "三", "四")


def report_pdf(report: QuarterReport, *, at: datetime) -> bytes:
    """Write the report of a quarter; nobody is ranked: learners stand in the order of their numbers."""
    days = days_of(report.year, report.quarter)
    delivered = sum(one.deliveries for one in report.vessels)
    records = sum(one.records for one in report.vessels)
    facts = [
        ("渔船 / 学员", f"{len(report.vessels)}艘 / {report.learners}人"),
        ("出海", f"{report.voyages}航次，合计{sum(one.days_at_sea for one in report.vessels)}天"),
        ("送学上船", f"{delivered}次，送学员{report.carriers}人"),
        ("借出物品", f"未还{report.out}件，已还{report.returned}件，遗失{report.lost}件"),
        ("收到学习记录", f"{records}条，折合{_units(report.sea_credit)}学时"),
        ("岸上补学", f"{report.sessions}场，{report.attendances}人次，折合{_units(report.makeup_credit)}学时"),
    ]
    rows = [(one.code, str(one.days_at_sea), str(one.deliveries), str(one.records), str(one.learners)) for one in report.vessels]
    short = [
        (one.learner.ident, str(one.learner), one.aboard.vessel.code if one.aboard else "", _units(one.credited), _units(one.missing))
        for one in report.short
    ]
    paper = Paper(
        title=f"海上送学岸上补学{report.year}年第{NUMERALS[report.quarter - 1]}季度情况报告",
        under=f"{chinese_day(days.first)}至{chinese_day(days.last)}",
        facts=facts,
        tables=[
            Table("各船情况", ("渔船", "出海天数", "送学次数", "学习记录", "在船学员"), (0, 26, 26, 26, 26), rows, "没有在用的渔船。"),
            Table("尚欠学时的学员", ("编号", "姓名", "渔船", "已学", "尚欠"), (22, 0, 44, 20, 20), short, "全部学员已完成本年度学时。"),
        ],
        note="借出物品与尚欠学时为出具本报告时的情况；学员按编号排列，不排名次。",
        sign=("报告单位（盖章）：", str(report.organisation), chinese_day(timezone.localdate(at))),
    )
    return paper_pdf(paper, at=at)


def _units(quarters: int) -> str:
    return f"{quarters / 4:g}"
