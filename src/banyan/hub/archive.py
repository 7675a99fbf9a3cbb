"""The hub as one file that Python runs: for a phone or an old laptop that has cryptography and segno, and nothing else of Banyan."""

import shutil
import tempfile
import zipapp
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[1]
# Folders and files of Banyan that the hub is made of.
PARTS = ("__init__.py", "hub", "kernels/__init__.py", "kernels/prose.py", "kernels/journal", "kernels/packs")
_START = "import sys\n\nfrom banyan.hub.commands import main\n\nsys.exit(main(sys.argv[1:]))\n"
_LEFT_OUT = shutil.ignore_patterns("__pycache__")


def write_archive(target: Path | BinaryIO) -> None:
    """Write ``banyan-hub.pyz`` to a path or a file; raise OSError."""
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            source, place = ROOT / part, Path(folder) / "banyan" / part
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, place, ignore=_LEFT_OUT)
            else:
                shutil.copyfile(source, place)
        (Path(folder) / "__main__.py").write_text(_START, encoding="utf-8")
        zipapp.create_archive(folder, target, interpreter="/usr/bin/env python3", compressed=True)
