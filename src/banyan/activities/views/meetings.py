"""Pages of what is written down of a meeting: the form, the document, the photos."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from banyan.activities import actions, queries
from banyan.activities.actions.meetings import FIELDS
from banyan.activities.documents.minutes import minutes_of
from banyan.activities.forms.meetings import MinutesForm, PhotoForm
from banyan.activities.models import Activity, MeetingRecord
from banyan.activities.permissions import RUNNERS
from banyan.activities.views.checkin import download
from banyan.activities.views.common import account_of, activity_of, confirmed
from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.official import as_pdf, as_word
from banyan.core.permissions import who_may

KINDS = {
    "docx": (as_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (as_pdf, "application/pdf"),
}


@who_may(*RUNNERS)
def activity_minutes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    activity, account = activity_of(request, uuid), account_of(request)
    record = MeetingRecord.objects.filter(activity=activity).select_related("changed_by").first()
    version = record.version if record else 0
    if request.method != "POST":
        initial = {"version": version} | ({} if record else {"writer": account.name})
        return _minutes_page(request, activity, record, MinutesForm(initial=initial, instance=record))
    form = MinutesForm(request.POST.copy())
    if form.is_valid():
        try:
            actions.write_minutes(activity, form.cleaned_data, by=account, version=form.cleaned_data["version"])
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("activity_minutes", activity.uuid)
    other = record if record and form.data.get("version") != str(version) else None
    return _minutes_page(request, activity, record, form, other=other)


@who_may(*RUNNERS)
def activity_minutes_document(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    activity = activity_of(request, uuid)
    if kind not in KINDS:
        raise Http404
    record = MeetingRecord.objects.filter(activity=activity).first() or MeetingRecord(activity=activity)
    write, media_type = KINDS[kind]
    try:
        content = write(minutes_of(activity, record))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("activity_minutes", activity.uuid)
    return download(content, f"会议记录-{activity}-{activity.on:%Y%m%d}.{kind}", media_type)


@who_may(*RUNNERS)
def activity_photo_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    activity = activity_of(request, uuid)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        photo = form.cleaned_data["photo"]
        try:
            actions.add_photo(activity, photo.read(), name=photo.name, by=account_of(request), caption=form.cleaned_data["caption"])
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The photo is in."))
            return redirect(f"{reverse('activity_minutes', args=[activity.uuid])}#photos")
    context = {
        "title": _("Add a photo"),
        "context_line": activity.title,
        "form": form,
        "back": reverse("activity_minutes", args=[activity.uuid]),
    }
    return render(request, "activities/form.html", context, status=422 if form.errors else 200)


@who_may(*RUNNERS)
def activity_photo(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    return file_response(request, get_object_or_404(activity_of(request, uuid).photos.select_related("file"), pk=pk).file)


@who_may(*RUNNERS)
def activity_photo_drop(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    activity = activity_of(request, uuid)
    photo = get_object_or_404(activity.photos, pk=pk)
    return confirmed(
        request,
        lambda: actions.drop_photo(photo, by=account_of(request)),
        title=_("Take this photo out?"),
        warning=photo.caption or _("A photo without a caption"),
        changes=[_("It leaves the minutes, and the file is deleted after a day.")],
        action=_("Take it out"),
        back=reverse("activity_minutes", args=[activity.uuid]),
    )


def _minutes_page(
    request: HttpRequest, activity: Activity, record: MeetingRecord | None, form: MinutesForm, *, other: MeetingRecord | None = None
) -> HttpResponse:
    """The form, with what stands there by now (``other``) when somebody was quicker."""
    if other is not None:
        # Whoever has read what the other wrote may save over it.
        cast("QueryDict", form.data)["version"] = str(other.version)
    context = {
        "title": _("Minutes of the meeting") if activity.is_meeting else _("What happened"),
        "context_line": activity.title,
        "activity": activity,
        "record": record,
        "form": form,
        "theirs": [(form.fields[name].label, getattr(other, name)) for name in FIELDS] if other else [],
        "other": other,
        "people": queries.people_of(activity),
        "counts": queries.attendance_counts(activity),
        "photos": activity.photos.select_related("file"),
        "most_photos": actions.MOST_PHOTOS,
    }
    return render(request, "activities/minutes.html", context, status=422 if form.errors else 200)
