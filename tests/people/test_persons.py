import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from banyan.core import erasures
from banyan.core.models import AuditEntry
from banyan.people import actions, queries
from banyan.people.details import age_in_years, checked_details
from banyan.people.masking import masked, veiled
from banyan.people.models import Account, Affiliation, Organisation, Person, PersonKey, index_of_phone
from tests.factories import make_account, make_branch, make_organisation, make_person

pytestmark = pytest.mark.django_db


def with_check_digit(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first17, weights, strict=True)) % 11]


NUMBER = with_check_digit("44190019440312123")


@pytest.fixture
def town() -> Organisation:
    return make_organisation(make_organisation(make_organisation()))


@pytest.fixture
def clerk(town: Organisation) -> Account:
    return make_account(town, "clerk")


def detail(entry: AuditEntry) -> dict[str, Any]:
    difference: dict[str, Any] = entry.difference
    return difference


def test_a_person_is_kept_with_pinyin_initials_and_indexes(town: Organisation, clerk: Account) -> None:
    person = actions.add_person(town, {"name": "曾 国华", "born": "1944年3月", "phone": "+86 138-0000-1234"}, by=clerk)

    person = Person.objects.get(pk=person.pk)
    assert (person.name, person.name_key, person.name_initials) == ("曾国华", "zengguohua zgh", "zgh")
    assert (person.born, person.phone) == ("1944-03", "13800001234")
    assert person.phone_index == index_of_phone("138 0000 1234")


def test_what_is_sensitive_stands_in_no_column_as_it_is(town: Organisation) -> None:
    make_person(town, phone="13800001234", identity_number=NUMBER, address="西太隆村", care_tags=["lives_alone"], remark="腿脚不便")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        row = json.dumps(cursor.fetchall(), default=str, ensure_ascii=False)

    assert not [secret for secret in ("13800001234", NUMBER, "西太隆村", "lives_alone", "腿脚不便") if secret in row]


def test_an_encrypted_value_is_not_looked_up_by_itself(town: Organisation) -> None:
    with pytest.raises(FieldError):
        Person.objects.filter(phone="13800001234").exists()


@pytest.mark.parametrize(
    "details",
    [
        {"name": ""},
        {"name": "？？"},
        {"born": "1944-02-30"},
        {"born": "3044"},
        {"identity_number": "441900194403121234"},
        {"identity_number": with_check_digit("44190019440230123")},
        {"identity_number": NUMBER, "born": "1950"},
        {"phone": "1380000"},
        {"phone": "13800001234、13900001234"},
        {"phone": "13800001234", "without_phone": True},
        {"status": "gone"},
        {"dialects": ["klingon"]},
        {"care_tags": ["rich"]},
    ],
)
def test_details_that_cannot_be_are_refused_with_a_reason(town: Organisation, clerk: Account, details: dict[str, Any]) -> None:
    with pytest.raises(actions.UnableToAddPerson) as refusal:
        actions.add_person(town, {"name": "曾国华"} | details, by=clerk)

    assert str(refusal.value)
    assert not Person.objects.exists()


def test_a_detail_that_nobody_keeps_is_a_mistake_of_the_program(town: Organisation) -> None:
    with pytest.raises(KeyError):
        checked_details({"height": "170"})


@pytest.mark.parametrize("name", ["𬭎小明", "䶮", "阿依古丽·买买提", "欧阳国华"])
def test_rare_names_are_kept_sign_by_sign(town: Organisation, name: str) -> None:
    assert make_person(town, name=name).name == name


def test_fifteen_digits_and_eighteen_signs_of_one_person_are_one_number(town: Organisation, clerk: Account) -> None:
    old = NUMBER[:6] + NUMBER[8:17]
    actions.add_person(town, {"name": "曾国华", "identity_number": old}, by=clerk)

    with pytest.raises(actions.UnableToAddPerson) as refusal:
        actions.add_person(town, {"name": "曾国强", "identity_number": NUMBER}, by=clerk)

    assert "曾国华" in str(refusal.value)


def test_whose_number_it_is_elsewhere_is_not_told(town: Organisation, clerk: Account) -> None:
    other_town = make_organisation(Organisation.objects.get_parent(town))
    make_person(other_town, identity_number=NUMBER)

    with pytest.raises(actions.UnableToAddPerson) as refusal:
        actions.add_person(town, {"name": "曾国强", "identity_number": NUMBER}, by=clerk)

    assert "曾国华" not in str(refusal.value)
    assert other_town.name in str(refusal.value)


