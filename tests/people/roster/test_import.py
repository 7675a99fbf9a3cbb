"""Rosters taken over: good rows saved, bad ones kept, nobody merged without a word, nothing twice."""

import io
import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from banyan.core.encryption import decrypt
from banyan.core.files import sweep
from banyan.core.jobs import run_waiting
from banyan.core.models import AuditEntry, StoredFile
from banyan.people.models import Account, Affiliation, Organisation, Person, PersonKey, RosterImport, RosterRow
from banyan.people.roster import actions, importing
from banyan.people.roster.mapping import mapping_from_json
from banyan.people.roster.queries import counts_of, rows_of
from banyan.people.roster.report import report_of
from banyan.people.roster.sheets import write_repairs, write_roster
from tests.factories import make_account, make_branch, make_organisation, make_person
from tests.people.roster.files import HEAD, csv_file, identity, row, xlsx_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()), name="沙田镇", code="shatian")


@pytest.fixture
def clerk(town: Organisation) -> Account:
    return make_account(town, "clerk")


def taken_over(content: bytes, town: Organisation, by: Account | None = None) -> RosterImport:
    """A roster brought to its end as the worker does."""
    roster = actions.hand_in_roster(content, name="名册.csv", organisation=town, by=by)
    run_waiting()
    roster.refresh_from_db()
    actions.confirm_roster(roster, by=by)
    run_waiting()
    roster.refresh_from_db()
    assert roster.state == RosterImport.State.DONE
    return roster


def counts(roster: RosterImport) -> tuple[int, int, int]:
    return roster.created, roster.updated, roster.unchanged


def test_a_roster_waits_for_its_columns_to_be_checked_before_anything_is_saved(town: Organisation, clerk: Account) -> None:
    roster = actions.hand_in_roster(csv_file(row()), name="名册.csv", organisation=town, by=clerk)

    run_waiting()

    roster.refresh_from_db()
    assert roster.state == RosterImport.State.MAPPING
    assert [column.field for column in mapping_from_json(roster.mapping).columns][:2] == ["name", "sex"]
    assert Person.objects.count() == 0


def test_good_rows_are_saved_and_bad_ones_kept_for_repair(town: Organisation) -> None:
    roster = taken_over(csv_file(row("李明", 身份证号码=identity()), row("张三", 联系电话="1.38E+10"), row("王五")), town)

    assert sorted(Person.objects.values_list("name", flat=True)) == ["李明", "王五"]
    report = report_of(roster).as_json()
    assert (report["rows"], report["created"]) == (3, 2)
    assert [(cell["row"], cell["cell"], cell["column"], cell["value"]) for cell in report["rejected"]] == [
        (3, "G3", "联系电话", "1.38E+10")
    ]


def test_every_value_of_a_row_reaches_the_person(town: Organisation) -> None:
    branch = make_branch(town, name="机关退休干部党支部")
    content = csv_file(
        row(
            "曾国华",
            性别="男",
            出生年月="1948.3",
            政治面貌="中共党员",
            离退休类别="离休",
            联系电话="13800001234",
            所在支部="沙田镇机关退休干部党支部",
            关爱标签="高龄",
            备注="爱下棋",
        )
    )

    taken_over(content, town)

    person = Person.objects.get()
    assert (person.name, person.name_key, person.sex, person.born, person.status) == (
        "曾国华",
        "zengguohua zgh",
        "male",
        "1948-03",
        "lixiu",
    )
    assert (person.phone, person.party, person.remark, person.organisation) == ("13800001234", "member", "爱下棋", town)
    assert list(person.care_tags) == ["advanced_age"]
    assert [(one.branch, one.from_on, one.to_on) for one in person.affiliations.all()] == [(branch, timezone.localdate(), None)]


def test_the_same_file_twice_changes_nothing(town: Organisation) -> None:
    make_branch(town, name="机关支部")
    content = csv_file(
        row("李明", 身份证号码=identity(), 所在支部="机关支部", 政治面貌="党员"),
        row("王五", 出生年月="1950"),
        row("王五", 出生年月="1951"),
        row("赵六"),
    )
    taken_over(content, town)
    before = list(Person.objects.values()), list(Affiliation.objects.values())

    roster = taken_over(content, town)

    assert counts(roster) == (0, 0, 4)
    assert (list(Person.objects.values()), list(Affiliation.objects.values())) == before


