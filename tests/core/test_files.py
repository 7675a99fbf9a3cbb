from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.test import RequestFactory
from django.utils import timezone

from banyan.core import files
from banyan.core.models import StoredFile

pytestmark = pytest.mark.django_db


def keep(content: bytes = b"0123456789", name: str = "通知.txt") -> StoredFile:
    return files.store(content, name=name, kind="text/plain", organisation_code="gd")


def test_a_file_comes_back_as_it_was() -> None:
    assert files.content_of(keep()) == b"0123456789"


def test_a_path_in_the_name_is_dropped() -> None:
    assert keep(name="..\\..\\etc/passwd").name == "passwd"


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(files.UnableToStore):
        keep(b"")


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 9)

    with pytest.raises(files.UnableToStore):
        keep()


def test_a_file_changed_on_disk_is_noticed() -> None:
    file = keep(b"before")
    with default_storage.open(file.path, "wb") as stream:
        stream.write(b"after!")

    with pytest.raises(ValueError, match="hash"):
        files.content_of(file)
    default_storage.delete(file.path)


@pytest.mark.parametrize(
    ("header", "status", "body"),
    [
        ("", 200, b"0123456789"),
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=20-30", 416, b""),
        ("bytes=0-1,4-5", 200, b"0123456789"),
        ("pages=1-2", 200, b"0123456789"),
    ],
)
def test_a_range_is_answered_as_the_standard_says(header: str, status: int, body: bytes) -> None:
    response = files.file_response(RequestFactory().get("/", headers={"Range": header} if header else {}), keep())

    assert (response.status_code, response.content) == (status, body)


def test_a_file_is_a_download_unless_it_is_to_be_shown_in_place() -> None:
    download = files.file_response(RequestFactory().get("/"), keep())
    shown = files.file_response(RequestFactory().get("/"), keep(), inline=True)

    assert download["Content-Disposition"].startswith("attachment")
    assert shown["Content-Disposition"].startswith("inline")


def test_a_file_is_never_compressed_on_the_way() -> None:
    request = RequestFactory().get("/", headers={"Range": "bytes=0-299", "Accept-Encoding": "gzip"})

    response = GZipMiddleware(lambda request: files.file_response(request, keep(b"0" * 1000)))(request)

    assert isinstance(response, HttpResponse)
    assert (response.status_code, len(response.content)) == (206, 300)
    assert not response.has_header("Content-Encoding")


def test_files_that_nothing_names_are_swept_after_a_day() -> None:
    file = keep(b"orphan")

    assert files.sweep(timezone.now()) == 0
    assert files.sweep(timezone.now() + timedelta(days=2)) == 1
    assert not default_storage.exists(file.path)
