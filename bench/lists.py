"""`banyan bench lists [--peers]`: what list pages of 500 cases of 2,000 characters cost, beside pretalx's organiser list of 50 rows."""

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

SUBMISSIONS, PART_LENGTH, TOWNS_A_CITY, SEED = 500, 500, 6, 20221123
REQUESTS, WARM = 20, 3
MOST_MS, MOST_QUERIES = 100, 15
PEERS = Path(os.environ.get("BANYAN_PEERS", Path.home() / ".cache" / "banyan-peers"))
PEER = Path(__file__).parent / "peers" / "pretalx"
RECORDED = "pretalx 2025.2.2, as recorded in November 2026 on two shared cores: 480–511 ms CPU, 389 queries (no ratio: not run beside ours)"

_folder = tempfile.TemporaryDirectory(prefix="banyan-bench-")
for _name in [name for name in os.environ if name.startswith("BANYAN_") or name == "DATABASE_URL"]:
    del os.environ[_name]
os.environ |= {"BANYAN_DATA": _folder.name, "DJANGO_SETTINGS_MODULE": "banyan.config.settings"}

import django  # noqa: E402  # after the environment

django.setup()

from django.db import connection  # noqa: E402  # the apps are ready only now
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from banyan.cases.collection.actions import calls  # noqa: E402
from banyan.cases.collection.models import Call, Submission, SubmissionPart  # noqa: E402
from banyan.core.supervisor import prepare  # noqa: E402
from banyan.demo.places import CITIES, PROVINCE  # noqa: E402
from banyan.demo.texts import PARTS, text_of  # noqa: E402
from banyan.people.actions import found_organisation, grant_role, open_account  # noqa: E402
from banyan.people.models import Account, Organisation, Role  # noqa: E402


def main() -> None:
    """Fill a folder, ask for each page, print what it costs beside the target, and the peer's figure."""
    prepare(io.StringIO())
    chance = Random(SEED)
    organiser, towns = make_offices()
    call = make_call(organiser, towns[0][1])
    make_submissions(call, organiser, [town for town, _province in towns], chance)
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(organiser)
    address = reverse("call_submissions", args=[call.uuid])
    print(f"{SUBMISSIONS} submissions of {PART_LENGTH * len(PARTS)} characters; median of {REQUESTS} requests after {WARM}, seed {SEED}")
    ours = show(client, "list of a call, 50 rows", address)
    show(client, "… all ticked, by city", f"{address}?sort=city&ticked=all")
    show(client, "… searched for 老同志", f"{address}?q=%E8%80%81%E5%90%8C%E5%BF%97")
    show(client, "… last page", f"{address}?page=10")
    show(client, "all submissions, 50 rows", reverse("submissions"))
    show(client, "desk", reverse("desk"))
    if "--peers" in sys.argv:
        show_peer(ours)
    else:
        print(RECORDED)


def make_offices() -> tuple[Account, list[tuple[Organisation, Organisation]]]:
    """A province with its cities, some towns in each, and the province's organiser; each town comes with its province."""
    code, name = PROVINCE
    province = found_organisation(code=code, name=name, kind="province", parent=None, by=None)
    towns = []
    for city_code, city_name, *_rest in CITIES:
        city = found_organisation(code=city_code, name=city_name, kind="city", parent=province, by=None)
        for number in range(1, TOWNS_A_CITY + 1):
            town = found_organisation(code=f"{city_code}-{number}", name=f"{city_name[:2]}第{number}镇", kind="town", parent=city, by=None)
            towns.append((town, province))
    organiser = open_account(username="zuzhi", name="省组织者", password=None, by=None)
    grant_role(organiser, province, Role.ORGANISER, by=None, from_on=timezone.localdate())
    return Account.objects.get(pk=organiser.pk), towns