def test_a_changed_row_changes_its_person_and_the_old_value_is_kept_under_the_persons_own_key(town: Organisation) -> None:
    taken_over(csv_file(row("李明", 身份证号码=identity(), 联系电话="13800001234")), town)

    roster = taken_over(csv_file(row("李明", 身份证号码=identity(), 联系电话="13900001234")), town)

    person = Person.objects.get()
    assert counts(roster) == (0, 1, 0)
    assert (person.phone, person.version) == ("13900001234", 2)
    difference = RosterRow.objects.get(roster=roster).difference
    key = bytes.fromhex(PersonKey.objects.get(person=person).sealed)
    assert difference["fields"] == ["phone"]
    assert json.loads(decrypt(difference["before"], key=key)) == {"phone": "13800001234"}


def test_an_empty_cell_leaves_what_is_on_record(town: Organisation) -> None:
    taken_over(csv_file(row("李明", 身份证号码=identity(), 联系电话="13800001234", 关爱标签="独居")), town)

    roster = taken_over(csv_file(row("李明", 身份证号码=identity())), town)

    assert counts(roster) == (0, 0, 1)
    assert list(Person.objects.get().care_tags) == ["lives_alone"]


def test_a_less_exact_birth_date_changes_nothing(town: Organisation) -> None:
    taken_over(csv_file(row("李明", 出生年月="1948-03-12")), town)

    roster = taken_over(csv_file(row("李明", 出生年月="1948.3")), town)

    assert (counts(roster), Person.objects.get().born) == ((0, 0, 1), "1948-03-12")


def test_a_member_moved_to_another_branch_keeps_one_affiliation_at_a_time(town: Organisation) -> None:
    first, second = make_branch(town, name="第一支部"), make_branch(town, name="第二支部")
    taken_over(csv_file(row("李明", 政治面貌="党员", 身份证号码=identity(), 所在支部="第一支部")), town)
    long_ago = timezone.localdate() - timedelta(days=400)
    Affiliation.objects.update(from_on=long_ago)

    roster = taken_over(csv_file(row("李明", 政治面貌="党员", 身份证号码=identity(), 所在支部="第二支部")), town)

    assert counts(roster) == (0, 1, 0)
    spans = list(Affiliation.objects.order_by("from_on").values_list("branch", "from_on", "to_on"))
    today = timezone.localdate()
    assert spans == [(first.pk, long_ago, today - timedelta(days=1)), (second.pk, today, None)]


def test_a_branch_that_is_not_in_the_tree_is_told_and_found_the_next_time(town: Organisation) -> None:
    content = csv_file(row("李明", 政治面貌="党员", 身份证号码=identity(), 所在支部="老支部"))
    roster = taken_over(content, town)
    assert RosterRow.objects.get(roster=roster).has_note
    make_branch(town, name="老支部")

    roster = taken_over(content, town)

    assert counts(roster) == (0, 1, 0)
    assert Affiliation.objects.get().branch.name == "老支部"


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (row("李明", 出生年月="1948.3"), row("李明", 出生年月="1948.3", 联系电话="13800001234"), "same name and birth date"),
        (row("李明", 身份证号码=identity()), row("李铭", 身份证号码=identity()), "another name"),
        (row("李明", 身份证号码=identity()), row("李明", 身份证号码=identity(2)), "same name and birth date"),
    ],
)
def test_who_may_be_on_record_is_never_merged_silently(town: Organisation, first: list[str], second: list[str], words: str) -> None:
    taken_over(csv_file(first), town)
    before = list(Person.objects.values())

    roster = taken_over(csv_file(second), town)

    assert counts(roster) == (0, 0, 0)
    assert words in report_of(roster).doubtful[0].reason
    assert list(Person.objects.values()) == before


def test_two_rows_of_one_file_for_the_same_person_are_not_merged_either(town: Organisation) -> None:
    same = row("李明", 身份证号码=identity(), 联系电话="13800001234")

    roster = taken_over(csv_file(same, same, row("李明", 身份证号码=identity(), 联系电话="13900001234")), town)

    assert (counts(roster), Person.objects.get().phone) == ((1, 0, 1), "13800001234")
    assert report_of(roster).doubtful[0].row == 4


