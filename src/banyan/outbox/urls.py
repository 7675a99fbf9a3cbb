"""Addresses of notices."""

from django.urls import path

from banyan.outbox import views

urlpatterns = [
    path("office/messages/", views.outbox, name="outbox"),
    path("office/messages/sheet/", views.outbox_sheet, name="outbox_sheet"),
    path("messages/", views.my_messages, name="my_messages"),
    path("messages/done/", views.message_done, name="message_done"),
]
