"""Addresses of the demo."""

from django.urls import path

from banyan.demo import views

urlpatterns = [path("demo/judging/", views.judging, name="demo_judging")]
