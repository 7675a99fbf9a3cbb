"""Four figures before one's own name: they prevent mistakes between people who share a screen, and prove nothing."""

import json
import re
import secrets
import threading
import time
from hashlib import scrypt
from hmac import compare_digest
from pathlib import Path

from banyan.hub.exchange import Refused
from banyan.hub.folder import write_whole

MOST_WRONG = 5
WAIT_SECONDS = 60
_FORM = re.compile(r"[0-9]{4}")
# 8 MB a time: as slow as an old phone bears, one at a time.
_COST = 2**13


class Pins:
    """The PINs of a boat in one file, by learner, none of them readable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._wrong: dict[str, tuple[int, float]] = {}

    def is_set(self, learner: str) -> bool:
        """Say whether the learner has chosen one."""
        return learner in self._read()

    def choose(self, learner: str, pin: str, again: str) -> None:
        """Keep a learner's first PIN; raise Refused."""
        if not _FORM.fullmatch(pin):
            raise Refused("密码应为四位数字，如 2580。", "A PIN is four figures, as 2580.")
        if pin != again:
            raise Refused("两次输入的密码不同，请再输一次。", "The two PINs differ; type them again.")
        with self._lock:
            kept = self._read()
            if learner in kept:
                raise Refused("已经设过密码了，请用原来的密码。", "There is a PIN already; use that one.")
            salt = secrets.token_bytes(16)
            self._write(kept | {learner: {"salt": salt.hex(), "hash": _hash(pin, salt).hex()}})

    def check(self, learner: str, pin: str) -> None:
        """Raise Refused for a wrong PIN; after five a minute has to pass."""
        with self._lock:
            wrong, until = self._wrong.get(learner, (0, 0.0))
            if (left := until - time.monotonic()) > 0:
                seconds = int(left) + 1
                raise Refused(f"输错次数太多，请过 {seconds} 秒再试。", f"Too many wrong tries; try again in {seconds} s.", status=429)
            kept = self._read()[learner]
            if compare_digest(_hash(pin, bytes.fromhex(kept["salt"])), bytes.fromhex(kept["hash"])):
                self._wrong.pop(learner, None)
                return
            is_last = wrong + 1 >= MOST_WRONG
            self._wrong[learner] = (0, time.monotonic() + WAIT_SECONDS) if is_last else (wrong + 1, 0.0)
        raise Refused(
            "密码不对，请再试。忘记了，请船长清除后重新设一个。", "This isn't the PIN. Whoever forgot it asks the captain to clear it."
        )

    def forget(self, learner: str) -> bool:
        """Clear a learner's PIN, so that a new one can be chosen; say whether there was one."""
        with self._lock:
            kept = self._read()
            if kept.pop(learner, None) is None:
                return False
            self._write(kept)
            return True

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            kept: dict[str, dict[str, str]] = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        return kept

    def _write(self, kept: dict[str, dict[str, str]]) -> None:
        write_whole(self.path, json.dumps(kept).encode(), mode=0o600)


def _hash(pin: str, salt: bytes) -> bytes:
    return scrypt(pin.encode(), salt=salt, n=_COST, r=8, p=1, dklen=32)
