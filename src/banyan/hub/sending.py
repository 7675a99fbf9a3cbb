"""Answers on their way to the browser: headers, whole pages, and files from where the browser asks."""

import re
from http.server import BaseHTTPRequestHandler

from banyan.hub.exchange import Response

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PIECE = 64 * 1024
_POLICY = "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    # Not no-referrer: browsers would send forms without their origin, and the check for it would refuse them.
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)


def send(handler: BaseHTTPRequestHandler, response: Response) -> None:
    """Send an answer; OSError when the browser hangs up."""
    size = response.file.stat().st_size if response.file else len(response.body)
    first, last = 0, size - 1
    if response.file is not None:
        found = wanted(handler.headers.get("Range", ""), size)
        if found is None:
            response.status, first, last = 416, 0, -1
            response.headers.append(("Content-Range", f"bytes */{size}"))
        elif found != (0, size - 1):
            first, last = found
            response.status = 206
            response.headers.append(("Content-Range", f"bytes {first}-{last}/{size}"))
        response.headers.append(("Accept-Ranges", "bytes"))
    handler.send_response(response.status)
    for name, value in (*HEADERS, *response.headers):
        handler.send_header(name, value)
    if response.file is None:
        handler.send_header("Content-Security-Policy", _POLICY)
    if not any(name == "Cache-Control" for name, _value in response.headers):
        handler.send_header("Cache-Control", "no-store")
    handler.send_header("Content-Type", response.kind)
    handler.send_header("Content-Length", str(last - first + 1))
    if handler.close_connection:
        handler.send_header("Connection", "close")
    handler.end_headers()
    if handler.command != "HEAD":
        _send_body(handler, response, first, last)


def wanted(asked: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of a ``Range`` header, all without one or with several; None when there is no such byte."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]):
        return 0, size - 1
    if not found[1]:
        count = min(int(found[2]), size)
        return (size - count, size - 1) if count else None
    first, last = int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)
    return (first, last) if first <= last else None


def _send_body(handler: BaseHTTPRequestHandler, response: Response, first: int, last: int) -> None:
    if response.file is None:
        handler.wfile.write(response.body)
        return
    with response.file.open("rb") as stream:
        stream.seek(first)
        left = last - first + 1
        while left > 0 and (piece := stream.read(min(_PIECE, left))):
            handler.wfile.write(piece)
            left -= len(piece)
