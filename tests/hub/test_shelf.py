"""Packs aboard: whole or not at all, from the shore that is trusted, and there again after a power cut."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from banyan.hub.device import init_device, use
from banyan.hub.errors import UnableToUseDevice
from banyan.hub.shelf import PACKS, files_aboard, packs_aboard
from banyan.kernels.journal.keys import public_of
from banyan.kernels.packs import build, rotation
from banyan.kernels.packs.building import file_name
from tests.kernels.journal.made import secret_of
from tests.kernels.packs.made import CONTENTS, SHORE, TEXT, made, pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_device(tmp_path / "phone", title="粤渔 0001")
    return tmp_path / "phone"


def take(folder: Path, content: bytes) -> None:
    with use(folder) as device:
        device.take_pack(content)


def test_the_first_pack_pins_the_shore_and_others_are_refused(folder: Path) -> None:
    other = secret_of(5)
    take(folder, pack())

    with pytest.raises(UnableToUseDevice, match="Another office"):
        take(folder, build(made(number=4, key=public_of(other).hex()), CONTENTS, secret=other))

    assert [one.number for one in packs_aboard(folder)] == [3]


def test_a_signed_change_of_key_is_followed(folder: Path) -> None:
    new = secret_of(2)
    take(folder, pack())

    link = rotation(public_of(new), by=public_of(SHORE), secret=SHORE)
    take(folder, build(made(number=4, key=public_of(new).hex(), keys=(link,)), CONTENTS, secret=new))
    take(folder, build(made(number=5, key=public_of(new).hex()), CONTENTS, secret=new))

    assert [one.number for one in packs_aboard(folder)] == [5, 4, 3]


def test_a_pack_that_builds_on_one_that_is_not_aboard_waits_for_it(folder: Path) -> None:
    held = [file_name(TEXT, "md")]
    delta = build(made(number=4, base=3), CONTENTS, secret=SHORE, held=held)

    with pytest.raises(UnableToUseDevice, match="earlier pack"):
        take(folder, delta)
    assert packs_aboard(folder) == []
    take(folder, pack())
    take(folder, delta)

    assert [one.number for one in packs_aboard(folder)] == [4, 3]


def test_a_refused_pack_leaves_everything_as_it_was(folder: Path) -> None:
    take(folder, pack())
    before = sorted(path.name for path in (folder / PACKS).rglob("*"))
    broken = bytearray(build(made(number=4), CONTENTS, secret=SHORE))
    broken[300] ^= 1

    for content in (bytes(broken), b"hello", pack()[:-9]):
        with pytest.raises(UnableToUseDevice):
            take(folder, content)

    assert sorted(path.name for path in (folder / PACKS).rglob("*")) == before


def test_power_that_fails_while_a_pack_is_taken_leaves_it_whole_or_not_there(folder: Path, tmp_path: Path) -> None:
    contents = {file_name(bytes([number]) * 90_000, "md"): bytes([number]) * 90_000 for number in range(60)} | CONTENTS
    manifest = made(files={name: len(content) for name, content in contents.items()})
    (tmp_path / "a.pack").write_bytes(build(manifest, contents, secret=SHORE))
    code = "import sys; from banyan.hub.commands import main; sys.exit(main(['pack', 'apply', *sys.argv[1:]]))"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}

    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "a.pack"), str(folder)], env=environment)
    while process.poll() is None and len(files_aboard(folder)) < 5:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert [one.number for one in packs_aboard(folder)] in ([], [3])
    take(folder, (tmp_path / "a.pack").read_bytes())
    assert files_aboard(folder) == set(contents)
    assert [one.number for one in packs_aboard(folder)] == [3]
