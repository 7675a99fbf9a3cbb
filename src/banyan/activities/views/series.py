"""Pages of weekly slots and of the days without anything in the open."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.activities import actions, queries
from banyan.activities.forms.series import EndSeriesForm, NewSeriesForm, NoOutdoorDayForm, SkipForm
from banyan.activities.links import links_of_series
from banyan.activities.models import NoOutdoorDay, Series
from banyan.activities.permissions import RUNNERS
from banyan.activities.views.common import account_of, as_day, confirmed, saved, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.ledger.permissions import OFFICE
from banyan.people.queries import visible_to
from banyan.web.lists import Column, EmptyState, ListPage
from banyan.web.words import say_day


@who_may(*RUNNERS)
def series_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        queries.series_for(account_of(request)),
        request,
        columns=[
            Column("title", _("Title"), sort="title", url=Series.get_absolute_url),
            Column("weekday", _("Weekday"), sort="weekday"),
            Column("begins", _("Time"), sort="begins", text=lambda row: row.begins.strftime("%H:%M")),
            Column("kind", _("Kind"), tone=lambda _row: "quiet"),
            Column("place", _("Where"), sort="place__name"),
            Column("organisation", _("Organised by"), sort="organisation__path"),
            Column("to_on", _("State"), text=_state, tone=lambda row: "quiet" if _is_over(row) else "green"),
        ],
        search=lambda rows, words: narrowed(rows, words, "title", "place__name", "organisation__name"),
        empty=EmptyState(
            _("Weekly slots stand here"),
            _("The same weekday, hour and place, week after week; Banyan plans the coming weeks by itself."),
            action=_("Begin a weekly slot"),
            url=reverse("series_new"),
        ),
        export_name="slots",
    )
    context = {"page": page, "title": _("Weekly slots")}
    return page.export() if page.wants_export else render(request, "activities/series_list.html", context)


@who_may(*RUNNERS)
def series_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    offered = queries.organisations_to_run(account, request.GET.get("organisation", ""))
    places, programmes = queries.places_to_meet(offered), queries.programmes_to_join(offered)
    form = NewSeriesForm(visible_to(account, *RUNNERS), offered, places, programmes, sent(request), initial=_asked_for(request))
    return saved(
        request,
        form,
        lambda: actions.begin_series(form.cleaned_data["organisation"], form.cleaned_data, by=account),
        title=_("Begin a weekly slot"),
        back=reverse("series_list"),
        action=_("Begin a weekly slot"),
    )


@who_may(*RUNNERS)
def series_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _series_page(request, _series(request, uuid), SkipForm())


@who_may(*RUNNERS)
def series_skip(request: HttpRequest, uuid: UUID) -> HttpResponse:
    series = _series(request, uuid)
    form = SkipForm(sent(request), initial={"on": as_day(request.GET.get("on", ""))})
    return confirmed(
        request,
        lambda: actions.skip_slot(series, form.cleaned_data["on"], by=account_of(request), reason=form.cleaned_data["reason"]),
        form=form,
        title=_("Leave a day out of “%(what)s”?") % {"what": series},
        warning=_("What is planned on that day is cancelled."),
        changes=[_("Whoever is on the list is told."), _("The day can be put back as long as it lies ahead.")],
        action=_("Leave the day out"),
        back=series.get_absolute_url(),
    )


@who_may(*RUNNERS)
@require_POST
def series_put_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    series = _series(request, uuid)
    on = as_day(request.POST.get("on", ""))
    if on is None:
        messages.error(request, _("Choose the day that is put back."))
        return redirect(series)
    try:
        activity = actions.put_back_slot(series, on, by=account_of(request))
    except RuleError as error:
        return _series_page(request, series, SkipForm(), refusal=str(error))
    said = _("%(day)s is put back and planned.") if activity else _("%(day)s is put back.")
    messages.success(request, said % {"day": say_day(on)})
    return redirect(series)


@who_may(*RUNNERS)
def series_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    series = _series(request, uuid)
    form = EndSeriesForm(sent(request), initial={"on": timezone.localdate()})
    ahead = queries.next_activities(queries.activities_of_series(series))
    return confirmed(
        request,
        lambda: actions.end_series(series, on=form.cleaned_data["on"], by=account_of(request), reason=form.cleaned_data["reason"]),
        form=form,
        title=_("End “%(what)s”?") % {"what": series},
        warning=_("What is planned after the last day is cancelled."),
        changes=[f"{say_day(row.starts_at)} {row}" for row in ahead],
        action=_("End the slot"),
        back=series.get_absolute_url(),
    )


@who_may(*RUNNERS)
def no_outdoor_days(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    marks = account.has_role(*OFFICE)
    offered = queries.organisations_to_run(account)
    form = NoOutdoorDayForm(visible_to(account, *OFFICE), offered, sent(request) if marks else None)
    if request.method == "POST" and marks and form.is_valid():
        words = form.cleaned_data
        try:
            actions.mark_no_outdoor_day(words["organisation"], words["on"], by=account, reason=words["reason"])
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Marked. What was planned in the open on that day is cancelled."))
            return redirect("no_outdoor_days")
    today = timezone.localdate()
    rows = queries.no_outdoor_days_for(account)[:100]
    context = {
        "title": _("Days without anything in the open"),
        "context_line": _("On days of heat or storm nothing is planned at places in the open."),
        "form": form if marks else None,
        "rows": [(row, row.on >= today and account.has_role_at(row.organisation, *OFFICE)) for row in rows],
    }
    return render(request, "activities/no_outdoor_days.html", context, status=422 if form.errors else 200)


@who_may(*OFFICE)
@require_POST
def no_outdoor_lift(request: HttpRequest, pk: int) -> HttpResponse:
    account = account_of(request)
    mark = get_object_or_404(NoOutdoorDay, pk=pk, organisation__in=visible_to(account, *OFFICE).order_by())
    try:
        actions.lift_no_outdoor_day(mark, by=account)
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mark is taken back; what was cancelled stays cancelled."))
    return redirect("no_outdoor_days")


def _series(request: HttpRequest, uuid: UUID) -> Series:
    return get_object_or_404(queries.series_for(account_of(request)), uuid=uuid)


def _series_page(request: HttpRequest, series: Series, form: SkipForm, *, refusal: str = "") -> HttpResponse:
    context = {
        "title": series.title,
        "series": series,
        "slots": queries.coming_slots(series, timezone.localdate()),
        "is_over": _is_over(series),
        "links": [] if _is_over(series) else links_of_series(series),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "activities/series_show.html", context, status=422 if refusal else 200)


def _is_over(series: Series) -> bool:
    return series.to_on is not None and series.to_on < timezone.localdate()


def _state(series: Series) -> str:
    if series.to_on is None:
        return _("goes on")
    return (
        _("ended on %(day)s") % {"day": say_day(series.to_on)} if _is_over(series) else _("until %(day)s") % {"day": say_day(series.to_on)}
    )


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """What a link to a new slot has filled in already."""
    names = ("kind", "title", "weekday", "begins", "minutes", "programme", "place")
    return {"from_on": timezone.localdate()} | {name: request.GET[name][:120] for name in names if name in request.GET}
