"""The command line aboard needs a folder alone: no data of an office, no Django."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from banyan.hub.commands import main
from banyan.kernels.journal.frames import joined, part_of
from banyan.kernels.journal.receipt import read_receipt
from banyan.kernels.journal.records import unpacked
from banyan.kernels.journal.text import hanzi_records, spoken_record
from tests.starts import run


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, object]:
    assert main([*words, "--json"]) == code
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def phone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    folder = str(tmp_path / "phone")
    assert main(["device", "init", folder, "--name", "粤渔 0001"]) == 0
    capsys.readouterr()
    return folder


def record(phone: str, *words: str, learner: str = "1", item: str = "1", seconds: int = 600) -> int:
    return main(["device", "record", phone, "--learner", learner, "--item", item, "--seconds", str(seconds), *words])


def test_records_are_counted_and_written_as_a_parcel(phone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert record(phone, "--score", "90") == 0
    assert record(phone, "--repeat", "3") == 0
    capsys.readouterr()

    found = said(capsys, "device", "export", phone, "-o", str(tmp_path / "out.by"))

    assert (found["events"], found["batches"]) == (4, 1)
    assert len(unpacked((tmp_path / "out.by").read_bytes()).records) == 2


@pytest.mark.parametrize(("form", "suffix"), [("file", "by"), ("hanzi", "txt"), ("spoken", "txt"), ("qr", "png")])
def test_a_receipt_comes_back_from_every_form(
    phone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, suffix: str
) -> None:
    record(phone, "--score", "90")
    capsys.readouterr()
    path = tmp_path / f"receipt.{suffix}"

    found = said(capsys, "receipt", "encode", phone, "--bits", "560", "-o", str(path), "--form", form)

    assert found["messages"] == 1
    read: dict[str, Callable[[], bytes]] = {
        "file": path.read_bytes,
        "hanzi": lambda: hanzi_records(path.read_text(encoding="utf-8"))[0],
        "spoken": lambda: spoken_record(path.read_text(encoding="utf-8")),
        "qr": lambda: joined([part_of(zxingcpp.read_barcodes(Image.open(path))[0].text)]),
    }
    assert [(row.learner, row.score) for row in read_receipt(read[form]()).rows] == [("1", 90)]


def test_a_text_for_a_global_message_has_at_most_40_characters(phone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for item in range(1, 13):
        record(phone, "--score", "80", item=str(item))
    capsys.readouterr()

    said(capsys, "receipt", "encode", phone, "--bits", "560", "-o", str(tmp_path / "r.txt"), "--form", "hanzi")

    lines = (tmp_path / "r.txt").read_text(encoding="utf-8").split()
    assert max(map(len, lines)) <= 40
    assert sum(len(read_receipt(hanzi_records(line)[0]).rows) for line in lines) == 12


def test_many_records_become_a_series_of_codes(phone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for learner in range(1, 40):
        record(phone, learner=f"渔民{learner * 7919}", seconds=learner * 61)
    capsys.readouterr()

    found = said(capsys, "device", "export", phone, "-o", str(tmp_path / "c.png"), "--form", "qr")

    files = [Path(str(one)) for one in found["files"]]  # type: ignore[attr-defined]  # a list in JSON
    assert len(files) > 1
    seen = [zxingcpp.read_barcodes(Image.open(path))[0] for path in reversed(files)]
    assert len(unpacked(joined([part_of(one.text) for one in seen])).records) == 2
    # 4 modules of margin on each side, 6 pixels a module; version 15 has 77 modules.
    assert max(Image.open(path).width for path in files) <= (77 + 8) * 6


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--learner", "", "--item", "1", "--seconds", "1"], "learner"),
        (["--learner", "1", "--item", "a b", "--seconds", "1"], "item"),
        (["--learner", "1", "--item", "1", "--seconds", "-5"], "seconds"),
        (["--learner", "1", "--item", "1", "--seconds", "5", "--score", "101"], "score"),
        (["--learner", "1", "--item", "1", "--seconds", "5", "--repeat", "0"], "repeat"),
    ],
)
def test_what_cannot_be_noted_is_refused_by_name(phone: str, capsys: pytest.CaptureFixture[str], words: list[str], why: str) -> None:
    found = said(capsys, "device", "record", phone, *words, code=1)

    assert why in str(found["error"])


def test_wrong_usage_exits_with_2(phone: str) -> None:
    for words in (["device", "record", phone], ["device"], ["receipt", "encode", phone, "-o", "x", "--bits", "many"]):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2


def test_a_file_that_is_missing_is_told(phone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "none.by" in str(said(capsys, "device", "ack", phone, str(tmp_path / "none.by"), code=1)["error"])


def test_nothing_to_sum_up_is_told(phone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "receipt", "encode", phone, "--bits", "14000", "-o", str(tmp_path / "r"), code=1)["error"]


def test_a_device_needs_neither_django_nor_the_solver_nor_numpy(tmp_path: Path) -> None:
    code = """
import sys
from banyan.hub.commands import main
assert main(["device", "init", sys.argv[1]]) == 0
assert main(["device", "record", sys.argv[1], "--learner", "1", "--item", "1", "--seconds", "60"]) == 0
assert not {"django", "numpy", "ortools"} & {name.partition(".")[0] for name in sys.modules}
"""
    environment = {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "phone")], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_the_banyan_command_leaves_no_data_folder_behind(tmp_path: Path) -> None:
    code = "from banyan.config.cli import main; main()"
    environment = {"BANYAN_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "banyan.config.settings"}

    done = run(code, "device", "init", str(tmp_path / "phone"), environment=environment)

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "data").exists()
