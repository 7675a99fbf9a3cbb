"""How signing in works here: accounts are opened by an office, never by signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """No sign-up; a sign-in ends with the browser session."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """The name under which an authenticator app lists the account."""

    def get_totp_issuer(self) -> str:
        return "Banyan 榕树"

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)
