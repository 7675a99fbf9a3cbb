"""Start-up of similarity."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SimilarityConfig(AppConfig):
    name = "banyan.cases.similarity"
    label = "similarity"
    verbose_name = _("Similar texts")
