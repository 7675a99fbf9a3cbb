"""What a file that is attached to a topic truly is: known by its content, whatever its name says."""

import io
import zipfile

from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.core.photos import clean_photo

_OFFICE = "application/vnd.openxmlformats-officedocument."
# The part that makes a package what it is, and its media type.
_PACKAGES = {
    "word/document.xml": _OFFICE + "wordprocessingml.document",
    "xl/workbook.xml": _OFFICE + "spreadsheetml.sheet",
    "ppt/presentation.xml": _OFFICE + "presentationml.presentation",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A sheet to hand out is read, not glanced at, so it keeps more than a photo does.
LONGEST_SIDE = 4000
MOST_PICTURE_BYTES = 8 * 1024 * 1024


class UnableToAttach(RuleError):
    """The file is of no kind that can be attached."""


def clean_attachment(content: bytes, *, name: str) -> tuple[bytes, str]:
    """Return what is kept of a file and its media type; pictures lose what the camera wrote into them.

    Raise UnableToAttach, or what photos.clean_photo raises.
    """
    if content.startswith(b"%PDF-"):
        return content, "application/pdf"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        photo = clean_photo(content, name=name, longest_side=LONGEST_SIDE, most_bytes=MOST_PICTURE_BYTES)
        return photo.content, photo.kind
    if content.startswith(_OLD_OFFICE):
        raise UnableToAttach(
            _("“%(name)s” is of the old kind (.ppt, .doc, .xls) or has a password. Save it as .pptx, .docx or .xlsx without one.")
            % {"name": name}
        )
    if content.startswith(b"PK") and (kind := _package_kind(content, name)):
        return content, kind
    raise UnableToAttach(
        _("“%(name)s” is no PDF, PPTX, DOCX, XLSX, JPEG or PNG. Save it as one of these and choose that file.") % {"name": name}
    )


def _package_kind(content: bytes, name: str) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnableToAttach(
            _("“%(name)s” is damaged or cut short. Open it once more, save it again and choose it.") % {"name": name}
        ) from error
    if any(part.endswith("vbaProject.bin") for part in parts):
        raise UnableToAttach(_("“%(name)s” holds macros. Save it without macros and choose that file.") % {"name": name})
    return next((kind for part, kind in _PACKAGES.items() if part in parts and "[Content_Types].xml" in parts), None)