def test_a_number_on_the_roster_of_another_office_is_refused(town: Organisation) -> None:
    make_person(make_organisation(name="别的省"), name="李明", identity_number=identity())

    roster = taken_over(csv_file(row("李明", 身份证号码=identity())), town)

    assert Person.objects.count() == 1
    assert "别的省" in report_of(roster).rejected[0].reason


def doubtful(town: Organisation) -> RosterRow:
    taken_over(csv_file(row("李明", 出生年月="1948.3")), town)
    roster = taken_over(csv_file(row("李明", 出生年月="1948.3", 联系电话="13800001234")), town)
    return RosterRow.objects.get(roster=roster)


def test_decided_as_the_same_person_the_row_changes_the_record(town: Organisation, clerk: Account) -> None:
    line = doubtful(town)

    line = actions.decide_row(line, same_as=Person.objects.get(), by=clerk)

    assert (line.state, line.values, Person.objects.get().phone) == (RosterRow.State.UPDATED, "", "13800001234")
    assert AuditEntry.objects.filter(verb="decide_roster_row").count() == 1


def test_decided_as_somebody_else_the_row_makes_a_person(town: Organisation, clerk: Account) -> None:
    actions.decide_row(doubtful(town), same_as=None, by=clerk)

    assert [person.phone for person in Person.objects.order_by("pk")] == ["", "13800001234"]


def test_a_row_put_aside_lets_go_of_what_it_held(town: Organisation, clerk: Account) -> None:
    line = doubtful(town)

    assert actions.dismiss_rows(line.roster, rows=[line.number], by=clerk) == 1

    line.refresh_from_db()
    assert (line.state, line.values, line.problems, line.candidates) == (RosterRow.State.DISMISSED, "", "", [])


def test_a_row_is_decided_once_and_for_one_of_its_candidates(town: Organisation, clerk: Account) -> None:
    line = doubtful(town)
    stranger = make_person(town, name="王五")

    with pytest.raises(actions.UnableToDecide, match="wasn't taken"):
        actions.decide_row(line, same_as=stranger, by=clerk)
    actions.decide_row(line, same_as=None, by=clerk)
    with pytest.raises(actions.UnableToDecide, match="settled already"):
        actions.decide_row(line, same_as=None, by=clerk)
    with pytest.raises(actions.UnableToDecide, match="No row is left"):
        actions.dismiss_rows(line.roster, by=clerk)


def test_two_persons_cannot_have_one_identity_number(town: Organisation, clerk: Account) -> None:
    taken_over(csv_file(row("李明", 身份证号码=identity())), town)
    roster = taken_over(csv_file(row("李铭", 身份证号码=identity())), town)

    with pytest.raises(actions.UnableToDecide, match="on record already"):
        actions.decide_row(RosterRow.objects.get(roster=roster), same_as=None, by=clerk)

    assert Person.objects.count() == 1


def test_a_stranger_may_do_none_of_it(town: Organisation, clerk: Account) -> None:
    stranger = make_account(make_organisation(Organisation.objects.get_parent(town)), "clerk")
    participant = make_account(town, "participant")
    line = doubtful(town)
    waiting = actions.hand_in_roster(csv_file(row("赵六")), name="名册.csv", organisation=town, by=clerk)
    run_waiting()

    for one in (stranger, participant):
        with pytest.raises(actions.UnableToImport, match="organiser or clerk"):
            actions.hand_in_roster(csv_file(row()), name="名册.csv", organisation=town, by=one)
        with pytest.raises(actions.UnableToImport, match="organiser or clerk"):
            actions.confirm_roster(waiting, by=one)
        with pytest.raises(actions.UnableToImport, match="organiser or clerk"):
            actions.change_mapping(waiting, fields={}, by=one)
        with pytest.raises(actions.UnableToImport, match="organiser or clerk"):
            actions.discard_roster(waiting, by=one)
        with pytest.raises(actions.UnableToDecide, match="organiser or clerk"):
            actions.decide_row(line, same_as=None, by=one)
        with pytest.raises(actions.UnableToDecide, match="organiser or clerk"):
            actions.dismiss_rows(line.roster, by=one)
        with pytest.raises(actions.UnableToExport, match="organiser or clerk"):
            actions.export_roster(town, by=one)


def test_an_organiser_above_may(town: Organisation) -> None:
    organiser = make_account(Organisation.objects.get_root(town), "organiser")

    assert counts(taken_over(csv_file(row()), town, by=organiser)) == (1, 0, 0)


