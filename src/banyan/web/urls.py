"""Addresses of the switches, the menu page and the pattern page."""

from django.conf import settings
from django.urls import path

from banyan.web import views

urlpatterns = [
    path("elder/", views.elder_switch, name="elder"),
    path("language/", views.language_switch, name="language"),
    path("menu/", views.menu, name="menu"),
]
if settings.DEMO:
    urlpatterns.append(path("parts/", views.parts, name="parts"))
