"""One at a time: whoever uses a device's folder locks it, and the lock goes with the process."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from banyan.hub.errors import UnableToUseDevice

PATIENCE = 20.0
_PAUSE = 0.05

if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[bytes]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on ``path``, waiting up to 20 seconds for whoever has it; raise UnableToUseDevice."""
    give_up = time.monotonic() + PATIENCE
    with path.open("ab") as stream:
        while True:
            with suppress(OSError):
                _lock(stream)
                break
            if time.monotonic() > give_up:
                raise UnableToUseDevice("这个文件夹正在被另一个程序使用，请稍后再试。 Another program uses this folder; try again later.")
            time.sleep(_PAUSE)
        yield
