"""Two people press the same button at the same moment: one succeeds, the other is told, and nothing is done twice."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from banyan.cases.showcase import actions
from banyan.cases.showcase.models import Appearance, Case, Notice, NoticeWarning
from banyan.core import files, jobs
from banyan.core.errors import RuleError
from banyan.core.models import AuditEntry, Job
from banyan.people import actions as people
from banyan.people.models import Account, Affiliation, BranchTerm, Organisation, Person, RoleGrant
from tests.factories import make_account, make_branch, make_case, make_organisation, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run the calls at the same moment, each with a connection of its own; say of each "done" or the name of its refusal."""
    start, outcomes = threading.Barrier(len(calls)), ["lost"] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
            outcomes[number] = "done"
        except RuleError as refusal:
            outcomes[number] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, call)) for number, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def city() -> Organisation:
    return make_organisation(make_organisation())


@pytest.fixture
def clerk(city: Organisation) -> Account:
    return make_account(city, "clerk")


@pytest.fixture
def others(city: Organisation) -> tuple[Account, Account]:
    return make_account(city, "organiser"), make_account(city, "organiser")


def test_two_approvals_make_one_publication(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    case = make_case(city, clerk, state="waiting")

    outcomes = at_once(*(lambda by=by: actions.approve_case(case, by=by) for by in others))

    assert outcomes == ["UnableToMove", "done"]
    assert AuditEntry.objects.filter(verb="approve_case").count() == 1


def test_an_approval_and_a_return_leave_one_of_them(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    case = make_case(city, clerk, state="waiting")

    outcomes = at_once(
        lambda: actions.approve_case(case, by=others[0]),
        lambda: actions.return_case(case, by=others[1], reason="错字"),
    )

    assert outcomes == ["UnableToMove", "done"]
    assert Case.objects.get().state in (Case.State.PUBLISHED, Case.State.DRAFT)


def test_a_consent_taken_back_while_a_case_is_approved_never_leaves_it_public(
    city: Organisation, clerk: Account, others: tuple[Account, Account]
) -> None:
    case = make_case(city, clerk)
    person = actions.list_person(case, name="郭带喜", kind="name", by=clerk)
    actions.record_consent(person, form="paper", agreed_on=timezone.localdate(), by=clerk)
    actions.confirm_persons(case, by=clerk)
    actions.send_case(case, by=clerk)

    at_once(lambda: actions.approve_case(case, by=others[0]), lambda: actions.withdraw_consent(person, by=clerk))

    assert not Appearance.objects.get().stands
    assert Case.objects.get().state != Case.State.PUBLISHED


def test_one_draft_is_sent_once(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    case = actions.confirm_persons(make_case(city, clerk), by=clerk)

    assert at_once(*(lambda by=by: actions.send_case(case, by=by) for by in (clerk, others[0]))) == ["UnableToMove", "done"]


def test_a_page_is_taken_down_once(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    case = make_case(city, clerk, state="published")

    outcomes = at_once(*(lambda by=by: actions.withdraw_case(case, by=by, reason="有误") for by in others))

    assert outcomes == ["UnableToMove", "done"]


def test_the_same_file_handed_in_twice_is_one_notice(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    def hand_in(by: Account) -> Notice:
        return actions.import_notice(b"x", name="a.txt", kind="text/plain", organisation=city, by=by)

    assert at_once(*(lambda by=by: hand_in(by) for by in others)) == ["UnableToImport", "done"]
    assert Notice.objects.count() == 1


def make_notice(city: Organisation, clerk: Account) -> Notice:
    file = files.store(b"x", name="a.txt", kind="text/plain", organisation_code=city.code)
    return Notice.objects.create(organisation=city, file=file, imported_by=clerk, state=Notice.State.CHECKING)


def test_a_doubtful_place_is_settled_once(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    warning = NoticeWarning.objects.create(notice=make_notice(city, clerk), line=1, text="x", code="year_unclear")

    assert at_once(*(lambda by=by: actions.settle_warning(warning, by=by, note="") for by in others)) == ["UnableToCheck", "done"]


def test_a_notice_sent_and_discarded_at_once_ends_one_way(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    notice = make_notice(city, clerk)
    case = make_case(city, clerk)
    Case.objects.filter(pk=case.pk).update(notice=notice, persons_checked=True)

    outcomes = at_once(lambda: actions.send_notice(notice, by=others[0]), lambda: actions.discard_notice(notice, by=others[1]))

    notice.refresh_from_db()
    assert outcomes == ["UnableToCheck", "done"]
    assert (notice.state, Case.objects.get().state) in {("sent", "waiting"), ("discarded", "discarded")}


def test_two_edits_of_one_draft_are_both_on_the_trail(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    case = make_case(city, clerk)

    outcomes = at_once(
        lambda: actions.edit_case(case, {"title": "甲"}, by=others[0]),
        lambda: actions.edit_case(case, {"place": "乙镇"}, by=others[1]),
    )

    assert outcomes == ["done", "done"]
    assert (Case.objects.get().title, Case.objects.get().place) == ("甲", "乙镇")


def test_a_person_is_listed_once(city: Organisation, clerk: Account, others: tuple[Account, Account]) -> None:
    case = make_case(city, clerk)

    outcomes = at_once(*(lambda by=by: actions.list_person(case, name="郭带喜", kind="name", by=by) for by in others))

    assert outcomes == ["UnableToEdit", "done"]


def test_a_role_is_granted_once_and_ended_once(city: Organisation, others: tuple[Account, Account]) -> None:
    account, today = make_account(), timezone.localdate()

    granted = at_once(*(lambda by=by: people.grant_role(account, city, "judge", by=by, from_on=today) for by in others))
    grant = RoleGrant.objects.get(account=account)
    ended = at_once(*(lambda by=by: people.end_role(grant, by=by, to_on=today) for by in others))

    assert granted == ended == ["UnableToGrant", "done"]


def test_a_code_and_a_user_name_are_taken_once(city: Organisation) -> None:
    def found() -> Organisation:
        return people.found_organisation(code="one", name="一", kind="town", parent=city, by=None)

    def open_() -> Account:
        return people.open_account(username="one", name="一", password=None, by=None)

    assert at_once(found, found) == ["UnableToFound", "done"]
    assert at_once(open_, open_) == ["UnableToOpenAccount", "done"]


def test_two_moves_across_one_another_leave_a_whole_tree(city: Organisation, others: tuple[Account, Account]) -> None:
    today = timezone.localdate()
    for _round in range(3):
        first, second = (make_organisation(city, kind="unit") for _number in range(2))
        make_branch(first)

        outcomes = at_once(
            partial(people.move_organisation, first, parent=second, made_on=today, by=others[0]),
            partial(people.move_organisation, second, parent=first, made_on=today, by=others[1]),
        )

        assert outcomes == ["UnableToRearrange", "done"]
        assert not any(Organisation.objects.find_problems())


def test_a_move_while_others_add_below_loses_nobody(city: Organisation, others: tuple[Account, Account]) -> None:
    first, second = (make_organisation(city, kind="unit") for _number in range(2))
    below = make_organisation(first, kind="unit")

    def add(code: str) -> Organisation:
        return people.found_organisation(code=code, name=code, kind="branch", parent=below, by=others[0])

    outcomes = at_once(
        lambda: people.move_organisation(below, parent=second, made_on=timezone.localdate(), by=others[1]),
        lambda: add("one"),
        lambda: add("two"),
    )

    assert outcomes == ["done", "done", "done"]
    assert not any(Organisation.objects.find_problems())
    assert Organisation.objects.under(Organisation.objects.get(pk=second.pk)).count() == 4


def test_two_changes_of_one_record_at_once_leave_one_and_tell_the_other(city: Organisation, others: tuple[Account, Account]) -> None:
    person = make_person(city)

    outcomes = at_once(
        lambda: people.change_person(person, {"phone": "13800001234"}, version=1, by=others[0]),
        lambda: people.change_person(person, {"address": "西太隆村"}, version=1, by=others[1]),
    )

    assert outcomes == ["UnableToChangePerson", "done"]
    assert Person.objects.get().version == 2


def test_one_identity_number_is_taken_by_one_person(city: Organisation, others: tuple[Account, Account]) -> None:
    places = [make_organisation(city), make_organisation(city)]

    def add(place: Organisation, by: Account) -> Person:
        return people.add_person(place, {"name": "曾国华", "identity_number": "11010519491231002X"}, by=by)

    outcomes = at_once(*(lambda place=place, by=by: add(place, by) for place, by in zip(places, others, strict=True)))

    assert outcomes == ["UnableToAddPerson", "done"]


def test_a_member_moved_to_two_branches_at_once_is_in_one(city: Organisation, others: tuple[Account, Account]) -> None:
    person = make_person(city, branch=make_branch(city))
    places, on = [make_branch(city), make_branch(city)], timezone.localdate()

    outcomes = at_once(
        *(lambda place=place, by=by: people.affiliate(person, place, from_on=on, by=by) for place, by in zip(places, others, strict=True))
    )

    assert outcomes == ["UnableToAffiliate", "done"]
    assert Affiliation.objects.filter(to_on=None).count() == 1


def test_a_person_dies_once_and_is_erased_once(city: Organisation, others: tuple[Account, Account]) -> None:
    person, on = make_person(city), timezone.localdate() - timedelta(days=1)

    died = at_once(*(lambda by=by: people.mark_died(person, died_on=on, by=by) for by in others))
    back = at_once(*(lambda by=by: people.return_person(person, by=by) for by in others))
    erased = at_once(*(lambda by=by: people.erase_person(person, reason="本人要求", typed_name="曾国华", by=by) for by in others))

    assert died == back == ["UnableToChangePerson", "done"]
    assert erased == ["UnableToErase", "done"]


def test_a_change_and_an_erasure_at_once_leave_nothing_behind(city: Organisation, others: tuple[Account, Account]) -> None:
    person = make_person(city)

    at_once(
        lambda: people.change_person(person, {"address": "西太隆村"}, version=1, by=others[0]),
        lambda: people.erase_person(person, reason="本人要求", typed_name="曾国华", by=others[1]),
    )

    row = Person.objects.get()
    assert (row.name, row.address, hasattr(row, "key")) == ("", "", False)


def test_a_person_gets_one_account_and_a_branch_one_term_of_a_day(city: Organisation, others: tuple[Account, Account]) -> None:
    person, branch = make_person(city), make_branch(city)
    accounts = [make_account(city, "participant"), make_account(city, "participant")]

    linked = at_once(*(lambda account=account: people.link_account(account, person=person, by=others[0]) for account in accounts))
    elected = at_once(*(lambda by=by: people.record_term(branch, from_on=date(2026, 1, 1), by=by) for by in others))

    assert linked == ["UnableToLinkAccount", "done"]
    assert elected == ["UnableToRecordTerm", "done"]
    assert BranchTerm.objects.count() == 1


def test_two_reapers_give_a_dead_workers_job_back_once() -> None:
    now = timezone.now()
    Job.objects.create(name="read_notice", key="k", state=Job.State.RUNNING, attempts=1, beat_at=now - 2 * jobs.LEASE)

    at_once(lambda: jobs.reap(now), lambda: jobs.reap(now))

    assert DBTaskResult.objects.count() == 1