def test_who_lost_the_role_meanwhile_takes_nothing_over(town: Organisation, clerk: Account) -> None:
    roster = actions.hand_in_roster(csv_file(row()), name="名册.csv", organisation=town, by=clerk)
    run_waiting()
    roster = actions.confirm_roster(roster, by=clerk)
    clerk.grants.update(from_on=timezone.localdate() - timedelta(days=2), to_on=timezone.localdate() - timedelta(days=1))

    run_waiting()

    assert Person.objects.count() == 0


def test_columns_said_by_hand_are_read_anew(town: Organisation, clerk: Account) -> None:
    content = csv_file(["李明", "13800001234"], head=("姓名", "电联"))
    roster = actions.hand_in_roster(content, name="名册.csv", organisation=town, by=clerk)
    with pytest.raises(actions.UnableToImport, match="being read"):
        actions.confirm_roster(roster, by=clerk)
    run_waiting()
    roster.refresh_from_db()

    with pytest.raises(actions.UnableToImport, match="No column holds the names"):
        actions.change_mapping(roster, fields={"A": ""}, by=clerk)
    with pytest.raises(actions.UnableToImport, match="several columns"):
        actions.change_mapping(roster, fields={"B": "name"}, by=clerk)
    with pytest.raises(actions.UnableToImport, match="no sheet"):
        actions.change_mapping(roster, fields={}, sheet="别的", by=clerk)
    actions.change_mapping(roster, fields={"B": "phone"}, by=clerk)
    run_waiting()
    roster.refresh_from_db()
    actions.confirm_roster(roster, by=clerk)
    run_waiting()

    assert Person.objects.get().phone == "13800001234"


def test_a_file_that_cannot_be_read_says_why_and_is_let_go(town: Organisation, clerk: Account) -> None:
    roster = actions.hand_in_roster(b"%PDF-1.4", name="名册.xlsx", organisation=town, by=clerk)

    run_waiting()

    roster.refresh_from_db()
    assert (roster.state, roster.file) == (RosterImport.State.REFUSED, None)
    assert "PDF" in roster.refusal


def test_a_discarded_roster_keeps_nothing_of_the_file(town: Organisation, clerk: Account) -> None:
    roster = actions.hand_in_roster(csv_file(row()), name="名册.csv", organisation=town, by=clerk)
    run_waiting()

    roster = actions.discard_roster(roster, by=clerk)

    assert (roster.state, roster.file, roster.samples, roster.staged.count()) == (RosterImport.State.DISCARDED, None, "", 0)
    with pytest.raises(actions.UnableToImport, match="discarded"):
        actions.discard_roster(roster, by=clerk)


def test_an_import_is_one_entry_on_the_trail_and_its_file_is_swept(town: Organisation, clerk: Account) -> None:
    taken_over(csv_file(row("李明"), row("王五")), town, by=clerk)

    entry = AuditEntry.objects.get(verb="import_roster")
    assert (entry.actor, entry.organisation_code, entry.difference["created"]) == (clerk.uuid, "shatian", 2)
    assert "李明" not in json.dumps(entry.difference, ensure_ascii=False)
    sweep(timezone.now() + timedelta(days=2))
    assert StoredFile.objects.count() == 0


def test_nothing_of_a_row_stands_readable_in_the_database(town: Organisation) -> None:
    roster = actions.hand_in_roster(csv_file(row("李明", 身份证号码=identity(), 联系电话="1.38E+10")), name="a", organisation=town, by=None)
    run_waiting()

    with connection.cursor() as cursor:
        cursor.execute('SELECT "values", cells, problems FROM people_rosterrow WHERE roster_id = %s', [roster.pk])
        kept = str(cursor.fetchall())

    assert identity() not in kept
    assert "1.38E+10" not in kept


def test_the_sheet_of_bad_rows_marks_each_cell_and_is_read_again_once_mended(town: Organisation) -> None:
    roster = taken_over(xlsx_file(row("李明", 联系电话="1.38E+10"), row("王五")), town)
    stream = io.BytesIO()

    assert write_repairs(stream, rows_of(roster, RosterRow.State.REJECTED), mapping_from_json(roster.mapping)) == 1

    lines = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue())).get_sheet_by_index(0).to_python()
    assert lines[0][: len(HEAD)] == list(HEAD)
    assert lines[1][6] == "1.38E+10"
    assert lines[1][len(HEAD)] == 2
    assert str(lines[1][len(HEAD) + 1]).startswith("联系电话：")
    mended = [str(cell) for cell in lines[1]]
    mended[6] = "13800001234"
    again = taken_over(xlsx_file(mended, head=[str(cell) for cell in lines[0]]), town)
    assert counts(again) == (1, 0, 0)


