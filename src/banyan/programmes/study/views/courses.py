"""Pages of courses: the list, one with its items, writing items, the steps of the review, the files."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banyan.activities.views.common import account_of, confirmed, saved, sent
from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.kernels.prose import html_of
from banyan.programmes.study.actions import courses as actions
from banyan.programmes.study.forms.courses import CourseForm, ItemForm, StepForm
from banyan.programmes.study.models import Course, Item
from banyan.programmes.study.permissions import AUTHORS, why_not_change_course, why_not_move_course
from banyan.programmes.study.queries.courses import courses_for
from banyan.programmes.study.quizzes import read_quiz
from banyan.web.lists import Column, EmptyState, Filter, ListPage

TONES: dict[str, str] = {
    Course.State.DRAFT: "quiet",
    Course.State.REVIEW: "amber",
    Course.State.APPROVED: "green",
    Course.State.WITHDRAWN: "quiet",
}
# Step, its button, and whether it asks before it acts.
STEPS = (
    ("send", gettext_lazy("Send to review"), False),
    ("approve", gettext_lazy("Approve for use"), False),
    ("return", gettext_lazy("Return to the author"), True),
    ("reopen", gettext_lazy("Open again to change it"), False),
    ("withdraw", gettext_lazy("Stop using it"), True),
)


@who_may(*AUTHORS)
def course_list(request: HttpRequest) -> HttpResponse:
    page = ListPage(
        courses_for(account_of(request)),
        request,
        columns=[
            Column("title", _("Course"), sort="title", url=Course.get_absolute_url),
            Column("language", _("Language"), sort="language"),
            Column("item_count", _("Items"), sort="item_count", number=True),
            Column("minutes", _("Minutes"), sort="minutes", number=True),
            Column("state", _("State"), sort="state", tone=lambda course: TONES[course.state]),
            Column("organisation", _("Organisation"), sort="organisation__path"),
        ],
        filters=[Filter("state", _("State"), Course.State.choices)],
        search=lambda courses, words: narrowed(courses, words, "title", "organisation__name"),
        search_label=_("Title or organisation"),
        empty=EmptyState(
            _("Courses stand here"),
            _("Each with its texts, sounds and quizzes; somebody else looks it through before a pack carries it to sea."),
            action=_("Begin a course"),
            url=reverse("course_new"),
        ),
        export_name=_("courses"),
    )
    return page.export() if page.wants_export else render(request, "study/course_list.html", {"page": page, "title": _("Courses")})


@who_may(*AUTHORS)
@never_cache
def course_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    course, account = _course(request, uuid), account_of(request)
    context = {
        "title": course.title,
        "course": course,
        "tone": TONES[course.state],
        # Nothing in it is markup but what the kernel wrote.
        "items": [
            (item, mark_safe(html_of(item.text)), read_quiz(item.quiz))  # noqa: S308
            for item in course.items.select_related("audio", "pdf")
        ],
        "changes": why_not_change_course(account, course) is None,
        "steps": [(verb, words) for verb, words, _asks in STEPS if why_not_move_course(account, course, verb) is None],
        "asking": [verb for verb, _words, asks in STEPS if asks],
    }
    return render(request, "study/course_show.html", context)


@who_may(*AUTHORS)
def course_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    form = CourseForm(account, sent(request))
    return saved(
        request,
        form,
        lambda: actions.add_course(**form.cleaned_data, by=account),
        title=_("Begin a course"),
        back=reverse("courses"),
    )


@who_may(*AUTHORS)
def course_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    course, account = _course(request, uuid), account_of(request)
    form = CourseForm(account, sent(request), course=course)
    return saved(
        request,
        form,
        lambda: actions.change_course(course, **form.cleaned_data, by=account),
        title=_("Change “%(course)s”") % {"course": course},
        back=course.get_absolute_url(),
    )


@who_may(*AUTHORS)
def item_edit(request: HttpRequest, uuid: UUID, pk: int | None = None) -> HttpResponse:
    """Write a new item, or one anew."""
    course, account = _course(request, uuid), account_of(request)
    item = get_object_or_404(course.items, pk=pk) if pk is not None else None
    form = ItemForm(sent(request), request.FILES or None, item=item)

    def act() -> Course:
        actions.set_item(course, item, form.details, by=account)
        return course

    title = _("Item of “%(course)s”") % {"course": course}
    return saved(request, form, act, title=title, back=course.get_absolute_url())


@who_may(*AUTHORS)
def item_drop(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    course, account = _course(request, uuid), account_of(request)
    item = get_object_or_404(course.items, pk=pk)
    return confirmed(
        request,
        lambda: actions.drop_item(course, item, by=account),
        title=_("Take “%(item)s” out?") % {"item": item},
        warning=_("Packs that were issued keep it."),
        action=_("Take out"),
        back=course.get_absolute_url(),
    )


@who_may(*AUTHORS)
@require_POST
def item_move(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    course = _course(request, uuid)
    item = get_object_or_404(course.items, pk=pk)
    try:
        actions.move_item(course, item, up=request.POST.get("way") == "up", by=account_of(request))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(course)


@who_may(*AUTHORS)
def item_file(request: HttpRequest, uuid: UUID, pk: int, kind: str) -> HttpResponse:
    """The sound or the PDF of an item."""
    item = get_object_or_404(Item.objects.select_related("audio", "pdf"), course=_course(request, uuid), pk=pk)
    file = {"audio": item.audio, "pdf": item.pdf}.get(kind)
    if file is None:
        raise Http404
    return file_response(request, file, inline=kind == "audio")


@who_may(*AUTHORS)
def course_step(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Send, approve, return, open again, withdraw; what others will notice asks before it acts."""
    course, account = _course(request, uuid), account_of(request)
    found = next(((words, asks) for name, words, asks in STEPS if name == verb), None)
    if found is None:
        raise Http404
    words, asks = found
    if not asks and request.method == "POST":
        try:
            actions.move_course(course, verb, by=account)
        except RuleError as error:
            messages.error(request, str(error))
        return redirect(course)
    form = StepForm(sent(request)) if verb == "return" else None
    return confirmed(
        request,
        lambda: actions.move_course(course, verb, by=account, note=form.cleaned_data["note"] if form else ""),
        form=form,
        title=f"{words}：{course}",
        warning=_("Packs that were issued keep it.") if verb == "withdraw" else _("The author then changes it and sends it again."),
        action=str(words),
        back=course.get_absolute_url(),
    )


def _course(request: HttpRequest, uuid: UUID) -> Course:
    return get_object_or_404(courses_for(account_of(request)), uuid=uuid)
