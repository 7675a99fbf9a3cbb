"""Start-up of judging."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from banyan.core.guards import guard_table


class JudgingConfig(AppConfig):
    name = "banyan.cases.judging"
    label = "judging"
    verbose_name = _("Judging of cases")

    def ready(self) -> None:
        # What was said and what was decided stays word for word.
        for table in ("judging_discussionnote", "judging_selection", "judging_decision"):
            guard_table(table)
