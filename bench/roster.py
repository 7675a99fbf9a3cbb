"""`banyan bench roster [ROWS]`: 100,000 rows taken over by us and by django-import-export, and how long a form waits meanwhile."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PEER = Path(__file__).parent / "peers" / "import_export"
sys.path.insert(0, str(PEER))

from roster_files import SEED, roster_file  # noqa: E402  # from the peer's folder

ROWS, WATCHED_ROWS = 100_000, 30_000
COMMAND = "from banyan.config.cli import main; main()"
TOWN = """
import django; django.setup()
from banyan.people.actions import found_organisation
found_organisation(code="town", name="某镇", kind="town", parent=None, by=None)
"""
# A form saved elsewhere: the same action that the page of a person calls.
FORM = """
import json, sys, time, django; django.setup()
from banyan.people.actions.persons import add_person, change_person
from banyan.people.models import Organisation
person, waits = add_person(Organisation.objects.get(), {"name": "欧阳某"}, by=None), []
print("ready", flush=True)
while True:
    began = time.perf_counter()
    person = change_person(person, {"remark": str(len(waits))}, version=person.version, by=None)
    waits.append(time.perf_counter() - began)
    print(json.dumps(waits[-1]), flush=True)
    time.sleep(0.25)
"""


@dataclass(frozen=True)
class Run:
    """What a process printed, how long it took, how much of that it worked (of one core), and the most memory it held."""

    said: dict[str, object]
    seconds: float
    work: float
    megabytes: int


def main() -> None:
    """Make the file, run both, print time, memory and ratio, then import once more beside somebody who saves a form."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(prefix="banyan-bench-") as name:
        folder = Path(name)
        file, part = folder / "roster.xlsx", folder / "part.xlsx"
        file.write_bytes(roster_file(rows))
        part.write_bytes(roster_file(min(rows, WATCHED_ROWS), seed=SEED + 1))
        print(f"{rows} rows of 20 columns, {file.stat().st_size / 1e6:.1f} MB, seed {SEED}")
        base = ours("ours: new", folder / "ours", file)
        ours("ours: the same file again", folder / "ours", file)
        peer(folder, file, base)
        waits = watched(folder / "watched", part)
        print(
            f"a form saved elsewhere meanwhile: {len(waits)} times, longest wait {max(waits):.2f} s, mean {sum(waits) / len(waits):.2f} s"
        )


def ours(title: str, data: Path, file: Path) -> Run:
    """Import with `banyan roster import` into a data folder, made on first use."""
    prepare(data)
    run = measured([sys.executable, "-c", COMMAND, "roster", "import", str(file), "--organisation", "town", "--json"], environment(data))
    said = {name: value if isinstance(value, int) else len(value) for name, value in run.said.items() if isinstance(value, int | list)}
    print(f"{title:28} {run.seconds:7.1f} s ({run.work:.1f} s of one core), peak {run.megabytes} MB, {said}")
    return run


def peer(folder: Path, file: Path, base: Run) -> None:
    """Import with django-import-export, where its set-up has been run."""
    python = PEER / "env" / "bin" / "python"
    if not python.exists():
        print(f"peer: django-import-export isn't installed here; {PEER.relative_to(Path.cwd())}/setup does it")
        return
    run = measured([str(python), str(PEER / "run.py"), str(file)], os.environ | {"PEER_DATABASE": str(folder / "peer.sqlite3")})
    print(f"{'peer: django-import-export':28} {run.seconds:7.1f} s ({run.work:.1f} s of one core), peak {run.megabytes} MB, {run.said}")
    print(f"{'':28} ratio {run.seconds / base.seconds:.1f} × our time, {run.megabytes / base.megabytes:.1f} × our memory")


def watched(data: Path, file: Path) -> list[float]:
    """Import while somebody saves a form four times a second; return how long each saving took."""
    prepare(data)
    form = subprocess.Popen([sys.executable, "-c", FORM], env=environment(data), stdout=subprocess.PIPE, text=True)
    assert form.stdout is not None
    form.stdout.readline()
    command = [sys.executable, "-c", COMMAND, "roster", "import", str(file), "--organisation", "town", "--json"]
    subprocess.run(command, env=environment(data), check=True, stdout=subprocess.PIPE)
    form.terminate()
    return [float(line) for line in form.stdout.read().splitlines() if line]


def prepare(data: Path) -> None:
    """Make a data folder with one town, unless it is there."""
    if not data.exists():
        subprocess.run([sys.executable, "-c", COMMAND, "migrate"], env=environment(data), check=True, stdout=subprocess.PIPE)
        subprocess.run([sys.executable, "-c", TOWN], env=environment(data), check=True, stdout=subprocess.PIPE)


def environment(data: Path) -> dict[str, str]:
    """The environment of a process of ours on a data folder."""
    return os.environ | {"BANYAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "banyan.config.settings"}


def measured(command: list[str], environment: dict[str, str]) -> Run:
    """Run a command that prints JSON, from its start to its end."""
    with tempfile.TemporaryFile("w+") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=output)
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command[-1]} ended with {process.returncode}")
        output.seek(0)
        return Run(json.loads(output.read()), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


if __name__ == "__main__":
    main()
