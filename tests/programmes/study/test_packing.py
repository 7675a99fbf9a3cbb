"""Packs are issued for a crew from what was approved, signed by this store, and taken aboard whole."""

import json
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from banyan.core.audio import read_audio, shrunk
from banyan.core.files import content_of
from banyan.demo.sound import tune
from banyan.hub.device import init_device, use
from banyan.hub.errors import UnableToUseDevice
from banyan.hub.shelf import files_aboard, packs_aboard
from banyan.kernels.journal.records import key_record, packed
from banyan.kernels.packs import RosterRow, manifest_of, read_pack
from banyan.people.actions import mark_died
from banyan.people.models import Account, Organisation, Person
from banyan.programmes.study.actions.crews import UnableToCrew, join_crew, leave_crew
from banyan.programmes.study.actions.journal import hand_in
from banyan.programmes.study.actions.packs import UnableToIssuePack, issue_pack
from banyan.programmes.study.arrivals import read_arrivals
from banyan.programmes.study.management.commands.journal import UnableToRun
from banyan.programmes.study.models import Aboard, Course, Learner, Pack, Vessel
from tests.factories import make_account, make_organisation, make_person
from tests.kernels.journal.made import study
from tests.programmes.study.rows import PDF, make_course, make_vessel
from tests.test_two_at_once import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY, NOW = timezone.localdate(), timezone.now()
QUIZ = "休渔期从哪天开始？\nA. 4月1日\n*B. 5月1日\n解析：南海为5月1日12时。"


@pytest.fixture
def colleague(town: Organisation) -> Account:
    return make_account(town, "clerk")


@pytest.fixture
def vessel(town: Organisation) -> Vessel:
    return make_vessel(town, code="粤东莞渔90001")


@pytest.fixture
def course(town: Organisation, clerk: Account, colleague: Account) -> Course:
    return make_course(town, by=clerk, approved_by=colleague, title="海上安全", quiz=QUIZ, audio=("a.wav", tune(2, 1)))


def issue(vessel: Vessel, *courses: Course, by: Account | None = None, **words: Any) -> Pack:
    return issue_pack(vessel, courses, title="九月学习包", at=NOW, by=by, **words)


def person(town: Organisation, name: str = "冯水生") -> Person:
    return make_person(town, name=name)


def test_a_pack_carries_courses_files_crew_and_is_signed_by_the_store(
    vessel: Vessel, course: Course, town: Organisation, clerk: Account
) -> None:
    for name in ("冯水生", "郭运来"):
        join_crew(vessel, person(town, name), on=TODAY, by=clerk)

    pack = issue(vessel, course, by=clerk)

    manifest = manifest_of(json.dumps(pack.manifest).encode())
    found = read_pack(content_of(pack.file), [bytes.fromhex(manifest.key)])
    assert (pack.number, found.manifest.number, found.manifest.title) == (1, 1, "九月学习包")
    assert found.manifest.roster == (RosterRow(1, "1001", "冯*生"), RosterRow(2, "1002", "郭*来"))
    (item,) = found.manifest.courses[0].items
    assert (item.id, item.minutes, item.pass_score, item.quiz[0].answers) == (str(course.items.get().pk), 30, 60, (1,))
    assert {found.contents[name] for name in (item.text, item.pdf) if name} == {course.items.get().text.encode(), PDF}
    assert item.audio in found.contents


def test_a_pack_that_builds_on_another_brings_only_what_is_new(
    vessel: Vessel, course: Course, town: Organisation, clerk: Account, colleague: Account
) -> None:
    first = issue(vessel, course)
    more = make_course(town, by=clerk, approved_by=colleague, text="新的一课")

    second = issue(vessel, course, more, base=first)

    assert second.file.size < first.file.size
    assert set(first.manifest["files"]) < set(second.manifest["files"])
    assert (second.number, second.manifest["base"]) == (2, 1)


def test_only_what_was_approved_goes_to_sea(vessel: Vessel, town: Organisation, clerk: Account) -> None:
    with pytest.raises(UnableToIssuePack, match="Only what was approved"):
        issue(vessel, make_course(town, by=clerk))
    with pytest.raises(UnableToIssuePack, match="at least one course"):
        issue(vessel)


def test_a_pack_of_another_vessel_is_no_base(vessel: Vessel, course: Course, town: Organisation) -> None:
    other = issue(make_vessel(town), course)

    with pytest.raises(UnableToIssuePack, match="another vessel"):
        issue(vessel, course, base=other)


def test_only_keepers_of_the_vessel_issue_packs(vessel: Vessel, course: Course, town: Organisation) -> None:
    for other in (make_account(town, "carrier"), make_account(make_organisation(), "clerk")):
        with pytest.raises(UnableToIssuePack, match="Only the clerk"):
            issue(vessel, course, by=other)