def test_a_namesake_of_the_same_day_is_asked_about(town: Organisation, clerk: Account) -> None:
    make_person(town, born="1944-03")

    with pytest.raises(actions.UnableToAddNamesake):
        actions.add_person(town, {"name": "曾国华", "born": "1944-03"}, by=clerk)
    actions.add_person(town, {"name": "曾国华", "born": "1944-03"}, by=clerk, is_somebody_else=True)

    assert Person.objects.count() == 2


def test_only_keepers_of_the_place_add_and_change(town: Organisation, clerk: Account) -> None:
    person = make_person(town)
    others = [
        make_account(make_organisation(Organisation.objects.get_parent(town)), "clerk"),
        make_account(town, "branch_secretary"),
        make_account(town, "participant"),
        make_account(),
    ]

    for account in others:
        with pytest.raises(actions.UnableToAddPerson):
            actions.add_person(town, {"name": "新人"}, by=account)
        with pytest.raises(actions.UnableToChangePerson):
            actions.change_person(person, {"name": "改名"}, version=1, by=account)
        with pytest.raises(actions.UnableToChangePerson):
            actions.mark_died(person, died_on=date(2025, 1, 1), by=account)
        with pytest.raises(actions.UnableToErase):
            actions.erase_person(person, reason="x", typed_name=person.name, by=account)
        with pytest.raises(actions.UnableToAffiliate):
            actions.affiliate(person, town, from_on=date(2025, 1, 1), by=account)
        with pytest.raises(actions.UnableToLinkAccount):
            actions.link_account(make_account(), person=person, by=account)
        with pytest.raises(actions.UnableToShowNumbers):
            actions.show_numbers(person, by=account)


def test_a_change_keeps_the_old_value_only_under_the_persons_key(town: Organisation, clerk: Account) -> None:
    person = make_person(town, phone="13800001234")

    changed = actions.change_person(person, {"phone": "13900001234", "name": "曾国华"}, version=1, by=clerk)

    entry = AuditEntry.objects.get(verb="change_person")
    assert (changed.phone, changed.version) == ("13900001234", 2)
    assert detail(entry)["fields"] == ["phone"]
    assert "13800001234" not in json.dumps(entry.difference)
    assert (entry.subject, entry.object_label) == (person.uuid, "")
    assert queries.values_before(person, [entry]) == {entry.pk: {"phone": "13800001234"}}


def test_a_change_of_nothing_leaves_no_trace(town: Organisation, clerk: Account) -> None:
    person = make_person(town)

    assert actions.change_person(person, {"name": "曾国华"}, version=1, by=clerk).version == 1
    assert not AuditEntry.objects.filter(verb="change_person").exists()


def test_who_writes_over_another_change_is_told_who_changed_what(town: Organisation, clerk: Account) -> None:
    person = make_person(town)
    actions.change_person(person, {"address": "西太隆村"}, version=1, by=clerk)

    with pytest.raises(actions.UnableToChangePerson) as refusal:
        actions.change_person(person, {"phone": "13800001234"}, version=1, by=clerk)

    assert clerk.name in str(refusal.value)
    assert queries.label_of("address") in str(refusal.value)
    assert Person.objects.get().phone == ""


def test_a_change_to_details_that_cannot_be_is_refused(town: Organisation, clerk: Account) -> None:
    person = make_person(town)
    make_person(town, name="梁带喜", identity_number=NUMBER)

    for details in ({"name": ""}, {"born": "1944-13"}, {"identity_number": NUMBER}):
        with pytest.raises(actions.UnableToChangePerson):
            actions.change_person(person, details, version=1, by=clerk)


