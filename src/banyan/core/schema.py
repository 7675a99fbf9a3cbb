"""How far the database is: the changes it still lacks, and those that only a newer program knows."""

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def waiting_migrations() -> list[str]:
    """Name the migrations that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _back in plan]


def newer_migrations(made: Iterable[tuple[str, str]] | None = None) -> list[str]:
    """Name the migrations among ``made`` (default: those of the database) that only a newer program can have made."""
    loader = MigrationLoader(connection if made is None else None)
    known = {name for migration in loader.disk_migrations.values() for name in migration.replaces} | set(loader.disk_migrations)
    last: dict[str, str] = {}
    for app, name in loader.disk_migrations:
        last[app] = max(name, last.get(app, ""))
    # Libraries drop old migrations after squashing them, so of theirs only later ones tell a newer program.
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("banyan.")}
    return sorted(
        f"{app}.{name}"
        for app, name in (loader.applied_migrations if made is None else made)
        if app in last and (app, name) not in known and (app in ours or name > last[app])
    )


def holds_tables() -> bool:
    """Tell whether anything was ever kept in this database; asking doesn't make one."""
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's own
        file = Path(str(connection.settings_dict["NAME"]))
        if not file.exists() or file.stat().st_size == 0:
            return False
    return bool(connection.introspection.table_names())
