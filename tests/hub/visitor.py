"""A browser without scripts, as plain as it can be: cookies, forms with their token, and what pages say."""

import html
import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from banyan.hub.boat import Boat
from banyan.hub.server import HubServer
from banyan.kernels.journal.batch import events_in
from banyan.kernels.journal.events import Event

_TOKEN = re.compile(r'name="token" value="([0-9a-f]{32})"')


@dataclass
class Answer:
    """What the hub answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return html.unescape(self.body.decode())


@dataclass
class Visitor:
    """Somebody's browser on the boat's Wi-Fi."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send one request and return its answer, not following where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        connection.request(method, path, body, said | {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := _TOKEN.search(answer.body.decode(errors="replace")):
            self.token = found[1]
        return answer

    def open(self, path: str) -> Answer:
        """Open a page and go where it leads."""
        answer = self.ask("GET", path)
        return self.open(answer.headers["Location"]) if answer.status == 303 else answer

    def send(self, path: str, *fields: tuple[str, str]) -> Answer:
        """Send a form of the page that was opened last, and go where it leads."""
        body = urlencode([("token", self.token), *fields]).encode()
        answer = self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")
        return self.open(answer.headers["Location"]) if answer.status == 303 else answer

    def upload(self, content: bytes, name: str = "a.banyan") -> Answer:
        """Bring a file."""
        self.open("/take")
        parts = [f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{self.token}\r\n'.encode()]
        parts.append(f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n--x--\r\n")
        return self.ask("POST", "/take", b"".join(parts), Content_Type="multipart/form-data; boundary=x")

    def sign_in(self, learner: str = "1001", pin: str = "2580") -> Answer:
        """Choose a name and its PIN, the first time twice."""
        self.open(f"/sign-in?who={learner}")
        return self.send("/sign-in", ("who", learner), ("pin", pin), ("again", pin))

    def study(self, item: str = "72") -> Answer:
        """Open an item and say that it is studied."""
        self.open(f"/item?id={item}")
        return self.send("/item", ("id", item))


@contextmanager
def serving(boat: Boat) -> Iterator[Visitor]:
    """Serve a boat's folder on a free port of this machine."""
    server = HubServer(boat, "127.0.0.1", 0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Visitor(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def events_of(folder: Path) -> list[Event]:
    """All that the hub noted, in its order."""
    with Boat(folder).device() as device:
        sealed = [event for batch in device.log.batches for event in events_in(batch)]
        return [*sealed, *device.log.waiting]
