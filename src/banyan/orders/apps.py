"""Start-up of orders."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "banyan.orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        # Each programme that is ordered registers what it adds to the steps.
        autodiscover_modules("order_kind")
