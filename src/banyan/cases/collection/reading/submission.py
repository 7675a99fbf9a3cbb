"""The file itself: what is taken, what is refused and why, and what to warn of."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.cases.collection.reading.captions import with_captions
from banyan.cases.collection.reading.model import PartName, PartText, SubmissionReading
from banyan.cases.collection.reading.names import names_of
from banyan.cases.collection.reading.sorting import empty_headings, parts_of, photos_of, places_of, rest_of
from banyan.cases.collection.reading.tables import unfolded
from banyan.core.documents import MOST_BYTES, DocumentError, office
from banyan.core.documents.conversion import as_docx
from banyan.core.documents.word_paragraphs import WordFile, read_word


def read_submission(content: bytes, *, name: str, parts: tuple[PartName, ...]) -> SubmissionReading:
    """Read a case from a .docx (or, where LibreOffice is, a .doc or .wps) into the ``parts`` of its call; ``name`` serves messages alone.

    Raise DocumentError for any other kind of file, a password, tracked changes, damage, and what unpacks to far too much.
    Macros are not opened; that they are there is a warning.
    """
    try:
        file = _word_file(content)
    except DocumentError as error:
        raise DocumentError(error.reason, name=name) from error
    names = names_of(parts)
    placed = with_captions(unfolded(file.paragraphs, names), names)
    lines = [item.line for item in placed if item.line]
    places = places_of(lines, names)
    found = parts_of(lines, places, parts)
    title, subtitle = (
        tuple(line.text.strip() for line, place in zip(lines, places, strict=True) if place.kind == kind) for kind in ("title", "subtitle")
    )
    warnings = (*_warnings_of_file(file), *_warnings_of_parts(found), *map(_no_text, empty_headings(lines, places)))
    return SubmissionReading(title, subtitle, found, rest_of(lines, places), photos_of(placed, places), warnings)


def _word_file(content: bytes) -> WordFile:
    if len(content) > MOST_BYTES:
        raise DocumentError(_("The file is larger than %(size)s. Send a smaller one.") % {"size": f"{MOST_BYTES // 1024**2} MB"})
    content = as_docx(content)
    if reason := _why_not_word(content):
        raise DocumentError(reason)
    file = read_word(content)
    if not any(paragraph.text.strip() or paragraph.photos for paragraph in file.paragraphs):
        raise DocumentError(_("The file holds no text. Choose another file."))
    return file


def _why_not_word(content: bytes) -> str | None:
    if not content.strip(b"\0 \t\r\n"):
        return _("The file is empty. Choose another file.")
    if content.startswith(b"PK"):
        return None
    if content.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return office.why_not_read(content)
    if b"%PDF-" in content[:1024]:
        return _("This is a PDF. Send the Word file (.docx) that it was made from.")
    return _("This is no Word file. Save the case as .docx in Word or WPS and send that.")


def _warnings_of_file(file: WordFile) -> list[str]:
    found = []
    if file.has_macros:
        found.append(_("The file holds macros. They were not opened; the text was read without them."))
    if file.lost_photos:
        text = ngettext(
            "%(count)s photo could not be taken out of the file. Add it by hand.",
            "%(count)s photos could not be taken out of the file. Add them by hand.",
            file.lost_photos,
        )
        found.append(text % {"count": file.lost_photos})
    return found


def _warnings_of_parts(parts: tuple[PartText, ...]) -> list[str]:
    text = _("The part “%(part)s” has %(count)s headings: %(headings)s. What stands below them was joined.")
    return [
        text % {"part": part.name, "count": len(part.headings), "headings": " / ".join(part.headings)}
        for part in parts
        if len(part.headings) > 1
    ]


def _no_text(heading: str) -> str:
    return _("There is no text below the heading “%(heading)s”.") % {"heading": heading}
