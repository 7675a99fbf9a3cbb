"""An installation that real processes can run on, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.core.test_backup import banyan


@pytest.fixture(scope="session")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed") / "data"
    made = banyan(folder, "migrate")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def installed(_installed: Path, tmp_path: Path) -> Path:
    """A data folder of its own whose database is up to date and empty."""
    return Path(shutil.copytree(_installed, tmp_path / "data"))
