"""The network in port: when the shore can be reached, records go there by themselves, and answers and the newest pack come back.

Pieces are small and each is answered by itself, so that a connection that breaks off goes on where it ended.
"""

import json
import logging
import threading
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from banyan.hub.answers import keep_answer
from banyan.hub.boat import Boat, Contact
from banyan.hub.errors import UnableToUseDevice
from banyan.hub.gathering import parcels
from banyan.kernels.journal.acknowledgement import read_acknowledgement
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.log import offered
from banyan.kernels.journal.port import port_signature
from banyan.kernels.journal.records import key_record, packed, unpacked

ADDRESS = "/study/port/"
PIECE_BYTES = 64 * 1024
MOST_ANSWER_BYTES, MOST_PACK_BYTES = 4 * 1024 * 1024, 200 * 1024 * 1024
TIMEOUT_SECONDS = 20
# Between tries: while something waits or the shore wasn't reached, and when all is handed over.
SOON_SECONDS, LATER_SECONDS = 60, 900
_log = logging.getLogger(__name__)


class Port:
    """Watches for the shore's address in a thread of its own."""

    def __init__(self, boat: Boat, shore: str) -> None:
        parts = urlsplit(shore)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            text = "--shore 应为岸上的网址，如 https://banyan.example.org。 --shore is the shore's address, as https://banyan.example.org."
            raise UnableToUseDevice(text)
        self.boat, self.address = boat, urljoin(shore, ADDRESS)
        boat.contact = Contact()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def end(self) -> None:
        """Stop watching; a piece under way is sent again the next time."""
        self._ended.set()

    def call(self) -> bool:
        """Hand over what waits and take what comes back; say whether the shore was reached."""
        try:
            self._hand_over()
        except HTTPError as error:
            self.boat.contact = Contact(int(time.time()), _why(error))
        except (OSError, HTTPException, ValueError, JournalError) as error:
            _log.debug("no port: %s", error)
            return False
        except UnableToUseDevice as error:
            self.boat.contact = Contact(int(time.time()), str(error))
        else:
            self.boat.contact = Contact(int(time.time()))
        return True

    def _watch(self) -> None:
        while not self._ended.is_set():
            is_done = self.call() and not self.boat.aboard().standing.unacknowledged
            self._ended.wait(LATER_SECONDS if is_done else SOON_SECONDS)

    def _hand_over(self) -> None:
        question = str(json.loads(self._ask(self.address)[0])["question"])
        held = max((manifest.number for manifest in self.boat.aboard().packs), default=0)
        with self.boat.device() as device:
            own = [batch.record for batch in (device.hand_over() and offered(device.log))]
            secret, key = device.keys.secret, key_record(device.public_key)
        records = [*([key, *own] if own else []), *self.boat.aboard().carried_records]
        headers: Any = {}
        for parcel in parcels(records, most_bytes=PIECE_BYTES) or [b""]:
            said = {
                "Banyan-Device": self.boat.id.hex(),
                "Banyan-Question": question,
                "Banyan-Signature": port_signature(question, parcel, secret=secret).hex(),
                "Banyan-Holds": str(held),
                "Content-Type": "application/octet-stream",
            }
            answer, headers = self._ask(self.address, parcel, said)
            self._hear(answer)
        if headers.get("Banyan-Pack-Address"):
            self._take_pack(headers["Banyan-Pack"], urljoin(self.address, headers["Banyan-Pack-Address"]))

    def _hear(self, answer: bytes) -> None:
        for record in unpacked(answer).records:
            if read_acknowledgement(record).device == self.boat.id:
                with self.boat.device() as device:
                    device.hear(packed([record]))
            else:
                keep_answer(self.boat.folder, record)

    def _take_pack(self, number: str, address: str) -> None:
        if not number.isascii() or not number.isdigit():
            raise ValueError(number)
        part = self.boat.folder / f"port-{number}.part"
        self._fetch(address, part)
        try:
            with self.boat.device() as device:
                device.take_pack(part.read_bytes())
        finally:
            # Whole but refused, it would be refused again.
            part.unlink()

    def _fetch(self, address: str, part: Path) -> None:
        """Add to ``part`` what is missing of the file at the address; raise OSError when the connection breaks off."""
        begun = part.stat().st_size if part.exists() else 0
        if urlsplit(address).netloc != urlsplit(self.address).netloc:
            raise ValueError(address)
        request = Request(address, headers={"Range": f"bytes={begun}-"})  # noqa: S310  # the opener below speaks http and https alone
        with _opener().open(request, timeout=TIMEOUT_SECONDS) as response:
            if response.status != 206:
                begun = 0
            expected = begun + int(response.headers.get("Content-Length") or 0)
            if expected > MOST_PACK_BYTES:
                raise ValueError(expected)
            with part.open("ab" if begun else "wb") as stream:
                while piece := response.read(PIECE_BYTES):
                    stream.write(piece)
        if part.stat().st_size < expected:
            raise OSError(part.name)

    def _ask(self, address: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[bytes, Any]:
        request = Request(address, data=body, headers=headers or {})  # noqa: S310  # as above
        with _opener().open(request, timeout=TIMEOUT_SECONDS) as response:
            return response.read(MOST_ANSWER_BYTES), response.headers


def _opener() -> OpenerDirector:
    """Speak the web's two protocols and nothing else, whatever an answer points at."""
    opener = OpenerDirector()
    for handler in (HTTPHandler, HTTPSHandler, HTTPRedirectHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
        opener.add_handler(handler())
    return opener


def _why(error: HTTPError) -> str:
    """Return the shore's own words, or the number of its answer."""
    try:
        return str(json.loads(error.read(MOST_ANSWER_BYTES))["error"])
    except (ValueError, KeyError, TypeError, OSError):
        return f"HTTP {error.code}"
