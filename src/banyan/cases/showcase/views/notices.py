"""The office's notices: hand in, watch it being read, settle what is in doubt, send on."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banyan.cases.showcase import actions, queries
from banyan.cases.showcase.forms import CaseForm, NoticeFactsForm, NoticeForm, SettleForm
from banyan.cases.showcase.models import Case, Notice
from banyan.cases.showcase.permissions import OFFICE, why_not_check
from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.models import Job
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Account
from banyan.web.lists import Column, EmptyState, Filter, ListPage

TONES: dict[str, str] = {Notice.State.CHECKING: "amber", Notice.State.REFUSED: "seal", Notice.State.SENT: "green"}


@who_may(*OFFICE)
def notice_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.notices_for(_account(request)),
        request,
        columns=[
            Column("file", _("Notice"), sort="file__name", url=Notice.get_absolute_url, text=str),
            Column("organisation", _("Office"), sort="organisation__path"),
            Column("year", _("Year"), sort="year"),
            Column("state", _("State"), sort="state", tone=lambda notice: TONES.get(notice.state, "quiet")),
            Column("imported_at", _("Handed in"), sort="imported_at"),
        ],
        filters=[Filter("state", _("State"), choices=Notice.State.choices)],
        search=lambda notices, words: narrowed(notices, words, "file__name"),
        empty=EmptyState(
            _("Notices you hand in are read here into cases"),
            _("Take the notice as you found it: a Word file, a PDF, a web page or plain text."),
            action=_("Hand in a notice"),
            url=reverse("notice_new"),
        ),
        export_name="notices",
    )
    return page.export() if page.wants_export else render(request, "cases/notice_list.html", {"page": page, "title": _("Notices")})


@who_may(*OFFICE)
def notice_new(request: HttpRequest) -> HttpResponse:
    form = NoticeForm(_account(request), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.import_notice(**form.upload(), by=_account(request)))
        except RuleError as error:
            form.add_error("file", str(error))
    return render(request, "cases/notice_new.html", {"form": form, "title": _("Hand in a notice")}, status=422 if form.errors else 200)


@who_may(*OFFICE)
def notice_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    notice = _notice(request, uuid)
    context = {
        "title": str(notice),
        "notice": notice,
        "job": Job.objects.filter(name="read_notice", key=str(notice.uuid)).first(),
        "warnings": notice.warnings.select_related("settled_by"),
        "open_warnings": queries.open_warnings(notice),
        "cases": notice.cases.exclude(state=Case.State.DISCARDED).order_by("pk"),
        "why_not_check": why_not_check(_account(request), notice),
        "lines": list(enumerate(notice.text.splitlines(), start=1)),
    }
    asked_again = request.headers.get("HX-Request") == "true"
    if notice.state == Notice.State.READING:
        template = "cases/notice_progress.html" + ("#notice-progress" if asked_again else "")
        return render(request, template, context | {"needs_htmx": True})
    # The waiting page asks every second; once there is something to see, the whole page is loaded.
    return HttpResponse(headers={"HX-Refresh": "true"}) if asked_again else render(request, "cases/notice_show.html", context)


@who_may(*OFFICE)
def notice_facts(request: HttpRequest, uuid: UUID) -> HttpResponse:
    notice = _notice(request, uuid)
    form = NoticeFactsForm(request.POST or None, instance=notice)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.correct_notice(notice, form.cleaned_data, by=_account(request)))
        except RuleError as error:
            form.add_error(None, str(error))
    context = {"form": form, "title": _("What the notice says of the whole"), "back": notice.get_absolute_url()}
    return render(request, "cases/office_edit.html", context, status=422 if form.errors else 200)


@who_may(*OFFICE)
def notice_case_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    notice = _notice(request, uuid)
    form = CaseForm(request.POST or None, initial={"year": notice.year})
    if request.method == "POST" and form.is_valid():
        try:
            actions.draft_case(notice.organisation, form.cleaned_data, by=_account(request), notice=notice)
            return redirect(notice)
        except RuleError as error:
            form.add_error(None, str(error))
    context = {"form": form, "title": _("Add a case by hand"), "back": notice.get_absolute_url()}
    return render(request, "cases/office_edit.html", context, status=422 if form.errors else 200)


@who_may(*OFFICE)
def notice_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return file_response(request, _notice(request, uuid).file)


@who_may(*OFFICE)
@require_POST
def notice_settle(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    notice = _notice(request, uuid)
    warning = get_object_or_404(notice.warnings, pk=pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        _try(request, lambda: actions.settle_warning(warning, by=_account(request), note=form.cleaned_data["note"]))
    return redirect(notice)


@who_may(*OFFICE)
@require_POST
def notice_send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    notice = _notice(request, uuid)
    try:
        count = actions.send_notice(notice, by=_account(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        said = ngettext("%(count)d case now waits for a second person.", "%(count)d cases now wait for a second person.", count)
        messages.success(request, said % {"count": count})
    return redirect(notice)


@who_may(*OFFICE)
def notice_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    notice = _notice(request, uuid)
    if request.method == "POST":
        _try(request, lambda: actions.discard_notice(notice, by=_account(request)))
        return redirect(notice)
    context = {
        "title": _("Discard “%(notice)s”?") % {"notice": notice},
        "warning": _("A discarded notice can't be taken up again; hand the file in anew if you need it."),
        "changes": [_("The drafts read from it are put aside."), _("Nothing is deleted; the file and the drafts stay on record.")],
        "action": _("Discard"),
        "back": notice.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context)


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _notice(request: HttpRequest, uuid: UUID) -> Notice:
    return get_object_or_404(queries.notices_for(_account(request)), uuid=uuid)


def _try(request: HttpRequest, action: Callable[[], object]) -> None:
    try:
        action()
    except RuleError as error:
        messages.error(request, str(error))
