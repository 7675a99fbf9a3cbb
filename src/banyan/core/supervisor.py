"""Running Banyan: web server, worker and scheduler as children of one process that restarts them and stops them together."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from banyan.core import erasures, jobs
from banyan.core.backup import save
from banyan.core.errors import RuleError
from banyan.core.keys import KEYS_FILE
from banyan.core.schema import holds_tables, newer_migrations, waiting_migrations

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
STEADY_AFTER = 20.0
PATIENCE = 10.0
LOOK_EVERY = 0.2
TICK = 5.0
# Any number that no other program on the same PostgreSQL locks: "banyan" in ASCII.
PREPARING = 0x62616E79616E

# What other parts have to say when the server starts (where an empty installation is begun); each gets the address of the server.
greetings: list[Callable[[str], str]] = []

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A process that has to run: it is started again when it ends, after a pause that grows while it keeps ending at once.

    ``last_will`` is the signal that Linux sends it when the supervisor dies: one that has children of its own needs time to end them.
    """

    name: str
    command: list[str]
    last_will: signal.Signals = signal.SIGKILL
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)

    def start(self) -> None:
        parent = os.getpid()

        def die_with_parent() -> None:
            if _libc is not None:
                _libc.prctl(PR_SET_PDEATHSIG, self.last_will)
                if os.getppid() != parent:
                    os._exit(1)

        # A session of its own: Ctrl+C reaches the supervisor alone, and what the child leaves behind can be ended with its group.
        self.process = subprocess.Popen(
            self.command,
            preexec_fn=die_with_parent,  # noqa: PLW1509  # the supervisor has no threads
            start_new_session=True,
        )
        self.started = time.monotonic()

    def has_ended(self) -> bool:
        # Looked at without reaping: until then nobody else can have its number, which is that of its group too.
        return self.process is None or os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def bury(self) -> int:
        """End what the ended process left behind and return its exit code."""
        process, self.process = self.process, None
        if process is None:
            return 0
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


@dataclass(frozen=True, slots=True)
class Door:
    """Where the web server listens."""

    bind: str
    port: int

    @property
    def _family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.bind else socket.AF_INET

    @property
    def _nearest(self) -> str:
        # Who listens everywhere is reached on this machine too.
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind, self.bind)  # noqa: S104  # compared, not bound

    @property
    def url(self) -> str:
        host = f"[{self._nearest}]" if ":" in self._nearest else self._nearest
        return settings.ORIGIN or f"http://{host}:{self.port}"

    def check_free(self) -> None:
        """Raise CommandError when nobody can listen here."""
        with socket.socket(self._family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.bind, self.port))
            except (OSError, OverflowError) as error:
                raise CommandError(
                    _("Port %(port)d can't be used: %(why)s. Choose another one with --port.")
                    % {"port": self.port, "why": getattr(error, "strerror", None) or error}
                ) from error

    def is_open(self) -> bool:
        with socket.socket(self._family) as probe:
            probe.settimeout(1)
            return probe.connect_ex((self._nearest, self.port)) == 0


def prepare(stdout: Any) -> None:
    """Bring the database up to this program: back up and migrate when migrations wait, make the cache table, gather static files.

    Raise CommandError when the database was made by a newer program, or when jobs wait that this program doesn't know.
    """
    with _alone():
        if newer := newer_migrations():
            raise CommandError(
                _("This database was made by a newer Banyan (%(names)s). Start that one, or restore an older backup.")
                % {"names": ", ".join(newer)}
            )
        if waiting := waiting_migrations():
            if holds_tables():
                _back_up_first(stdout)
            call_command("migrate", verbosity=0, interactive=False)
            tell(stdout, _("%(count)d migrations made.") % {"count": len(waiting)})
        # A restore that was killed before its last step has brought back who was to be forgotten.
        erasures.replay()
        call_command("createcachetable", verbosity=0)
        if unknown := jobs.unknown_names():
            raise CommandError(
                _("Jobs wait that this program doesn't know: %(names)s. Install the newer program again.") % {"names": ", ".join(unknown)}
            )
        call_command("collectstatic", verbosity=0, interactive=False)


