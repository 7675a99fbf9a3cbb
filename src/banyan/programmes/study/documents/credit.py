"""The record of a learner's study of a year (学时证明)."""

from datetime import date, datetime

from django.db.models import Sum
from django.utils import timezone, translation

from banyan.core.official.composition import chinese_day
from banyan.ledger.kinds import kind_in_words
from banyan.ledger.models import Entry, LedgerAccount
from banyan.people.models import Organisation
from banyan.programmes.study.documents.paper import Paper, Table, paper_pdf
from banyan.programmes.study.models import Learner
from banyan.programmes.study.queries.makeup import owing_of

MOST_ROWS = 60


def study_record_pdf(learner: Learner, year: int, *, by: Organisation, at: datetime) -> bytes:
    """Write what the ledger holds of a learner's study in a year; more than 60 items are summed in the last row."""
    owing = owing_of([learner], year)[0]
    facts = Entry.objects.filter(person=learner.person, account=LedgerAccount.CREDIT).between(date(year, 1, 1), date(year, 12, 31))
    grouped = facts.order_by("on", "label").values_list("on", "label", "kind").annotate(q=Sum("quarters"))
    lines = [line for line in grouped if line[3]]
    with translation.override("zh-hans"):
        rows = [(f"{on:%Y-%m-%d}", label, str(kind_in_words(kind)), _units(quarters)) for on, label, kind, quarters in lines[:MOST_ROWS]]
    if rest := sum(line[3] for line in lines[MOST_ROWS:]):
        rows.append(("", f"其余{len(lines) - MOST_ROWS}项", "", _units(rest)))
    total = _units(owing.credited)
    body = f"兹证明{learner.person}（学员编号{learner.ident}）{year}年度参加学习共计{total}学时，本年度应学{_units(owing.target)}学时"
    paper = Paper(
        title="学时证明",
        under=f"{year}年度",
        facts=[("姓名", str(learner.person)), ("学员编号", learner.ident), ("完成学时", total), ("应学学时", _units(owing.target))],
        body=[f"{body}，{'已完成。' if not owing.missing else f'尚欠{_units(owing.missing)}学时。'}"],
        tables=[Table("学习明细", ("日期", "内容", "形式", "学时"), (28, 0, 40, 20), rows, "本年度尚无学习记录。")],
        note="本证明依据学习台账出具；海上学习与岸上补学同等计算，同一内容一年只计一次。",
        sign=("证明单位（盖章）：", str(by), chinese_day(timezone.localdate(at))),
    )
    return paper_pdf(paper, at=at)


def _units(quarters: int) -> str:
    return f"{quarters / 4:g}"
