"""Pages of rosters: hand in, check the columns, watch, decide what is doubtful, take out."""

import io
import json
from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Account, Person, RosterImport
from banyan.people.permissions import KEEPERS, why_not_keep
from banyan.people.roster import actions, queries
from banyan.people.roster.doubts import doubts_of
from banyan.people.roster.forms import ExportForm, MappingForm, RosterForm
from banyan.people.roster.mapping import mapping_from_json, why_not_readable
from banyan.people.roster.queries import State
from banyan.people.roster.sheets import write_repairs, write_roster
from banyan.people.roster.staged import problems_of
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.sheets import XLSX

TONES: dict[str, str] = {RosterImport.State.MAPPING: "amber", RosterImport.State.REFUSED: "seal", RosterImport.State.DONE: "green"}
SHOWN = 50


@who_may(*KEEPERS)
def roster_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.rosters_for(_account(request)),
        request,
        columns=[
            Column("file_name", _("Roster"), sort="file_name", url=RosterImport.get_absolute_url),
            Column("organisation", _("Organisation"), sort="organisation__path"),
            Column("state", _("State"), sort="state", tone=lambda roster: TONES.get(roster.state, "quiet")),
            Column("rows", _("Rows"), sort="rows", number=True),
            Column("imported_by", _("By"), text=lambda roster: roster.imported_by or _("system")),
            Column("imported_at", _("Handed in"), sort="imported_at"),
        ],
        filters=[Filter("state", _("State"), choices=RosterImport.State.choices)],
        search=lambda rosters, words: narrowed(rosters, words, "file_name"),
        empty=EmptyState(
            _("Rosters you hand in stand here"),
            _(
                "Take the table as you have it, in Excel or WPS: its columns are recognised, "
                "and nothing is saved before you have seen them."
            ),
            action=_("Hand in a roster"),
            url=reverse("roster_new"),
        ),
        export_name="rosters",
    )
    return page.export() if page.wants_export else render(request, "people/roster_list.html", {"page": page, "title": _("Rosters")})


@who_may(*KEEPERS)
def roster_new(request: HttpRequest) -> HttpResponse:
    form = RosterForm(_account(request), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.hand_in_roster(**form.upload(), by=_account(request)))
        except RuleError as error:
            form.add_error("file", str(error))
    return render(request, "people/roster_new.html", {"form": form, "title": _("Hand in a roster")}, status=422 if form.errors else 200)


@who_may(*KEEPERS)
def roster_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    roster = _roster(request, uuid)
    asked_again = request.headers.get("HX-Request") == "true"
    context = {"title": str(roster), "context_line": roster.organisation.name, "roster": roster}
    if roster.is_at_work:
        template = "people/roster_progress.html" + ("#roster-progress" if asked_again else "")
        return render(request, template, context | {"needs_htmx": True, "job": queries.job_of(roster)})
    if asked_again:
        # The waiting page asks every second; once there is something to see, the whole page is loaded.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if roster.state == RosterImport.State.MAPPING:
        return _mapping_page(request, roster, MappingForm(roster, _samples(roster)), context)
    return render(request, "people/roster_show.html", context | _result(request, roster))


@who_may(*KEEPERS)
@require_POST
def roster_mapping(request: HttpRequest, uuid: UUID) -> HttpResponse:
    roster = _roster(request, uuid)
    if roster.state != RosterImport.State.MAPPING:
        return redirect(roster)
    form = MappingForm(roster, _samples(roster), request.POST)
    if form.is_valid():
        try:
            sheet = form.cleaned_data.get("sheet", "")
            return redirect(actions.change_mapping(roster, fields=form.meanings, sheet=sheet, by=_account(request)))
        except RuleError as error:
            form.add_error(None, str(error))
    return _mapping_page(request, roster, form, {"title": str(roster), "context_line": roster.organisation.name, "roster": roster})


@who_may(*KEEPERS)
@require_POST
def roster_confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    roster = _roster(request, uuid)
    _try(request, lambda: actions.confirm_roster(roster, by=_account(request)))
    return redirect(roster)


