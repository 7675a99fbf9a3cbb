"""What the pages of activities share: whose request it is, the row it is about, a page with one form, one that asks before it acts."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from banyan.activities import queries
from banyan.activities.models import Activity
from banyan.core.errors import RuleError
from banyan.people.models import Account

TONES: dict[str, str] = {Activity.State.OPEN: "green", Activity.State.HELD: "amber", Activity.State.CANCELLED: "quiet"}


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in."""
    return cast("Account", request.user)


def activity_of(request: HttpRequest, uuid: UUID) -> Activity:
    """The activity, if the account runs it; raise Http404 else."""
    return get_object_or_404(queries.activities_for(account_of(request)), uuid=uuid)


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def as_day(text: str) -> date | None:
    """The day that a text of a form or address says; None for nonsense."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_uuid(text: str) -> UUID | None:
    """The id that a text of a form or address says; None for nonsense."""
    try:
        return UUID(text)
    except ValueError:
        return None


def saved(request: HttpRequest, form: BaseForm, act: Callable[[], Model], *, title: str, back: str, action: str = "") -> HttpResponse:
    """Show a form; once it is filled in rightly, act and go to the row; what is refused is said in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            row = act()
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(cast("Any", row))
    context = {"form": form, "title": title, "back": back, "action": action}
    return render(request, "activities/form.html", context, status=422 if form.errors else 200)


def confirmed(request: HttpRequest, act: Callable[[], object], *, form: Any = None, after: str = "", **words: Any) -> HttpResponse:
    """Ask before something that can't simply be undone; with the answer, act and go back (or to ``after``)."""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            act()
        except RuleError as error:
            if form is None:
                messages.error(request, str(error))
                return redirect(words["back"])
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done."))
            return redirect(after or words["back"])
    status = 422 if form is not None and form.errors else 200
    return render(request, "web/confirm.html", words | {"form": form or ""}, status=status)
