"""Work done later by a worker: asked for inside a transaction, never lost when a worker dies, never done twice for one key."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from banyan.core.errors import RuleError
from banyan.core.models import Job

BEAT = timedelta(seconds=5)
LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 5

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come; ``say`` shows on the waiting page and on the worker's terminal."""

    job: Job

    def say(self, done: int, total: int, note: str = "") -> None:
        """Record that ``done`` of ``total`` steps are made."""
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, note=note, beat_at=timezone.now())
        logger.info("%s %s: %d / %d %s", self.job.name, self.job.key, done, total, note)


Work = Callable[[dict[str, Any], Progress], None]
_works: dict[str, Work] = {}
_every: dict[str, timedelta] = {}


def register_job(name: str, *, every: timedelta | None = None) -> Callable[[Work], Work]:
    """Give a job its name (in an app's ``jobs.py``); with ``every`` the scheduler asks for it once in each such span of time."""

    def keep(work: Work) -> Work:
        _works[name] = work
        if every is not None:
            _every[name] = every
        return work

    return keep


def request(name: str, key: str, arguments: dict[str, Any]) -> Job:
    """Ask for a job in the caller's transaction; the same name and key again return the job that is there.

    Raise LookupError for a name no ``jobs.py`` registers, RuntimeError outside a transaction.
    """
    if name not in _works:
        raise LookupError(f"no job is registered as {name!r}")
    if not connection.in_atomic_block:
        raise RuntimeError("jobs.request belongs inside the action's transaction")
    job, is_new = Job.objects.get_or_create(name=name, key=key, defaults={"arguments": arguments})
    if is_new:
        run_job.enqueue(job.pk)
    return job


@task()
def run_job(pk: int) -> None:
    """Do one job, with a heart that beats so that the reaper knows the worker lives."""
    job = Job.objects.get(pk=pk)
    if job.is_over:
        return
    Job.objects.filter(pk=pk).update(state=Job.State.RUNNING, attempts=job.attempts + 1, beat_at=timezone.now())
    try:
        with _heart(pk):
            _works[job.name](job.arguments, Progress(job))
    except RuleError as refusal:
        _finish(pk, Job.State.FAILED, str(refusal))
    except Exception:
        _finish(pk, Job.State.FAILED, "")
        raise
    else:
        _finish(pk, Job.State.DONE)


def reap(now: datetime) -> int:
    """Give the jobs of dead workers back to the queue (or fail them after five tries); return how many."""
    dead = Job.objects.filter(state=Job.State.RUNNING).filter(Q(beat_at__lt=now - LEASE) | Q(beat_at=None))
    count = 0
    for pk in list(dead.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            job = dead.select_for_update().filter(pk=pk).first()
            if job is None:
                continue
            if job.attempts >= MOST_ATTEMPTS:
                Job.objects.filter(pk=pk).update(state=Job.State.FAILED, finished_at=now)
            else:
                Job.objects.filter(pk=pk).update(state=Job.State.WAITING, beat_at=None)
                run_job.enqueue(pk)
            count += 1
    _reap_unstarted(now)
    return count


def enqueue_due(now: datetime) -> int:
    """Ask for each scheduled job whose span has begun, keyed by the span, so many schedulers ask once. Return how many are new."""
    count = 0
    for name, every in _every.items():
        span = int(now.timestamp() // every.total_seconds())
        if not Job.objects.filter(name=name, key=f"span-{span}").exists():
            with transaction.atomic():
                request(name, f"span-{span}", {})
            count += 1
    return count


def last_beat() -> datetime | None:
    """Tell when a worker last gave a sign of life."""
    latest: datetime | None = Job.objects.aggregate(latest=Max("beat_at"))["latest"]
    return latest


def oldest_waiting() -> datetime | None:
    """Tell since when the oldest waiting job waits."""
    job = Job.objects.filter(state=Job.State.WAITING).order_by("requested_at").first()
    return job.requested_at if job else None


def unknown_names() -> list[str]:
    """Name the jobs that wait in the database and that no ``jobs.py`` registers: start-up refuses to go on with any."""
    waiting = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).exclude(name__in=_works)
    return sorted(set(waiting.values_list("name", flat=True)))


def run_waiting() -> int:
    """Do all jobs that wait, here and now, and return how many were done: for commands and for `work --once`."""
    count = 0
    while job := Job.objects.filter(state=Job.State.WAITING).order_by("pk").first():
        run_job.call(job.pk)
        count += 1
    return count


def _finish(pk: int, state: Job.State, note: str | None = None) -> None:
    changes: dict[str, Any] = {"state": state, "finished_at": timezone.now(), "beat_at": timezone.now()}
    if note is not None:
        changes["note"] = note
    Job.objects.filter(pk=pk).update(**changes)


def _reap_unstarted(now: datetime) -> None:
    # A worker killed between taking a task and starting its job leaves the task running for ever and the job waiting.
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - LEASE)
    for result in lost[:500]:
        job = Job.objects.filter(pk=result.args_kwargs["args"][0]).first()
        if job is None or job.is_over or job.state == Job.State.WAITING:
            with transaction.atomic():
                claimed = DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.FAILED)
                if claimed and job is not None and not job.is_over:
                    run_job.enqueue(job.pk)


@contextmanager
def _heart(pk: int) -> Iterator[None]:
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT.total_seconds()):
            try:
                Job.objects.filter(pk=pk).update(beat_at=timezone.now())
            except Exception:
                logger.exception("no heartbeat for job %s", pk)
            finally:
                close_old_connections()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
