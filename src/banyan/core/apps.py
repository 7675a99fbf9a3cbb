"""Start-up of what every part shares."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from banyan.core.guards import install_guards


def put_guards_back(using: str, **_: Any) -> None:
    """Install the append-only triggers after every migrate and flush."""
    install_guards(connections[using])


class CoreConfig(AppConfig):
    name = "banyan.core"

    def ready(self) -> None:
        autodiscover_modules("jobs", "rules")
        post_migrate.connect(put_guards_back, sender=self)
