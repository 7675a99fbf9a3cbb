"""An installation that real processes can run on, made once and copied for each test."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from tests.core.test_backup import banyan


@pytest.fixture(scope="session")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    # The workers of one run share it: who comes first makes it, and the others wait.
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "installed"
    shared.mkdir(exist_ok=True)
    with (shared / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (shared / "data").exists():
            made = banyan(shared / "draft", "migrate")
            assert made.returncode == 0, made.stderr
            (shared / "draft").rename(shared / "data")
    return shared / "data"


@pytest.fixture
def installed(_installed: Path, tmp_path: Path) -> Path:
    """A data folder of its own whose database is up to date and empty."""
    return Path(shutil.copytree(_installed, tmp_path / "data"))
