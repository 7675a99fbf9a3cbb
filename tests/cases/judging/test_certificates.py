"""Certificates: what they say, where their code leads, and what the public page says once they are withdrawn."""

import pypdfium2
import pytest
import segno
from django.test import Client
from django.urls import reverse

from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions import results
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.documents import certificates_pdf
from banyan.cases.judging.documents.certificates import code_of
from banyan.cases.judging.models import Certificate
from banyan.people.models import Account
from tests.cases.judging.conftest import Closed

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_a_certificate_says_what_for_and_its_code_leads_to_its_page(closed: Closed) -> None:
    closed.published()
    row = Certificate.objects.select_related("judging__call__organisation", "submission__organisation", "submission__city").first()
    assert row is not None

    said = "".join(text_of(certificates_pdf([row], origin="https://example.org")).split())

    assert all(words in said for words in ("荣誉证书", "案例1", row.number, closed.call.organisation.name.replace(" ", "")))
    assert code_of(row, "https://example.org") == segno.make_qr(f"https://example.org/certificates/{row.uuid}/", error="m")


def test_a_withdrawn_certificate_says_so_on_its_page(closed: Closed, client: Client) -> None:
    closed.published()
    row = Certificate.objects.earliest("number")
    valid = client.get(row.get_absolute_url()).content.decode()

    results.revoke_certificate(row, reason="弄虚作假", by=closed.by)
    withdrawn = client.get(row.get_absolute_url()).content.decode()

    assert ("有效" in valid, "弄虚作假" in withdrawn) == (True, True)
    with pytest.raises(UnableToJudge):
        results.revoke_certificate(row, reason="再次", by=closed.by)


def test_the_page_of_the_result_opens_with_winners_awards_and_certificates(closed: Closed, client: Client) -> None:
    closed.published()
    client.force_login(closed.by)

    page = client.get(reverse("results", args=[closed.call.uuid]))

    said = page.content.decode()
    assert page.status_code == 200
    assert all(number in said for number in Certificate.objects.values_list("number", flat=True))
    assert "《案例1》" in said


def test_a_very_long_title_leaves_each_certificate_on_one_page(closed: Closed) -> None:
    Submission.objects.update(title="银龄先锋进社区" * 17)
    closed.published()
    rows = Certificate.objects.select_related(
        "judging__call__organisation", "submission__organisation", "submission__city", "award__organisation"
    )

    pages = len(pypdfium2.PdfDocument(certificates_pdf(rows, origin="https://example.org")))

    assert pages == 3


def test_the_public_page_of_a_certificate_names_no_person(closed: Closed, client: Client) -> None:
    closed.published()
    Submission.objects.update(contact_phone="13800001234")
    accounts = [account.name for account in Account.objects.exclude(name="")]

    said = client.get(Certificate.objects.earliest("number").get_absolute_url()).content.decode()

    assert not [name for name in (*accounts, "13800001234") if name in said]
