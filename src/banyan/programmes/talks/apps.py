"""Start-up of talks under the banyan."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalksConfig(AppConfig):
    name = "banyan.programmes.talks"
    verbose_name = _("Talks under the banyan")