def test_a_member_has_one_branch_at_a_time(town: Organisation, clerk: Account) -> None:
    first, second = make_branch(town), make_branch(town)
    person = make_person(town, branch=first)

    actions.affiliate(person, second, from_on=date(2024, 5, 1), by=clerk)

    assert list(queries.affiliations_of(person).values_list("branch", "from_on", "to_on")) == [
        (second.pk, date(2024, 5, 1), None),
        (first.pk, date(2020, 1, 1), date(2024, 4, 30)),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.create(person=person, branch=first, from_on=date(2025, 1, 1))


def test_an_affiliation_that_cannot_be_is_refused(town: Organisation, clerk: Account) -> None:
    branch, other = make_branch(town), make_branch(town)
    elsewhere = make_branch(make_organisation(Organisation.objects.get_parent(town)))
    member, nobody = make_person(town, branch=branch), make_person(town, name="梁带喜")
    gone = make_person(town, name="黄容伟", branch=branch)
    actions.mark_left(gone, left_on=date(2024, 1, 1), by=clerk)
    tomorrow = timezone.localdate() + timedelta(days=1)

    for person, place, from_on in [
        (member, branch, date(2024, 1, 1)),
        (member, town, date(2024, 1, 1)),
        (member, other, date(2020, 1, 1)),
        (member, other, date(2019, 1, 1)),
        (member, other, tomorrow),
        (member, elsewhere, date(2024, 1, 1)),
        (nobody, branch, date(2024, 1, 1)),
        (gone, other, date(2025, 1, 1)),
    ]:
        with pytest.raises(actions.UnableToAffiliate):
            actions.affiliate(person, place, from_on=from_on, by=clerk)


def test_a_new_affiliation_never_reaches_into_one_that_ended(town: Organisation, clerk: Account) -> None:
    branch = make_branch(town)
    person = make_person(town, branch=branch)
    actions.mark_left(person, left_on=date(2024, 1, 1), by=clerk)
    Person.objects.update(left_on=None)

    with pytest.raises(actions.UnableToAffiliate):
        actions.affiliate(person, branch, from_on=date(2024, 1, 1), by=clerk)
    actions.affiliate(person, branch, from_on=date(2024, 1, 2), by=clerk)


def test_a_death_ends_the_affiliation_and_closes_the_account(town: Organisation, clerk: Account) -> None:
    person, account = make_person(town, branch=make_branch(town)), make_account(town, "participant")
    actions.link_account(account, person=person, by=clerk)

    actions.mark_died(person, died_on=date(2025, 3, 3), by=clerk)

    assert Affiliation.objects.get().to_on == date(2025, 3, 3)
    assert not Account.objects.get(pk=account.pk).is_active
    assert not Person.objects.living().exists()


def test_nobody_dies_twice_or_tomorrow_or_before_the_birth(town: Organisation, clerk: Account) -> None:
    person, gone = make_person(town, born="1944-03"), make_person(town, name="梁带喜")
    actions.mark_left(gone, left_on=date(2025, 1, 1), by=clerk)

    for who, day in [(person, timezone.localdate() + timedelta(days=1)), (person, date(1943, 1, 1)), (gone, date(2025, 2, 1))]:
        with pytest.raises(actions.UnableToChangePerson):
            actions.mark_died(who, died_on=day, by=clerk)


def test_a_death_recorded_by_mistake_is_taken_back(town: Organisation, clerk: Account) -> None:
    person = make_person(town, branch=make_branch(town))
    actions.mark_died(person, died_on=date(2025, 3, 3), by=clerk)

    actions.return_person(person, by=clerk)

    assert Person.objects.living().get() == person
    assert Affiliation.objects.get().to_on is None
    with pytest.raises(actions.UnableToChangePerson):
        actions.return_person(person, by=clerk)


def test_looking_at_numbers_stands_on_the_trail(town: Organisation, clerk: Account) -> None:
    person = make_person(town, phone="13800001234")

    assert actions.show_numbers(person, by=clerk).phone == "13800001234"
    assert AuditEntry.objects.filter(verb="show_numbers", actor=clerk.uuid, subject=person.uuid).count() == 1


def test_an_account_belongs_to_one_person_and_a_person_has_one_account(town: Organisation, clerk: Account) -> None:
    person, other = make_person(town), make_person(town, name="梁带喜")
    account, second = make_account(town, "participant"), make_account(town, "participant")
    actions.link_account(account, person=person, by=clerk)

    with pytest.raises(actions.UnableToLinkAccount):
        actions.link_account(account, person=other, by=clerk)
    with pytest.raises(actions.UnableToLinkAccount):
        actions.link_account(second, person=person, by=clerk)
    with pytest.raises(actions.UnableToLinkAccount):
        actions.link_account(second, person=None, by=clerk)
    actions.link_account(account, person=None, by=clerk)
    actions.link_account(second, person=person, by=clerk)

    assert Account.objects.get(person=person) == second


def test_erasing_destroys_the_key_and_leaves_a_number(town: Organisation, clerk: Account) -> None:
    person = make_person(town, branch=make_branch(town), phone="13800001234", identity_number=NUMBER, born="1944-03", former_unit="镇政府")
    account = make_account(town, "participant", username="guohua")
    actions.link_account(account, person=person, by=clerk)
    actions.change_person(person, {"phone": "13900001234"}, version=1, by=clerk)
    entry = AuditEntry.objects.get(verb="change_person")

    actions.erase_person(person, reason="本人要求", typed_name="曾国华", by=clerk)

    row = Person.objects.get()
    assert (row.name, row.name_key, row.name_initials, row.born, row.phone, row.identity_number, row.former_unit) == ("",) * 7
    assert (row.identity_index, row.phone_index, row.tombstone) == ("", "", row.pk)
    assert row.party == "member"
    assert str(row.pk) in str(row)
    assert not PersonKey.objects.exists()
    assert queries.values_before(row, [entry]) == {}
    assert Affiliation.objects.get().to_on == timezone.localdate()
    account.refresh_from_db()
    assert (account.person, account.is_active) == (None, False)
    assert "guohua" not in (account.username, account.name.lower())


def test_the_list_of_deletions_has_the_erased_before_the_transaction_ends(town: Organisation, clerk: Account) -> None:
    person = make_person(town)
    before = len(erasures.remembered())

    with transaction.atomic():
        actions.erase_person(person, reason="本人要求", typed_name="曾国华", by=clerk)
        listed = erasures.remembered()[before:]

    assert [(erasure.kind, erasure.uuid) for erasure in listed] == [("person", str(person.uuid))]


def test_nobody_is_erased_by_a_slip(town: Organisation, clerk: Account) -> None:
    person = make_person(town)
    before = len(erasures.remembered())

    for reason, typed in [("本人要求", "曾国"), ("", "曾国华"), ("  ", "曾国华")]:
        with pytest.raises(actions.UnableToErase):
            actions.erase_person(person, reason=reason, typed_name=typed, by=clerk)
    assert len(erasures.remembered()) == before
    actions.erase_person(person, reason="本人要求", typed_name="曾国华", by=clerk)
    with pytest.raises(actions.UnableToErase):
        actions.erase_person(person, reason="本人要求", typed_name="", by=clerk)
    with pytest.raises(actions.UnableToChangePerson):
        actions.change_person(person, {"name": "曾国华"}, version=2, by=clerk)


def test_what_a_backup_brought_back_is_erased_again(town: Organisation, clerk: Account) -> None:
    person, other = make_person(town), make_person(town, name="梁带喜")
    kept = Person.objects.filter(pk=person.pk).values("name", "name_key").get()
    actions.erase_person(person, reason="本人要求", typed_name="曾国华", by=clerk)
    Person.objects.filter(pk=person.pk).update(erased_at=None, tombstone=None, **kept)

    assert erasures.replay() == 1
    assert erasures.replay() == 0
    assert Person.objects.get(pk=person.pk).tombstone == person.pk
    assert Person.objects.get(pk=other.pk).name == "梁带喜"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13800001234", "138****1234"), (NUMBER, f"441***********{NUMBER[-4:]}"), ("88881234", "******34"), ("1", "*"), ("", "")],
)
def test_a_masked_number_shows_too_little_to_be_called(number: str, shown: str) -> None:
    assert masked(number) == shown


@pytest.mark.parametrize(("name", "shown"), [("曾国华", "曾*华"), ("陈敏", "陈*"), ("欧阳惠娴", "欧**娴"), ("旺", "旺*"), ("", "*")])
def test_a_veiled_name_is_known_by_its_bearer_alone(name: str, shown: str) -> None:
    assert veiled(name) == shown


@pytest.mark.parametrize(
    ("born", "age"), [("", None), ("1944", 82), ("1944-12", 81), ("1944-11", 82), ("1944-11-24", 81), ("1944-11-23", 82)]
)
def test_an_age_is_as_exact_as_the_birth(born: str, age: int | None) -> None:
    assert age_in_years(born, date(2026, 11, 23)) == age
