"""Addresses of the public front, the desk and the readiness check."""

from django.urls import path

from banyan.home import views

urlpatterns = [
    path("", views.front, name="home"),
    path("desk/", views.desk, name="desk"),
    path("healthz", views.healthz, name="healthz"),
]
