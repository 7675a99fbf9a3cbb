"""Addresses of programmes, places, activities, sign-in and calendars."""

from django.urls import path

from banyan.activities.views import activities

urlpatterns = [
    path("office/activities/", activities.activity_list, name="activities"),
    path("office/activities/<uuid:uuid>/", activities.activity_show, name="activity"),
]
