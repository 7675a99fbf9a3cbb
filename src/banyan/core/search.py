"""Full-text search that finds any run of Chinese characters: bigrams in SQLite's FTS5 or PostgreSQL's tsvector."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from banyan.kernels.hanzi import query_tokens, search_tokens


def put(kind: str, ref: UUID, text: str) -> None:
    """Make ``text`` findable as (kind, ref), in place of what was there."""
    remove(kind, ref)
    tokens = " ".join(search_tokens(text))
    value = "to_tsvector('simple', %s)" if connection.vendor == "postgresql" else "%s"
    with connection.cursor() as cursor:
        sql = f"INSERT INTO core_search (kind, ref, tokens) VALUES (%s, %s, {value})"  # noqa: S608  # one of the two texts above
        cursor.execute(sql, [kind, str(ref), tokens])


def remove(kind: str, ref: UUID) -> None:
    """Make (kind, ref) no longer findable."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_search WHERE kind = %s AND ref = %s", [kind, str(ref)])


def refs(kind: str, words: str, *, limit: int = 1000) -> list[UUID]:
    """Return the ids of texts that hold every one of the blank-separated ``words``, best first, at most ``limit``; nothing for no words."""
    phrases = [tokens for word in words.split() if (tokens := query_tokens(word))]
    if not phrases:
        return []
    if connection.vendor == "postgresql":
        match = " & ".join("(" + " <-> ".join(f"'{token}'" for token in phrase) + ")" for phrase in phrases)
        sql = (
            "SELECT ref FROM core_search, to_tsquery('simple', %s) q "
            "WHERE kind = %s AND tokens @@ q ORDER BY ts_rank(tokens, q) DESC LIMIT %s"
        )
    else:
        match = " AND ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
        sql = "SELECT ref FROM core_search WHERE core_search MATCH %s AND kind = %s ORDER BY rank LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, kind, limit])
        return [UUID(ref) for (ref,) in cursor.fetchall()]


def narrowed(rows: QuerySet[Any], words: Sequence[str], *fields: str) -> QuerySet[Any]:
    """Those rows in which every word stands in one of the fields: for short lists that need no index."""
    for word in words:
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(anywhere)
    return rows
