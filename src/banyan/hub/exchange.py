"""What comes in from a browser and what goes out to it, as plain data."""

from dataclasses import dataclass, field
from pathlib import Path

from banyan.hub.uploads import Form


class Refused(Exception):
    """It isn't done; the reason and the way on in Chinese and English, and the status for the browser."""

    def __init__(self, chinese: str, english: str, *, status: int = 422) -> None:
        super().__init__(f"{chinese} {english}")
        self.chinese, self.english, self.status = chinese, english, status


@dataclass(frozen=True, slots=True)
class Request:
    """One request, its limits already checked."""

    method: str
    path: str
    query: dict[str, str]
    form: Form
    cookies: dict[str, str]
    headers: dict[str, str]

    @property
    def is_post(self) -> bool:
        """Say whether it asks for a change."""
        return self.method == "POST"


@dataclass(slots=True)
class Response:
    """An answer: a body, or a file that is sent piece by piece and from where the browser asks."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    file: Path | None = None


def redirect(place: str) -> Response:
    """Send the browser on to one of our own pages after a change."""
    return Response(status=303, headers=[("Location", place)])


def download(content: bytes, name: str, *, kind: str = "application/octet-stream") -> Response:
    """Hand a file out under a name."""
    return Response(content, kind=kind, headers=[("Content-Disposition", f'attachment; filename="{name}"')])
