"""The documents of a submission: the case and the application form, as Word and as PDF."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from banyan.cases.collection.actions.words import WORD
from banyan.cases.collection.documents import application_form, case_document
from banyan.cases.collection.permissions import OFFICE
from banyan.cases.collection.views.common import submission_of
from banyan.core.official import as_pdf, as_word
from banyan.core.permissions import who_may

DOCUMENTS = {"case": (case_document, "案例"), "form": (application_form, "申报表")}
FORMS = {"docx": (as_word, WORD), "pdf": (as_pdf, "application/pdf")}


@who_may(*OFFICE)
def submission_document(request: HttpRequest, uuid: UUID, document: str, form: str) -> HttpResponse:
    submission = submission_of(request, uuid)
    if document not in DOCUMENTS or form not in FORMS:
        raise Http404
    write, word = DOCUMENTS[document]
    render, kind = FORMS[form]
    name = f"{submission.mark or '草稿'} {submission.title or word}（{word}）.{form}"
    disposition = content_disposition_header(True, name.replace("/", "／")) or "attachment"
    return HttpResponse(render(write(submission)), content_type=kind, headers={"Content-Disposition": disposition})
