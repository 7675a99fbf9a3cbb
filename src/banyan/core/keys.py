"""The secrets of one installation: made on first use, readable by its owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

KEYS_FILE = "keys.json"


@dataclass(frozen=True, slots=True)
class Keys:
    """``session`` signs cookies; ``field`` is the root of the encrypted fields (both random, 256 bits, hexadecimal)."""

    session: str
    field: str


def load_or_make_keys(folder: Path) -> Keys:
    """Return the keys in ``folder``, making them with mode 600 when there are none; raise OSError or ValueError when they can't be read."""
    path = folder / KEYS_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, Keys(session=secrets.token_hex(32), field=secrets.token_hex(32)))
    return Keys(**json.loads(path.read_text()))


def _write_once(path: Path, keys: Keys) -> None:
    # Two processes may start at once: each writes a whole file of its own, and link() lets only the first one stand.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(keys), file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
