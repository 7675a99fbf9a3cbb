"""The hub's server: limits, headers, and the way from a request to its page."""

import ipaddress
import logging
import re
import secrets
import threading
from contextlib import nullcontext
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from banyan.hub.boat import Boat
from banyan.hub.errors import UnableToUseDevice
from banyan.hub.exchange import Refused, Request, Response
from banyan.hub.pages.frame import trouble
from banyan.hub.routes import page_of
from banyan.hub.sending import send
from banyan.hub.taking import refusal
from banyan.hub.uploads import Form, UnableToReadForm, read_form
from banyan.hub.visit import COOKIE, LANGUAGE_COOKIE, Visit
from banyan.hub.words import LANGUAGES, Words

MOST_BODY_BYTES = 16 * 1024 * 1024
LARGE_BYTES = 100_000
# What is too large is read to its end all the same, up to here: browsers show no answer before they have sent all.
MOST_DRAINED_BYTES = 256 * 1024 * 1024
MOST_AT_ONCE = 96
TIMEOUT_SECONDS = 30
_KEY = re.compile(r"[0-9a-f]{32}")
_PIECE = 64 * 1024
_log = logging.getLogger(__name__)


class HubServer(ThreadingHTTPServer):
    """A server for one boat; more than 96 requests at once are turned away."""

    daemon_threads = True
    # On Windows the other meaning of this lets two programs share a port.
    allow_reuse_address = True

    def __init__(self, boat: Boat, bind: str, port: int) -> None:
        self.boat = boat
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        # Large uploads one after the other, so that memory holds one of them; small forms never wait for them.
        self.uploading = threading.Lock()
        super().__init__((bind, port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for the request, if there is a place."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve the request and free its place."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that hang up."""
        _log.debug("connection ended", exc_info=True)


class Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    server: HubServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Banyan", ""
    timeout = TIMEOUT_SECONDS

    def do_GET(self) -> None:
        """Answer a page or a file."""
        self._answer(Form())

    def do_HEAD(self) -> None:
        """Answer as for a page, without it."""
        self._answer(Form())

    def do_POST(self) -> None:
        """Read a form and do what it asks for."""
        with self.server.uploading if self._is_large() else nullcontext():
            try:
                form, fault = self._form(), None
            except Refused as error:
                form, fault = Form(), error
            self._answer(form, fault)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name that http.server calls
        """Log quietly: a boat's terminal is for people."""
        _log.debug(format, *args)

    def _answer(self, form: Form, fault: Refused | None = None) -> None:
        visit = self._visit(form)
        response = trouble(visit, fault) if fault else self._page(visit)
        self._remember(visit, response)
        send(self, response)

    def _page(self, visit: Visit) -> Response:
        try:
            self._check_origin()
            return page_of(visit)
        except Refused as error:
            return trouble(visit, error)
        except (UnableToUseDevice, OSError) as error:
            return trouble(visit, refusal(error))
        except Exception:  # noqa: BLE001  # whatever breaks, the boat gets a page with words and the hub goes on
            _log.exception("%s %s", self.command, self.path)
            return trouble(visit, _BROKEN)

    def _visit(self, form: Form) -> Visit:
        split = urlsplit(self.path)
        query = dict(parse_qsl(split.query, max_num_fields=50, errors="replace")) if split.query.count("&") < 50 else {}
        try:
            cookies = {name: one.value for name, one in SimpleCookie(self.headers.get("Cookie", "")).items()}
        except CookieError:
            cookies = {}
        headers = {name.lower(): value for name, value in self.headers.items()}
        key = cookies.get(COOKIE, "")
        asked = query.get("language") or cookies.get(LANGUAGE_COOKIE, "")
        request = Request(self.command, unquote(split.path), query, form, cookies, headers)
        words = Words(asked if asked in LANGUAGES else LANGUAGES[0])
        return Visit(self.server.boat, request, key if _KEY.fullmatch(key) else secrets.token_hex(16), words)

    def _remember(self, visit: Visit, response: Response) -> None:
        """Give the browser its cookies, where they are new."""
        if visit.request.cookies.get(COOKIE) != visit.key and response.kind.startswith("text/html"):
            response.headers.append(("Set-Cookie", f"{COOKIE}={visit.key}; Path=/; HttpOnly; SameSite=Strict"))
        if visit.request.query.get("language") in LANGUAGES:
            words = visit.words.language
            response.headers.append(("Set-Cookie", f"{LANGUAGE_COOKIE}={words}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict"))

    def _check_origin(self) -> None:
        """Raise Refused for a name that isn't this machine's, and for a form from another site."""
        host = self.headers.get("Host", "")
        if not _is_own_name(host):
            raise Refused("请用这台机器的地址（如 http://192.168.1.2:8000）打开。", "Use this machine's own address.", status=421)
        if self.command != "POST":
            return
        came_from = self.headers.get("Origin") or self.headers.get("Referer")
        if came_from and urlsplit(came_from).netloc != host:
            raise Refused("这张表来自别的网站，没有处理。", "This form came from another site; nothing was done.", status=403)

    def _form(self) -> Form:
        """Read the body within its limits; raise Refused."""
        size = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (size.isascii() and size.isdigit()) or len(size) > 15:
            self.close_connection = True
            raise Refused(
                "浏览器没有说明内容有多大，请换一个浏览器。", "The browser doesn't say how much it sends; use another.", status=411
            )
        if int(size) > MOST_BODY_BYTES:
            self._drain(int(size))
            raise Refused("文件超过 16 MB。请用优盘装，或分成小份。", "This is over 16 MB; use a stick, or smaller parts.", status=413)
        try:
            return read_form(self.headers.get("Content-Type", ""), self._body(int(size)))
        except UnableToReadForm as error:
            self.close_connection = True
            raise Refused("表单没有传完整，请返回再试一次。", "The form came incomplete; go back and try again.", status=400) from error

    def _body(self, size: int) -> bytes:
        body = self.rfile.read(size)
        if len(body) < size:
            raise UnableToReadForm
        return body

    def _is_large(self) -> bool:
        return len(self.headers.get("Content-Length", "")) > len(str(LARGE_BYTES))

    def _drain(self, size: int) -> None:
        self.close_connection = True
        left = min(size, MOST_DRAINED_BYTES)
        while left > 0 and (piece := self.rfile.read(min(_PIECE, left))):
            left -= len(piece)


def _is_own_name(host: str) -> bool:
    """Say whether an address names a machine of the local network; a name of the wide web pointed at us is a trick."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name.rstrip(".") or name.endswith((".local", ".lan", ".home.arpa"))
    return True


_BROKEN = Refused(
    "程序出错了，记录没有受影响。请再试一次；还不行就请船长重新启动。",
    "Something broke; no record is harmed. Try again, or have the hub started anew.",
    status=500,
)
