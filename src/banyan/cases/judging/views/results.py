"""From public notice to the published result: the organiser's steps, the page that everybody sees, certificates and the archive."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.cases.judging.actions import results as actions
from banyan.cases.judging.documents import archive_of, certificates_pdf
from banyan.cases.judging.forms.rounds import ReasonForm
from banyan.cases.judging.models import Certificate, Judging
from banyan.cases.judging.permissions import why_not_step
from banyan.cases.judging.queries import results as queries
from banyan.cases.judging.views.common import account_of, judging_of
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.people.models import Role
from banyan.web.words import say_day


@who_may(Role.ORGANISER)
def notice_post(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    winners = queries.winners_of(judging)
    changes = [
        ngettext(
            "%(count)d case is shown to everybody with its unit.", "%(count)d cases are shown to everybody with their units.", len(winners)
        )
        % {"count": len(winners)},
        _("The notice lasts %(days)d days from today; objections are recorded and answered.") % {"days": judging.notice_days},
        _("Scores and judges stay with the office."),
    ]
    return _confirmed(request, judging, actions.post_notice, _("Put on public notice"), changes, _("You can withdraw the notice again."))


@who_may(Role.ORGANISER)
def notice_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_notice(judging, reason=form.cleaned_data["reason"], by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The notice is withdrawn. Mend the selection, then post it again."))
            return redirect(judging)
    context = {
        "title": _("Withdraw the notice?"),
        "warning": _("Nobody outside the office sees the result until you post it again."),
        "changes": [_("Objections and answers stay recorded.")],
        "form": form,
        "action": _("Withdraw the notice"),
        "back": judging.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@who_may(Role.ORGANISER)
def publish_results(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    winners = queries.winners_of(judging)
    cities = queries.awarded(judging, queries.ranking_of(judging, winners))
    changes = [
        _("%(count)d winners become drafts of the showcase, which a second person approves.") % {"count": len(winners)},
        _("%(count)d certificates are made out, each with its number.") % {"count": len(winners) + len(cities)},
    ]
    if cities:
        changes.append(_("Organisation awards go to: %(cities)s.") % {"cities": "、".join(city.name for city in cities)})
    changes.append(_("The call is closed; scores and rules can't be changed any more."))
    why_not = why_not_step(account_of(request), judging, "publish_results") or queries.why_not_publish_yet(judging, timezone.localdate())
    return _confirmed(request, judging, actions.publish_results, _("Publish the result"), changes, "", why_not=why_not or "")


@who_may(Role.ORGANISER)
def results_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    return render(request, "judging/results.html", _result_context(judging) | {"certificates": _certificates(judging)})


@who_may("anyone")
def result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What everybody sees: the public notice, later the published result."""
    judging = get_object_or_404(queries.public_judgings(), call__uuid=uuid)
    last = queries.notice_ends_on(judging)
    return render(request, "judging/result.html", _result_context(judging) | {"last": say_day(last) if last else ""})


@who_may("anyone")
def certificate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page that a certificate's code leads to: whether it is valid, for what, and of what day."""
    found = get_object_or_404(_all_certificates(), uuid=uuid)
    return render(
        request, "judging/certificate.html", {"title": _("Certificate %(number)s") % {"number": found.number}, "certificate": found}
    )


@who_may(Role.ORGANISER)
def certificate_file(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    found = get_object_or_404(_certificates(judging_of(request, uuid)), pk=pk)
    return _file(certificates_pdf([found], origin=_origin(request)), f"certificate-{found.number}.pdf", "application/pdf")


@who_may(Role.ORGANISER)
def certificates_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    found = list(_certificates(judging))
    if not found:
        messages.error(request, _("Certificates are made out when the result is published."))
        return redirect(judging)
    return _file(certificates_pdf(found, origin=_origin(request)), f"certificates-{judging.call.year}.pdf", "application/pdf")


@who_may(Role.ORGANISER)
def certificate_revoke(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    judging = judging_of(request, uuid)
    found = get_object_or_404(_certificates(judging), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_certificate(found, reason=form.cleaned_data["reason"], by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The certificate is withdrawn; its page says so."))
            return redirect("results", uuid)
    context = {
        "title": _("Withdraw certificate %(number)s?") % {"number": found.number},
        "changes": [_("Whoever scans its code reads that it was withdrawn, on which day and why.")],
        "form": form,
        "action": _("Withdraw it"),
        "back": reverse("results", args=[uuid]),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@who_may(Role.ORGANISER)
def judging_archive(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    try:
        data = archive_of(judging)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect(judging)
    return _file(data, f"judging-{judging.call.year}.zip", "application/zip")


def _confirmed(
    request: HttpRequest, judging: Judging, action: Any, words: str, changes: list[str], warning: str, *, why_not: str = ""
) -> HttpResponse:
    """Ask first, then take the step; a refusal stands on the page that asked, and what the step waits for stands there before."""
    refusal = ""
    if request.method == "POST":
        try:
            action(judging, by=account_of(request))
        except RuleError as error:
            refusal = str(error)
        else:
            return redirect(judging)
    context = {
        "title": words,
        "changes": changes,
        "action": words,
        "back": judging.get_absolute_url(),
        "warning": warning,
        "refusal": refusal,
        "why_not": why_not,
    }
    return render(request, "judging/confirm.html", context, status=422 if refusal else 200)


def _result_context(judging: Judging) -> dict[str, Any]:
    winners = queries.winners_of(judging)
    ranking = queries.ranking_of(judging, winners)
    return {
        "title": (_("Public notice of “%(call)s”") if judging.state == Judging.State.NOTICE else _("Result of “%(call)s”"))
        % {"call": judging.call},
        "judging": judging,
        "call": judging.call,
        "winners": winners,
        "ranking": [row for row in ranking if row.recommended],
        "awards": judging.awards.select_related("organisation"),
        "states": Judging.State,
    }


def _certificates(judging: Judging) -> Any:
    return _all_certificates().filter(judging=judging)


def _all_certificates() -> Any:
    return Certificate.objects.select_related(
        "judging__call__organisation", "submission__organisation", "submission__city", "award__organisation"
    )


def _origin(request: HttpRequest) -> str:
    return str(settings.ORIGIN) or request.build_absolute_uri("/").rstrip("/")


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
