"""Start-up of study at sea."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from banyan.core.guards import guard_table


class StudyConfig(AppConfig):
    name = "banyan.programmes.study"
    verbose_name = _("Study at sea")

    def ready(self) -> None:
        for table in ("study_batch", "study_event"):
            guard_table(table)
