"""Totals: kept up with each entry, and made anew from the facts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.ledger.models import Entry, Total

name_verbs({"rebuild_totals": gettext_lazy("made the totals of the ledger anew from its facts")})

_ADD = """INSERT INTO ledger_total (place_id, side, account, month, kind, minutes, quarters, facts)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (place_id, side, account, month, kind) DO UPDATE SET minutes = ledger_total.minutes + excluded.minutes,
quarters = ledger_total.quarters + excluded.quarters, facts = ledger_total.facts + excluded.facts"""

_COLUMNS = "place_id, side, account, month, kind, minutes, quarters, facts"
_SUMS = """SELECT place_id, side, account, month, kind, SUM(minutes) AS minutes, SUM(quarters) AS quarters, SUM(facts) AS facts
FROM ({facts}) f GROUP BY place_id, side, account, month, kind HAVING SUM(minutes) <> 0 OR SUM(quarters) <> 0 OR SUM(facts) <> 0"""
_KEPT = f"SELECT {_COLUMNS} FROM ledger_total WHERE minutes <> 0 OR quarters <> 0 OR facts <> 0"  # noqa: S608  # constants alone

_FACTS = """INSERT INTO ledger_total (place_id, side, account, month, kind, minutes, quarters, facts)
SELECT place_id, side, account, month, kind, SUM(minutes), SUM(quarters), SUM(facts) FROM ({facts}) f
GROUP BY place_id, side, account, month, kind"""

_FACTS = """SELECT {place} AS place_id, '{side}' AS side, account, {month} AS month, kind, minutes, quarters,
CASE WHEN minutes > 0 THEN 1 ELSE -1 END AS facts FROM ledger_entry WHERE {place} IS NOT NULL"""

_MONTH = {"sqlite": "date(\"on\", 'start of month')", "postgresql": "date_trunc('month', \"on\")::date"}
_SIDES = ((Total.Side.ORGANISER, "organisation_id"), (Total.Side.BRANCH, "branch_id"))


@transaction.atomic
def add_to_totals(entries: Iterable[Entry]) -> None:
    """Add entries just written to the totals of their months; part of the action that wrote them."""
    sums: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for entry in entries:
        for side, field in _SIDES:
            if place := getattr(entry, field):
                row = sums[(place, str(side), str(entry.account), entry.on.replace(day=1), entry.kind)]
                for at, number in enumerate((entry.minutes, entry.quarters, 1 if entry.minutes > 0 else -1)):
                    row[at] += number
    # Always in the same order, so that two who confirm at once never wait for one another in a circle.
    rows = [(*key, *sums[key]) for key in sorted(sums, key=str)]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)


def rebuild_totals() -> bool:
    """Compare the totals with the facts and make them anew where they differ; return whether they did, which the audit trail then tells.

    The comparison is one query outside any transaction, so that nobody waits for it: 10 million facts take a minute.
    """
    if not _differ():
        return False
    _make_anew()
    return True


def _differ() -> bool:
    sums, kept = _sums(), _KEPT
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({sums} EXCEPT {kept}) OR EXISTS ({kept} EXCEPT {sums})")
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _make_anew() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Nobody adds a fact between the sum and its writing; SQLite has one writer anyway.
            cursor.execute("LOCK TABLE ledger_total IN SHARE ROW EXCLUSIVE MODE")
        Total.objects.all().delete()
        cursor.execute(f"INSERT INTO ledger_total ({_COLUMNS}) {_sums()}")  # constants alone
    record("rebuild_totals", "ledger", "totals", actor=None, difference={"facts": Entry.objects.count()})


def _sums() -> str:
    """The query that sums the facts up by place, side, account, month and kind."""
    month = _MONTH[connection.vendor]
    return _SUMS.format(facts=" UNION ALL ".join(_FACTS.format(place=field, side=side.value, month=month) for side, field in _SIDES))