def test_people_join_one_crew_at_a_time_under_one_number_for_good(vessel: Vessel, town: Organisation, clerk: Account) -> None:
    fisher, other = person(town), make_vessel(town)
    aboard = join_crew(vessel, fisher, on=TODAY, by=clerk)
    with pytest.raises(UnableToCrew, match="Note the leaving first"):
        join_crew(other, fisher, on=TODAY, by=clerk)

    leave_crew(aboard, on=TODAY, by=clerk)
    again = join_crew(other, fisher, on=TODAY, by=clerk)

    assert again.learner == aboard.learner
    assert list(Learner.objects.values_list("ident", flat=True)) == ["1001"]
    with pytest.raises(UnableToCrew, match="left before"):
        leave_crew(aboard, on=TODAY, by=clerk)
    with pytest.raises(UnableToCrew, match="later than that"):
        leave_crew(again, on=TODAY - timedelta(days=1), by=clerk)


def test_who_is_not_on_the_own_roster_or_gone_joins_no_crew(vessel: Vessel, town: Organisation, clerk: Account) -> None:
    with pytest.raises(UnableToCrew, match="isn't on a roster"):
        join_crew(vessel, person(make_organisation()), on=TODAY, by=clerk)
    gone = mark_died(person(town), died_on=TODAY, by=None)
    with pytest.raises(UnableToCrew, match="no longer"):
        join_crew(vessel, gone, on=TODAY, by=None)
    with pytest.raises(UnableToCrew, match="Only the clerk"):
        join_crew(vessel, person(town), on=TODAY, by=make_account(town, "carrier"))


@pytest.mark.django_db(transaction=True)
def test_a_person_taken_aboard_twice_at_the_same_moment_is_there_once(vessel: Vessel, town: Organisation, clerk: Account) -> None:
    join = partial(join_crew, vessel, person(town), on=TODAY, by=clerk)

    assert at_once(join, join) == ["UnableToCrew", "done"]
    assert Aboard.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_packs_issued_at_the_same_moment_have_two_numbers(vessel: Vessel, course: Course) -> None:
    assert at_once(partial(issue, vessel, course), partial(issue, vessel, course)) == ["done", "done"]
    assert sorted(Pack.objects.values_list("number", flat=True)) == [1, 2]


def test_a_pack_goes_aboard_and_carries_the_acknowledgement(tmp_path: Path, vessel: Vessel, course: Course, clerk: Account) -> None:
    phone = tmp_path / "phone"
    init_device(phone, title="老陈的手机")
    with use(phone) as device:
        device.record([study()])
        records = [batch.record for batch in device.hand_over()]
    hand_in(read_arrivals([("x", packed([key_record(device.public_key), *records]))]), route="file", at=NOW, by=None)
    call_command("device", "enrol", str(phone / "enrol"), vessel=vessel.code)

    content = content_of(issue(vessel, course).file)
    with use(phone) as device:
        manifest = device.take_pack(content)
        assert device.standing().unacknowledged == 0

    assert [one.number for one in packs_aboard(phone)] == [manifest.number]
    assert files_aboard(phone) == set(manifest.files)
    damaged = bytearray(content)
    damaged[len(damaged) // 2] ^= 1
    with use(phone) as device, pytest.raises(UnableToUseDevice):
        device.take_pack(bytes(damaged))


def test_the_commands_build_verify_and_apply(tmp_path: Path, vessel: Vessel, course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    init_device(tmp_path / "phone", title="老陈的手机")

    def said(*words: str) -> dict[str, Any]:
        call_command("pack", *words, "--json")
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    built = said("build", "--vessel", vessel.code, "--course", course.title, "-o", str(tmp_path / "a.pack"))
    assert (built["number"], built["items"], built["bytes"]) == (1, 1, (tmp_path / "a.pack").stat().st_size)
    assert said("verify", str(tmp_path / "a.pack"))["number"] == 1
    assert said("apply", str(tmp_path / "a.pack"), str(tmp_path / "phone"))["unacknowledged"] == 0

    (tmp_path / "a.pack").write_bytes((tmp_path / "a.pack").read_bytes()[:-9])
    for words in (["verify", str(tmp_path / "a.pack")], ["build", "--vessel", "none", "-o", "x"], ["verify", str(tmp_path / "none")]):
        with pytest.raises(UnableToRun):
            call_command("pack", *words)


def test_parts_of_a_pack_are_joined_from_the_first(
    tmp_path: Path, vessel: Vessel, course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    content = content_of(issue(vessel, course).file)
    middle = len(content) // 2
    (tmp_path / "a.pack.001").write_bytes(content[:middle])
    (tmp_path / "a.pack.002").write_bytes(content[middle:])

    call_command("pack", "verify", str(tmp_path / "a.pack.001"), "--json")
    assert json.loads(capsys.readouterr().out)["number"] == 1
    (tmp_path / "a.pack.001").rename(tmp_path / "a.pack.003")
    with pytest.raises(UnableToRun, match="parts are missing"):
        call_command("pack", "verify", str(tmp_path / "a.pack.003"))


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="sounds are made small only where ffmpeg is installed")
def test_a_sound_is_made_small_and_the_same_each_time() -> None:
    sound = tune(10, 3)

    small = shrunk(sound)

    assert small is not None
    assert len(small) < len(sound) / 10
    assert read_audio(small, name="a.opus").kind == "audio/ogg"
    assert shrunk(sound) == small
    assert shrunk(b"no sound") is None
