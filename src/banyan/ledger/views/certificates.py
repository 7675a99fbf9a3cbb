"""Certificates of service: list, issue, the printed sheet, withdrawal, and the page on which anybody checks one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from banyan.core.errors import RuleError
from banyan.core.permissions import ANYONE, who_may
from banyan.core.throttle import address_of, is_too_often
from banyan.ledger import actions, queries
from banyan.ledger.documents import certificate_pdf
from banyan.ledger.forms import CertificateForm, ReasonForm
from banyan.ledger.models import Certificate
from banyan.ledger.permissions import OFFICE, why_not_certify
from banyan.ledger.views.common import account_of, download, origin_of
from banyan.people.masking import veiled
from banyan.people.models import Person
from banyan.people.queries import found_by, persons_for, visible_to
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.words import say_hours

MOST_FOUND, MOST_WORDS = 20, 3
# Who types a code by hand makes a mistake or two; who tries codes by machine is told to wait.
MOST_CHECKS, CHECK_SECONDS = 30, 60


@who_may(*OFFICE)
@never_cache
def certificate_list(request: HttpRequest) -> HttpResponse:
    states = [("standing", _("not withdrawn")), ("withdrawn", _("withdrawn"))]
    page = ListPage(
        queries.certificates_for(account_of(request)),
        request,
        columns=[
            Column("number", _("certificate number"), sort="number", url=lambda row: row.get_absolute_url()),
            Column("person", _("Person"), sort="person__name_key"),
            Column("from_on", _("From"), sort="from_on"),
            Column("to_on", _("To"), sort="to_on"),
            Column(
                "minutes", _("Hours"), text=lambda row: say_hours(row.minutes), export=lambda row: round(row.minutes / 60, 2), number=True
            ),
            Column("organisation", _("Certified by"), sort="organisation__path"),
            Column("issued_at", _("Issued"), sort="issued_at"),
            Column("state", _("State"), text=_state, tone=lambda row: "seal" if row.withdrawn_at else "green"),
        ],
        filters=[Filter("state", _("State"), states, lambda found, state: found.filter(withdrawn_at__isnull=state == "standing"))],
        search=queries.certificates_named,
        search_label=_("Name, pinyin or initials (zgh), or number"),
        empty=EmptyState(
            _("Certificates of service stand here"),
            _("One says how long somebody served in a stretch of days, as the ledger has it; anybody can check it by its code."),
            action=_("Issue one"),
            url=reverse("service_certificate_new"),
        ),
        export_name=_("certificates"),
    )
    context = {"page": page, "title": _("Certificates of service")}
    return page.export() if page.wants_export else render(request, "ledger/certificate_list.html", context)


@who_may(*OFFICE)
@never_cache
def certificate_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    asked = request.GET.get("q", "")[:60]
    person = _person(request)
    if person is None:
        found = (
            found_by(persons_for(account), asked.split()[:MOST_WORDS]).select_related("organisation")[:MOST_FOUND] if asked.strip() else []
        )
        context = {"title": _("Issue a certificate of service"), "asked": asked, "found": found}
        return render(request, "ledger/certificate_person.html", context)
    seen = visible_to(account, *OFFICE)
    line = [place for place in seen if person.organisation.path.startswith(place.path)]
    form = CertificateForm(seen, line or [grant.organisation for grant in account.grants_now if grant.role in OFFICE], _sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            certificate = actions.issue_certificate(person, by=account, **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The certificate is issued."))
            return redirect(certificate)
    page: dict[str, Any] = {"title": _("Certificate of service for %(name)s") % {"name": person}, "form": form, "person": person}
    return render(request, "ledger/certificate_new.html", page, status=422 if form.errors else 200)


@who_may(*OFFICE)
@never_cache
def certificate_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    certificate = _certificate(request, uuid)
    address = f"{origin_of(request)}{reverse('certificate_verify', args=[certificate.code])}"
    context = {
        "title": _("Certificate %(number)s") % {"number": certificate.number},
        "certificate": certificate,
        "standing": queries.standing_of(certificate),
        "address": address,
        "withdraws": certificate.withdrawn_at is None and why_not_certify(account_of(request), certificate.organisation) is None,
    }
    return render(request, "ledger/certificate.html", context)


@who_may(*OFFICE)
@never_cache
def certificate_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    certificate = _certificate(request, uuid)
    content = certificate_pdf(certificate, origin=origin_of(request))
    return download(content, f"服务记录证明-{certificate.number}.pdf", "application/pdf")


@who_may(*OFFICE)
def certificate_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    certificate = _certificate(request, uuid)
    form = ReasonForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_certificate(certificate, by=account_of(request), reason=form.cleaned_data["reason"])
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The certificate is withdrawn; its page says so."))
            return redirect(certificate)
    context = {
        "title": _("Withdraw certificate %(number)s?") % {"number": certificate.number},
        "changes": [_("Whoever scans its code reads that it was withdrawn, on which day and why.")],
        "form": form,
        "action": _("Withdraw it"),
        "back": certificate.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@who_may(ANYONE)
@never_cache
def certificate_verify(request: HttpRequest, code: str) -> HttpResponse:
    if is_too_often("verify", address_of(request), most=MOST_CHECKS, seconds=CHECK_SECONDS):
        response = render(request, "ledger/verify.html", {"title": _("Please wait a minute"), "is_busy": True}, status=429)
        response["Retry-After"] = str(CHECK_SECONDS)
        return response
    certificate = Certificate.objects.select_related("organisation", "person").filter(code=code.strip().lower()).first()
    if certificate is None:
        return render(request, "ledger/verify.html", {"title": _("No certificate has this code")}, status=404)
    context = {
        "title": _("Certificate %(number)s") % {"number": certificate.number},
        "certificate": certificate,
        "name": veiled(certificate.person.name),
        "standing": queries.standing_of(certificate),
    }
    return render(request, "ledger/verify.html", context)


def _certificate(request: HttpRequest, uuid: UUID) -> Certificate:
    return get_object_or_404(queries.certificates_for(account_of(request)), uuid=uuid)


def _person(request: HttpRequest) -> Person | None:
    """The person whom the address names, if the account may see them; raise Http404 for others."""
    try:
        uuid = UUID(request.GET.get("person", ""))
    except ValueError:
        return None
    return get_object_or_404(persons_for(account_of(request)).select_related("organisation"), uuid=uuid)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _state(certificate: Certificate) -> str:
    return _("withdrawn") if certificate.withdrawn_at else _("issued")
