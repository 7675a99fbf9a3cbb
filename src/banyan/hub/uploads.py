"""What a form sends: its fields, and files as they were chosen."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

MOST_FIELDS = 2000
_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,70})"?')
_NAME = re.compile(r'(?:^|;)\s*name="([^"]*)"')
_FILENAME = re.compile(r'(?:^|;)\s*filename="([^"]*)"')


class UnableToReadForm(ValueError):
    """The form came garbled or isn't one."""


@dataclass(slots=True)
class Form:
    """The fields in their order, several under one name where boxes were ticked, and the files with the names they had."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return the field's first value, or an empty text."""
        return next((value for key, value in self.fields if key == name), "")

    def texts(self, name: str) -> list[str]:
        """Return all values under a name."""
        return [value for key, value in self.fields if key == name]


def read_form(kind: str, body: bytes) -> Form:
    """Read a form as browsers send it; raise UnableToReadForm."""
    if kind.startswith("multipart/form-data"):
        return _multipart(kind, body)
    if kind and not kind.startswith("application/x-www-form-urlencoded"):
        raise UnableToReadForm(kind[:100])
    try:
        return Form(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError as error:
        raise UnableToReadForm from error


def _multipart(kind: str, body: bytes) -> Form:
    found = _BOUNDARY.search(kind)
    if found is None:
        raise UnableToReadForm(kind[:100])
    mark = b"--" + found[1].encode()
    form = Form()
    start = body.find(mark)
    while start >= 0 and not body.startswith(b"--", start + len(mark)):
        # The break before the mark belongs to the mark.
        begin, end = start + len(mark) + 2, body.find(b"\r\n" + mark, start)
        head = body.find(b"\r\n\r\n", begin, end + 2 if end >= 0 else None)
        if end < 0 or head < 0 or len(form.fields) + len(form.files) > MOST_FIELDS:
            raise UnableToReadForm
        _add(form, body[begin:head], body[head + 4 : end] if head + 4 <= end else b"")
        start = end + 2
    if start < 0:
        raise UnableToReadForm
    return form


def _add(form: Form, head: bytes, content: bytes) -> None:
    try:
        lines = head.decode().splitlines()
    except UnicodeDecodeError as error:
        raise UnableToReadForm from error
    said = next((line.partition(":")[2] for line in lines if line.lower().startswith("content-disposition:")), "")
    name, filename = _NAME.search(said), _FILENAME.search(said)
    if name is None:
        raise UnableToReadForm
    if filename is None:
        form.fields.append((name[1], content.decode("utf-8", "replace")))
    elif filename[1] or content:
        form.files.append((filename[1], content))
