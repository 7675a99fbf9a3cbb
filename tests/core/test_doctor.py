"""What the doctor sees: a whole installation, and each thing that can be wrong with it."""

import json
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from banyan.core import jobs
from banyan.core.doctor import examine, readiness_problems
from banyan.core.guards import install_guards, lift_guards
from banyan.core.models import Job
from tests.core.test_backup import banyan


def levels(data: Path) -> dict[str, str]:
    """The worst level of each check, as the machine-readable answer has it."""
    done = banyan(data, "doctor", "--json")
    worst = {finding["check"]: finding["level"] for finding in json.loads(done.stdout)}
    worst |= {finding["check"]: "fail" for finding in json.loads(done.stdout) if finding["level"] == "fail"}
    assert done.returncode == ("fail" in worst.values())
    return worst


def test_a_fresh_folder_is_told_that_there_is_no_data_and_gets_no_database(tmp_path: Path) -> None:
    assert levels(tmp_path / "data")["database"] == "warn"
    assert not (tmp_path / "data" / "banyan.sqlite3").exists()


def test_a_whole_installation_has_nothing_to_mend_and_an_ill_one_is_told_what(installed: Path) -> None:
    data = installed
    well = levels(data)
    (data / "keys.json").chmod(0o644)
    with sqlite3.connect(data / "banyan.sqlite3") as database:
        database.execute("DROP TRIGGER core_auditentry_no_update")
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_from_the_future', '2030-01-01')")

    ill = levels(data)

    assert {check: well[check] for check in ("data_folder", "database", "migrations", "guards", "worker")} == dict.fromkeys(
        ("data_folder", "database", "migrations", "guards", "worker"), "ok"
    )
    assert {check for check, level in ill.items() if level == "fail"} == {"data_folder", "guards", "migrations"}


def test_a_damaged_database_is_told_with_the_way_back(installed: Path) -> None:
    data = installed
    with sqlite3.connect(data / "banyan.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (data / "banyan.sqlite3").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 40_000)

    done = banyan(data, "doctor")

    assert done.returncode == 1
    assert "banyan restore FILE --data NEW" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_a_job_that_waits_too_long_is_a_missing_worker() -> None:
    Job.objects.create(name="sweep_files", key="test")
    Job.objects.update(requested_at=datetime.now(UTC) - timedelta(minutes=6))

    assert [finding.level for finding in examine() if finding.check == "worker"] == ["fail"]
    assert jobs.oldest_waiting() is not None


@pytest.mark.django_db
def test_a_worker_not_seen_for_days_is_a_warning() -> None:
    Job.objects.create(name="sweep_files", key="test", state=Job.State.DONE, beat_at=datetime.now(UTC) - timedelta(days=3))

    assert [finding.level for finding in examine() if finding.check == "worker"] == ["warn"]


@pytest.mark.django_db
def test_readiness_is_told_quickly_and_sees_a_missing_guard() -> None:
    assert readiness_problems() == []
    began = time.perf_counter()
    for _number in range(20):
        readiness_problems()
    assert (time.perf_counter() - began) / 20 < 0.02

    lift_guards(connection)

    assert "guard missing: core_auditentry_no_delete" in readiness_problems()
    install_guards(connection)
    assert readiness_problems() == []
