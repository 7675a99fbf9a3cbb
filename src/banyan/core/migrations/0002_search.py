"""The table of the full-text search."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CREATE = {
    "sqlite": ["CREATE VIRTUAL TABLE core_search USING fts5(kind UNINDEXED, ref UNINDEXED, tokens, tokenize='unicode61 remove_diacritics 0')"],
    "postgresql": [
        "CREATE TABLE core_search (kind varchar(40) NOT NULL, ref varchar(36) NOT NULL, tokens tsvector NOT NULL, PRIMARY KEY (kind, ref))",
        "CREATE INDEX core_search_tokens ON core_search USING gin (tokens)",
    ],
}


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for sql in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(sql)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE core_search")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
