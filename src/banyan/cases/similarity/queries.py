"""Which texts resemble one, by the fingerprints that they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from banyan.cases.similarity.models import Text
from banyan.kernels.hanzi import Comparison, Print, fingerprints

# What more texts than this share is a form of words, not a copy; it also bounds the work of one look-up.
MOST_TEXTS = 50
LEAST_SHARED = 2
# Half a paragraph; a passage of under 31 characters may be missed by the index, so it doesn't count towards it.
LEAST_COPIED, LEAST_PASSAGE = 100, 31

_CROWDED = """
WITH asked(value) AS (VALUES {places})
SELECT value FROM asked
WHERE (SELECT one.text_id FROM similarity_fingerprint one WHERE one.value = asked.value LIMIT 1 OFFSET %s) IS NOT NULL
"""
_SQL = """
WITH asked(value) AS (VALUES {places}),
rare AS MATERIALIZED (
  SELECT value FROM asked
  WHERE (SELECT one.text_id FROM similarity_fingerprint one WHERE one.value = asked.value LIMIT 1 OFFSET %s) IS NULL
),
shared AS (
  SELECT found.text_id, COUNT(*) AS prints FROM rare JOIN similarity_fingerprint found ON found.value = rare.value GROUP BY found.text_id
)
SELECT kind, ref, organisation_code, year, prints FROM shared JOIN similarity_text ON similarity_text.id = shared.text_id
WHERE prints >= %s ORDER BY prints DESC, similarity_text.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that shares fingerprints with the one asked about: what it is, whose, of which year, and how many it shares."""

    kind: str
    ref: UUID
    organisation_code: str
    year: int
    prints: int


def own_fingerprints(text: str, ignoring: Sequence[str] = ()) -> list[Print]:
    """The fingerprints of ``text`` without those of the texts in ``ignoring`` (the call, its headings and hints)."""
    known = {each.value for given in ignoring for each in fingerprints(given)}
    return [each for each in fingerprints(text) if each.value not in known]


def similar_texts(text: str, *, ignoring: Sequence[str] = (), limit: int = 50) -> list[Candidate]:
    """The indexed texts that share most fingerprints with ``text``, itself among them if it is indexed. One query."""
    values = [each.value for each in own_fingerprints(text, ignoring)]
    if not values:
        return []
    sql = _SQL.format(places=",".join(["(%s)"] * len(values)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, MOST_TEXTS, LEAST_SHARED, limit])
        rows = cursor.fetchall()
    return [Candidate(kind, ref if isinstance(ref, UUID) else UUID(ref), code, year, prints) for kind, ref, code, year, prints in rows]


def indexed(kind: str) -> QuerySet[Text, UUID]:
    """The references of all texts of a kind that are in the index."""
    return Text.objects.filter(kind=kind).values_list("ref", flat=True)


def crowded_values(text: str, *, ignoring: Sequence[str] = ()) -> frozenset[int]:
    """The fingerprints of ``text`` that very many texts hold: forms of words, which make nobody a copy. One query."""
    values = [each.value for each in own_fingerprints(text, ignoring)]
    if not values:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_CROWDED.format(places=",".join(["(%s)"] * len(values))), [*values, MOST_TEXTS])
        return frozenset(value for (value,) in cursor.fetchall())


def is_copy(comparison: Comparison) -> bool:
    """Tell whether the passages together are long enough to be shown as a likely copy."""
    return sum(each.characters for each in comparison.passages if each.characters >= LEAST_PASSAGE) >= LEAST_COPIED
