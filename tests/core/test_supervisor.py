"""`serve` as it is run: real processes on real ports, killed and stopped in every way."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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


def test_a_killed_supervisor_leaves_no_process_behind(tmp_path: Path) -> None:
    data = tmp_path / "data"

    with serving(data) as (process, port):
        assert fetch(port)
        process.send_signal(signal.SIGKILL)
        process.wait()

        wait_for(lambda: not processes_of(data), 20)


def test_a_killed_web_process_is_started_again(tmp_path: Path) -> None:
    data = tmp_path / "data"

    with serving(data) as (process, port):
        web = [pid for pid in processes_of(data) if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        for pid in web:
            os.kill(pid, signal.SIGKILL)

        wait_for(lambda: fetch(port))
        assert process.poll() is None


def test_a_job_asked_for_is_done_by_the_worker_of_serve(tmp_path: Path) -> None:
    data = tmp_path / "data"

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


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        refused = banyan(tmp_path / "data", "serve", "--port", str(other.getsockname()[1]))

    assert refused.returncode == 1
    assert "--port" in refused.stderr


def test_debug_is_refused_outside_the_demo(tmp_path: Path) -> None:
    with serving(tmp_path / "data", BANYAN_DEBUG="1") as (process, _port):
        assert process.wait(timeout=20) == 1


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert banyan(data, "migrate").returncode == 0
    with sqlite3.connect(data / "banyan.sqlite3") as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_from_the_future', '2030-01-01')")

    refused = banyan(data, "serve", "--port", str(free_port()))

    assert refused.returncode == 1
    assert "9999_from_the_future" in refused.stderr


def test_waiting_migrations_are_made_after_a_backup(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert banyan(data, "migrate").returncode == 0
    assert banyan(data, "migrate", "people", "0001").returncode == 0

    with serving(data) as (_process, port):
        assert fetch(port)

    assert len(list(data.glob("before-migration-*.banyan"))) == 1


def test_the_doctor_says_what_is_wrong_and_what_mends_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert banyan(data, "migrate").returncode == 0
    assert banyan(data, "doctor").returncode == 0
    (data / "keys.json").chmod(0o644)

    ill = banyan(data, "doctor", "--json")

    assert ill.returncode == 1
    assert any(finding["level"] == "fail" and "chmod 600" in finding["do"] for finding in json.loads(ill.stdout))


@pytest.mark.parametrize(("words", "code"), [(["nonsense"], 2), (["serve", "--nonsense"], 2), (["backup"], 2), (["help"], 0)])
def test_a_wrong_command_line_exits_as_promised(tmp_path: Path, words: list[str], code: int) -> None:
    assert banyan(tmp_path / "data", *words).returncode == code


def test_help_makes_no_data_folder(tmp_path: Path) -> None:
    banyan(tmp_path / "data", "help")

    assert not (tmp_path / "data").exists()
