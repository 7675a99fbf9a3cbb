"""Start-up of the ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from banyan.core.guards import guard_table


class LedgerConfig(AppConfig):
    name = "banyan.ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        guard_table("ledger_entry")
