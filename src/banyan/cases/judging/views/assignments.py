"""Who judges what: the proposal with its loads and reasons, changes by hand, publication, and a judge who falls out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banyan.cases.judging.actions import assignments as actions
from banyan.cases.judging.actions import proposals
from banyan.cases.judging.forms.rounds import ReasonForm
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.cases.judging.permissions import why_not_change
from banyan.cases.judging.queries import panel
from banyan.cases.judging.queries.proposals import candidates_for, proposal_of
from banyan.cases.judging.queries.rounds import judged_submissions, judgings_for
from banyan.cases.judging.views.common import account_of, judging_of
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Role
from banyan.web.lists import Column, EmptyState, Filter, ListPage

STANDS = Assignment.State


@who_may(Role.ORGANISER)
def assignment_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _assignment_page(request, judging_of(request, uuid))


@who_may(Role.ORGANISER)
@require_POST
def assignment_step(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Propose, discard the proposal, or publish it."""
    judging, account = judging_of(request, uuid), account_of(request)
    try:
        if verb == "propose":
            made = proposals.propose_assignments(judging, may_move="may_move" in request.POST, by=account)
            said = ngettext("%(count)d assignment is proposed.", "%(count)d assignments are proposed.", made) % {"count": made}
        elif verb == "discard":
            proposals.discard_proposal(judging, by=account)
            said = _("The proposal is discarded; what was published stands.")
        elif verb == "publish":
            count = actions.publish_assignments(judging, by=account)
            said = ngettext("%(count)d assignment is published.", "%(count)d assignments are published.", count) % {"count": count}
        else:
            raise Http404
    except RuleError as error:
        return _assignment_page(request, judging, refusal=str(error))
    messages.success(request, said)
    return redirect("assignment", uuid)


@who_may(Role.ORGANISER)
def case_judges(request: HttpRequest, uuid: UUID, case: UUID) -> HttpResponse:
    return _case_page(request, judging_of(request, uuid), case)


@who_may(Role.ORGANISER)
@require_POST
def case_judge_add(request: HttpRequest, uuid: UUID, case: UUID, number: int) -> HttpResponse:
    judging = judging_of(request, uuid)
    submission = get_object_or_404(judged_submissions(judging), uuid=case)
    judge = get_object_or_404(judging.judges, number=number)
    try:
        actions.add_assignment(judging, judge, submission, by=account_of(request))
    except RuleError as error:
        return _case_page(request, judging, case, refusal=str(error))
    return redirect("case_judges", uuid, case)


@who_may(Role.ORGANISER)
@require_POST
def case_judge_remove(request: HttpRequest, uuid: UUID, case: UUID, number: int) -> HttpResponse:
    judging = judging_of(request, uuid)
    rows = judging.assignments.standing().select_related("judging", "judge")
    assignment = get_object_or_404(rows, submission__uuid=case, judge__number=number)
    try:
        actions.remove_assignment(assignment, reason=request.POST.get("reason", "")[:200], by=account_of(request))
    except RuleError as error:
        return _case_page(request, judging, case, refusal=str(error))
    return redirect("case_judges", uuid, case)


