"""Start-up of activities."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "banyan.activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        # Each programme may put links on the pages of its activities, and each room names to the ledger what it records.
        autodiscover_modules("activity_links")
        autodiscover_modules("ledger_words")
