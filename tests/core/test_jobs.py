import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from banyan.core import jobs
from banyan.core.errors import RuleError
from banyan.core.models import Job
from tests.core.test_backup import environment
from tests.starts import run


@pytest.fixture
def work() -> Iterator[list[dict[str, Any]]]:
    """A job named "noted" that notes its arguments, "refused" that a rule refuses, and "broken" that fails."""
    noted: list[dict[str, Any]] = []

    def note(arguments: dict[str, Any], progress: jobs.Progress) -> None:
        progress.say(1, 2, "half")
        noted.append(arguments)

    def refuse(arguments: dict[str, Any], progress: jobs.Progress) -> None:
        raise RuleError("不行")

    def fail(arguments: dict[str, Any], progress: jobs.Progress) -> None:
        raise ZeroDivisionError

    before = dict(jobs._works)
    jobs._works.update(noted=note, refused=refuse, broken=fail)
    yield noted
    jobs._works.clear()
    jobs._works.update(before)


def ask(name: str, key: str = "k", **arguments: Any) -> Job:
    with transaction.atomic():
        return jobs.request(name, key, arguments)


@pytest.mark.django_db
def test_a_job_asked_for_twice_under_one_key_is_done_once(work: list[dict[str, Any]]) -> None:
    assert ask("noted", n=1) == ask("noted", n=2)

    jobs.run_waiting()
    jobs.run_job.call(Job.objects.get().pk)

    assert work == [{"n": 1}]
    assert Job.objects.get().state == Job.State.DONE
    assert (Job.objects.get().done, Job.objects.get().total) == (1, 2)


@pytest.mark.django_db
def test_an_unknown_name_is_refused_when_asked_for(work: list[dict[str, Any]]) -> None:
    with pytest.raises(LookupError):
        ask("nobody knows")


@pytest.mark.django_db
def test_names_in_the_database_that_nobody_registers_are_told(work: list[dict[str, Any]]) -> None:
    ask("noted")
    Job.objects.update(name="gone")

    assert jobs.unknown_names() == ["gone"]


@pytest.mark.django_db
def test_a_refused_job_keeps_the_reason(work: list[dict[str, Any]]) -> None:
    ask("refused")

    jobs.run_waiting()

    assert (Job.objects.get().state, Job.objects.get().note) == (Job.State.FAILED, "不行")


@pytest.mark.django_db
def test_a_job_of_a_dead_worker_is_given_back_and_of_a_living_one_is_not(work: list[dict[str, Any]]) -> None:
    job, now = ask("noted"), timezone.now()
    Job.objects.update(state=Job.State.RUNNING, beat_at=now - timedelta(seconds=10), attempts=1)

    assert jobs.reap(now) == 0
    assert jobs.reap(now + jobs.LEASE) == 1
    job.refresh_from_db()
    assert job.state == Job.State.WAITING


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_five_times_is_given_up(work: list[dict[str, Any]]) -> None:
    ask("noted")
    now = timezone.now()
    Job.objects.update(state=Job.State.RUNNING, beat_at=now - timedelta(hours=1), attempts=jobs.MOST_ATTEMPTS)

    jobs.reap(now)

    assert Job.objects.get().state == Job.State.FAILED


@pytest.mark.django_db
def test_a_scheduled_job_is_asked_for_once_a_span(work: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_every", {"noted": timedelta(hours=1)})
    noon = timezone.now().replace(minute=0)

    assert jobs.enqueue_due(noon) == 1
    assert jobs.enqueue_due(noon + timedelta(minutes=50)) == 0
    assert jobs.enqueue_due(noon + timedelta(minutes=61)) == 1


SETUP = """
import sys, time, django
django.setup()
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from banyan.core import jobs
from banyan.core.models import Job

def work(arguments, progress):
    with open(arguments["marks"], "a") as marks:
        marks.write("begun ")
        marks.flush()
        if "hang" in sys.argv:
            time.sleep(60)
        marks.write("done ")

jobs.register_job("slow_test_job")(work)
"""
ASK = """
with transaction.atomic():
    jobs.request("slow_test_job", "k", {"marks": sys.argv[1]})
"""
WORK = """call_command("db_worker", "--batch", "--no-startup-delay", queue_name="*", verbosity=0)"""
REAP = """print(Job.objects.get().state, jobs.reap(timezone.now() + jobs.LEASE * 2))"""
TELL = """print(Job.objects.get().state, Job.objects.get().attempts)"""


def test_a_job_whose_worker_is_killed_runs_again(installed: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks"

    def python(what: str, *words: str) -> subprocess.CompletedProcess[str]:
        return run(SETUP + what, *words, environment=environment(installed))

    assert python(ASK, str(marks)).returncode == 0
    first = subprocess.Popen([sys.executable, "-c", SETUP + WORK, "hang"], env=environment(installed), stdout=subprocess.PIPE)
    wait_for(marks.exists)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert python(REAP).stdout == "running 1\n"
    assert python(WORK).returncode == 0

    assert python(TELL).stdout == "done 2\n"
    assert marks.read_text() == "begun begun done "


def wait_for(what: Callable[[], bool], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)
