"""How often somebody may try."""

from typing import Any

import pytest
from django.test import RequestFactory

from banyan.core.throttle import address_of, is_too_often

pytestmark = pytest.mark.django_db


def test_the_fourth_try_is_too_often_where_three_are_allowed() -> None:
    tries = [is_too_often("sign-in", "10.0.0.1", most=3, seconds=600) for _try in range(4)]

    assert tries == [False, False, False, True]


def test_each_who_and_each_what_counts_alone() -> None:
    for _try in range(3):
        is_too_often("sign-in", "10.0.0.2", most=3, seconds=600)

    assert not is_too_often("sign-in", "10.0.0.3", most=3, seconds=600)
    assert not is_too_often("order", "10.0.0.2", most=3, seconds=600)


def test_the_address_is_that_of_the_caller_unless_our_own_proxy_names_another(settings: Any) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="1.1.1.1, 10.1.2.3", REMOTE_ADDR="127.0.0.1")

    settings.ORIGIN = ""
    assert address_of(request) == "127.0.0.1"
    settings.ORIGIN = "https://banyan.example"
    assert address_of(request) == "10.1.2.3"
