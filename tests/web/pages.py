"""The addresses of the product and, as in the demo, the pattern page."""

from django.urls import path

from banyan.config import urls
from banyan.web import views

urlpatterns = [*urls.urlpatterns, path("parts/", views.parts, name="parts")]
handler404 = "banyan.web.views.not_found"
