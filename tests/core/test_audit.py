import pytest
from django.db import DatabaseError, connection, models, transaction

from banyan.core.audit import record
from banyan.core.guards import install_guards, lift_guards, missing_guards
from banyan.core.models import AuditEntry


def make_entry() -> AuditEntry:
    with transaction.atomic():
        return record("test", "thing", 1, actor=None)


@pytest.mark.django_db
def test_an_entry_is_never_changed() -> None:
    make_entry()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(verb="other")

    assert AuditEntry.objects.get().verb == "test"


@pytest.mark.django_db
def test_an_entry_is_never_deleted_not_even_by_raw_sql() -> None:
    make_entry()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_auditentry")

    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        record("test", "thing", 1, actor=None)


@pytest.mark.django_db
def test_missing_guards_are_named_and_put_back() -> None:
    lift_guards(connection)

    assert "core_auditentry_no_delete" in missing_guards(connection)

    install_guards(connection)
    install_guards(connection)

    assert missing_guards(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_table_made_anew_by_a_migration_gets_its_guards_back() -> None:
    field = models.CharField(max_length=5, default="")
    field.set_attributes_from_name("spare")
    try:
        with connection.schema_editor() as editor:
            editor.add_field(AuditEntry, field)
            editor.remove_field(AuditEntry, field)
    finally:
        install_guards(connection)

    assert missing_guards(connection) == []
    make_entry()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()
