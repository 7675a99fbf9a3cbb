"""Pages of make-up study: teachers with their days, plans with their proof, announcing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, saved, sent
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.programmes.study.actions import makeup as actions
from banyan.programmes.study.actions import teachers
from banyan.programmes.study.forms.ashore import MakeupForm, TeacherForm
from banyan.programmes.study.forms.courses import DayForm
from banyan.programmes.study.models import MakeupPlan, StudyTeacher
from banyan.programmes.study.queries.answers import answer_of
from banyan.programmes.study.queries.ashore import teachers_for
from banyan.programmes.study.queries.makeup import makeup_plans_for
from banyan.programmes.study.views.persons import chosen_person
from banyan.web.lists import Column, EmptyState, Filter, ListPage

TONES: dict[str, str] = {
    MakeupPlan.State.WAITING: "amber",
    MakeupPlan.State.READY: "amber",
    MakeupPlan.State.ANNOUNCED: "green",
    MakeupPlan.State.FAILED: "seal",
}


@who_may(*KEEPERS)
def teacher_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        teachers_for(account_of(request)),
        request,
        columns=[
            Column("person", _("Teacher"), sort="person__name_key", url=StudyTeacher.get_absolute_url),
            Column("ports", _("Ports"), text=lambda one: "、".join(port.name for port in one.ports.all()) or _("all")),
            Column("days", _("Comes"), text=lambda one: "；".join(str(days) for days in one.days.all()) or _("no days given")),
            Column("ended_on", _("Until"), sort="ended_on"),
            Column("organisation", _("Organisation"), sort="organisation__path"),
        ],
        search=lambda rows, words: narrowed(rows, words, "person__name", "ports__name").distinct(),
        search_label=_("Teacher or port"),
        empty=EmptyState(
            _("Teachers of make-up study stand here"),
            _("With the days on which they can come to which port."),
            action=_("Take on a teacher"),
            url=reverse("study_teacher_new"),
        ),
        export_name=_("teachers"),
    )
    context = {"page": page, "title": _("Teachers of make-up study")}
    return page.export() if page.wants_export else render(request, "study/teacher_list.html", context)


@who_may(*KEEPERS)
@never_cache
def teacher_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    person = chosen_person(request, title=_("Who teaches ashore?"), back=reverse("study_teachers"))
    if isinstance(person, HttpResponse):
        return person
    form = TeacherForm(account, sent(request), initial={"organisation": person.organisation})
    return saved(
        request,
        form,
        lambda: teachers.add_teacher(
            form.cleaned_data["organisation"], person, ports=form.cleaned_data["ports"], days=form.days(), by=account
        ),
        title=_("%(name)s teaches ashore") % {"name": person},
        back=reverse("study_teachers"),
    )


@who_may(*KEEPERS)
def teacher_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    account, teacher = account_of(request), _teacher(request, uuid)
    form = TeacherForm(account, sent(request), teacher=teacher)
    if request.method == "POST" and form.is_valid():
        return saved(
            request,
            form,
            lambda: teachers.change_teacher(teacher, ports=form.cleaned_data["ports"], days=form.days(), by=account),
            title=str(teacher),
            back=reverse("study_teachers"),
        )
    context = {"form": form, "title": _("%(name)s teaches ashore") % {"name": teacher}, "teacher": teacher}
    return render(request, "study/teacher_show.html", context, status=422 if form.errors else 200)


@who_may(*KEEPERS)
def teacher_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    account, teacher = account_of(request), _teacher(request, uuid)
    form = DayForm(sent(request), initial={"on": timezone.localdate()})
    return confirmed(
        request,
        lambda: teachers.end_teacher(teacher, **form.cleaned_data, by=account),
        form=form,
        title=_("Does %(name)s stop teaching?") % {"name": teacher},
        warning=_("Sessions that were announced stay until somebody changes them."),
        action=_("Note it"),
        back=teacher.get_absolute_url(),
        after=reverse("study_teachers"),
    )


@who_may(*KEEPERS)
def makeup_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        makeup_plans_for(account_of(request)).defer("problem", "answer"),
        request,
        columns=[
            Column("organisation", _("For"), sort="organisation__path", url=MakeupPlan.get_absolute_url),
            Column("first", _("From"), sort="first"),
            Column("last", _("To"), sort="last"),
            Column("asked_at", _("Asked for"), sort="asked_at"),
            Column("asked_by", _("By"), text=lambda one: one.asked_by or _("system")),
            Column("state", _("State"), tone=lambda one: TONES[one.state]),
        ],
        filters=[Filter("state", _("State"), MakeupPlan.State.choices)],
        search=lambda rows, words: narrowed(rows, words, "organisation__name"),
        empty=EmptyState(
            _("Make-up plans stand here"),
            _("The fewest sessions ashore that make up what is still owed, with who comes to which."),
            action=_("Ask for a plan"),
            url=reverse("makeup_new"),
        ),
        export_name=_("make-up plans"),
    )
    context = {"page": page, "title": _("Make-up study ashore")}
    return page.export() if page.wants_export else render(request, "study/makeup_list.html", context)


@who_may(*KEEPERS)
def makeup_new(request: HttpRequest) -> HttpResponse:
    account, today = account_of(request), timezone.localdate()
    form = MakeupForm(account, sent(request), initial={"first": today, "last": today.replace(month=12, day=31)})

    def act() -> MakeupPlan:
        fields = dict(form.cleaned_data)
        return actions.ask_makeup(fields.pop("organisation"), **fields, at=timezone.now(), by=account)

    return saved(request, form, act, title=_("Ask for a make-up plan"), back=reverse("makeup_plans"), action=_("Work it out"))


@who_may(*KEEPERS)
@never_cache
def makeup_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    asked = _plan(request, uuid)
    context = {"title": _("Make-up study of %(name)s") % {"name": asked.organisation}, "plan": asked, "tone": TONES[asked.state]}
    if asked.state == MakeupPlan.State.WAITING:
        return render(request, "study/makeup_waiting.html", context | {"needs_htmx": True})
    return render(request, "study/makeup_show.html", context | {"answer": answer_of(asked)})


@who_may(*KEEPERS)
def makeup_announce(request: HttpRequest, uuid: UUID) -> HttpResponse:
    asked, account = _plan(request, uuid), account_of(request)

    def act() -> None:
        count = len(actions.announce_makeup(asked, at=timezone.now(), by=account))
        messages.info(request, ngettext("%(count)d session is announced.", "%(count)d sessions are announced.", count) % {"count": count})

    return confirmed(
        request,
        act,
        title=_("Announce these sessions?"),
        warning=_("They become activities; teachers and learners are told. A later plan keeps them as they are."),
        action=_("Announce them"),
        back=asked.get_absolute_url(),
    )


def _teacher(request: HttpRequest, uuid: UUID) -> StudyTeacher:
    teacher: StudyTeacher = get_object_or_404(teachers_for(account_of(request)), uuid=uuid)
    return teacher


def _plan(request: HttpRequest, uuid: UUID) -> MakeupPlan:
    asked: MakeupPlan = get_object_or_404(makeup_plans_for(account_of(request)), uuid=uuid)
    return asked
