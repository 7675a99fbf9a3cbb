"""Pages of who takes part: put people on the list, tick off who came, excuse, change a part, take somebody off."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from banyan.activities import actions, queries
from banyan.activities.forms.activities import ExcuseForm, PartForm, WayForm
from banyan.activities.models import Activity, Attendance
from banyan.activities.permissions import RUNNERS
from banyan.activities.views.activities import activity_page
from banyan.activities.views.common import account_of, activity_of, as_uuid, confirmed, sent
from banyan.core.errors import RuleError
from banyan.core.permissions import who_may
from banyan.people.models import Person
from banyan.people.queries import persons_for

MOST_AT_ONCE = 1000


@who_may(*RUNNERS)
@require_POST
def activity_expect(request: HttpRequest, uuid: UUID) -> HttpResponse:
    activity, account = activity_of(request, uuid), account_of(request)
    branch = queries.branches_to_expect(account, activity).filter(code=request.POST.get("branch", "")).first()
    if branch is not None:
        persons = queries.members_to_expect(account, branch)
    else:
        persons = list(persons_for(account).living().filter(uuid__in=_ticked(request)))
    if not persons:
        return activity_page(request, activity, refusal=_("Tick at least one name, or choose a branch that has members."))
    try:
        count = actions.expect(activity, persons, by=account)
    except RuleError as error:
        return activity_page(request, activity, refusal=str(error))
    messages.success(request, ngettext("%(count)d new on the list.", "%(count)d new on the list.", count) % {"count": count})
    return redirect(f"{activity.get_absolute_url()}#people")


@who_may(*RUNNERS)
@require_POST
def activity_attendance(request: HttpRequest, uuid: UUID) -> HttpResponse:
    activity = activity_of(request, uuid)
    form = WayForm(request.POST)
    persons = list(Person.objects.filter(attendances__activity=activity, uuid__in=_ticked(request)))
    if not persons or not form.is_valid():
        return activity_page(request, activity, refusal=_("Tick who came, and say how you know."))
    try:
        count = actions.tick_attended(activity, persons, way=form.cleaned_data["way"], by=account_of(request))
    except RuleError as error:
        return activity_page(request, activity, refusal=str(error))
    messages.success(request, ngettext("%(count)d entered as come.", "%(count)d entered as come.", count) % {"count": count})
    return redirect(f"{activity.get_absolute_url()}#people")


@who_may(*RUNNERS)
def attendance_edit(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    row = _row(request, uuid, person)
    form = PartForm(sent(request), initial={"role": row.role, "minutes": row.minutes})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_part(row.activity, row.person, **form.cleaned_data, by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{row.activity.get_absolute_url()}#people")
    return _edit_page(request, row, form)


@who_may(*RUNNERS)
@require_POST
def attendance_excuse(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    row = _row(request, uuid, person)
    form = ExcuseForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else request.POST.get("reason", "")[:100]
    return _done(request, row, lambda: actions.excuse(row.activity, row.person, by=account_of(request), reason=reason))


@who_may(*RUNNERS)
@require_POST
def attendance_untick(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    row = _row(request, uuid, person)
    return _done(request, row, lambda: actions.untick(row.activity, row.person, by=account_of(request)))


@who_may(*RUNNERS)
def attendance_off(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    row = _row(request, uuid, person)
    return confirmed(
        request,
        lambda: actions.take_off(row.activity, row.person, by=account_of(request)),
        title=_("Take %(name)s off the list?") % {"name": row.person},
        warning=_("“%(what)s”: %(name)s, %(state)s") % {"what": row.activity, "name": row.person, "state": row.get_state_display()},
        changes=[_("The sign-ins of this activity go too; the audit trail keeps that it was so.")],
        action=_("Take off"),
        back=reverse("attendance_edit", args=[uuid, person]),
        after=row.activity.get_absolute_url(),
    )


def _ticked(request: HttpRequest) -> list[UUID]:
    return [uuid for text in request.POST.getlist("person")[:MOST_AT_ONCE] if (uuid := as_uuid(text))]


def _row(request: HttpRequest, uuid: UUID, person: UUID) -> Attendance:
    activity: Activity = activity_of(request, uuid)
    row = get_object_or_404(activity.attendances.select_related("person"), person__uuid=person)
    row.activity = activity
    return row


def _done(request: HttpRequest, row: Attendance, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except RuleError as error:
        form = PartForm(initial={"role": row.role, "minutes": row.minutes})
        return _edit_page(request, row, form, refusal=str(error))
    messages.success(request, _("Saved."))
    return redirect(f"{row.activity.get_absolute_url()}#people")


def _edit_page(request: HttpRequest, row: Attendance, form: PartForm, *, refusal: str = "") -> HttpResponse:
    context = {
        "title": row.person.name,
        "context_line": row.activity.title,
        "row": row,
        "form": form,
        "excuse": ExcuseForm(initial={"reason": row.excuse}),
        "refusal": refusal,
    }
    return render(request, "activities/attendance_edit.html", context, status=422 if form.errors or refusal else 200)
