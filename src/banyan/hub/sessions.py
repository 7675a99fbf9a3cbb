"""Who sits before a screen, and what they have open since when; kept on the disk, so that a power cut costs nobody an hour of study."""

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from banyan.hub.folder import write_whole

# An hour's sound goes by without a request.
MOST_IDLE_SECONDS = 4 * 3600
MOST_SESSIONS = 500
# For what has no minutes of its own.
LEAST_CAP_SECONDS = 600
_THIS_START = secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Opening:
    """An item that was opened: by the clock that only goes on, and by the wall clock for when the hub was started anew since."""

    item: str
    monotonic: float
    wall: float
    start: str = _THIS_START

    def seconds(self, minutes: int) -> int:
        """Return how long it has been open, at most twice its minutes, or once when only the wall clock knows."""
        if self.start == _THIS_START:
            return int(min(time.monotonic() - self.monotonic, 2 * minutes * 60 or LEAST_CAP_SECONDS))
        return int(max(0, min(time.time() - self.wall, minutes * 60 or LEAST_CAP_SECONDS)))


@dataclass(slots=True)
class Session:
    """One browser: the learner who signed in, those who study together, the item that is open, and the answers just handed in."""

    learner: str | None = None
    together: tuple[str, ...] = ()
    opening: Opening | None = None
    handed_in: tuple[str, tuple[tuple[int, ...], ...]] | None = None
    used: float = field(default_factory=time.time)


class Sessions:
    """All sessions of a hub, by the secret in their cookie."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._all = _read(path)

    def get(self, key: str) -> Session | None:
        """Return the session of a cookie, unless nobody used it for four hours."""
        with self._lock:
            session = self._all.get(key)
            if session is None or not -MOST_IDLE_SECONDS < time.time() - session.used < MOST_IDLE_SECONDS:
                return None
            session.used = time.time()
            return session

    def begin(self, *, learner: str | None = None, together: tuple[str, ...] = ()) -> str:
        """Begin a session and return the secret for its cookie."""
        key = secrets.token_hex(16)
        with self.change():
            self._all[key] = Session(learner, together)
            for old, _session in sorted(self._all.items(), key=lambda one: one[1].used)[:-MOST_SESSIONS]:
                del self._all[old]
        return key

    def end(self, key: str) -> None:
        """Forget a session."""
        with self.change():
            self._all.pop(key, None)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Change sessions, one at a time, and keep them."""
        with self._lock:
            yield
            kept = {key: asdict(session) for key, session in self._all.items()}
            write_whole(self.path, json.dumps(kept).encode(), mode=0o600)


def _read(path: Path) -> dict[str, Session]:
    try:
        kept = json.loads(path.read_bytes())
        return {key: _session(said) for key, said in kept.items()}
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        # Without it people only sign in again.
        return {}


def _session(said: dict[str, object]) -> Session:
    opening, together, learner, used = said["opening"], said["together"], said["learner"], said["used"]
    if not isinstance(together, list) or not isinstance(used, float) or not (learner is None or isinstance(learner, str)):
        raise TypeError(said)
    return Session(learner, tuple(together), Opening(**opening) if isinstance(opening, dict) else None, used=used)
