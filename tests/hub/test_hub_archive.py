"""The hub as one file, in an environment that holds cryptography and segno and nothing else; killed, and started again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from banyan.hub.commands import main
from banyan.hub.device import init_device, use
from tests.hub.visitor import Visitor, events_of
from tests.kernels.packs.made import pack

ROOT = Path(__file__).parents[2]
MOST_KILOBYTES = 80_000


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the two packages as the lock names them."""
    folder = tmp_path_factory.mktemp("bare")
    uv = str(Path(sys.executable).parent / "uv")
    lock = ROOT / "requirements" / "run.txt"
    needed = ("cryptography", "segno", "cffi", "pycparser")
    blocks = [block for block in re.split(r"(?m)^(?=\S)", lock.read_text()) if block.partition("==")[0] in needed]
    (folder / "two.txt").write_text("".join(blocks))
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder / "env")], check=True)
    python = folder / "env" / "bin" / "python"
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", str(folder / "two.txt")], check=True
    )
    return python


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "banyan-hub.pyz"
    assert main(["hub", "--archive", str(path)]) == 0
    return path


@contextmanager
def started(python: Path, archive: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[str], Visitor]]:
    process = subprocess.Popen(
        [str(python), "-I", str(archive), "hub", str(folder), "--port", "0", "--bind", "127.0.0.1"],
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    try:
        assert process.stdout
        found = re.search(r":(\d+)/", process.stdout.readline())
        assert found, "the hub said nothing"
        yield process, Visitor(int(found[1]))
    finally:
        process.kill()
        process.wait(timeout=10)


@pytest.mark.slow
@pytest.mark.once
def test_the_archive_runs_with_two_packages_in_under_80_mb_and_a_kill_loses_nothing_noted(
    bare_python: Path, archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "hub"
    init_device(folder, title="粤渔 0001")
    with use(folder) as device:
        device.take_pack(pack())

    with started(bare_python, archive, folder) as (process, visitor):
        visitor.sign_in()
        for _time in range(20):
            assert visitor.study("72").status == 200
        visitor.upload(pack(number=4) + bytes(12 * 1024 * 1024))
        peak = next(line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
        process.send_signal(signal.SIGKILL)

    with started(bare_python, archive, folder) as (_process, again):
        again.cookies, again.token = visitor.cookies, visitor.token
        assert "尚未交回 20 条" in again.open("/study").text
        again.study("72")
    assert int(peak.split()[1]) < MOST_KILOBYTES
    assert len(events_of(folder)) == 21


@pytest.mark.slow
@pytest.mark.once
def test_a_kill_while_study_is_being_noted_leaves_all_that_was_answered(bare_python: Path, archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    init_device(folder, title="粤渔 0001")
    with use(folder) as device:
        device.take_pack(pack())
    answered = 0

    with started(bare_python, archive, folder) as (process, visitor):
        visitor.sign_in()
        killer = subprocess.Popen([sys.executable, "-c", f"import os, time; time.sleep(0.6); os.kill({process.pid}, 9)"])
        until = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < until:
            try:
                answered += visitor.study("72").status == 200
            except OSError:
                break
        killer.wait(timeout=10)

    assert answered
    # One more may be on the disk whose answer was still on its way.
    assert len(events_of(folder)) - answered in (0, 1)


def test_a_forgotten_pin_is_cleared_by_its_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "hub"
    init_device(folder, title="粤渔 0001")
    with use(folder) as device:
        device.take_pack(pack())

    assert main(["hub", str(folder), "--forget-pin", "9"]) == 1
    assert main(["hub", str(folder), "--forget-pin", "1"]) == 1

    assert "Nobody on the roster has number 9" in (said := capsys.readouterr().err)
    assert "There is no PIN of number 1" in said


def test_a_hub_without_a_folder_says_to_name_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hub"]) == 1

    assert "Name a folder" in capsys.readouterr().err
