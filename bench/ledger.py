"""`banyan bench ledger [--facts N]`: any town's, city's, person's and branch's year among N facts, each beside a plain sum over the facts.

On SQLite, and on PostgreSQL too when DATABASE_URL names one, in databases made for the run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

FACTS, SEED, GOAL_MS = 1_000_000, 20221123, 100
CITIES, TOWNS, PERSONS_A_TOWN = 21, 1600, 50
SAMPLES, PLAIN_SAMPLES = 200, 20
FIRST_DAY, DAYS, YEARS = "2024-01-01", 1096, (2024, 2025, 2026)
# Person, day, minutes and account of the i-th fact, spread by primes; its town and branch are the person's.
ROWS = """SELECT {uuid_of_i}, CASE WHEN i % 3 = 0 THEN 'volunteer' ELSE 'credit' END, {person} + (i * 7919) % {persons},
{town} + ((i * 7919) % {persons}) / {a_town}, {branch} + ((i * 7919) % {persons}) / {a_town}, 'participant', 'kind' || (i % 8), {day},
30 + (i % 7) * 15, CASE WHEN i % 3 = 0 THEN 0 ELSE (30 + (i % 7) * 15) * 4 / 45 END, 'Study', 'activity', {uuid_of_source}, '', {now}, ''
FROM {series}"""
COLUMNS = """uuid, account, person_id, organisation_id, branch_id, role, kind, "on", minutes, quarters, label, source_kind, source_uuid,
rule, recorded_at, reason"""
ENGINES = {
    "sqlite": {
        "uuid_of_i": "printf('%032x', i)",
        "uuid_of_source": "printf('%032x', i / 20)",
        "day": f"date('{FIRST_DAY}', '+' || ((i * 31) % {DAYS}) || ' days')",
        "now": "datetime('now')",
        "series": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {facts}) SELECT i FROM n)",
    },
    "postgresql": {
        "uuid_of_i": "lpad(to_hex(i), 32, '0')::uuid",
        "uuid_of_source": "lpad(to_hex(i / 20), 32, '0')::uuid",
        "day": f"date '{FIRST_DAY}' + ((i * 31) % {DAYS})::integer",
        "now": "now()",
        "series": "generate_series(1::bigint, {facts}) AS g(i)",
    },
}


def main() -> None:
    """Run on each engine in a process of its own, since Django knows one database a process."""
    parser = argparse.ArgumentParser(prog="banyan bench ledger")
    parser.add_argument("--facts", type=int, default=FACTS)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        return measure(asked.facts)
    postgres = os.environ.get("DATABASE_URL", "")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BANYAN_") and name != "DATABASE_URL"}
    command = [sys.executable, __file__, "--here", "--facts", str(asked.facts)]
    with tempfile.TemporaryDirectory(prefix="banyan-bench-") as folder:
        environment |= {"BANYAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "banyan.config.settings"}
        subprocess.run(command, env=environment, check=True)
        if postgres.startswith("postgres"):
            on_postgresql(command, environment, postgres)
    return None


def on_postgresql(command: list[str], environment: dict[str, str], address: str) -> None:
    """Make a database on the server, run there, and drop it."""
    import psycopg  # noqa: PLC0415  # only where a server is named

    name = f"banyan_bench_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            own = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
            subprocess.run(command, env=environment | {"DATABASE_URL": own}, check=True)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure(facts: int) -> None:
    """Fill the database, make the totals, and time each question."""
    import io  # noqa: PLC0415  # Django has to be set up first for the rest

    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from banyan.core.supervisor import prepare  # noqa: PLC0415
    from banyan.ledger.actions import rebuild_totals  # noqa: PLC0415

    prepare(io.StringIO())
    began = time.perf_counter()
    firsts = make_places()
    write_facts(facts, firsts)
    print(f"{connection.vendor}: {facts:,} facts of {TOWNS} towns in {len(YEARS)} years, written in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    rebuild_totals()
    print(f"  totals made anew in {time.perf_counter() - began:.1f} s, {count('ledger_total'):,} rows", flush=True)
    ask()


def make_places() -> dict[str, int]:
    """A province with its cities and towns, a branch and its members in each; return the first id of each kind."""
    from banyan.people.models import Organisation, Person  # noqa: PLC0415

    def node(kind: str, number: int, parent: Any, step: int) -> Any:
        depth, path = (parent.depth + 1, parent.path) if parent else (1, "")
        return Organisation(
            code=f"{kind}-{number}", name=f"{kind} {number}", kind=kind, depth=depth, path=Organisation._get_path(path, depth, step)
        )

    province = node("province", 1, None, 1)
    cities = [node("city", number, province, number + 1) for number in range(CITIES)]
    towns = [node("town", number, cities[number % CITIES], number // CITIES + 1) for number in range(TOWNS)]
    branches = [node("branch", number, town, 1) for number, town in enumerate(towns)]
    made = [*Organisation.objects.bulk_create([province, *cities, *towns, *branches])]
    persons = [
        Person(organisation=towns[number // PERSONS_A_TOWN], name=f"某{number}", name_key=f"mou{number} m{number}", party="member")
        for number in range(TOWNS * PERSONS_A_TOWN)
    ]
    Person.objects.bulk_create(persons, batch_size=2000)
    first = Person.objects.order_by("pk").values_list("pk", flat=True)[0]
    return {"person": first, "town": made[1 + CITIES].pk, "branch": made[1 + CITIES + TOWNS].pk}


def write_facts(facts: int, firsts: dict[str, int]) -> None:
    """Write all facts with one statement; indexes are made afterwards, as that takes a fraction of the time."""
    from django.db import connection  # noqa: PLC0415

    engine = ENGINES[connection.vendor]
    rows = ROWS.format(
        **(engine | {"series": engine["series"].format(facts=facts)}), persons=TOWNS * PERSONS_A_TOWN, a_town=PERSONS_A_TOWN, **firsts
    )
    catalogue = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'ledger_entry' AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'ledger_entry' AND indexname LIKE 'entry_%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(f"INSERT INTO ledger_entry ({COLUMNS}) {rows}")
        for _name, sql in indexes:
            cursor.execute(sql)


def ask() -> None:
    """Time the questions of pages, each beside a plain sum over the facts."""
    from django.db import connection  # noqa: PLC0415
    from django.db.models import Sum  # noqa: PLC0415

    from banyan.ledger import queries  # noqa: PLC0415
    from banyan.ledger.models import Entry, Total  # noqa: PLC0415
    from banyan.people.models import Organisation, Person  # noqa: PLC0415

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE ledger_total, ledger_entry, people_organisation")
    chance = Random(SEED)

    def plain(where: dict[str, Any], year: int) -> object:
        rows = Entry.objects.filter(**where, on__gte=date(year, 1, 1), on__lte=date(year, 12, 31)).order_by()
        return list(rows.values("account").annotate(m=Sum("minutes"), q=Sum("quarters")))

    def at(place: Any, field: str) -> dict[str, Any]:
        return {f"{field}__path__gte": place.path, f"{field}__path__lt": place.path + "~"}

    for kind, side, field in (("town", "organiser", "organisation"), ("city", "organiser", "organisation"), ("branch", "branch", "branch")):
        places = list(Organisation.objects.filter(kind=kind))
        sample = [(chance.choice(places), chance.choice(YEARS)) for _number in range(SAMPLES)]
        ours = timed(sample, partial(queries.totals_of_place, side=Total.Side(side)))
        show(f"a {kind}'s year", ours, timed([(at(place, field), year) for place, year in sample[:PLAIN_SAMPLES]], plain))
    persons = [Person(pk=pk) for pk in chance.sample(list(Person.objects.values_list("pk", flat=True)), SAMPLES)]
    sample = [(person, chance.choice(YEARS)) for person in persons]
    ours = timed(sample, queries.totals_of_person)
    show("a person's year", ours, timed([({"person": person}, year) for person, year in sample], plain))


def timed(sample: Sequence[tuple[Any, int]], question: Callable[[Any, int], object]) -> list[float]:
    """Ask for each of the sample; return the milliseconds that each took."""
    times = []
    for what, year in sample:
        began = time.perf_counter()
        question(what, year)
        times.append((time.perf_counter() - began) * 1000)
    return times


def show(title: str, ours: list[float], plain: list[float]) -> None:
    """Print p50 and p95 of both, the ratio, and whether the goal is met."""
    said = [f"p50 {statistics.median(times):9.2f} ms, p95 {sorted(times)[len(times) * 95 // 100]:9.2f} ms" for times in (ours, plain)]
    met = "goal met" if max(ours) < GOAL_MS else f"longest {max(ours):.0f} ms"
    ratio = statistics.median(plain) / statistics.median(ours)
    print(f"  {title:16} {said[0]} ({met}); plain sum ({len(plain)}): {said[1]}; ratio {ratio:.1f}", flush=True)


def count(table: str) -> int:
    """The number of rows of a table."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
