"""Pages of the menu: its topics, one with its script and files, putting one on, changing it, taking it off."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banyan.activities.permissions import KEEPERS
from banyan.activities.views.common import account_of, confirmed, sent
from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.permissions import who_may
from banyan.core.search import narrowed
from banyan.programmes.talks.actions import menu as actions
from banyan.programmes.talks.forms.menu import NewTopicForm, TopicFileForm, TopicForm
from banyan.programmes.talks.models import Audience, Form, Script, Topic
from banyan.programmes.talks.queries.menu import talk_programmes, talks_given, topics_for, usable_script, versions_of
from banyan.programmes.talks.views.common import TONES, topic_of
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.words import say_day

USABLE = (
    ("now", gettext_lazy("usable now")),
    ("review", gettext_lazy("waits for review")),
    ("none", gettext_lazy("no script that may be used")),
    ("off", gettext_lazy("off the menu")),
)


@who_may(*KEEPERS)
def topic_list(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    programmes = [(str(programme.pk), f"{programme} · {programme.organisation}") for programme in talk_programmes(account)]
    page = ListPage(
        topics_for(account, timezone.localdate()),
        request,
        columns=[
            Column("title", _("Topic"), sort="title", url=Topic.get_absolute_url),
            Column("form", _("Form"), sort="form"),
            Column("audience", _("For whom"), sort="audience"),
            Column("minutes", _("Minutes"), sort="minutes", number=True),
            Column("dialects", _("Dialects"), text=lambda topic: topic.dialect_words),
            Column("script", _("Script"), text=_script_words, tone=_script_tone),
            *([Column("programme", _("Programme"), sort="programme__name")] if len(programmes) > 1 else []),
        ],
        filters=[
            Filter("usable", _("Script"), USABLE, _with_script),
            Filter("form", _("Form"), Form.choices),
            Filter("audience", _("For whom"), Audience.choices),
            *([Filter("programme", _("Programme"), programmes)] if len(programmes) > 1 else []),
        ],
        search=lambda rows, words: narrowed(rows, words, "title", "summary"),
        search_label=_("Title or summary"),
        empty=EmptyState(
            _("The menu of talks stands here"),
            _("Villages, schools and workshops order from it. A topic can be given once its script is approved."),
            action=_("Put a topic on the menu"),
            url=reverse("topic_new"),
        ),
        export_name="topics",
    )
    context = {"page": page, "title": _("Menu of talks")}
    return page.export() if page.wants_export else render(request, "talks/topic_list.html", context)


@who_may(*KEEPERS)
def topic_show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    topic = topic_of(request, uuid)
    versions = list(versions_of(topic))
    context = {
        "title": topic.title,
        "topic": topic,
        "usable": usable_script(topic, timezone.localdate()),
        "versions": [(script, TONES[script.state]) for script in versions],
        "own_draft": bool(versions) and versions[0].state == Script.State.DRAFT and versions[0].author_id == account_of(request).pk,
        "files": topic.files.select_related("file"),
        "file_form": TopicFileForm(auto_id="topic-%s"),
        "given": talks_given(topic)[:8],
        "speakers": topic.speakers.filter(ended_on=None).select_related("person"),
    }
    return render(request, "talks/topic_show.html", context)


@who_may(*KEEPERS)
def topic_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    programmes = list(talk_programmes(account).filter(ended_on=None))
    form = NewTopicForm(programmes, sent(request), initial={"programme": request.GET.get("programme"), "dialects": ["yue"]})
    if request.method == "POST" and form.is_valid():
        try:
            topic = actions.add_topic(form.cleaned_data["programme"], form.cleaned_data, by=account)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The topic is on the menu. It can be ordered once a script is approved."))
            return redirect(topic)
    context = {"form": form, "title": _("Put a topic on the menu"), "back": reverse("topics"), "programmes": programmes}
    return render(request, "talks/topic_form.html", context, status=422 if form.errors else 200)


@who_may(*KEEPERS)
def topic_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    topic = topic_of(request, uuid)
    form = TopicForm(sent(request), initial=TopicForm.values_of(topic))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_topic(topic, form.cleaned_data, by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(topic)
    context = {"form": form, "title": _("Change “%(what)s”") % {"what": topic}, "back": topic.get_absolute_url(), "programmes": True}
    return render(request, "talks/topic_form.html", context, status=422 if form.errors else 200)


@who_may(*KEEPERS)
def topic_retire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a topic off the menu, or bring it back; both can be undone, so both ask only once."""
    topic, account = topic_of(request, uuid), account_of(request)
    if topic.retired_on is None:
        return confirmed(
            request,
            lambda: actions.retire_topic(topic, on=timezone.localdate(), by=account),
            title=_("Take “%(what)s” off the menu?") % {"what": topic},
            warning=_("It can be brought back at any time."),
            changes=[_("Nobody can order it any more."), _("Talks that are agreed on take place.")],
            action=_("Take it off"),
            back=topic.get_absolute_url(),
        )
    return confirmed(
        request,
        lambda: actions.bring_back_topic(topic, by=account),
        title=_("Bring “%(what)s” back to the menu?") % {"what": topic},
        warning=_("It can be ordered again as soon as a script is approved."),
        action=_("Bring it back"),
        back=topic.get_absolute_url(),
    )


@who_may(*KEEPERS)
@require_POST
def topic_file_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    topic = topic_of(request, uuid)
    form = TopicFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("file", [_("Choose a file first.")])))
        return redirect(topic)
    file = form.cleaned_data["file"]
    try:
        actions.add_topic_file(topic, file.read(), name=file.name, by=account_of(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is attached."))
    return redirect(topic)


@who_may(*KEEPERS)
def topic_file(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    return file_response(request, get_object_or_404(topic_of(request, uuid).files.select_related("file"), pk=pk).file)


@who_may(*KEEPERS)
@require_POST
def topic_file_drop(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    topic = topic_of(request, uuid)
    attached = get_object_or_404(topic.files.select_related("topic"), pk=pk)
    try:
        actions.drop_topic_file(attached, by=account_of(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is taken away."))
    return redirect(topic)


def _with_script(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "off":
        return rows.exclude(retired_on=None)
    rows = rows.filter(retired_on=None)
    return rows.filter(waiting__gt=0) if value == "review" else rows.filter(usable_until__isnull=value == "none")


def _script_words(topic: Any) -> str:
    """Where the script of a topic stands, in a few words."""
    if topic.retired_on is not None:
        return _("off the menu")
    if topic.usable_until is not None:
        return _("until %(day)s") % {"day": say_day(topic.usable_until)}
    return _("waits for review") if topic.waiting else _("none to use")


def _script_tone(topic: Any) -> str:
    if topic.retired_on is not None:
        return "quiet"
    return "green" if topic.usable_until is not None else "amber"
