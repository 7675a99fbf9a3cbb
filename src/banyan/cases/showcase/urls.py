"""Addresses of the showcase and of the office's notices and cases."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from banyan.cases.showcase.views import notices, office, showcase
from banyan.core.permissions import who_may

anyone = who_may("anyone")

urlpatterns = [
    path("cases/", showcase.case_list, name="cases"),
    path("cases/feed.xml", anyone(showcase.CaseFeed()), name="cases_feed"),
    path("cases/cities/<int:year>/", showcase.city_ranking, name="city_ranking"),
    path("cases/<uuid:uuid>/", showcase.case_show, name="case"),
    path("sitemap.xml", anyone(sitemap), {"sitemaps": {"cases": showcase.CaseSitemap}}, name="sitemap"),
    path("office/notices/", notices.notice_list, name="notices"),
    path("office/notices/new/", notices.notice_new, name="notice_new"),
    path("office/notices/<uuid:uuid>/", notices.notice_show, name="notice"),
    path("office/notices/<uuid:uuid>/facts/", notices.notice_facts, name="notice_facts"),
    path("office/notices/<uuid:uuid>/cases/new/", notices.notice_case_new, name="notice_case_new"),
    path("office/notices/<uuid:uuid>/file/", notices.notice_file, name="notice_file"),
    path("office/notices/<uuid:uuid>/warnings/<int:pk>/", notices.notice_settle, name="notice_settle"),
    path("office/notices/<uuid:uuid>/send/", notices.notice_send, name="notice_send"),
    path("office/notices/<uuid:uuid>/discard/", notices.notice_discard, name="notice_discard"),
    path("office/cases/", office.office_case_list, name="office_cases"),
    path("office/cases/new/", office.office_case_new, name="office_case_new"),
    path("office/cases/<uuid:uuid>/", office.office_case_show, name="office_case"),
    path("office/cases/<uuid:uuid>/edit/", office.office_case_edit, name="office_case_edit"),
    path("office/cases/<uuid:uuid>/persons/", office.person_list, name="person_list"),
    path("office/cases/<uuid:uuid>/persons/confirm/", office.persons_confirm, name="persons_confirm"),
    path("office/cases/<uuid:uuid>/persons/<int:pk>/consent/", office.consent_record, name="consent_record"),
    path("office/cases/<uuid:uuid>/persons/<int:pk>/withdraw/", office.consent_withdraw, name="consent_withdraw"),
    path("office/cases/<uuid:uuid>/step/<slug:verb>/", office.office_case_step, name="office_case_step"),
]