@who_may(Role.ORGANISER)
def judge_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A judge falls out: scores stay, open cases go to others with the fewest changes, as a proposal to look at."""
    rows = Judge.objects.filter(judging__in=judgings_for(account_of(request)))
    judge = get_object_or_404(rows.select_related("account", "judging__call__organisation"), uuid=uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            freed = proposals.withdraw_judge(judge, reason=form.cleaned_data["reason"], by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("%(count)d case is free again.", "%(count)d cases are free again.", freed) % {"count": freed}
            messages.success(request, said + _("Look at the proposal for them, then publish it."))
            return redirect("assignment", judge.judging.call.uuid)
    work = judge.assignments.standing()
    scored, open_ = work.filter(state=STANDS.HANDED_IN).count(), work.exclude(state=STANDS.HANDED_IN).count()
    changes = [
        ngettext("%(count)d score handed in stays and counts.", "%(count)d scores handed in stay and count.", scored) % {"count": scored},
        ngettext("%(count)d open case goes to other judges.", "%(count)d open cases go to other judges.", open_) % {"count": open_},
        _("Marks begun but not handed in are kept in the report and don't count."),
    ]
    context = {
        "title": _("Does %(judge)s fall out?") % {"judge": judge},
        "warning": _("The judge can be invited again later."),
        "changes": changes,
        "form": form,
        "action": _("The judge falls out"),
        "back": judge.get_absolute_url(),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


def _assignment_page(request: HttpRequest, judging: Judging, *, refusal: str = "") -> HttpResponse:
    page = _case_list(request, judging)
    if page.wants_export:
        return page.export()
    context = {
        "title": _("Who judges what"),
        "judging": judging,
        "page": page,
        "progress": panel.progress_of(judging),
        "loads": panel.loads_of(judging),
        "proposal": proposal_of(judging),
        "why_not": why_not_change(account_of(request), judging, "assignments"),
        "refusal": refusal,
    }
    return render(request, "judging/assignment.html", context, status=422 if refusal else 200)


def _case_list(request: HttpRequest, judging: Judging) -> ListPage:
    wanted = judging.judges_per_case
    numbers = judging.judges.select_related("account").order_by("number")
    return ListPage(
        panel.cases_with_judges(judging),
        request,
        columns=[
            Column("title", _("Case"), sort="number", text=lambda row: f"{row.mark} {row}", url=lambda row: _case_url(judging, row)),
            Column("city", _("City"), sort="city__path", text=lambda row: row.city or ""),
            Column("category", _("Category"), sort="category__place", text=lambda row: row.category or ""),
            Column("judges", _("Judges"), text=_names),
            Column(
                "judges_now",
                _("Number"),
                sort="judges_now",
                text=lambda row: f"{row.judges_now} / {wanted}",
                tone=lambda row: "amber" if row.judges_now < wanted else "",
                number=True,
            ),
        ],
        filters=[
            Filter("short", _("Places"), [("yes", _("still open"))], narrow=lambda rows, _value: rows.filter(judges_now__lt=wanted)),
            Filter(
                "judge",
                _("Judge"),
                [(str(judge.number), str(judge)) for judge in numbers],
                narrow=lambda rows, number: rows.filter(pk__in=_cases_of(judging, number)),
            ),
        ],
        search=lambda rows, words: narrowed(rows, words, "title", "organisation__name"),
        empty=EmptyState(_("No case is accepted yet"), _("Cases that the organiser has accepted from the cities are judged.")),
        export_name="assignments",
    )


def _cases_of(judging: Judging, number: str) -> Any:
    return judging.assignments.standing().filter(judge__number=number).values("submission")


def _case_url(judging: Judging, row: Any) -> str:
    return reverse("case_judges", args=[judging.call.uuid, row.uuid])


def _names(row: Any) -> str:
    marks = {STANDS.PROPOSED: _("(proposed)"), STANDS.HANDED_IN: "✓"}
    return "、".join(f"{one.judge}{marks.get(one.state, '')}" for one in row.standing)


def _case_page(request: HttpRequest, judging: Judging, case: UUID, *, refusal: str = "") -> HttpResponse:
    submission = get_object_or_404(judged_submissions(judging), uuid=case)
    rows = judging.assignments.filter(submission=submission).select_related("judge", "judge__account").order_by("judge__number")
    context = {
        "title": str(submission),
        "judging": judging,
        "case": submission,
        "standing": [row for row in rows if row.state != STANDS.WITHDRAWN],
        "withdrawn": [row for row in rows if row.state == STANDS.WITHDRAWN],
        "candidates": candidates_for(judging, submission),
        "why_not": why_not_change(account_of(request), judging, "assignments"),
        "states": STANDS,
        "refusal": refusal,
    }
    return render(request, "judging/case_judges.html", context, status=422 if refusal else 200)
