"""The archive of a round: it proves the result, and whatever is changed in it is found out."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from python_calamine import CalamineWorkbook

from banyan.cases.judging.documents import ArchiveFault, archive_of, verify_archive
from tests.cases.judging.conftest import Closed

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], None]


def test_the_archive_proves_the_result_and_is_the_same_each_time(closed: Closed) -> None:
    closed.published()

    data = archive_of(closed.judging)

    found = verify_archive(data)
    assert (found.cases, found.reviews, len(found.winners)) == (4, 8, 2)
    assert archive_of(closed.judging) == data


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def altered(data: bytes, change: Change, *, mend_manifest: bool) -> bytes:
    """The archive with one thing in its record changed; with ``mend_manifest`` by somebody who knows about digests."""
    files = files_of(data)
    holds = json.loads(files["record.json"])
    change(holds)
    files["record.json"] = json.dumps(holds).encode()
    if mend_manifest:
        digests = json.loads(files["manifest.json"]) | {"record.json": hashlib.sha256(files["record.json"]).hexdigest()}
        files["manifest.json"] = json.dumps(digests).encode()
    return zipped(files)


@pytest.fixture
def archived(closed: Closed) -> bytes:
    return archive_of(closed.published().judging)


def change_a_mark(holds: dict[str, Any]) -> None:
    holds["record"]["reviews"][0]["points"][0] -= 1


def change_a_winner(holds: dict[str, Any]) -> None:
    holds["winners"] = holds["winners"][:1]


def change_a_score(holds: dict[str, Any]) -> None:
    next(iter(holds["scores"].values()))[2] += 1


def change_a_reason(holds: dict[str, Any]) -> None:
    holds["answer"]["left_out"][0]["reason"] = "floor"


def add_a_review(holds: dict[str, Any]) -> None:
    holds["record"]["reviews"].append(holds["record"]["reviews"][0] | {"judge": "9"})


def loosen_a_type(holds: dict[str, Any]) -> None:
    holds["answer"]["total_thousandths"] = float(holds["answer"]["total_thousandths"])


def test_whatever_is_changed_in_the_record_is_found_out(archived: bytes) -> None:
    changes = (change_a_mark, change_a_winner, change_a_score, change_a_reason, add_a_review, loosen_a_type)

    for change, mend_manifest in product(changes, (False, True)):
        with pytest.raises(ArchiveFault):
            verify_archive(altered(archived, change, mend_manifest=mend_manifest))


def test_a_changed_mark_is_told_by_the_case_that_it_moved(archived: bytes) -> None:
    data = altered(archived, change_a_mark, mend_manifest=True)

    with pytest.raises(ArchiveFault, match=r"《案例\d》"):
        verify_archive(data)


@pytest.mark.parametrize("name", ["judging.xlsx", "report.pdf"])
def test_a_changed_table_or_report_is_found_out_by_its_name(archived: bytes, name: str) -> None:
    files = files_of(archived)

    with pytest.raises(ArchiveFault, match=name):
        verify_archive(zipped(files | {name: files[name] + b" "}))


def test_a_damaged_archive_is_refused(archived: bytes) -> None:
    for damaged in (archived[:-100], archived[:50], archived[100:], b"", b"PK\x03\x04 not a zip"):
        with pytest.raises(ArchiveFault):
            verify_archive(damaged)


def test_no_altered_byte_is_more_than_a_fault(archived: bytes) -> None:
    chance = Random(4)

    for _each in range(60):
        place = chance.randrange(len(archived))
        altered_data = archived[:place] + bytes([archived[place] ^ 1 << chance.randrange(8)]) + archived[place + 1 :]
        try:
            # What isn't of the contents (a date, a flag in the zip's own tables) may change and proves nothing wrong.
            assert len(verify_archive(altered_data).winners) == 2
        except ArchiveFault:
            continue


def test_a_record_of_another_kind_is_refused(archived: bytes) -> None:
    files = files_of(archived)

    for content in (b"{", b"[]", b"null", b"[" * 100_000, b'{"kind": "other"}', b"\xff\xfe", b'{"kind": "banyan-judging", "version": 2}'):
        with pytest.raises(ArchiveFault, match=r"record\.json"):
            verify_archive(zipped(files | {"record.json": content}))


def test_a_record_with_nonsense_in_a_part_is_refused(archived: bytes) -> None:
    nonsense: tuple[Any, ...] = (None, 7, "x", [], {}, [[]], {"cases": 3})

    for part, value in product(("record", "answer", "scores", "winners"), nonsense):

        def put(holds: dict[str, Any], part: str = part, value: Any = value) -> None:
            holds[part] = value

        with pytest.raises(ArchiveFault):
            verify_archive(altered(archived, put, mend_manifest=True))


def test_a_zip_of_something_else_is_refused() -> None:
    with pytest.raises(ArchiveFault, match=r"record\.json"):
        verify_archive(zipped({"photo.jpg": b"x"}))


def test_the_archive_is_in_chinese_whoever_downloads_it(closed: Closed) -> None:
    data = archive_of(closed.published().judging)

    with translation.override("en"):
        assert archive_of(closed.judging) == data


def test_the_tables_hold_every_score_and_decision(archived: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(files_of(archived)["judging.xlsx"]))

    rows = [len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names]

    # Decisions, scores, assignments, conflicts, judges, rules, objections, discussion, certificates.
    assert rows == [4, 8, 8, 0, 2, 11, 0, 0, 3]


def test_the_report_says_what_was_selected_and_by_which_rules(closed: Closed) -> None:
    document = pypdfium2.PdfDocument(files_of(archive_of(closed.published().judging))["report.pdf"])

    said = "".join(page.get_textpage().get_text_range() for page in document)

    assert "《案例1》" in said
    assert "《案例3》" not in said
    assert str(closed.judging.seed) in said


def test_there_is_no_archive_before_a_selection(closed: Closed) -> None:
    with pytest.raises(ArchiveFault):
        archive_of(closed.judging)


def test_the_command_says_that_the_result_follows_or_why_not(closed: Closed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "judging.zip"
    file.write_bytes(archive_of(closed.published().judging))

    call_command("cases", "verify", str(file))
    said = capsys.readouterr().out
    file.write_bytes(file.read_bytes()[:-30])

    assert closed.call.title in said
    with pytest.raises(CommandError) as damaged:
        call_command("cases", "verify", str(file))
    with pytest.raises(CommandError) as missing:
        call_command("cases", "verify", str(tmp_path / "none.zip"))
    assert (damaged.value.returncode, missing.value.returncode) == (1, 2)
