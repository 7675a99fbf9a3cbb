"""Start-up of people: sign-ins go on the audit trail."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "banyan.people"
    verbose_name = _("People")

    def ready(self) -> None:
        # Models exist only from here on.
        from banyan.people.actions import record_session  # noqa: PLC0415

        # Signing in belongs to Django and allauth; their signals are the only place where all its ways meet.
        def signed_in(user: Any, **_: Any) -> None:
            record_session("sign_in", user)

        def signed_out(user: Any, **_: Any) -> None:
            if user is not None:
                record_session("sign_out", user)

        def refused(credentials: dict[str, Any], **_: Any) -> None:
            record_session("sign_in_refused", None, username=str(credentials.get("username", "")))

        user_logged_in.connect(signed_in, weak=False)
        user_logged_out.connect(signed_out, weak=False)
        user_login_failed.connect(refused, weak=False)
