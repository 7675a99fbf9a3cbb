"""Every address of Banyan, by the part that answers it."""

from django.urls import include, path

urlpatterns = [
    path("", include("banyan.demo.urls")),
    path("", include("banyan.home.urls")),
    path("", include("banyan.cases.showcase.urls")),
    path("", include("banyan.cases.collection.urls")),
    path("", include("banyan.cases.judging.urls")),
    path("", include("banyan.programmes.talks.urls")),
    path("", include("banyan.programmes.study.urls")),
    path("", include("banyan.orders.urls")),
    path("", include("banyan.activities.urls")),
    path("", include("banyan.ledger.urls")),
    path("", include("banyan.outbox.urls")),
    path("", include("banyan.people.urls")),
    path("", include("banyan.web.urls")),
]

handler400 = "banyan.web.views.bad_request"
handler403 = "banyan.web.views.forbidden"
handler404 = "banyan.web.views.not_found"
handler500 = "banyan.web.views.server_error"
