"""Files as people hand them in (text, web page, Word, PDF), told apart by their content and read into lines."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from banyan.core.documents import office, pdf, web, word
from banyan.core.documents.conversion import as_docx
from banyan.core.documents.lines import Document, DocumentError, Kind, Line
from banyan.core.documents.text import decode, refuse_garbage, text_lines
from banyan.core.documents.web import is_web_page

MOST_BYTES = 20 * 1024 * 1024

__all__ = ["MOST_BYTES", "Document", "DocumentError", "Kind", "Line", "read_document"]


def read_document(
    content: bytes, *, name: str = "", most_bytes: int = MOST_BYTES, progress: Callable[[int, int], None] | None = None
) -> Document:
    """Read a file into lines; ``progress`` hears (page, pages) of a PDF. Raise DocumentError, whose text says what is wrong and what to do.

    ``name`` serves messages alone: a file is recognised by its content.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DocumentError(_("The file is empty. Choose another file."), name=name)
    if len(content) > most_bytes:
        raise DocumentError(_("The file is larger than %(size)s. Send a smaller one.") % {"size": _size(most_bytes)}, name=name)
    try:
        document = _read(content, progress or _silent)
    except DocumentError as error:
        raise DocumentError(error.reason, name=name) from error
    if not any(line.text.strip() for line in document.lines):
        raise DocumentError(_("The file holds no text. Choose another file."), name=name)
    return document


def _read(content: bytes, progress: Callable[[int, int], None]) -> Document:
    content = as_docx(content)
    if reason := office.why_not_read(content):
        raise DocumentError(reason)
    if content.startswith(b"PK"):
        return Document("docx", "utf-8", word.word_lines(content))
    if b"%PDF-" in content[:1024]:
        return Document("pdf", "pdf", pdf.pdf_lines(content, progress))
    text, encoding = decode(content)
    refuse_garbage(text)
    if is_web_page(text):
        return Document("html", encoding, web.web_lines(text))
    return Document("txt", encoding, text_lines(text))


def _silent(page: int, pages: int) -> None:
    """Report to nobody."""


def _size(count: int) -> str:
    return f"{count // (1024 * 1024)} MB" if count >= 1024 * 1024 else f"{max(count // 1024, 1)} KB"
