"""Certificates: what they say, where their code leads, and what the public page says once they are withdrawn."""

import pypdfium2
import pytest
import segno
from django.test import Client

from banyan.cases.judging.actions import results
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.documents import certificates_pdf
from banyan.cases.judging.documents.certificates import code_of
from banyan.cases.judging.models import Certificate
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
