"""Append-only tables: database triggers that refuse to change or delete a row, whoever asks."""

from django.db.backends.base.base import BaseDatabaseWrapper

GUARDED = ["core_auditentry"]

_SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'append-only: {table} is never changed, record a new entry'); END"""

_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION banyan_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: %% is never changed, record a new entry', TG_TABLE_NAME; END $$"""

_POSTGRES = """CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION banyan_append_only()"""


def guard_table(table: str) -> None:
    """Keep a table append-only; an app says so in its ``ready``, before anything migrates."""
    if table not in GUARDED:
        GUARDED.append(table)


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; calling it again changes nothing.

    Runs after every migrate, because Django changes a table on SQLite by making it anew, and a new table has no triggers.
    """
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION.replace("%%", "%"))
        for table in GUARDED:
            for verb in _verbs(connection) if table in present else ():
                cursor.execute((_POSTGRES if connection.vendor == "postgresql" else _SQLITE).format(table=table, verb=verb))


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the triggers that ought to be there and aren't."""
    wanted = {f"{table}_no_{verb}" for table in GUARDED for verb in _verbs(connection)}
    sql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted(wanted - {name for (name,) in cursor.fetchall()})


def lift_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away. For tests that flush their database; migrate and flush put them back."""
    with connection.cursor() as cursor:
        for table in GUARDED:
            for verb in _verbs(connection):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")


def _verbs(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    # Names in lower case, as PostgreSQL folds them.
    return ("update", "delete", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
