"""Pages of notices: who is to be called, what is carried or copied, what waits for me."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banyan.core.errors import RuleError
from banyan.core.permissions import SIGNED_IN, who_may
from banyan.outbox import actions, queries
from banyan.outbox.models import Message
from banyan.outbox.permissions import CALLERS
from banyan.people.models import Account

READERS_A_PAGE = 30
MOST_SHOWN = 100
MOST_AT_ONCE = 200
PAGES = ("outbox", "my_messages")


@who_may(*CALLERS)
def outbox(request: HttpRequest) -> HttpResponse:
    return _outbox(request)


@who_may(*CALLERS)
def outbox_sheet(request: HttpRequest) -> HttpResponse:
    """One sheet a reader, to be printed; ``person`` in the address picks one."""
    waiting = queries.sheets_to_print(_account(request), timezone.now())
    if person := _uuid(request.GET.get("person", "")):
        waiting = queries.messages_for(_account(request)).due(timezone.now()).filter(person__uuid=person)
    digests = queries.digests_of(waiting)
    if not digests and person:
        raise Http404
    return render(request, "outbox/sheet.html", {"title": _("Notices to carry there"), "digests": digests, "today": timezone.localdate()})


@who_may(SIGNED_IN)
@require_POST
def message_done(request: HttpRequest) -> HttpResponse:
    """Tick off what one reader was told; the page that asked comes back."""
    account, now = _account(request), timezone.now()
    asked = {uuid for text in request.POST.getlist("message")[:MOST_AT_ONCE] if (uuid := _uuid(text))}
    rows = list(queries.one_seen_by(account, now).filter(uuid__in=asked))
    if not asked or len(rows) != len(asked):
        raise Http404
    back = request.POST.get("back", "")
    reached = request.POST.get("reached") == "yes"
    try:
        count = actions.tick_off_digest(rows, by=account, reached=reached, note=request.POST.get("note", ""))
    except RuleError as error:
        page = _mine if back == "my_messages" else _outbox
        return page(request, refusal=str(error))
    messages.success(request, ngettext("%(count)d notice ticked off.", "%(count)d notices ticked off.", count) % {"count": count})
    return redirect(back if back in PAGES else "outbox")


@who_may(SIGNED_IN)
def my_messages(request: HttpRequest) -> HttpResponse:
    return _mine(request)


def _outbox(request: HttpRequest, *, refusal: str = "") -> HttpResponse:
    account, now = _account(request), timezone.now()
    # A page that only says why something was refused is also shown to whoever has no list.
    calls = queries.digests_of(queries.call_list(account, now))
    page = Paginator(calls, READERS_A_PAGE).get_page(request.GET.get("page"))
    sheets = queries.digests_of(queries.sheets_to_print(account, now))
    groups = list(queries.group_texts(account, now)[:MOST_SHOWN])
    context = {
        "title": _said(len(calls), len(sheets), len(groups)),
        "page": page,
        "sheets": sheets[:MOST_SHOWN],
        "more_sheets": max(len(sheets) - MOST_SHOWN, 0),
        "groups": groups,
        "refusal": refusal,
    }
    return render(request, "outbox/outbox.html", context, status=422 if refusal else 200)


def _mine(request: HttpRequest, *, refusal: str = "") -> HttpResponse:
    account, now = _account(request), timezone.now()
    waiting = list(queries.my_messages(account, now)[:MOST_SHOWN])
    context = {
        "title": _("What waits for me"),
        "days": queries.by_day_due(waiting),
        "past": _past(account, now),
        "person": account.person,
        "refusal": refusal,
    }
    return render(request, "outbox/my_messages.html", context, status=422 if refusal else 200)


def _past(account: Account, now: datetime) -> list[Message]:
    return list(queries.my_read_messages(account, now)[:MOST_SHOWN])


def _said(calls: int, sheets: int, groups: int) -> str:
    """The heading of the page says what there is to do."""
    parts = [
        ngettext("%(count)d call", "%(count)d calls", calls) % {"count": calls} if calls else "",
        ngettext("%(count)d sheet to carry", "%(count)d sheets to carry", sheets) % {"count": sheets} if sheets else "",
        ngettext("%(count)d text for a group", "%(count)d texts for groups", groups) % {"count": groups} if groups else "",
    ]
    said = _(", ").join(part for part in parts if part)
    return _("To tell: %(what)s") % {"what": said} if said else _("Everybody has been told")


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _uuid(text: str) -> Any:
    try:
        return UUID(text)
    except ValueError:
        return None
