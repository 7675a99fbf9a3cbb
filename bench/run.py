"""`banyan bench [NAME]`: run one benchmark, or name them. Each prints our figure, the peer's in the same run, and the ratio."""

import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    """Run the benchmark that the command line names."""
    known = sorted(path.stem for path in FOLDER.glob("*.py") if path.name != "run.py")
    if len(sys.argv) < 2 or sys.argv[1] not in known:
        print("banyan bench", " | ".join(known))
        return 2 if len(sys.argv) > 1 else 0
    sys.argv = sys.argv[1:]
    runpy.run_path(str(FOLDER / f"{sys.argv[0]}.py"), run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main())
