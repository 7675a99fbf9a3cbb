"""Registers the look of all pages with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "banyan.web"
    label = "web"
