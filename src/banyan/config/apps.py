"""Start-up of the settings and addresses."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "banyan.config"
