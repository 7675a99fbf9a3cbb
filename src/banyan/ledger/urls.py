"""Addresses of the ledger: figures, facts, reports, certificates of service, and the page that checks one."""

from django.urls import path

from banyan.ledger.views import certificates, facts, figures

urlpatterns = [
    path("office/ledger/", figures.ledger, name="ledger"),
    path("office/ledger/branches/<slug:code>/", figures.ledger_branch, name="ledger_branch"),
    path("office/ledger/persons/<uuid:uuid>/", figures.ledger_person, name="ledger_person"),
    path("office/ledger/report/<slug:code>/<int:year>.<str:form>", figures.ledger_report, name="ledger_report"),
    path("office/ledger/facts/", facts.ledger_facts, name="ledger_facts"),
    path("office/ledger/facts/<uuid:uuid>/", facts.ledger_entry, name="ledger_entry"),
    path("office/ledger/facts/<uuid:uuid>/reverse/", facts.ledger_reverse, name="ledger_reverse"),
    path("office/ledger/certificates/", certificates.certificate_list, name="service_certificates"),
    path("office/ledger/certificates/new/", certificates.certificate_new, name="service_certificate_new"),
    path("office/ledger/certificates/<uuid:uuid>/", certificates.certificate_show, name="service_certificate"),
    path("office/ledger/certificates/<uuid:uuid>/sheet.pdf", certificates.certificate_file, name="service_certificate_file"),
    path("office/ledger/certificates/<uuid:uuid>/withdraw/", certificates.certificate_withdraw, name="certificate_withdraw"),
    path("verify/<str:code>/", certificates.certificate_verify, name="certificate_verify"),
]
