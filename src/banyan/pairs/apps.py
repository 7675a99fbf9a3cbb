"""Start-up of pairs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PairsConfig(AppConfig):
    name = "banyan.pairs"
    verbose_name = _("Pairs")
