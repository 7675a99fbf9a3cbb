"""Start-up of people: sign-ins go on the audit trail, and the erased stay erased."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class PeopleConfig(AppConfig):
    name = "banyan.people"
    verbose_name = gettext_lazy("People")

    def ready(self) -> None:
        # Models exist only from here on.
        from banyan.core import erasures  # noqa: PLC0415
        from banyan.core.supervisor import greetings  # noqa: PLC0415
        from banyan.people.actions import record_session, replay_erasures  # noqa: PLC0415
        from banyan.people.queries import first_use_key, is_empty  # noqa: PLC0415

        def first_use(url: str) -> str:
            address = url + reverse("first_use", args=[first_use_key()])
            return _("Nobody has an account yet. Begin here: %(address)s") % {"address": address} if is_empty() else ""

        greetings.append(first_use)
        erasures.replayers.append(replay_erasures)

        # A backup of an older Banyan is migrated after it was put back; only then can people be erased in it again.
        def erase_again(plan: list[Any] | None = None, **_kwargs: Any) -> None:
            if plan:
                erasures.replay()

        post_migrate.connect(erase_again, sender=self, weak=False)

        # Signing in belongs to Django and allauth; their signals are the only place where all its ways meet.
        def signed_in(user: Any, **_kwargs: Any) -> None:
            record_session("sign_in", user)

        def signed_out(user: Any, **_kwargs: Any) -> None:
            if user is not None:
                record_session("sign_out", user)

        def refused(credentials: dict[str, Any], **_kwargs: Any) -> None:
            record_session("sign_in_refused", None, username=str(credentials.get("username", "")))

        user_logged_in.connect(signed_in, weak=False)
        user_logged_out.connect(signed_out, weak=False)
        user_login_failed.connect(refused, weak=False)
