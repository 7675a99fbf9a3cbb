"""`serve` as it is run: real processes on real ports, killed and stopped in every way."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from banyan.core import supervisor
from banyan.core.supervisor import Child, supervise
from tests.core.test_backup import COMMAND, banyan, environment, python


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(port: int, path: str = "/healthz") -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""


def wait_for(what: Callable[[], object], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


@contextmanager
def serving(data: Path, *words: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [sys.executable, "-c", COMMAND, "serve", "--port", str(port), *words]
    process = subprocess.Popen(command, env=environment(data) | settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: fetch(port) or process.poll() is not None)
        yield process, port
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=20)


def processes_of(data: Path) -> set[int]:
    """The processes that run on this data folder, by their environment."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"BANYAN_DATA={data}".encode() in (folder / "environ").read_bytes() and "zombie" not in (folder / "status").read_text():
                found.add(int(folder.name))
        except OSError:
            continue
    return found


def parent_of(pid: int) -> int:
    return int(re.findall(r"(?m)^PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])


def test_serve_makes_everything_on_first_use_and_stops_without_orphans(tmp_path: Path) -> None:
    data = tmp_path / "data"

    with serving(data) as (process, port):
        assert json.loads(fetch(port)) == {"ready": True, "problems": []}
        assert "榕树" in fetch(port, "/")
        assert len(processes_of(data)) >= 4

    assert process.returncode == 0
    wait_for(lambda: not processes_of(data), 10)
    assert (data / "keys.json").stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(data / "banyan.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_killed_supervisor_leaves_no_process_behind(installed: Path) -> None:
    data = installed

    with serving(data) as (process, port):
        assert fetch(port)
        process.send_signal(signal.SIGKILL)
        process.wait()

        wait_for(lambda: not processes_of(data), 20)


def test_a_killed_web_process_is_started_again(installed: Path) -> None:
    data = installed

    with serving(data) as (process, port):
        web = [pid for pid in processes_of(data) if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        for pid in web:
            os.kill(pid, signal.SIGKILL)

        wait_for(lambda: fetch(port))
        assert process.poll() is None


def test_a_job_asked_for_is_done_by_the_worker_of_serve(installed: Path) -> None:
    data = installed

    with serving(data):
        wait_for(
            lambda: (
                "done"
                in python(
                    data,
                    "import django; django.setup()\nfrom banyan.core.models import Job\nprint(*Job.objects.values_list('state', flat=True))",
                )
            )
        )


def test_a_port_in_use_is_told_with_what_to_do(installed: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        refused = banyan(installed, "serve", "--port", str(other.getsockname()[1]))

    assert refused.returncode == 1
    assert "--port" in refused.stderr


def test_debug_is_refused_outside_the_demo(tmp_path: Path) -> None:
    with serving(tmp_path / "data", BANYAN_DEBUG="1") as (process, _port):
        assert process.wait(timeout=20) == 1


def test_a_database_of_a_newer_program_is_refused(installed: Path) -> None:
    data = installed
    with sqlite3.connect(data / "banyan.sqlite3") as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_from_the_future', '2030-01-01')")

    refused = banyan(data, "serve", "--port", str(free_port()))

    assert refused.returncode == 1
    assert "9999_from_the_future" in refused.stderr


def test_waiting_migrations_are_made_after_a_backup(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert banyan(data, "migrate", "people", "0001").returncode == 0

    with serving(data) as (_process, port):
        assert fetch(port)

    assert len(list(data.glob("before-migration-*.banyan"))) == 1


def test_only_the_head_of_the_web_server_killed_leaves_no_second_one_on_the_port(installed: Path) -> None:
    data = installed

    with serving(data) as (process, port):
        before = {pid for pid in processes_of(data) if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()}
        head = next(pid for pid in before if parent_of(pid) == process.pid)
        os.kill(head, signal.SIGKILL)

        wait_for(lambda: not before & processes_of(data))
        wait_for(lambda: fetch(port))


def test_two_first_starts_at_once_on_one_folder_both_serve(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ports = [free_port(), free_port()]
    both = [
        subprocess.Popen([sys.executable, "-c", COMMAND, "serve", "--no-work", "--port", str(port)], env=environment(data))
        for port in ports
    ]
    try:
        wait_for(lambda: all("true" in fetch(port) for port in ports))
    finally:
        for process in both:
            process.terminate()

    assert [process.wait(20) for process in both] == [0, 0]


def test_the_address_is_told_at_once_also_into_a_pipe_and_without_work_there_is_no_worker(installed: Path) -> None:
    data = installed

    with serving(data, "--no-work") as (process, port):
        assert process.stdout is not None
        wait_for(lambda: f"http://127.0.0.1:{port}/" in str(process.stdout.readline() if process.stdout else ""))
        commands = b"".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in processes_of(data))

    assert b"db_worker" not in commands


class Lines(list[str]):
    """An output that keeps what is told."""

    write = list.append

    def flush(self) -> None:
        pass


def test_a_child_that_ends_at_once_is_started_again_after_growing_pauses(tmp_path: Path) -> None:
    starts, told = tmp_path / "starts", Lines()
    child = Child("broken", ["sh", "-c", f"date >> {starts}; exit 3"])
    threading.Timer(5, os.kill, (os.getpid(), signal.SIGTERM)).start()

    supervise([child], stdout=told)

    # At 0, 1 and 3 seconds; the next would come after 7.
    assert len(starts.read_text().splitlines()) == 3
    assert len(told) == 3
    assert "broken" in told[0]
    assert "3" in told[0]


def test_a_child_that_will_not_stop_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 0.5)
    pids = tmp_path / "pids"
    stubborn = f"trap '' TERM; sleep 600 & echo $! >> {pids}; echo $$ >> {pids}; wait; sleep 600"
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGTERM)).start()

    supervise([Child("stubborn", ["sh", "-c", stubborn])], stdout=Lines())

    assert len(pids.read_text().split()) == 2
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids.read_text().split()), 5)
