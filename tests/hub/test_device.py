"""A device is a folder: nothing noted is lost when the power fails, two use it at once, or an old copy comes back."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from banyan.hub.device import Device, init_device, use
from banyan.hub.errors import UnableToUseDevice
from banyan.kernels.journal.acknowledgement import acknowledgement
from banyan.kernels.journal.batch import Batch, events_in, read_batch
from banyan.kernels.journal.chains import Link, survey
from banyan.kernels.journal.enrolment import read_enrolment
from banyan.kernels.journal.events import Event
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.frames import joined, part_of
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.receipt import check_receipt, read_receipt
from tests.kernels.journal.made import month, quiz, secret_of, study

SHORE = secret_of(99)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_device(tmp_path / "phone", title="粤渔 0001 老陈的手机")
    return tmp_path / "phone"


def said(device: Device, *held: Batch, epoch: int = 1, counter: int = 1, secret: bytes = SHORE) -> bytes:
    links = [Link(one.header.incarnation, one.header.first, one.header.last, one.hash, one.header.previous) for one in held]
    found = survey(links, heads={held[-1].hash} if held else frozenset())
    return acknowledgement(store=b"store--1", epoch=epoch, counter=counter, device=device.id, segments=found.segments, secret=secret)


def events_of(folder: Path) -> list[Event]:
    with use(folder) as device:
        return [event for batch in device.hand_over(everything=True) for event in events_in(batch)]


def test_a_device_introduces_itself_with_a_file_and_a_code(folder: Path) -> None:
    introduced = read_enrolment((folder / "enrol").read_bytes())

    assert introduced.title == "粤渔 0001 老陈的手机"
    with use(folder) as device:
        assert introduced.device == device.id
    seen = zxingcpp.read_barcodes(Image.open(folder / "enrol.png"))
    assert joined([part_of(seen[0].text)]) == (folder / "enrol").read_bytes()


def test_secrets_are_for_their_owner_alone(folder: Path) -> None:
    assert (folder / "keys").stat().st_mode & 0o777 == 0o600
    assert (folder / "enrol").stat().st_mode & 0o777 == 0o600


def test_a_folder_is_made_a_device_only_once(folder: Path) -> None:
    with pytest.raises(UnableToUseDevice):
        init_device(folder, title="another")


def test_a_folder_that_is_no_device_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnableToUseDevice, match="device init"), use(tmp_path):
        pass


def test_what_was_noted_is_there_after_the_next_start(folder: Path) -> None:
    with use(folder) as device:
        device.record(month(1)[:5])
    with use(folder) as device:
        device.record(month(1)[5:])

    with use(folder) as device:
        assert device.standing().events == 384
        assert device.standing().unacknowledged == 384
    assert events_of(folder) == month(1)


def test_an_event_that_cannot_be_kept_is_refused_and_nothing_is_noted(folder: Path) -> None:
    with pytest.raises(JournalError), use(folder) as device:
        device.record([study(), quiz(score=101)])

    assert events_of(folder) == []


@pytest.mark.parametrize("torn", [b"", b"0123", b'deadbeef [3, "1"', b"\x00\xff"])
def test_a_line_half_written_when_the_power_failed_spoils_nothing(folder: Path, torn: bytes) -> None:
    with use(folder) as device:
        device.record([study(), study(item="2")])
    with (folder / "journal" / "waiting.jsonl").open("ab") as stream:
        stream.write(torn)

    with use(folder) as device:
        device.record([study(item="3")])

    assert [event.item for event in events_of(folder)] == ["1", "2", "3"]


def test_power_that_fails_between_sealing_and_sweeping_counts_nothing_twice(folder: Path) -> None:
    with use(folder) as device:
        device.record([study(), study(item="2")])
    before = (folder / "journal" / "waiting.jsonl").read_bytes()
    with use(folder) as device:
        device.hand_over()

    (folder / "journal" / "waiting.jsonl").write_bytes(before)

    with use(folder) as device:
        device.record([study(item="3")])
    assert [event.item for event in events_of(folder)] == ["1", "2", "3"]


def test_a_device_killed_while_it_notes_keeps_all_that_it_had_confirmed(folder: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom banyan.hub.device import use\nfrom tests.kernels.journal.made import study\n"
        "for number in range(100000):\n"
        "    with use(Path(sys.argv[1])) as device:\n        device.record([study(item=str(number))])\n    print(number, flush=True)\n"
    )
    paths = os.pathsep.join([str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")])
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": paths}, text=True
    )
    assert process.stdout is not None
    confirmed = -1
    while confirmed < 40:
        confirmed = int(process.stdout.readline())

    process.send_signal(signal.SIGKILL)
    confirmed = max([confirmed, *map(int, process.stdout.read().split())])
    process.wait()

    items = [event.item for event in events_of(folder)]
    assert items[: confirmed + 1] == [str(number) for number in range(confirmed + 1)]
    assert len(items) <= confirmed + 2


def test_two_programs_at_once_note_one_after_the_other(folder: Path) -> None:
    words = [sys.executable, "-c", "import sys; from banyan.hub.commands import main; sys.exit(main(sys.argv[1:]))"]
    record = [*words, "device", "record", str(folder), "--learner", "1", "--item", "1", "--seconds", "60", "--repeat", "5"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}

    both = [subprocess.Popen(record, env=environment, stdout=subprocess.PIPE) for _ in range(4)]

    assert [one.wait(timeout=60) for one in both] == [0, 0, 0, 0]
    assert len(events_of(folder)) == 20


def test_a_damaged_batch_stays_and_the_device_begins_a_new_chain(folder: Path) -> None:
    with use(folder) as device:
        device.record(month(1))
        before = device.state.incarnation
        first, *_rest = device.hand_over()
    path = next(iter(sorted((folder / "journal").glob("*.batch"))))
    path.write_bytes(path.read_bytes()[:-70] + b"x" * 70)

    with use(folder) as device:
        device.record([study(item="new")])
        assert device.standing().damaged == 1
        assert device.state.incarnation != before
        incarnation = device.state.incarnation
        assert first.hash not in {batch.hash for batch in device.hand_over(everything=True)}
    with use(folder) as device:
        assert device.state.incarnation == incarnation
        assert device.log.batches[-1].header.first == 1
    assert path.exists()


def test_an_acknowledgement_ends_the_routine_export_and_deletes_nothing(folder: Path) -> None:
    with use(folder) as device:
        device.record(month(1))
        batches = device.hand_over()
        device.hear(said(device, *batches))

        assert device.hand_over() == []
        assert device.hand_over(everything=True) == batches


def test_an_older_acknowledgement_is_refused_and_a_lower_one_offers_the_difference_again(folder: Path) -> None:
    with use(folder) as device:
        device.record(month(1))
        batches = device.hand_over()
        device.hear(said(device, *batches, counter=5))
        with pytest.raises(JournalError) as refused:
            device.hear(said(device, *batches, counter=4))

        device.hear(said(device, *batches[:1], epoch=2))

        assert refused.value.fault == Fault.STALE
        assert device.hand_over() == batches[1:]


def test_the_shore_is_trusted_from_its_first_word_on_and_nobody_else(folder: Path) -> None:
    with use(folder) as device:
        device.record([study()])
        batches = device.hand_over()
        device.hear(said(device))

        with pytest.raises(UnableToUseDevice):
            device.hear(said(device, *batches, counter=2, secret=secret_of(98)))

        assert device.hand_over() == batches


def test_a_device_made_with_the_shores_key_hears_no_other_shore(tmp_path: Path, folder: Path) -> None:
    with use(folder) as other:
        word = said(other)
    init_device(tmp_path / "second", title="second", shore=word)

    with use(tmp_path / "second") as device:
        assert device.state.shore_key == public_of(SHORE)
        with pytest.raises(UnableToUseDevice):
            device.hear(said(device, secret=secret_of(98)))


def test_an_old_copy_put_back_learns_it_and_goes_on_under_a_new_incarnation(tmp_path: Path, folder: Path) -> None:
    with use(folder) as device:
        device.record([study()])
        device.hand_over()
    shutil.copytree(folder, tmp_path / "copy")
    with use(folder) as device:
        device.record([study(item="lost")])
        sent = device.hand_over()
        before = device.state.incarnation

    shutil.rmtree(folder)
    (tmp_path / "copy").rename(folder)
    with use(folder) as device:
        device.record([study(item="after")])
        device.hear(said(device, *sent))

        assert device.state.incarnation != before
        assert [event.item for event in device.log.waiting] == ["after"]
    with use(folder) as device:
        assert device.hand_over()[-1].header.first == 1
    assert [event.item for event in events_of(folder)] == ["1", "after"]


def test_an_acknowledgement_for_another_device_is_refused(tmp_path: Path, folder: Path) -> None:
    init_device(tmp_path / "other", title="other")
    with use(tmp_path / "other") as other:
        word = said(other)

    with use(folder) as device, pytest.raises(UnableToUseDevice):
        device.hear(word)


def test_a_damaged_word_of_the_shore_only_offers_everything_again(folder: Path) -> None:
    with use(folder) as device:
        device.record([study()])
        batches = device.hand_over()
        device.hear(said(device, *batches))
    (folder / "said").write_bytes(b"A\x01" + bytes(40))

    with use(folder) as device:
        assert device.hand_over() == batches


def test_receipts_sum_up_what_is_not_acknowledged_a_year_at_a_time_and_never_repeat_a_number(folder: Path) -> None:
    with use(folder) as device:
        device.record([study(at=1_798_700_000), study(at=1_798_800_000, item="2"), quiz("2", score=90, at=1_790_000_000)])
        first = device.receipts(most_bytes=1750, is_short=False)
    with use(folder) as device:
        again = device.receipts(most_bytes=70, is_short=True)
        keys = device.keys

    assert [[row.item for row in read_receipt(one).rows] for one in first] == [["1", "1"], ["2"]]
    counters = [read_receipt(one).counter for one in [*first, *again]]
    assert len(set(counters)) == len(counters)
    for one in [*first, *again]:
        check_receipt(read_receipt(one), public_key=public_of(keys.secret), mac_key=keys.mac_key)


def test_a_batch_on_the_disk_is_the_bytes_that_travel(folder: Path) -> None:
    with use(folder) as device:
        device.record([study()])
        (batch,) = device.hand_over()

    (path,) = (folder / "journal").glob("*.batch")
    assert read_batch(path.read_bytes()) == batch


def test_a_folder_that_another_program_holds_is_waited_for_and_then_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banyan.hub.lock.PATIENCE", 0.2)
    began = time.monotonic()

    with use(folder), pytest.raises(UnableToUseDevice), use(folder):
        pass

    assert time.monotonic() - began >= 0.2


def test_a_state_file_that_is_damaged_is_told(folder: Path) -> None:
    (folder / "state.json").write_text(json.dumps({"title": "x"}))

    with pytest.raises(UnableToUseDevice), use(folder):
        pass