def exported(town: Organisation, *, in_full: bool = False, reason: str = "") -> list[list[str]]:
    stream = io.BytesIO()
    write_roster(stream, actions.export_roster(town, by=None, in_full=in_full, reason=reason), in_full=in_full)
    lines = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue())).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in line] for line in lines]


def test_a_roster_goes_out_masked_and_comes_in_again_unchanged(town: Organisation) -> None:
    taken_over(csv_file(row("李明", 身份证号码=identity(), 联系电话="13800001234", 关爱标签="独居", 备注="有病")), town)

    lines = exported(town)

    said = " ".join(map(str, lines[1]))
    assert identity() not in said
    assert "13800001234" not in said
    assert "独居" not in said
    assert "有病" not in said
    again = taken_over(xlsx_file(lines[1], head=[str(cell) for cell in lines[0]]), town)
    assert counts(again) == (0, 0, 1)


def test_a_roster_goes_out_in_full_only_with_a_reason_which_the_trail_keeps(town: Organisation) -> None:
    make_branch(town, name="机关支部")
    taken_over(
        csv_file(row("李明", 身份证号码=identity(), 联系电话="13800001234", 政治面貌="党员", 所在支部="机关支部", 关爱标签="独居")), town
    )

    with pytest.raises(actions.UnableToExport, match="needed for"):
        actions.export_roster(town, by=None, in_full=True, reason="  ")
    lines = exported(town, in_full=True, reason="送市局核对")

    assert {identity(), "13800001234", "机关支部", "独居"} <= set(lines[1])
    assert AuditEntry.objects.get(verb="export_roster").difference == {"persons": 1, "in_full": True, "reason": "送市局核对"}
    again = taken_over(xlsx_file(lines[1], head=[str(cell) for cell in lines[0]]), town)
    assert counts(again) == (0, 0, 1)


def test_a_name_that_looks_like_a_formula_stays_text_on_its_way_out_and_in(town: Organisation) -> None:
    taken_over(csv_file(row("=1+李")), town)

    lines = exported(town)

    assert (Person.objects.get().name, lines[1][0]) == ("=1+李", "'=1+李")
    assert counts(taken_over(xlsx_file(lines[1], head=[str(cell) for cell in lines[0]]), town)) == (0, 0, 1)


def test_a_reading_broken_off_goes_on_after_the_last_row_kept(town: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "STAGED_AT_ONCE", 2)
    roster = actions.hand_in_roster(csv_file(*(row(f"李{sign}") for sign in "甲乙丙丁戊")), name="a", organisation=town, by=None)

    class Fall(Exception):
        """The power went."""

    def fall(done: int, _total: int) -> None:
        if done >= 4:
            raise Fall

    with pytest.raises(Fall):
        importing.read_into(roster, round_=1, say=fall)
    importing.read_into(RosterImport.objects.get(), round_=1, say=lambda _done, _total: None)

    assert counts_of(roster)["waiting"] == 5


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_each_person_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "APPLIED_AT_ONCE", 3)
    town = make_organisation()
    content = csv_file(*(row(f"李{sign}", 身份证号码=identity(number)) for number, sign in enumerate("甲乙丙丁戊己庚辛", 1)))
    rosters = [actions.hand_in_roster(content, name="a", organisation=town, by=None, in_background=False) for _time in range(2)]
    for roster in rosters:
        importing.read_into(roster, round_=1, say=lambda _done, _total: None)
        actions.confirm_roster(roster, by=None, in_background=False)

    def run(roster: RosterImport) -> None:
        try:
            importing.apply_all(RosterImport.objects.get(pk=roster.pk), say=lambda _done, _total: None)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(roster,)) for roster in rosters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Person.objects.count() == 8
    totals = RosterImport.objects.values_list("created", "unchanged", "state")
    assert sum(created for created, _unchanged, _state in totals) == 8
    assert {created + unchanged for created, unchanged, _state in totals} == {8}
    assert {state for _created, _unchanged, state in totals} == {RosterImport.State.DONE}
