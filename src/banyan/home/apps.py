"""Start-up of the pages across programmes."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "banyan.home"
