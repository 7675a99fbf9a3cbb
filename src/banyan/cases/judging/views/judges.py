"""Judges of a round: invite them, what they know, their ties, their answers, and what happens when one falls out."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.cases.judging.actions import judges as actions
from banyan.cases.judging.forms.rounds import FormerPostForm, JudgeForm, NewJudgeForm, ReasonForm, TieForm
from banyan.cases.judging.models import Assignment, FormerPost, Judge, Tie
from banyan.cases.judging.queries.conflicts import conflicts_among, known_cases
from banyan.cases.judging.queries.panel import bounds_of, panel_of
from banyan.cases.judging.queries.rounds import judgings_for
from banyan.cases.judging.views.common import account_of, judging_of
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.people.models import Role
from banyan.web.lists import Column, EmptyState, Filter, ListPage

TONES: dict[str, str] = {Judge.State.INVITED: "amber", Judge.State.ACCEPTED: "green"}
CONFLICTS_SHOWN = 50


@who_may(Role.ORGANISER)
def judge_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    page = ListPage(
        panel_of(judging),
        request,
        columns=[
            Column("account", _("Judge"), sort="account__name", url=Judge.get_absolute_url),
            Column("number", _("No."), sort="number", number=True),
            Column("unit", _("Own unit"), sort="unit__path"),
            Column("knows", _("Knows"), text=lambda row: "、".join(str(category) for category in row.categories.all())),
            Column("bounds", _("Cases"), text=lambda row: "{}–{}".format(*bounds_of(judging, row))),
            Column("state", _("State"), sort="state", tone=lambda row: TONES.get(row.state, "quiet")),
        ],
        filters=[Filter("state", _("State"), choices=Judge.State.choices)],
        search=lambda rows, words: narrowed(rows, words, "account__name", "unit__name"),
        empty=EmptyState(
            _("The judges stand here"),
            _("Invite people with the role of judge, say what they know and how many cases they take."),
            action=_("Invite a judge"),
            url=reverse("judge_new", args=[uuid]),
        ),
        export_name="judges",
    )
    context = {"page": page, "title": _("Judges of “%(call)s”") % {"call": judging.call}, "judging": judging}
    return page.export() if page.wants_export else render(request, "judging/judges.html", context)


@who_may(Role.ORGANISER)
def judge_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judging = judging_of(request, uuid)
    form = NewJudgeForm(judging, request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields, account = form.own_fields(), form.cleaned_data["account"]
        try:
            judge = actions.invite_judge(
                judging, account, fields.pop("unit"), fields, categories=form.cleaned_data["categories"], by=account_of(request)
            )
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(judge)s is invited and finds the invitation after signing in.") % {"judge": judge})
            return redirect("judges", uuid)
    context = {"form": form, "title": _("Invite a judge"), "back": reverse("judges", args=[uuid])}
    return render(request, "judging/form.html", context, status=422 if form.errors else 200)


@who_may(Role.ORGANISER)
def judge_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _judge_page(request, _judge_of(request, uuid))


@who_may(Role.ORGANISER)
def judge_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judge = _judge_of(request, uuid)
    form = JudgeForm(judge.judging, request.POST or None, instance=Judge.objects.get(pk=judge.pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_judge(judge, form.own_fields(), categories=form.cleaned_data["categories"], by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(judge)
    context = {"form": form, "title": str(judge), "back": judge.get_absolute_url()}
    return render(request, "judging/form.html", context, status=422 if form.errors else 200)


@who_may(Role.ORGANISER)
@require_POST
def judge_answer(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """The judge's answer, given on the telephone; or the invitation once more."""
    judge, account = _judge_of(request, uuid), account_of(request)
    try:
        if verb == "accept":
            actions.accept_invitation(judge, by=account)
        elif verb == "decline":
            actions.decline_invitation(judge, reason=request.POST.get("reason", "")[:200], by=account)
        elif verb == "invite":
            actions.invite_again(judge, by=account)
        else:
            raise Http404
    except RuleError as error:
        return _judge_page(request, judge, refusal=str(error))
    return redirect(judge)


@who_may(Role.ORGANISER)
@require_POST
def tie_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judge = _judge_of(request, uuid)
    form = TieForm(judge.judging, request.POST)
    if not form.is_valid():
        return _judge_page(request, judge, tie_form=form)
    try:
        actions.add_tie(judge, **form.cleaned_data, by=account_of(request))
    except RuleError as error:
        form.add_error(None, str(error))
        return _judge_page(request, judge, tie_form=form)
    return redirect(judge)


@who_may(Role.ORGANISER)
@require_POST
def former_post_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    judge = _judge_of(request, uuid)
    form = FormerPostForm(judge.judging, request.POST)
    if not form.is_valid():
        return _judge_page(request, judge, post_form=form)
    try:
        actions.add_former_post(judge, **form.cleaned_data, by=account_of(request))
    except RuleError as error:
        return _judge_page(request, judge, refusal=str(error))
    return redirect(judge)


@who_may(Role.ORGANISER)
@require_POST
def judge_fact_remove(request: HttpRequest, uuid: UUID, kind: str, pk: int) -> HttpResponse:
    judge, account = _judge_of(request, uuid), account_of(request)
    try:
        if kind == "tie":
            actions.remove_tie(get_object_or_404(Tie.objects.select_related("judge__judging"), pk=pk, judge=judge), by=account)
        elif kind == "post":
            posts = FormerPost.objects.select_related("judge__judging", "organisation")
            actions.remove_former_post(get_object_or_404(posts, pk=pk, judge=judge), by=account)
        else:
            raise Http404
    except RuleError as error:
        return _judge_page(request, judge, refusal=str(error))
    return redirect(judge)


def _judge_of(request: HttpRequest, uuid: UUID) -> Judge:
    judges = Judge.objects.filter(judging__in=judgings_for(account_of(request)))
    return get_object_or_404(judges.select_related("account", "unit", "judging__call__organisation"), uuid=uuid)


def _judge_page(
    request: HttpRequest, judge: Judge, *, refusal: str = "", tie_form: TieForm | None = None, post_form: FormerPostForm | None = None
) -> HttpResponse:
    judging = judge.judging
    cases = known_cases(judging)
    conflicts = conflicts_among(judging, [judge], cases)
    kept_away = [(case, conflicts[judge.pk, case.pk]) for case in cases if (judge.pk, case.pk) in conflicts]
    work = judge.assignments.exclude(state=Assignment.State.WITHDRAWN).select_related("submission", "submission__city", "submission__call")
    context = {
        "title": str(judge),
        "judge": judge,
        "judging": judging,
        "tone": TONES.get(judge.state, "quiet"),
        "bounds": bounds_of(judging, judge),
        "kept_away": kept_away[:CONFLICTS_SHOWN],
        "kept_away_count": len(kept_away),
        "work": work.order_by("submission__number")[:CONFLICTS_SHOWN],
        "work_count": work.count(),
        "ties": judge.ties.select_related("organisation", "submission", "added_by"),
        "posts": judge.former_posts.select_related("organisation"),
        "tie_form": tie_form or TieForm(judging),
        "post_form": post_form or FormerPostForm(judging),
        "reason_form": ReasonForm(),
        "refusal": refusal,
        "states": Judge.State,
    }
    bad = refusal or (tie_form and tie_form.errors) or (post_form and post_form.errors)
    return render(request, "judging/judge.html", context, status=422 if bad else 200)
