"""Addresses of rosters in and out."""

from django.urls import path

from banyan.people.roster import views

urlpatterns = [
    path("rosters/", views.roster_list, name="rosters"),
    path("rosters/new/", views.roster_new, name="roster_new"),
    path("rosters/export/", views.roster_export, name="roster_export"),
    path("rosters/<uuid:uuid>/", views.roster_show, name="roster"),
    path("rosters/<uuid:uuid>/columns/", views.roster_mapping, name="roster_mapping"),
    path("rosters/<uuid:uuid>/confirm/", views.roster_confirm, name="roster_confirm"),
    path("rosters/<uuid:uuid>/discard/", views.roster_discard, name="roster_discard"),
    path("rosters/<uuid:uuid>/repairs/", views.roster_repairs, name="roster_repairs"),
    path("rosters/<uuid:uuid>/dismiss/", views.roster_dismiss, name="roster_dismiss"),
    path("rosters/<uuid:uuid>/rows/<int:number>/", views.roster_decide, name="roster_decide"),
]
