"""Certificates of service: issued from what stands, checked by anybody, withdrawn with a reason."""

from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.core.models import AuditEntry
from banyan.ledger.actions import UnableToCertify, issue_certificate, reverse_entry, withdraw_certificate
from banyan.ledger.models import Certificate
from banyan.people.models import Account, Organisation, Person, Role
from tests.factories import make_account, make_branch, make_organisation, make_person
from tests.ledger.conftest import write_fact
from tests.test_two_at_once import at_once

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def issue(person: Person, organisation: Organisation, by: Account, **days: Any) -> Certificate:
    return issue_certificate(person, organisation, **({"from_on": FIRST, "to_on": LAST} | days), by=by)


@pytest.fixture
def person(town: Organisation) -> Person:
    return make_person(town)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.django_db
def test_it_adds_up_service_that_stands_in_its_days_and_nothing_else(town: Organisation, clerk: Account, person: Person) -> None:
    branch = make_branch(town)
    write_fact(person, town, on=FIRST)
    write_fact(person, branch, on=LAST, minutes=90)
    write_fact(person, town, on=LAST + timedelta(days=1))
    write_fact(person, make_organisation(), on=LAST)
    write_fact(person, town, on=LAST, account="credit")
    write_fact(make_person(town), town, on=LAST)
    reverse_entry(write_fact(person, town, on=LAST), by=clerk, reason="记错了人")

    certificate = issue(person, town, clerk)

    assert (certificate.minutes, certificate.facts) == (150, 2)
    assert certificate.number == f"{town.code}-{timezone.localdate().year}-0001"
    assert AuditEntry.objects.filter(verb="issue_certificate", subject=person.uuid).count() == 1


@pytest.mark.django_db
def test_only_the_office_certifies(town: Organisation, person: Person) -> None:
    write_fact(person, town, on=FIRST)

    for account in (make_account(town, Role.BRANCH_SECRETARY), make_account(make_organisation())):
        with pytest.raises(UnableToCertify, match=town.name):
            issue(person, town, account)


@pytest.mark.django_db
def test_days_in_the_wrong_order_ahead_or_without_service_are_refused(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST)
    today = timezone.localdate()

    for days in ({"from_on": LAST, "to_on": FIRST}, {"to_on": today + timedelta(days=1)}, {"from_on": FIRST + timedelta(days=1)}):
        with pytest.raises(UnableToCertify):
            issue(person, town, clerk, **days)
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_an_erased_person_is_not_certified(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST)
    Person.objects.filter(pk=person.pk).update(name="", erased_at=timezone.now(), tombstone=1)

    with pytest.raises(UnableToCertify):
        issue(person, town, clerk)


@pytest.mark.django_db
def test_it_is_withdrawn_once_by_the_office_and_with_a_reason(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST)
    certificate = issue(person, town, clerk)

    with pytest.raises(UnableToCertify):
        withdraw_certificate(certificate, by=clerk, reason=" ")
    with pytest.raises(UnableToCertify, match=town.name):
        withdraw_certificate(certificate, by=make_account(make_organisation()), reason="试")
    withdraw_certificate(certificate, by=clerk, reason="印错了")
    with pytest.raises(UnableToCertify):
        withdraw_certificate(certificate, by=clerk, reason="再来一次")

    assert AuditEntry.objects.filter(verb="withdraw_certificate").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_certificates_at_once_get_two_numbers(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST)

    outcomes = at_once(lambda: issue(person, town, clerk), lambda: issue(person, town, clerk))

    assert outcomes == ["done", "done"]
    year = timezone.localdate().year
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [f"{town.code}-{year}-{number:04d}" for number in (1, 2)]


@pytest.mark.django_db
def test_a_clerk_issues_prints_and_withdraws_one_on_pages(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST, minutes=90, label="走访独居老人")
    client, new = signed_in(clerk), reverse("service_certificate_new")

    assert client.get(new, {"q": "zgh"}).context["found"][0] == person
    form = {"organisation": town.pk, "from_on": "2026-01-01", "to_on": "2026-06-30"}
    assert client.post(f"{new}?person={person.uuid}", form | {"to_on": "2025-06-30"}).status_code == 422
    answer = client.post(f"{new}?person={person.uuid}", form)
    certificate = Certificate.objects.get()
    assert answer["Location"] == certificate.get_absolute_url()

    with pypdfium2.PdfDocument(client.get(reverse("service_certificate_file", args=[certificate.uuid])).content) as document:
        printed = "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
        pages = len(document)
    assert pages == 1
    for words in (certificate.number, "曾国华", certificate.volunteer_number, "1 小时 30 分", "走访独居老人", certificate.code, town.name):
        assert words in printed
    assert client.get(reverse("service_certificates"), {"q": "曾国"}).context["page"].count == 1
    client.post(reverse("certificate_withdraw", args=[certificate.uuid]), {"reason": "印错了"})
    assert Certificate.objects.get().withdrawn_reason == "印错了"


@pytest.mark.django_db
def test_persons_and_certificates_of_others_are_not_found(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST)
    certificate, client = issue(person, town, clerk), signed_in(make_account(make_organisation()))

    assert client.get(reverse("service_certificate_new"), {"person": str(person.uuid)}).status_code == 404
    for name in ("service_certificate", "service_certificate_file", "certificate_withdraw"):
        assert client.get(reverse(name, args=[certificate.uuid])).status_code == 404


@pytest.mark.django_db
def test_anybody_checks_one_and_learns_no_name(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST)
    certificate = issue(person, town, clerk)

    page = Client().get(reverse("certificate_verify", args=[certificate.code.upper()]))

    said = page.content.decode()
    assert page.context["standing"].holds
    assert certificate.number in said
    assert "曾*华" in said
    assert "曾国华" not in said


@pytest.mark.django_db
def test_checking_tells_that_facts_were_reversed_since_or_that_it_was_withdrawn(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST)
    wrong = write_fact(person, town, on=LAST, minutes=90)
    certificate = issue(person, town, clerk)
    address = reverse("certificate_verify", args=[certificate.code])

    reverse_entry(wrong, by=clerk, reason="记错了人")
    standing = Client().get(address).context["standing"]
    assert (standing.is_changed, standing.minutes) == (True, 60)

    withdraw_certificate(certificate, by=clerk, reason="印错了")
    assert "印错了" in Client().get(address).content.decode()


@pytest.mark.django_db
def test_facts_recorded_later_leave_a_certificate_right(town: Organisation, clerk: Account, person: Person) -> None:
    write_fact(person, town, on=FIRST)
    certificate = issue(person, town, clerk)
    write_fact(person, town, on=LAST)

    assert Client().get(reverse("certificate_verify", args=[certificate.code])).context["standing"].holds


@pytest.mark.django_db
def test_an_unknown_code_is_said_to_be_none() -> None:
    assert Client().get(reverse("certificate_verify", args=["0123456789abcdef"])).status_code == 404


@pytest.mark.django_db
def test_whoever_tries_codes_by_machine_has_to_wait() -> None:
    client, address = Client(), reverse("certificate_verify", args=["0123456789abcdef"])

    answers = [client.get(address).status_code for _number in range(61)]

    # A minute may end meanwhile, after which counting begins anew.
    assert answers[0] == 404
    assert 429 in answers
    assert Client(REMOTE_ADDR="203.0.113.9").get(address).status_code == 404
