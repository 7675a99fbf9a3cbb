"""The audit trail: each action writes one entry in its own transaction."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from banyan.core.models import AuditEntry

_words: dict[str, Any] = {}


def name_verbs(words: dict[str, Any]) -> None:
    """Say how verbs read on the audit page (verb → translatable words); each app names those of its own actions."""
    _words.update(words)


def verb_in_words(entry: AuditEntry) -> str:
    """The verb of an entry as a person says it."""
    return str(_words.get(entry.verb, entry.verb))


def named_verbs() -> list[str]:
    """All verbs that have words."""
    return sorted(_words)


def record(  # an entry has these columns, and all but three are named by the caller
    verb: str,
    kind: str,
    id_: UUID | int | str,
    *,
    actor: UUID | None,
    label: str = "",
    organisation_code: str = "",
    subject: UUID | None = None,
    difference: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry; raise RuntimeError outside a transaction, since an entry must stand or fall with what it tells."""
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record belongs inside the action's transaction")
    return AuditEntry.objects.create(
        made_at=timezone.now(),
        actor=actor,
        subject=subject,
        verb=verb,
        object_kind=kind,
        object_id=str(id_),
        object_label=label[:200],
        organisation_code=organisation_code,
        difference=difference or {},
    )
