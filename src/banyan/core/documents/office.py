"""Files that can't be read as they are, known by their first bytes: what each is, and what to do instead."""

from django.utils.translation import gettext as _

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x36", b"II*\0", b"MM\0*", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")


def why_not_read(content: bytes) -> str | None:
    """Say why a file of this kind can't be read and what to do; None for kinds that can."""
    if content.startswith(_OLE2):
        return _why_not_ole2(content)
    if content.startswith(b"{\\rtf"):
        return _("This is a rich text file (.rtf). Open it in Word or WPS and save it as .docx.")
    if content.startswith(_PICTURES):
        return _("This is a picture, so it holds no text. Send the notice as text, web page, Word (.docx) or PDF.")
    if content.startswith(_ARCHIVES):
        return _("This is an archive. Unpack it and send the document itself.")
    return None


def is_old_word(content: bytes) -> bool:
    """Tell whether this is a Word or WPS file of the old kind (.doc, .wps), be there an Excel table in it or not."""
    if not content.startswith(_OLE2) or not _holds(content, "WordDocument"):
        return False
    return _holds(content, "ObjectPool") or not _holds(content, "Workbook")


def _why_not_ole2(content: bytes) -> str:
    if _holds(content, "EncryptedPackage"):
        return _("The file is protected by a password. Open it in Word or WPS, take the password off and save it again.")
    if _holds(content, "Workbook") and not is_old_word(content):
        return _("This is an Excel table of the old kind. Save the text as Word (.docx) and send that.")
    return _("This is an old Word or WPS file (.doc, .wps). Open it in Word or WPS and save it as .docx.")


def _holds(content: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in content
