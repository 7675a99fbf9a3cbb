"""Addresses of orders; the short ones are sent to people, so they fit into a text message."""

from django.urls import path

from banyan.orders.views import office, public

urlpatterns = [
    path("office/orders/", office.order_list, name="orders"),
    path("office/orders/<uuid:uuid>/", office.order_show, name="order"),
    path("office/orders/<uuid:uuid>/check/", office.order_check, name="order_check"),
    path("office/orders/<uuid:uuid>/take-back/", office.order_take_back, name="order_take_back"),
    path("office/orders/<uuid:uuid>/cancel/", office.order_cancel, name="order_cancel"),
    path("office/orders/<uuid:uuid>/report/", office.order_report, name="order_report"),
    path("office/orders/<uuid:uuid>/rate/", office.order_rate, name="order_rate"),
    path("office/orders/<uuid:uuid>/close/", office.order_close, name="order_close"),
    path("office/orders/<uuid:uuid>/answer/<slug:verb>/", office.order_answer_for, name="order_answer_for"),
    path("o/<slug:code>/", public.order_follow, name="order_follow"),
    path("o/<slug:code>/cancel/", public.order_withdraw, name="order_withdraw"),
    path("d/<slug:code>/", public.order_answer, name="order_answer"),
]
