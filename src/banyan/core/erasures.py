"""The list of deletions: who asked to be forgotten stays forgotten, also when an older backup is put back.

It lies beside the database, is in no backup, and holds opaque ids alone.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from banyan.core.schema import waiting_migrations

LIST = "erased.jsonl"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was deleted: its kind, its opaque id, and when (ISO 8601)."""

    kind: str
    uuid: str
    erased_at: str


# Each part that deletes says here how to do it again; it returns how many it deleted anew.
replayers: list[Callable[[list[Erasure]], int]] = []


def list_path() -> Path:
    """Where the list of this installation lies."""
    path: Path = settings.DATA / LIST
    return path


def remember(erasures: Iterable[Erasure]) -> None:
    """Add to the list, and return only when the disk has it."""
    path, is_new = list_path(), not list_path().exists()
    lines = "".join(f"{json.dumps(asdict(erasure))}\n" for erasure in erasures)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, lines.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        _sync_folder(path.parent)


def remembered(path: Path | None = None) -> list[Erasure]:
    """Read a list (default: this installation's; one that isn't there is empty). Raise ValueError for a file that is none.

    A last line that was cut off by a fall is no deletion: its transaction never ended.
    """
    path = path or list_path()
    if not path.exists():
        return []
    try:
        lines = path.read_text().splitlines(keepends=True)
        return [Erasure(**json.loads(line)) for line in lines if line.endswith("\n")]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} is no list of deletions") from error


def take_over(path: Path) -> int:
    """Add to this installation's list what another one names; return how many were new. Raise ValueError for a file that is no list."""
    known = {(erasure.kind, erasure.uuid) for erasure in remembered()}
    new = [erasure for erasure in remembered(path) if (erasure.kind, erasure.uuid) not in known]
    if new:
        remember(new)
    return len(new)


def replay() -> int:
    """Delete again what the list names and the database has, once the database is whole; return how many that were."""
    erasures = remembered()
    return sum(again(erasures) for again in replayers) if erasures and not waiting_migrations() else 0


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