def make_call(organiser: Account, province: Organisation) -> Call:
    """A call of the province in the stage in which it selects."""
    today = timezone.localdate()
    fields = {
        "year": today.year,
        "title": f"{today.year}年度离退休干部党建创新案例征集",
        "text": "请各地各单位结合实际推荐。" * 40,
        "opens_on": today - timedelta(days=60),
        "submit_until": today - timedelta(days=30),
        "recommend_until": today - timedelta(days=1),
        "unit_quota": 10,
        "city_quota": 30,
        "least_characters": 1000,
        "most_characters": 5000,
        "most_photos": 2,
    }
    rules = calls.CallRules(
        categories=[{"name": name} for name in ("思想政治建设", "强化组织功能", "发挥优势作用", "融入城市基层党建", "阵地建设")],
        parts=[{"name": name, "hint": "", "least_characters": 0, "most_characters": 0} for name in PARTS],
        criteria=[{"name": "工作实效", "weight": 50}, {"name": "创新性", "weight": 25}, {"name": "可推广性", "weight": 25}],
    )
    return calls.open_call(calls.draft_call(province, fields, rules, by=organiser), by=organiser)


def make_submissions(call: Call, organiser: Account, towns: list[Organisation], chance: Random) -> None:
    """Submissions of all states that the list shows, made in bulk: what is measured is reading them."""
    cities = {city.path: city for city in Organisation.objects.filter(kind=Organisation.Kind.CITY)}
    categories, parts, states = list(call.categories.all()), list(call.parts.all()), Submission.State
    rows, texts = [], []
    for number in range(1, SUBMISSIONS + 1):
        town = chance.choice(towns)
        row = Submission(
            call=call,
            number=number,
            organisation=town,
            city=cities[town.path[: -Organisation.steplen]],
            category=chance.choice(categories),
            programme=chance.choice(("talks", "study", "mentoring", "care", "other")),
            title=f"{town.name}老同志第{number}个创新案例 乡音传党音",
            subtitle="以身边事讲身边人",
            contact_name="陈敏",
            contact_phone="13800000000",
            characters=PART_LENGTH * len(parts),
            state=chance.choice((states.SUBMITTED, states.RETURNED, states.RECOMMENDED, states.ACCEPTED)),
            written_by=organiser,
            submitted_at=timezone.now(),
        )
        rows.append(row)
        texts += [SubmissionPart(submission=row, part=part, text=part_text(part.name, town, chance)) for part in parts]
    Submission.objects.bulk_create(rows)
    SubmissionPart.objects.bulk_create(texts, batch_size=500)


def part_text(part: str, town: Organisation, chance: Random) -> str:
    """A text of exactly as many characters as the benchmark promises."""
    text = ""
    while len(text) < PART_LENGTH:
        text += text_of(part, thing="榕树下的声音", place=town.name, city=town.name[:2], chance=chance).replace("\n", "")
    return text[:PART_LENGTH]


def show(client: Client, name: str, address: str) -> dict[str, Any]:
    """Ask for a page until the process is warm, then measure it; print the figures and whether they meet the target."""
    times = [cpu_ms(lambda: client.get(address)) for _number in range(WARM + REQUESTS)][WARM:]
    statements: list[str] = []

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    spent, sent = statistics.median(times), len(answer.content)
    met = "met" if spent < MOST_MS and len(statements) <= MOST_QUERIES else "MISSED"
    print(f"{name:28} {spent:7.1f} ms CPU {len(statements):4} queries {sent:8,} bytes sent; target {MOST_MS} ms and {MOST_QUERIES}: {met}")
    return {"cpu_ms": spent, "queries": len(statements)}


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU time of this process, which other people's work on the machine doesn't change much."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def show_peer(ours: dict[str, Any]) -> None:
    """Measure pretalx in its own environment, when its ``setup`` has installed it, and print the ratio."""
    folder = PEERS / "pretalx"
    if not (folder / "ready").exists():
        print(f"{RECORDED}\nTo run it beside ours: {PEER / 'setup'}")
        return
    command = [str(folder / "env" / "bin" / "python"), str(PEER / "measure"), str(folder / "data")]
    peer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])
    name = f"peer: {peer['name']}, {peer['rows']} rows"
    print(f"{name:28} {peer['cpu_ms']:7.1f} ms CPU {peer['queries']:4} queries {peer['bytes']:8,} bytes")
    print(f"{'':28} ratio {peer['cpu_ms'] / ours['cpu_ms']:.1f} × our CPU, {peer['queries'] / ours['queries']:.1f} × our queries")


if __name__ == "__main__":
    main()
