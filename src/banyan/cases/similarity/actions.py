"""Keep the index of texts up to date, inside the transaction that saves the text."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from banyan.cases.similarity.models import Fingerprint, Text
from banyan.cases.similarity.queries import own_fingerprints
from banyan.kernels.hanzi import normal_text

ROWS = 2_000


@transaction.atomic
def index_text(kind: str, ref: UUID, text: str, *, organisation_code: str, year: int, ignoring: Sequence[str] = ()) -> Text:
    """Make ``text`` findable as (kind, ref), without what it has from ``ignoring``. The same text again changes nothing."""
    content = normal_text(text).text
    digest = sha256("\0".join((content, *ignoring)).encode()).hexdigest()
    start = {"organisation_code": organisation_code, "year": year, "characters": 0, "digest": ""}
    row, _is_new = Text.objects.select_for_update().get_or_create(kind=kind, ref=ref, defaults=start)
    if (row.digest, row.organisation_code, row.year) == (digest, organisation_code, year):
        return row
    if row.digest != digest:
        row.fingerprints.all().delete()
        prints = own_fingerprints(text, ignoring)
        Fingerprint.objects.bulk_create((Fingerprint(text=row, value=each.value, position=each.position) for each in prints), ROWS)
    row.organisation_code, row.year, row.characters, row.digest = organisation_code, year, len(content), digest
    row.save()
    return row


@transaction.atomic
def forget_text(kind: str, ref: UUID) -> None:
    """Make (kind, ref) no longer findable; one that isn't there is no error."""
    Text.objects.filter(kind=kind, ref=ref).delete()
