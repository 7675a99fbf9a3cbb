"""Old values of personal fields: kept in the audit trail under the person's own key, and unreadable once that key is destroyed."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from banyan.core.encryption import encrypt, new_key
from banyan.people.models import Person, PersonKey


@transaction.atomic
def key_of(person: Person) -> bytes:
    """Return the person's own key, made on first use."""
    row, _made = PersonKey.objects.get_or_create(person=person, defaults={"sealed": new_key().hex()})
    return bytes.fromhex(row.sealed)


@transaction.atomic
def sealed(person: Person, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return an audit difference that names the fields and holds their values before, encrypted under the person's own key."""
    return {"fields": sorted(before), "before": encrypt(json.dumps(dict(before), ensure_ascii=False), key=key_of(person))}
