"""What hangs on a submission: photos, the Word file it is read from, stamped forms."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banyan.cases.collection.actions import attachments as actions
from banyan.cases.collection.actions import words
from banyan.cases.collection.forms import CaptionForm, PhotoForm, PlacingForm, ScanForm, WordForm
from banyan.cases.collection.models import Submission
from banyan.cases.collection.permissions import OFFICE
from banyan.cases.collection.views.common import account_of, submission_of
from banyan.core.documents.conversion import as_docx
from banyan.core.errors import RuleError
from banyan.core.files import file_response
from banyan.core.permissions import who_may


@who_may(*OFFICE)
@require_POST
def photo_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    submission = submission_of(request, uuid)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, submission, form.errors.get("file") or form.errors.get("caption"))
    file = form.cleaned_data["file"]
    try:
        actions.add_photo(submission, file.read(), name=file.name, caption=form.cleaned_data["caption"], by=account_of(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The photo is in."))
    return redirect("submission_edit", submission.uuid)


@who_may(*OFFICE)
@require_POST
def photo_change(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    submission = submission_of(request, uuid)
    photo = get_object_or_404(submission.photos, pk=pk)
    try:
        if "remove" in request.POST:
            actions.remove_photo(photo, by=account_of(request))
            messages.success(request, _("The photo is taken out."))
        elif (form := CaptionForm(request.POST)).is_valid():
            actions.describe_photo(photo, caption=form.cleaned_data["caption"], by=account_of(request))
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Write under each photo what it shows."))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("submission_edit", submission.uuid)


@who_may(*OFFICE)
def photo_file(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    return file_response(request, get_object_or_404(submission_of(request, uuid).photos.select_related("file"), pk=pk).file)


@who_may(*OFFICE)
@require_POST
def scan_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    submission = submission_of(request, uuid)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the scan of the form first, at most 20 MB."))
        return redirect(submission)
    file = form.cleaned_data["file"]
    try:
        actions.add_scan(submission, file.read(), name=file.name, level=form.cleaned_data["level"], by=account_of(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The form is kept with the submission."))
    return redirect(submission)


@who_may(*OFFICE)
def scan_file(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    return file_response(request, get_object_or_404(submission_of(request, uuid).scans.select_related("file"), pk=pk).file)


@who_may(*OFFICE)
@require_POST
def word_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    submission = submission_of(request, uuid)
    form = WordForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, submission, form.errors.get("file"))
    file = form.cleaned_data["file"]
    try:
        # An old .doc or .wps is turned into .docx before the transaction begins: it takes seconds.
        sent = file.read()
        content = as_docx(sent)
        name = file.name if content is sent else f"{PurePath(file.name).stem}.docx"
        words.hand_in_word(submission, content, name=name, by=account_of(request))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("submission_edit", submission.uuid)
    return redirect("word_place", submission.uuid)


@who_may(*OFFICE)
def word_place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was read from the Word file, to be looked through and placed before it becomes the text."""
    submission = submission_of(request, uuid)
    try:
        reading = words.read_word(submission)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("submission_edit", submission.uuid)
    parts = list(submission.call.parts.all())
    found = {"title": reading.title, "subtitle": reading.subtitle}
    found |= {f"part-{part.pk}": read.text for part in parts if (read := reading.part(part.name))}
    form = PlacingForm(parts, found, [paragraph.text for paragraph in reading.rest], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            photos = words.take_word(submission, form.words(), form.texts(), by=account_of(request))
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The text is taken over from the Word file, with %(count)d photos.") % {"count": photos})
            return redirect("submission_edit", submission.uuid)
    context = {"title": _("What was read from the Word file"), "submission": submission, "form": form, "reading": reading, "parts": parts}
    return render(request, "collection/word_place.html", context, status=422 if form.errors else 200)


def _refused(request: HttpRequest, submission: Submission, errors: Sequence[Any] | None) -> HttpResponse:
    messages.error(request, " ".join(str(error) for error in errors or [_("Choose a file first.")]))
    return redirect("submission_edit", submission.uuid)
