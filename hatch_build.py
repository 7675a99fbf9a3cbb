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
            lines = (Path(folder) / "node_modules" / source).read_text(encoding="utf-8").splitlines(keepends=True)
            # The maps that they name stay behind, and whoever collects static files would ask for them.
            place.write_text("".join(line for line in lines if not line.startswith("//# sourceMappingURL=")), encoding="utf-8")


if __name__ == "__main__":
    fetch()