@who_may(*KEEPERS)
def roster_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    roster = _roster(request, uuid)
    if request.method == "POST":
        _try(request, lambda: actions.discard_roster(roster, by=_account(request)))
        return redirect(roster)
    context = {
        "title": _("Discard “%(roster)s”?") % {"roster": roster},
        "changes": [_("What was read of the file is let go."), _("No person is changed.")],
        "action": _("Discard"),
        "back": roster.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context)


@who_may(*KEEPERS)
def roster_repairs(request: HttpRequest, uuid: UUID) -> HttpResponse:
    roster = _roster(request, uuid)
    stream = io.BytesIO()
    write_repairs(stream, queries.rows_of(roster, State.REJECTED), mapping_from_json(roster.mapping))
    return _download(stream, _("to be repaired"))


@who_may(*KEEPERS)
@require_POST
def roster_decide(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    roster, by = _roster(request, uuid), _account(request)
    row = get_object_or_404(roster.staged, number=number)
    choice = request.POST.get("choice", "")
    if choice == "dismiss":
        _try(request, lambda: actions.dismiss_rows(roster, rows=[number], by=by))
    else:
        same_as = get_object_or_404(Person, uuid=_uuid(choice)) if choice != "other" else None
        _try(request, lambda: actions.decide_row(row, same_as=same_as, by=by))
    return redirect(f"{roster.get_absolute_url()}#doubts")


@who_may(*KEEPERS)
def roster_dismiss(request: HttpRequest, uuid: UUID) -> HttpResponse:
    roster = _roster(request, uuid)
    if request.method == "POST":
        _try(request, lambda: actions.dismiss_rows(roster, state=State.REJECTED, by=_account(request)))
        return redirect(roster)
    count = queries.counts_of(roster)[State.REJECTED]
    words = ngettext(
        "%(count)d row is put aside; what it held is let go.", "%(count)d rows are put aside; what they held is let go.", count
    )
    context = {
        "title": _("Put the rows to be repaired aside?"),
        "warning": _("Take them out as a sheet first if you still need them."),
        "changes": [words % {"count": count}],
        "action": _("Put aside"),
        "back": roster.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context)


@who_may(*KEEPERS)
def roster_export(request: HttpRequest) -> HttpResponse:
    form = ExportForm(_account(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            persons = actions.export_roster(**form.cleaned_data, by=_account(request))
        except RuleError as error:
            form.add_error("reason", str(error))
        else:
            stream = io.BytesIO()
            write_roster(stream, persons, in_full=form.cleaned_data["in_full"])
            return _download(stream, _("roster"))
    return render(request, "people/roster_export.html", {"form": form, "title": _("Take a roster out")}, status=422 if form.errors else 200)


def _mapping_page(request: HttpRequest, roster: RosterImport, form: MappingForm, context: dict[str, object]) -> HttpResponse:
    more = {
        "form": form,
        "counts": queries.counts_of(roster),
        "problem": why_not_readable(mapping_from_json(roster.mapping)),
        "rejected": [(row, problems_of(row)) for row in queries.rows_of(roster, State.REJECTED)[:10]],
        "why_not": why_not_keep(_account(request), roster.organisation),
    }
    return render(request, "people/roster_mapping.html", context | more, status=422 if form.errors else 200)


def _result(request: HttpRequest, roster: RosterImport) -> dict[str, object]:
    doubtful = list(queries.rows_of(roster, State.DOUBTFUL)[:SHOWN])
    return {
        "counts": queries.counts_of(roster),
        "doubts": doubts_of(doubtful),
        "rejected": [(row, problems_of(row)) for row in queries.rows_of(roster, State.REJECTED)[:SHOWN]],
        "notes": queries.notes_of(roster),
        "why_not": why_not_keep(_account(request), roster.organisation),
    }


def _samples(roster: RosterImport) -> dict[str, list[str]]:
    samples: dict[str, list[str]] = json.loads(roster.samples) if roster.samples else {}
    return samples


def _download(stream: io.BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}-{timezone.localdate():%Y-%m-%d}.xlsx") or "attachment"
    return response


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


def _roster(request: HttpRequest, uuid: UUID) -> RosterImport:
    return get_object_or_404(queries.rosters_for(_account(request)), uuid=uuid)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _try(request: HttpRequest, action: Callable[[], object]) -> None:
    try:
        action()
    except RuleError as error:
        messages.error(request, str(error))
