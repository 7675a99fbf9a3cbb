"""Many rows written at once: Django's own bulk_create takes three times as long, as it asks each field of each row three times over."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import AutoField, DateField, Field, Model
from django.utils import timezone

from banyan.people.models import RosterRow


def _quote(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


def insert_many(model: type[Model], objects: Sequence[Model]) -> None:
    """Insert objects, inside the caller's transaction; their numbers are not filled in."""
    if not objects:
        return
    fields = [field for field in model._meta.concrete_fields if not field.generated and not isinstance(field, AutoField)]
    columns = ", ".join(_quote(field.column) for field in fields)
    table, places = _quote(model._meta.db_table), ", ".join(["%s"] * len(fields))
    prepare = [_preparing(field) for field in fields]
    rows = [[ready(one) for ready in prepare] for one in objects]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608  # names of ours


def _preparing(field: Field[Any, Any]) -> Callable[[Model], Any]:
    """What makes an object's value ready for the database; most fields of most objects hold their default, which is made ready once."""
    name, save = field.attname, field.get_db_prep_save
    if isinstance(field, DateField) and (field.auto_now or field.auto_now_add):
        now = save(timezone.now(), connection)
        return lambda _one: now
    if type(field).pre_save is not Field.pre_save and not isinstance(field, DateField):
        return lambda one: save(field.pre_save(one, True), connection)
    default = field.get_default() if not callable(field.default) else None
    ready = save(default, connection)

    def prepare(one: Model) -> Any:
        value = getattr(one, name)
        return ready if value is default or (value == default and value.__class__ is default.__class__) else save(value, connection)

    return prepare


def update_many(model: type[Model], objects: Iterable[Model], names: Iterable[str]) -> None:
    """Write some fields of objects that are in the database, inside the caller's transaction."""
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]  # all are columns
    rows = [[*(field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields), one.pk] for one in objects]
    if not rows or not fields:
        return
    columns = ", ".join(f"{_quote(field.column)} = %s" for field in fields)
    table, key = _quote(model._meta.db_table), _quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE {key} = %s", rows)  # noqa: S608  # names of ours


def settle_many(rows: Sequence[tuple[str, int | None, int | None]]) -> None:
    """Settle rows of a roster (state, person, the row's own number) that leave nothing to say, inside the caller's transaction."""
    table, values = _quote(RosterRow._meta.db_table), _quote("values")
    blank = f"{values} = '', cells = '', problems = '', candidates = '[]'"
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET state = %s, person_id = %s, {blank} WHERE id = %s", rows)  # noqa: S608  # names of ours


@contextmanager
def room_for_many() -> Iterator[None]:
    """Let Python look for garbage seldom, since a hundred thousand rows make none that it would find, and give SQLite a larger cache."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        with _room_in_sqlite():
            yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _room_in_sqlite() -> Iterator[None]:
    # With its usual 2 MB it reads and writes each page of a large roster's indexes again and again.
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("cache_size", "wal_autocheckpoint")]
        cursor.execute("PRAGMA cache_size = -98304")
        cursor.execute("PRAGMA wal_autocheckpoint = 8000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {before[0]}")
            cursor.execute(f"PRAGMA wal_autocheckpoint = {before[1]}")
