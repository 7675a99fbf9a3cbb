"""Fetches the JavaScript that the offline page takes from others: into a wheel when one is built, into a clone by ./banyan."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
VENDOR = ROOT / "src/banyan/programmes/study/static/study/offline/vendor"
FILES = {
    "@noble/ed25519/index.js": "noble-ed25519.js",
    "@noble/ed25519/LICENSE": "noble-ed25519.LICENSE",
    "fflate/umd/index.js": "fflate.js",
    "fflate/LICENSE": "fflate.LICENSE",
    "qr/index.js": "qr/index.js",
    "qr/decode.js": "qr/decode.js",
    "qr/LICENSE": "qr/LICENSE",
}


class CustomBuildHook(BuildHookInterface[Any]):
    """Called by hatchling before it builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the files for a wheel; ./banyan does it for an editable one."""
        if version != "editable":
            fetch()


def fetch() -> None:
    """Install what package-lock.json names, each with its sum, and keep the files that browsers load; raise CalledProcessError."""
    npm = shutil.which("npm", path=str(Path(sys.executable).parent)) or shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, folder)
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
        for source, name in FILES.items():
            place = VENDOR / name
            place.parent.mkdir(parents=True, exist_ok=True)
            content = (Path(folder) / "node_modules" / source).read_text(encoding="utf-8")
            place.write_text(without_comments(content) if name.endswith(".js") else content, encoding="utf-8")


def without_comments(script: str) -> str:
    """Leave out lines that are comments, but not those of a licence (``/*!``): phones pay for every byte.

    With them go the names of source maps, which whoever collects static files would ask for.
    """
    kept: list[str] = []
    is_inside = False
    for line in script.splitlines(keepends=True):
        words = line.strip()
        is_comment = words.startswith("/*") and not words.startswith("/*!") and (words.endswith("*/") or "*/" not in words)
        if is_inside or is_comment:
            is_inside = not words.endswith("*/")
        elif not words.startswith("//"):
            kept.append(line)
    return "".join(kept)


if __name__ == "__main__":
    fetch()
