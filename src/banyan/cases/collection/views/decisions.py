"""Steps of submissions, one by one or many at once, and the list that the offices above decide on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from banyan.cases.collection import queries
from banyan.cases.collection.actions import decisions as actions
from banyan.cases.collection.forms import DecideForm
from banyan.cases.collection.models import Call, Level, Stage, Submission
from banyan.cases.collection.permissions import OFFICE, STEPS, why_not_call, why_not_move
from banyan.cases.collection.views.common import TONES, account_of, call_of, submission_of
from banyan.cases.collection.views.submissions import submission_page
from banyan.cases.showcase.models import Programme
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Account, Organisation, Role
from banyan.people.queries import visible_to
from banyan.web.lists import Bulk, Column, EmptyState, Filter, ListPage

DONE = {
    "submit": gettext_lazy("The submission is handed in."),
    "take_back": gettext_lazy("The submission is a draft again."),
    "discard": gettext_lazy("The submission is put aside."),
    "take_up": gettext_lazy("The submission is a draft again."),
    "return": gettext_lazy("The submission went back to its unit."),
    "recommend": gettext_lazy("The submission is recommended."),
    "undo_recommend": gettext_lazy("The recommendation is taken back."),
    "accept": gettext_lazy("The submission is accepted."),
    "send_back": gettext_lazy("The submission went back to its unit."),
    "undo_accept": gettext_lazy("The acceptance is taken back."),
    "choose": gettext_lazy("The submission is selected."),
    "undo_choose": gettext_lazy("The selection is taken back."),
}
VERBS = {
    "recommend": gettext_lazy("Recommend"),
    "undo_recommend": gettext_lazy("Take the recommendation back"),
    "return": gettext_lazy("Return"),
    "accept": gettext_lazy("Accept"),
    "undo_accept": gettext_lazy("Take the acceptance back"),
    "send_back": gettext_lazy("Send back to the unit"),
    "choose": gettext_lazy("Select as excellent"),
    "undo_choose": gettext_lazy("Take the selection back"),
}


@who_may(*OFFICE)
def call_submissions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    call, account = call_of(request, uuid), account_of(request)
    page = ListPage(
        queries.sent_to(call, account),
        request,
        columns=[
            Column("title", _("Title"), sort="title", url=Submission.get_absolute_url),
            Column("number", _("Reference number"), sort="number", text=lambda row: row.mark),
            Column("organisation", _("Unit"), sort="organisation__path"),
            Column("city", _("City"), sort="city__path"),
            Column("category", _("Category"), sort="category__place"),
            Column("characters", _("Characters"), sort="characters", number=True),
            Column("state", _("State"), sort="state", tone=lambda row: TONES.get(row.state, "quiet")),
        ],
        filters=_filters(call, account),
        search=lambda rows, words: narrowed(rows, words, "title", "subtitle", "organisation__name"),
        empty=EmptyState(_("What units hand in stands here"), _("Nothing has been handed in to this call yet.")),
        export_name="submissions",
        bulk=Bulk(reverse("submission_decide", args=[call.uuid]), _verbs(call, account)),
    )
    context = {"page": page, "title": _("Submissions to “%(call)s”") % {"call": call}, "call": call, "places": _places(call, account)}
    return page.export() if page.wants_export else render(request, "collection/submission_list.html", context)


@who_may(*OFFICE)
@require_POST
def submission_step(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    submission = submission_of(request, uuid)
    if verb not in DONE:
        raise Http404
    try:
        actions.move_submission(submission, verb, by=account_of(request), reason=request.POST.get("reason", "")[:300])
    except RuleError as error:
        return submission_page(request, submission, refusal=str(error))
    messages.success(request, str(DONE[verb]))
    return redirect(submission)


@who_may(*OFFICE)
@require_POST
def submission_decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the ticked submissions and ask; with the answer, take the step with all of them or with none."""
    call, account = call_of(request, uuid), account_of(request)
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise Http404
    chosen = list(_ticked(request, queries.sent_to(call, account)))
    back = reverse("call_submissions", args=[call.uuid])
    if not chosen:
        messages.error(request, _("Tick at least one submission first."))
        return redirect(back)
    with_reason = verb in actions.WITH_REASON
    form = DecideForm(request.POST if "confirmed" in request.POST else None)
    if "confirmed" in request.POST and (form.is_valid() or not with_reason):
        try:
            count = actions.decide_submissions(call, chosen, verb, by=account, reason=request.POST.get("reason", "")[:300])
        except RuleError as error:
            messages.error(request, str(error))
        else:
            said = ngettext("Done with %(count)d submission.", "Done with %(count)d submissions.", count)
            messages.success(request, said % {"count": count})
            return redirect(back)
    return _asking(request, call, chosen, verb, form if with_reason else None, back)


def _asking(request: HttpRequest, call: Call, chosen: list[Submission], verb: str, form: DecideForm | None, back: str) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    refusals = {row.pk: why_not_move(account, row, verb, today) for row in chosen}
    context = {
        "title": VERBS[verb],
        "call": call,
        "chosen": [(row, refusals[row.pk]) for row in chosen],
        "able": sum(reason is None for reason in refusals.values()),
        "verb": verb,
        "form": form,
        "back": back,
    }
    return render(request, "collection/decide.html", context, status=422 if form is not None and form.errors else 200)


def _ticked(request: HttpRequest, rows: QuerySet[Submission]) -> QuerySet[Submission]:
    keys = {int(key) for key in request.POST.getlist("pk")[: actions.MOST_AT_ONCE + 1] if key.isdigit() and len(key) < 18}
    return rows.filter(pk__in=keys).order_by("number")


def _filters(call: Call, account: Account) -> list[Filter]:
    states = Submission.State
    kept = (states.SUBMITTED, states.RETURNED, states.RECOMMENDED, states.ACCEPTED, states.WINNER)
    cities = visible_to(account, *OFFICE).under(call.organisation).filter(kind=Organisation.Kind.CITY)
    filters = [
        Filter("state", _("State"), choices=[(state.value, state.label) for state in kept]),
        Filter("category", _("Category"), choices=[(str(row.pk), row.name) for row in call.categories.all()]),
        Filter("programme", _("Programme"), choices=Programme.choices),
    ]
    names = [(city.code, city.name) for city in cities]
    if len(names) > 1:
        filters.append(Filter("city", _("City"), choices=names, narrow=lambda rows, code: rows.filter(city__code=code)))
    return filters


def _verbs(call: Call, account: Account) -> list[tuple[str, Any]]:
    """What the account may do with submissions in the call's present stage."""
    stage = call.stage_on(timezone.localdate())
    above_a_town = (Organisation.Kind.PROVINCE, Organisation.Kind.CITY)
    level = None
    if why_not_call(account, call.organisation) is None:
        level = Level.PROVINCE
    elif any(grant.role in OFFICE and grant.organisation.kind in above_a_town for grant in account.grants_now):
        level = Level.CITY
    return [(verb, words) for verb, words in VERBS.items() if STEPS[verb].level == level and stage in STEPS[verb].stages]


def _places(call: Call, account: Account) -> list[tuple[Organisation, int, int]]:
    """For the cities that the account decides for, when they are few: the city, its recommendations, and its places."""
    cities = [grant.organisation for grant in account.grants_now if grant.role in OFFICE and grant.organisation.kind == "city"]
    stage = call.stage_on(timezone.localdate())
    if stage not in (Stage.SUBMISSION, Stage.RECOMMENDATION) or account.has_role_at(call.organisation, Role.ORGANISER):
        return []
    return [(city, (most := queries.places_of(call, city)) - queries.places_left(call, city), most) for city in cities[:3]]
