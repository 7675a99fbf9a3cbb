from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from banyan.cases.showcase import actions
from banyan.cases.showcase.models import Appearance, Case, Notice
from banyan.core import jobs, search
from banyan.core.models import AuditEntry, Job, StoredFile
from banyan.people.models import Account, Organisation
from tests.factories import case_fields, make_account, make_case, make_organisation

pytestmark = pytest.mark.django_db

TEXT = "2022年东莞市优秀案例展示：\n发挥作用类\n常平镇：乡音传党音 宣讲入人心\n老同志在榕树下讲身边事，听众 300 人。\n".encode()


class Office:
    """A city with a clerk and an organiser, and another city's clerk."""

    def __init__(self) -> None:
        self.province = make_organisation(name="广东省")
        self.city: Organisation = make_organisation(self.province, name="东莞市")
        self.clerk: Account = make_account(self.city, "clerk")
        self.organiser: Account = make_account(self.province, "organiser")
        self.stranger: Account = make_account(make_organisation(self.province), "clerk")
        self.judge: Account = make_account(self.province, "judge")


@pytest.fixture
def office() -> Office:
    return Office()


def hand_in(office: Office, content: bytes = TEXT, *, by: Account | None = None) -> Notice:
    return actions.import_notice(content, name="notice.txt", kind="text/plain", organisation=office.city, by=by or office.clerk)


def read(office: Office, content: bytes = TEXT) -> Notice:
    notice = hand_in(office, content)
    jobs.run_waiting()
    notice.refresh_from_db()
    return notice


def test_a_notice_handed_in_is_read_into_drafts_by_the_worker(office: Office) -> None:
    notice = hand_in(office)
    assert notice.state == Notice.State.READING

    jobs.run_waiting()

    notice.refresh_from_db()
    assert notice.state == Notice.State.CHECKING
    case = notice.cases.get()
    assert (case.title, case.place, case.category, case.programme) == ("乡音传党音 宣讲入人心", "常平镇", "发挥作用类", "talks")
    assert (case.state, case.city, case.prepared_by) == (Case.State.DRAFT, office.city, office.clerk)
    assert [(int(figure.value), figure.unit) for figure in case.figures.all()] == [(300, "人")]


def test_reading_a_notice_twice_makes_no_second_draft(office: Office) -> None:
    from banyan.cases.showcase.jobs import read_notice_file

    notice = read(office)
    read_notice_file({"notice": notice.pk}, jobs.Progress(Job.objects.get()))

    assert notice.cases.count() == 1


def test_a_file_that_cannot_be_read_is_refused_with_a_reason(office: Office) -> None:
    notice = read(office, b"\x00\x01\x02\x03" * 50)

    assert notice.state == Notice.State.REFUSED
    assert notice.refusal


def test_the_same_file_is_handed_in_once(office: Office) -> None:
    hand_in(office)

    with pytest.raises(actions.UnableToImport):
        hand_in(office)

    assert StoredFile.objects.count() == 1


def test_a_refused_file_may_be_handed_in_again(office: Office) -> None:
    read(office, b"\x00\x01\x02\x03" * 50)

    hand_in(office, b"\x00\x01\x02\x03" * 50)

    assert Notice.objects.count() == 2


def test_only_the_office_hands_in_notices(office: Office) -> None:
    for account in (office.stranger, office.judge):
        with pytest.raises(actions.UnableToImport):
            hand_in(office, by=account)

    assert not StoredFile.objects.exists()


def make_doubtful(office: Office) -> Notice:
    notice = read(office)
    notice.warnings.all().delete()
    notice.warnings.create(line=1, text="二０二二年", code="year_unclear")
    for case in notice.cases.all():
        actions.confirm_persons(case, by=office.clerk)
    return notice


def test_a_notice_is_not_sent_while_a_place_is_open(office: Office) -> None:
    notice = make_doubtful(office)

    with pytest.raises(actions.UnableToCheck):
        actions.send_notice(notice, by=office.clerk)

    actions.settle_warning(notice.warnings.get(), by=office.clerk, note="是 2022 年")
    assert actions.send_notice(notice, by=office.clerk) == 1
    assert notice.cases.get().state == Case.State.WAITING


def test_a_place_is_settled_once_and_by_the_office_only(office: Office) -> None:
    warning = make_doubtful(office).warnings.get()

    with pytest.raises(actions.UnableToCheck):
        actions.settle_warning(warning, by=office.stranger, note="")
    actions.settle_warning(warning, by=office.clerk, note="")
    with pytest.raises(actions.UnableToCheck):
        actions.settle_warning(warning, by=office.clerk, note="")


def test_a_corrected_year_goes_to_the_drafts_and_only_the_office_corrects(office: Office) -> None:
    notice = read(office)
    facts = {"year": 2021, "region": "东莞市", "selected_total": 40, "rank": None}

    with pytest.raises(actions.UnableToCheck):
        actions.correct_notice(notice, facts, by=office.stranger)
    actions.correct_notice(notice, facts, by=office.clerk)

    assert notice.cases.get().year == 2021
    actions.discard_notice(notice, by=office.clerk)
    with pytest.raises(actions.UnableToCheck):
        actions.correct_notice(notice, facts, by=office.clerk)
    with pytest.raises(actions.UnableToEdit):
        actions.draft_case(office.city, case_fields(), by=office.clerk, notice=notice)


