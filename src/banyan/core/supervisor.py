"""Running Banyan: web server, worker and scheduler as children of one process that restarts them and stops them together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from banyan.core import jobs
from banyan.core.backup import save

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
STEADY_AFTER = 20.0
TICK = 5.0


# What other parts have to say when the server starts (where an empty installation is begun); each gets the address of the server.
greetings: list[Callable[[str], str]] = []


@dataclass
class Child:
    """A process that has to run: it is started again when it ends, after a pause that grows while it keeps ending at once."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, preexec_fn=die_with_parent)  # noqa: PLW1509  # the supervisor has no threads
        self.started = time.monotonic()


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent dies, even by kill -9 (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def prepare(stdout: Any) -> None:
    """Bring the database up to this program: back up and migrate when migrations wait, make the cache table, gather static files.

    Raise CommandError when the database was made by a newer program, or when jobs wait that this program doesn't know.
    """
    waiting = waiting_migrations()
    database = connection.settings_dict["NAME"]
    if waiting and connection.vendor == "sqlite" and Path(str(database)).exists() and connection.introspection.table_names():
        file = settings.DATA / f"before-migration-{datetime.now(UTC):%Y%m%d-%H%M%S}.banyan"
        save(file)
        stdout.write(_("Saved everything to %(file)s before changing the database.") % {"file": file})
    if waiting:
        call_command("migrate", verbosity=0, interactive=False)
        stdout.write(_("%(count)d migrations made.") % {"count": len(waiting)})
    call_command("createcachetable", verbosity=0)
    if unknown := jobs.unknown_names():
        raise CommandError(
            _("Jobs wait that this program doesn't know: %(names)s. Install the newer program again.") % {"names": ", ".join(unknown)}
        )
    call_command("collectstatic", verbosity=0, interactive=False)


def waiting_migrations() -> list[str]:
    """Name the migrations that the database lacks; raise CommandError when it has some that this program doesn't know."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    ours = {app for app, _name in known}
    newer = sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known)
    if newer and not executor.loader.replacements:
        raise CommandError(
            _("This database was made by a newer Banyan (%(names)s). Start that one, or restore an older backup.")
            % {"names": ", ".join(newer)}
        )
    return [f"{migration.app_label}.{migration.name}" for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def run_server(*, stdout: Any, port: int = 8000, bind: str = "127.0.0.1", workers: int = 1, work: bool = True) -> None:
    """Serve until told to stop. Raise CommandError when the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise CommandError(
                _("Port %(port)d can't be used: %(why)s. Choose another one with --port.") % {"port": port, "why": error.strerror}
            ) from error
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", bind, "--port", str(port), "--workers", str(workers)]
    web = Child("web", [*granian, "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "banyan.config.wsgi:application"])
    url = settings.ORIGIN or f"http://{bind}:{port}"
    stdout.write(_("Open %(url)s in a browser. Stop with Ctrl+C.") % {"url": f"{url}/"})
    for greeting in greetings:
        if said := greeting(url):
            stdout.write(said)
    supervise([web, *(work_children() if work else [])], stdout=stdout)


def work_children() -> list[Child]:
    """The worker and the scheduler."""
    command = [sys.executable, "-m", "django"]
    return [
        Child("worker", [*command, "db_worker", "--queue-name", "*", "--interval", "0.5", "--no-reload", "-v", "1"]),
        Child("scheduler", [*command, "work", "--only-schedule"]),
    ]


def supervise(children: list[Child], *, stdout: Any) -> None:
    """Keep the children running until SIGTERM or SIGINT, then stop them all."""
    stopping: list[int] = []

    def stop(number: int, frame: object) -> None:
        stopping.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    connection.close()
    try:
        for child in children:
            child.start()
        while not stopping:
            for child in children:
                _look_after(child, stdout)
            time.sleep(0.2)
    finally:
        _stop_all(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def keep_time(stdout: TextIO | Any) -> None:
    """The scheduler's loop: give back the jobs of dead workers and ask for those that are due."""
    while True:
        try:
            now = datetime.now(UTC)
            jobs.reap(now)
            jobs.enqueue_due(now)
        except Exception as error:  # noqa: BLE001  # the clock must go on ticking, whatever one tick met
            stdout.write(f"{type(error).__name__}: {error}")
        finally:
            connection.close()
        time.sleep(TICK)


def _look_after(child: Child, stdout: Any) -> None:
    now = time.monotonic()
    if child.process is None:
        if now >= child.due:
            child.start()
        return
    code = child.process.poll()
    if code is None:
        return
    child.pause = 0.5 if now - child.started > STEADY_AFTER else min(child.pause * 2, LONGEST_PAUSE)
    child.process, child.due = None, now + child.pause
    stdout.write(
        _("%(name)s ended (%(code)d) and is started again in %(pause)d s.")
        % {"name": child.name, "code": code, "pause": round(child.pause)}
    )


def _stop_all(children: list[Child]) -> None:
    living = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in living:
        process.terminate()
    until = time.monotonic() + 10
    for process in living:
        try:
            process.wait(timeout=max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