def run_server(*, stdout: Any, port: int = 8000, bind: str = "127.0.0.1", workers: int = 1, work: bool = True) -> None:
    """Serve until told to stop. Raise CommandError when the port is taken."""
    door = Door(bind, port)
    door.check_free()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", bind, "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning", "banyan.config.wsgi:application"]
    web = Child("web", command, last_will=signal.SIGTERM)
    supervise([web, *(work_children() if work else [])], stdout=stdout, door=door)


def work_children() -> list[Child]:
    """The worker and the scheduler."""
    command = [sys.executable, "-m", "django"]
    return [
        Child("worker", [*command, "db_worker", "--queue-name", "*", "--interval", "0.5", "--no-reload", "-v", "1"]),
        Child("scheduler", [*command, "work", "--only-schedule"]),
    ]


def supervise(children: list[Child], *, stdout: Any, door: Door | None = None) -> None:
    """Keep the children running until SIGTERM, SIGINT or SIGHUP, then stop them all; tell the address once the door is open."""
    stopping: list[int] = []

    def stop(number: int, frame: object) -> None:
        stopping.append(number)

    # Who was started by nohup goes on ignoring the hang-up.
    wanted = [number for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in wanted}
    connection.close()
    try:
        while not stopping:
            for child in children:
                _look_after(child, stdout)
            if door is not None and door.is_open():
                _greet(door.url, stdout)
                door = None
            time.sleep(LOOK_EVERY)
    finally:
        _stop_all(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def keep_time(stdout: Any) -> None:
    """The scheduler's loop: give back the jobs of dead workers and ask for those that are due."""
    while True:
        try:
            now = datetime.now(UTC)
            jobs.reap(now)
            jobs.enqueue_due(now)
        except Exception as error:  # noqa: BLE001  # the clock must go on ticking, whatever one tick met
            tell(stdout, f"{type(error).__name__}: {error}")
        finally:
            connection.close()
        time.sleep(TICK)


def tell(stdout: Any, text: str) -> None:
    """Write a line that is seen at once, also where the output is a file or a journal."""
    stdout.write(text)
    stdout.flush()


@contextmanager
def _alone() -> Iterator[None]:
    """Prepare one start at a time: on this data folder, and on PostgreSQL from whatever machine."""
    with (settings.DATA / KEYS_FILE).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def _back_up_first(stdout: Any) -> None:
    file = settings.DATA / f"before-migration-{datetime.now(UTC):%Y%m%d-%H%M%S}.banyan"
    try:
        save(file)
    except RuleError as refusal:
        raise CommandError(
            _("The database isn't changed without a backup: %(why)s Or save it by your own means and run banyan migrate.")
            % {"why": refusal}
        ) from refusal
    tell(stdout, _("Saved everything to %(file)s before changing the database.") % {"file": file})


def _greet(url: str, stdout: Any) -> None:
    tell(stdout, _("Open %(url)s in a browser. Stop with Ctrl+C.") % {"url": f"{url}/"})
    # The pages stay up when the database is away for the moment that a greeting asks it.
    with suppress(DatabaseError):
        for greeting in greetings:
            if said := greeting(url):
                tell(stdout, said)
    connection.close()


def _look_after(child: Child, stdout: Any) -> None:
    now = time.monotonic()
    if child.process is None:
        if now >= child.due:
            child.start()
        return
    if not child.has_ended():
        return
    code = child.bury()
    child.pause = 0.5 if now - child.started > STEADY_AFTER else min(child.pause * 2, LONGEST_PAUSE)
    child.due = now + child.pause
    tell(
        stdout,
        _("%(name)s ended (%(code)d) and is started again in %(pause)d s.")
        % {"name": child.name, "code": code, "pause": round(child.pause)},
    )


def _stop_all(children: list[Child]) -> None:
    for child in children:
        if child.process is not None and not child.has_ended():
            child.process.terminate()
    until = time.monotonic() + PATIENCE
    for child in children:
        while not child.has_ended() and time.monotonic() < until:
            time.sleep(0.05)
        # A worker may be in the middle of a long job: it is ended, and the reaper gives the job to the next one.
        if not child.has_ended() and child.process is not None:
            child.process.kill()
        child.bury()