def test_a_notice_about_another_city_gives_no_city_and_says_so(office: Office) -> None:
    notice = read(office, TEXT.replace("东莞市".encode(), "江门市".encode()))

    assert notice.cases.get().city is None
    assert "region_elsewhere" in set(notice.warnings.values_list("code", flat=True))

    actions.correct_notice(notice, {"year": 2022, "region": "东莞市", "selected_total": None, "rank": None}, by=office.clerk)
    assert notice.cases.get().city == office.city


def test_sending_stops_whole_when_one_case_is_not_ready(office: Office) -> None:
    notice = make_doubtful(office)
    notice.warnings.all().delete()
    actions.draft_case(office.city, case_fields(title="另一个"), by=office.clerk, notice=notice)

    with pytest.raises(actions.UnableToMove):
        actions.send_notice(notice, by=office.clerk)

    assert set(notice.cases.values_list("state", flat=True)) == {Case.State.DRAFT}


def test_a_notice_without_cases_is_not_sent(office: Office) -> None:
    notice = make_doubtful(office)
    notice.warnings.all().delete()
    notice.cases.update(state=Case.State.DISCARDED)

    with pytest.raises(actions.UnableToCheck):
        actions.send_notice(notice, by=office.clerk)


def test_a_discarded_notice_keeps_its_drafts_aside(office: Office) -> None:
    notice = read(office)

    with pytest.raises(actions.UnableToCheck):
        actions.discard_notice(notice, by=office.stranger)
    actions.discard_notice(notice, by=office.clerk)

    assert notice.cases.get().state == Case.State.DISCARDED
    with pytest.raises(actions.UnableToCheck):
        actions.discard_notice(notice, by=office.clerk)


def test_nobody_approves_what_the_same_person_prepared(office: Office) -> None:
    case = make_case(office.city, office.clerk, state="waiting")

    with pytest.raises(actions.UnableToMove, match="另一个人"):
        actions.approve_case(case, by=office.clerk)

    case.refresh_from_db()
    assert case.state == Case.State.WAITING


def test_the_database_itself_refuses_an_approval_by_the_preparer(office: Office) -> None:
    case = make_case(office.city, office.clerk, state="waiting")

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(approved_by=office.clerk, published_at=timezone.now(), state=Case.State.PUBLISHED)


def test_whoever_mends_a_draft_prepares_it_and_cannot_approve_it(office: Office) -> None:
    case = make_case(office.city, office.clerk)
    actions.edit_case(case, {"title": "新题目"}, by=office.organiser)
    actions.confirm_persons(case, by=office.organiser)
    actions.send_case(case, by=office.clerk)

    with pytest.raises(actions.UnableToMove):
        actions.approve_case(case, by=office.organiser)

    assert actions.approve_case(case, by=office.clerk).state == Case.State.PUBLISHED


@pytest.mark.parametrize("who", ["stranger", "judge"])
@pytest.mark.parametrize("verb", ["send", "approve", "return", "withdraw", "revise"])
def test_only_the_office_moves_a_case(office: Office, verb: str, who: str) -> None:
    states = {"send": "draft", "approve": "waiting", "return": "waiting", "withdraw": "published", "revise": "withdrawn"}
    case = make_case(office.city, office.clerk, state=states[verb], second=office.organiser)
    extra = {"reason": "因为"} if verb in ("return", "withdraw") else {}
    Case.objects.update(persons_checked=True)

    with pytest.raises(actions.UnableToMove):
        getattr(actions, f"{verb}_case")(case, by=getattr(office, who), **extra)

    assert Case.objects.get().state == states[verb]


@pytest.mark.parametrize("state", ["draft", "waiting", "published", "withdrawn"])
def test_a_case_takes_only_the_steps_of_its_table(office: Office, state: str) -> None:
    case = make_case(office.city, office.clerk, state=state, second=office.organiser)
    Case.objects.update(persons_checked=True)
    allowed = {verb for source, verb, _target in Case.TRANSITIONS if source == state}

    for verb in {"send", "approve", "return", "withdraw", "revise"} - allowed:
        extra = {"reason": "因为"} if verb in ("return", "withdraw") else {}
        with pytest.raises(actions.UnableToMove):
            getattr(actions, f"{verb}_case")(case, by=office.organiser, **extra)


@pytest.mark.parametrize(("verb", "state"), [("return", "waiting"), ("withdraw", "published")])
def test_returning_and_taking_down_need_a_reason(office: Office, verb: str, state: str) -> None:
    case = make_case(office.city, office.clerk, state=state, second=office.organiser)

    with pytest.raises(actions.UnableToMove):
        getattr(actions, f"{verb}_case")(case, by=office.organiser, reason="  ")


