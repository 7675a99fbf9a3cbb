"""The selection: its rules, its runs, and for every case the reason that decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.cases.judging.actions import selection as actions
from banyan.cases.judging.forms.selection import ExclusionForm, RuleForm
from banyan.cases.judging.models import Decision, Exclusion, Judging, Selection, SelectionRule
from banyan.cases.judging.permissions import why_not_change
from banyan.cases.judging.queries import selection as queries
from banyan.cases.judging.views.common import account_of, judging_of
from banyan.cases.judging.words import say_decision, say_points, say_rule, say_what_if
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.kernels.judging import decide, record_from_json, what_if
from banyan.people.models import Role
from banyan.web.lists import Column, EmptyState, Filter, ListPage


@who_may(Role.ORGANISER)
def selection_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _selection_page(request, judging_of(request, uuid))


@who_may(Role.ORGANISER)
@require_POST
def selection_run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    try:
        run = actions.run_selection(judging, by=account_of(request))
    except RuleError as error:
        return _selection_page(request, judging, refusal=str(error))
    said = _("Run %(number)d is proved: no other choice that keeps the rules has a greater total. It stays pending until you publish.")
    messages.success(request, said % {"number": run.number})
    return redirect("selection", uuid)


@who_may(Role.ORGANISER)
@require_POST
def rule_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    form = RuleForm(queries.listed_cases(judging), request.POST)
    if form.is_valid():
        try:
            actions.add_rule(judging, **form.rule(), by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            return redirect(reverse("selection", args=[uuid]) + "#rules")
    return _selection_page(request, judging, rule_form=form)


@who_may(Role.ORGANISER)
@require_POST
def rule_remove(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    judging = judging_of(request, uuid)
    rule = get_object_or_404(SelectionRule.objects.select_related("judging"), pk=pk, judging=judging)
    try:
        actions.remove_rule(rule, by=account_of(request))
    except RuleError as error:
        return _selection_page(request, judging, refusal=str(error))
    return redirect(reverse("selection", args=[uuid]) + "#rules")


@who_may(Role.ORGANISER)
@require_POST
def exclusion_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    form = ExclusionForm(queries.listed_cases(judging), request.POST)
    if form.is_valid():
        try:
            actions.exclude_case(judging, form.cleaned_data["mark"], reason=form.cleaned_data["reason"], by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            return redirect(reverse("selection", args=[uuid]) + "#rules")
    return _selection_page(request, judging, exclusion_form=form)


@who_may(Role.ORGANISER)
@require_POST
def exclusion_remove(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    judging = judging_of(request, uuid)
    exclusion = get_object_or_404(Exclusion.objects.select_related("judging", "submission"), pk=pk, judging=judging)
    try:
        actions.include_case(exclusion, by=account_of(request))
    except RuleError as error:
        return _selection_page(request, judging, refusal=str(error))
    return redirect(reverse("selection", args=[uuid]) + "#rules")


@who_may(Role.ORGANISER)
def decision_show(request: HttpRequest, uuid: UUID, case: UUID) -> HttpResponse:
    """One case: what decided, in full, and what would have to go if it had to be in."""
    judging = judging_of(request, uuid)
    selection = queries.newest_selection(judging)
    decision = get_object_or_404(queries.decisions_of(selection) if selection else Decision.objects.none(), submission__uuid=case)
    names = queries.names_for(judging)
    context: dict[str, Any] = {
        "title": str(decision.submission),
        "judging": judging,
        "decision": decision,
        "case": decision.submission,
        "sentence": say_decision(decision, names),
        "raw": say_points(decision.raw_thousandths),
        "score": say_points(decision.score_thousandths),
        "uncertainty": say_points(decision.uncertainty_thousandths),
    }
    if selection and not decision.is_winner and "if" in request.GET:
        question = decide(record_from_json(selection.question)).question
        context["if_in"] = say_what_if(what_if(question, str(case)), names)
    return render(request, "judging/decision.html", context)


def _selection_page(
    request: HttpRequest,
    judging: Judging,
    *,
    refusal: str = "",
    rule_form: RuleForm | None = None,
    exclusion_form: ExclusionForm | None = None,
) -> HttpResponse:
    selection = queries.newest_selection(judging)
    cases = queries.listed_cases(judging)
    names = queries.names_for(judging, cases)
    page = _decision_list(request, judging, selection, names, queries.values_for(cases))
    if page.wants_export:
        return page.export()
    context = {
        "title": _("Selection"),
        "judging": judging,
        "selection": selection,
        "is_current": selection is not None and not queries.may_have_changed(judging),
        "total": say_points(selection.total_thousandths) if selection else "",
        "page": page,
        "rules": [(rule.pk, say_rule(rule, names)) for rule in judging.rules.all()],
        "exclusions": judging.exclusions.select_related("submission"),
        "why_not_rules": why_not_change(account_of(request), judging, "rules"),
        "why_not_run": why_not_change(account_of(request), judging, "selection"),
        "rule_form": rule_form or RuleForm(cases),
        "exclusion_form": exclusion_form or ExclusionForm(cases),
        "refusal": refusal,
    }
    bad = refusal or (rule_form and rule_form.errors) or (exclusion_form and exclusion_form.errors)
    return render(request, "judging/selection.html", context, status=422 if bad else 200)


def _decision_list(
    request: HttpRequest,
    judging: Judging,
    selection: Selection | None,
    names: dict[str, str],
    values: dict[str, list[tuple[str, str]]],
) -> ListPage:
    return ListPage(
        queries.decisions_of(selection) if selection else Decision.objects.none(),
        request,
        columns=[
            Column("submission", _("Case"), sort="submission__number", text=_title, url=lambda row: _decision_url(judging, row)),
            Column("place", _("Place"), sort="place", number=True),
            Column(
                "score",
                _("Score"),
                sort="score_thousandths",
                text=lambda row: say_points(row.score_thousandths),
                export=_points,
                number=True,
            ),
            Column("raw", _("Mean"), sort="raw_thousandths", text=lambda row: say_points(row.raw_thousandths), number=True),
            Column("city", _("City"), sort="submission__city__path", text=lambda row: row.submission.city or ""),
            Column("category", _("Category"), sort="submission__category__place", text=lambda row: row.submission.category or ""),
            Column("is_winner", _("Selected"), sort="-is_winner", tone=lambda row: "green" if row.is_winner else "quiet", text=_outcome),
            Column("reason", _("What decided"), text=lambda row: say_decision(row, names)),
        ],
        filters=[
            Filter("chosen", _("Selected"), [("yes", _("selected")), ("no", _("not selected"))], narrow=_by_outcome),
            Filter("city", _("City"), values.get("city", []), narrow=lambda rows, code: rows.filter(submission__city__code=code)),
            Filter("category", _("Category"), values.get("category", []), narrow=lambda rows, key: rows.filter(submission__category=key)),
        ],
        search=lambda rows, words: narrowed(rows, words, "submission__title", "submission__organisation__name"),
        empty=EmptyState(
            _("Nothing is selected yet"),
            _("When scoring is closed, run the selection: it finds the greatest total that the rules allow and says why for each case."),
        ),
        export_name="selection",
    )


def _decision_url(judging: Judging, row: Decision) -> str:
    return reverse("decision", args=[judging.call.uuid, row.submission.uuid])


def _title(row: Decision) -> str:
    return f"{row.submission.mark} {row.submission}"


def _points(row: Decision) -> float | None:
    return None if row.score_thousandths is None else row.score_thousandths / 1000


def _outcome(row: Decision) -> str:
    return _("selected") if row.is_winner else _("not selected")


def _by_outcome(rows: Any, value: str) -> Any:
    return rows.filter(is_winner=value == "yes")
