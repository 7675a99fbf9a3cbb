"""What people read when something went wrong; without the database mark, a page that asked the database would fail here."""

import io
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from banyan.web import views

pytestmark = pytest.mark.urls("tests.web.pages")


def ask(language: str) -> HttpRequest:
    request = RequestFactory().get("/menu/")
    request.COOKIES["banyan_language"] = language
    return request


def answers(language: str) -> dict[int, HttpResponse]:
    with translation.override(language):
        return {
            400: views.bad_request(ask(language), BadRequest()),
            403: views.forbidden(ask(language), PermissionDenied()),
            404: views.not_found(ask(language), Http404()),
            413: views.too_large(ask(language)),
            500: views.server_error(ask(language)),
        }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_error_page_says_what_is_wrong_and_what_to_do(language: str) -> None:
    for status, answer in answers(language).items():
        page = answer.content.decode()
        assert answer.status_code == status
        assert page.count("<h1>") == 1
        assert page.split('class="trouble"')[1].count("<p") >= 4
        assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in page


def test_a_refusal_that_has_a_reason_shows_it() -> None:
    answer = views.forbidden(ask("en"), PermissionDenied("Only the two people of a visit can close it."))

    assert "Only the two people of a visit can close it." in answer.content.decode()


def test_a_reason_is_never_taken_for_markup() -> None:
    answer = views.forbidden(ask("en"), PermissionDenied("<script>alert(1)</script>"))

    assert "<script>" not in answer.content.decode()


def test_an_address_that_leads_nowhere_gets_our_page(client: Client) -> None:
    client.cookies["banyan_language"] = "en"

    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_a_form_without_its_token_says_that_nothing_was_changed() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["banyan_language"] = "en"

    answer = client.post("/elder/", {"size": "22"})

    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()


def test_an_error_page_comes_out_even_when_the_account_cannot_be_read() -> None:
    class Broken:
        @property
        def is_authenticated(self) -> bool:
            raise OSError("the database is away")

    request = ask("en")
    request.user = Broken()  # type: ignore[assignment]  # stands for an account whose row can't be read

    with translation.override("en"):
        answer = views.not_found(request, Http404())

    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_what_says_that_it_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("it was read")

    sent: Any = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(200 * 1024 * 1024)}

    answer = client.generic("POST", "/menu/", b"", **sent)

    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()
