"""What kind of file somebody hands in as a table, known by its first bytes, and what to do with one that can't be read."""

import io
import zipfile
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banyan.core.documents.lines import DocumentError
from banyan.core.documents.sheets.workbook import Kind

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")
# BIFF before 8 begins without a container.
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A table in a form that only an office suite reads; ``ending`` is what LibreOffice knows it by, ``reason`` what the user should do."""

    ending: str
    reason: str


def kind_of(content: bytes) -> Kind | Foreign:
    """Tell what a file is; raise DocumentError for one that holds no table."""
    if content.startswith(_OLE2):
        return _kind_of_ole2(content)
    if content.startswith(b"PK"):
        return _kind_of_zip(content)
    if reason := _why_no_table(content):
        raise DocumentError(reason)
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return Foreign("xml", _("This is an Excel table saved as XML. Open it in Excel or WPS and save it as .xlsx."))
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")) or b"<table" in content[:65536].lower():
        # Not converted: LibreOffice takes 0769 in a web page for the number 769, and nobody would see it.
        raise DocumentError(_("This is a web page, though its name may end in .xls. Open it in Excel or WPS and save it as .xlsx."))
    return "csv"


def _why_no_table(content: bytes) -> str:
    if b"%PDF-" in content[:1024]:
        return _("This is a PDF. Send the Excel file that it was made from.")
    if content.startswith(b"{\\rtf"):
        return _("This is a rich text file. Copy its table into Excel or WPS and save it as .xlsx.")
    if content.startswith(_PICTURES):
        return _("This is a picture. Send the table itself, as .xlsx, .xls or .csv.")
    if content.startswith(_ARCHIVES):
        return _("This is an archive. Unpack it and send the table itself.")
    if content.startswith(_OLD_EXCEL):
        return _("This is an Excel file of before 1997. Open it in Excel or WPS and save it as .xlsx.")
    return ""


def _kind_of_ole2(content: bytes) -> Kind | Foreign:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise DocumentError(_("The file is protected by a password. Open it in Excel or WPS, take the password off and save it again."))
    # WPS writes .et with the streams of Excel's old form.
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument"):
        raise DocumentError(_("This is a Word or WPS text file (.doc, .wps). Copy its table into Excel or WPS and save it as .xlsx."))
    if holds("PowerPoint"):
        raise DocumentError(_("These are slides. Send the table itself, as .xlsx, .xls or .csv."))
    return Foreign("et", _("This is a WPS table (.et) or an old file of another program. Open it in WPS or Excel and save it as .xlsx."))


def _kind_of_zip(content: bytes) -> Kind | Foreign:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 else b""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise DocumentError(_("The file is damaged or was cut off on its way. Send it again, or open it and save it anew.")) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if "xl/workbook.bin" in names:
        return Foreign("xlsb", _("This is a binary Excel file (.xlsb). Open it in Excel or WPS and save it as .xlsx."))
    if any(name.startswith("Index") and name.endswith((".iwa", "Index.zip")) for name in names) or "Index.zip" in names:
        return Foreign("numbers", _("This is an Apple Numbers file. Export it from Numbers as an Excel file (.xlsx)."))
    raise DocumentError(_why_no_workbook(names))


def _why_no_workbook(names: set[str]) -> str:
    if any(name.startswith("word/") for name in names):
        return _("This is a Word file, though its name may say otherwise. Copy its table into Excel or WPS and save it as .xlsx.")
    if any(name.startswith("ppt/") for name in names):
        return _("These are slides. Send the table itself, as .xlsx, .xls or .csv.")
    return _("This is an archive. Unpack it and send the table itself.")
