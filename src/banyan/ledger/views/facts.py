"""Pages of facts: the list with its search, one fact with all that is kept of it, and its reversal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.ledger import actions, queries
from banyan.ledger.forms import ReasonForm
from banyan.ledger.kinds import address_of_source, kind_in_words, named_kinds
from banyan.ledger.models import Entry, EntryQuerySet, LedgerAccount
from banyan.ledger.permissions import CONFIRMERS, OFFICE, why_not_reverse
from banyan.ledger.views.common import account_of
from banyan.ledger.words import say_units
from banyan.people.queries import persons_for
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.words import say_day, say_hours


@who_may(*CONFIRMERS)
@never_cache
def ledger_facts(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.entries_for(account_of(request)),
        request,
        columns=_columns(),
        filters=_filters(),
        search=lambda found, words: queries.entries_found(_facts(found), words),
        search_label=_("Name, pinyin or initials (zgh), or what happened"),
        empty=EmptyState(_("The facts of study and service stand here"), _("They are written when what happened is confirmed.")),
        export_name=_("facts"),
    )
    return page.export() if page.wants_export else render(request, "web/list.html", {"page": page, "title": _("Facts of the ledger")})


@who_may(*CONFIRMERS)
@never_cache
def ledger_entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    account, entry = account_of(request), _entry(request, uuid)
    reversal = getattr(entry, "reversal", None)
    names = queries.names_in([entry.recorded_by, entry.confirmed_by])
    context = {
        "title": entry.label,
        "entry": entry,
        "reversal": reversal,
        "recorded_by": names.get(entry.recorded_by) if entry.recorded_by else None,
        "confirmed_by": names.get(entry.confirmed_by) if entry.confirmed_by else None,
        "rule": queries.rule_in_words(entry.rule) if entry.rule else None,
        "source": address_of_source(entry.source_kind, entry.source_uuid, account),
        "sees_person": persons_for(account).filter(pk=entry.person_id).exists(),
        "reverses": entry.reverses_id is None and reversal is None and why_not_reverse(account, entry.organisation) is None,
    }
    return render(request, "ledger/entry.html", context)


@who_may(*OFFICE)
def ledger_reverse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    entry = _entry(request, uuid)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reversal = actions.reverse_entry(entry, by=account_of(request), reason=form.cleaned_data["reason"])
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The fact is reversed; both entries stay in the ledger."))
            return redirect(reversal)
    context = {
        "title": _("Reverse this fact?"),
        "warning": f"{entry.person} · {entry.label} · {say_day(entry.on)} · {say_hours(entry.minutes)}",
        "changes": [
            _("An entry of the opposite sign is written, with the reason; nothing is deleted."),
            _("Totals and certificates count it no longer."),
            _("What happened stays as it is recorded there. If it was recorded wrongly, correct it there instead."),
        ],
        "form": form,
        "action": _("Reverse it"),
        "back": entry.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


def _entry(request: HttpRequest, uuid: UUID) -> Entry:
    return get_object_or_404(queries.entries_for(account_of(request)).select_related("reverses"), uuid=uuid)


def _facts(found: Any) -> EntryQuerySet:
    # A list's search and filters don't know what they narrow.
    facts: EntryQuerySet = found
    return facts


def _columns() -> list[Column]:
    return [
        Column("label", _("What"), url=lambda entry: entry.get_absolute_url()),
        Column("state", _("State"), text=_state, tone=_tone),
        Column("on", _("Day"), sort="on"),
        Column("person", _("Person"), sort="person__name_key"),
        Column("account", _("Account")),
        Column("kind", _("Kind"), text=lambda entry: kind_in_words(entry.kind)),
        Column(
            "minutes",
            _("Time"),
            sort="minutes",
            text=lambda row: say_hours(row.minutes),
            export=lambda row: round(row.minutes / 60, 2),
            number=True,
        ),
        Column("quarters", _("Units"), text=_units, export=lambda row: row.quarters / 4 if _is_study(row) else None, number=True),
        Column("organisation", _("Organised by"), sort="organisation__path"),
    ]


def _filters() -> list[Filter]:
    years = [(str(year), str(year)) for year in queries.years_to_choose(timezone.localdate())]
    states = [("reversals", _("reversals")), ("standing", _("those that stand"))]
    filters = [
        Filter("account", _("Account"), LedgerAccount.choices),
        Filter("year", _("Year"), years, lambda found, year: found.filter(on__year=int(year))),
        Filter(
            "state",
            _("State"),
            states,
            lambda found, state: _facts(found).standing() if state == "standing" else found.exclude(reverses=None),
        ),
    ]
    kinds = named_kinds()
    return [*filters, Filter("kind", _("Kind"), kinds)] if kinds else filters


def _state(entry: Entry) -> str:
    if entry.reverses_id:
        return _("reversal")
    return _("reversed") if getattr(entry, "reversal", None) else _("stands")


def _tone(entry: Entry) -> str:
    return "seal" if entry.reverses_id else "quiet" if getattr(entry, "reversal", None) else ""


def _is_study(entry: Entry) -> bool:
    return entry.account == LedgerAccount.CREDIT


def _units(entry: Entry) -> str:
    return say_units(entry.quarters) if _is_study(entry) else ""