def test_a_case_is_judged_as_it_stands_not_as_the_caller_last_saw_it(office: Office) -> None:
    case = make_case(office.city, office.clerk, state="waiting")
    stale = Case.objects.get(pk=case.pk)
    actions.return_case(case, by=office.organiser, reason="错字")

    with pytest.raises(actions.UnableToMove):
        actions.approve_case(stale, by=office.organiser)


def test_a_published_case_is_found_by_its_words_and_a_withdrawn_one_is_not(office: Office) -> None:
    case = make_case(office.city, office.clerk, state="published", second=office.organiser)
    assert search.refs("case", "榕树下") == [case.uuid]

    actions.withdraw_case(case, by=office.clerk, reason="有误")

    assert search.refs("case", "榕树下") == []
    assert Case.objects.get().published_at is not None


def test_only_a_draft_is_changed_and_only_by_its_office(office: Office) -> None:
    case = make_case(office.city, office.clerk)
    with pytest.raises(actions.UnableToEdit):
        actions.edit_case(case, {"title": "新"}, by=office.stranger)

    Case.objects.update(persons_checked=True)
    actions.send_case(case, by=office.clerk)
    with pytest.raises(actions.UnableToEdit):
        actions.edit_case(case, {"title": "新"}, by=office.clerk)


def test_a_changed_text_has_to_be_looked_through_for_persons_again(office: Office) -> None:
    case = actions.confirm_persons(make_case(office.city, office.clerk), by=office.clerk)

    assert not actions.edit_case(case, {"body": "郭带喜老人说"}, by=office.clerk).persons_checked
    with pytest.raises(actions.UnableToMove):
        actions.send_case(case, by=office.clerk)


def test_the_audit_trail_keeps_no_text_of_a_case(office: Office) -> None:
    case = make_case(office.city, office.clerk)

    actions.edit_case(case, {"body": "郭带喜老人说", "place": "大朗镇"}, by=office.clerk)

    entry = AuditEntry.objects.get(verb="edit_case")
    assert entry.difference == {"place": ["常平镇", "大朗镇"], "changed": ["body", "place"]}
    assert "郭带喜" not in entry.object_label


def list_person(office: Office, case: Case) -> Appearance:
    return actions.list_person(case, name="郭带喜", kind="name", by=office.clerk)


def test_a_case_with_a_person_who_has_not_agreed_is_not_sent(office: Office) -> None:
    case = make_case(office.city, office.clerk)
    person = list_person(office, case)
    actions.confirm_persons(case, by=office.clerk)

    with pytest.raises(actions.UnableToMove, match="郭带喜"):
        actions.send_case(case, by=office.clerk)

    actions.record_consent(person, form="paper", agreed_on=timezone.localdate(), by=office.clerk)
    assert actions.send_case(case, by=office.clerk).state == Case.State.WAITING


def test_a_consent_taken_back_takes_the_page_down_at_once(office: Office) -> None:
    case = make_case(office.city, office.clerk)
    person = list_person(office, case)
    actions.record_consent(person, form="paper", agreed_on=timezone.localdate(), by=office.clerk)
    actions.confirm_persons(case, by=office.clerk)
    actions.send_case(case, by=office.clerk)
    actions.approve_case(case, by=office.organiser)

    actions.withdraw_consent(person, by=office.clerk)

    assert Case.objects.get().state == Case.State.WITHDRAWN
    assert search.refs("case", "榕树") == []
    with pytest.raises(actions.UnableToEdit):
        actions.withdraw_consent(person, by=office.clerk)


def test_a_consent_taken_back_while_waiting_returns_the_case(office: Office) -> None:
    case = make_case(office.city, office.clerk)
    person = list_person(office, case)
    actions.record_consent(person, form="phone", agreed_on=timezone.localdate(), by=office.clerk)
    actions.confirm_persons(case, by=office.clerk)
    actions.send_case(case, by=office.clerk)

    actions.withdraw_consent(person, by=office.clerk)

    assert Case.objects.get().state == Case.State.DRAFT


def test_a_consent_is_not_given_tomorrow_nor_recorded_by_a_stranger(office: Office) -> None:
    person = list_person(office, make_case(office.city, office.clerk))

    with pytest.raises(actions.UnableToEdit):
        actions.record_consent(person, form="paper", agreed_on=timezone.localdate() + timedelta(days=1), by=office.clerk)
    with pytest.raises(actions.UnableToEdit):
        actions.record_consent(person, form="paper", agreed_on=timezone.localdate(), by=office.stranger)
    with pytest.raises(actions.UnableToEdit):
        actions.withdraw_consent(person, by=office.stranger)


def test_a_person_is_listed_once_in_a_draft_and_by_the_office(office: Office) -> None:
    case = make_case(office.city, office.clerk)
    list_person(office, case)

    with pytest.raises(actions.UnableToEdit):
        list_person(office, case)
    with pytest.raises(actions.UnableToEdit):
        actions.list_person(case, name="陈敏", kind="name", by=office.stranger)
    with pytest.raises(actions.UnableToEdit):
        actions.confirm_persons(case, by=office.stranger)
    with pytest.raises(actions.UnableToEdit):
        actions.draft_case(office.city, case_fields(), by=office.stranger)
