"""Processes of Banyan that start quickly: each is forked from one that has loaded the libraries, and nothing of Banyan that reads settings.

What runs is as real as a fresh start: its own settings, data folder, output and exit code, ended by the interpreter or by a signal.
"""

import atexit
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

# What a start of Django and of Banyan loads from others; kernels are plain Python, so they need no settings.
LIBRARIES = (
    "banyan.kernels.hanzi",
    "banyan.kernels.judging",
    "banyan.kernels.matching",
    "banyan.cases.showcase.notices",
    "banyan.core.documents.sheets",
    "banyan.people.roster.cells",
    "cryptography.hazmat.primitives.ciphers.aead",
    "django.core.management",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.forms",
    "django.template.loader",
    "django.test",
    "django.urls",
    "django.views.generic",
    "docx",
    "fido2.server",
    "lxml.html",
    "PIL.Image",
    "pypdfium2",
    "python_calamine",
    "segno",
    "typst",
    "xlsxwriter",
)
MOST_BYTES = 1024 * 1024


def run(code: str, *words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ``code`` as ``python -c`` does, in a process of its own with this environment, and return what it said and its exit code."""
    door = _stem()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        request = json.dumps([code, words, environment, str(Path.cwd())]).encode()
        socket.send_fds(door, [request], [out.fileno(), error.fileno()])
        try:
            exit_code = int(door.recv(MOST_BYTES))
        except TimeoutError:
            # Its answer may still come: nobody else shall take it for their own.
            _stem.cache_clear()
            raise
        out.seek(0)
        error.seek(0)
        return subprocess.CompletedProcess([code, *words], exit_code, out.read().decode(), error.read().decode())


@cache
def _stem() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BANYAN_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()], env=environment, start_new_session=True
    )
    theirs.close()
    ours.settimeout(120)

    def end() -> None:
        ours.close()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)

    atexit.register(end)
    return ours


def _wait_for_work(door: socket.socket) -> str:
    """Return the code to run, in a process forked for it; the process that forks stays in here until nobody can ask any more."""
    while True:
        request, outputs, _flags, _address = socket.recv_fds(door, MOST_BYTES, 2)
        if not request:
            sys.exit()
        child = os.fork()
        if not child:
            break
        for output in outputs:
            os.close(output)
        door.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
    code, words, environment, folder = json.loads(request)
    door.close()
    for place, output in enumerate(outputs, start=1):
        os.dup2(output, place)
        os.close(output)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-c", *words]
    sys.path[:1] = ["", *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    return str(code)


if __name__ == "__main__":
    for _library in LIBRARIES:
        importlib.import_module(_library)
    assert not settings.configured, "a library above reads the settings, which each start has to read anew"
    # What lies here from now on is neither searched nor copied by the forked.
    gc.freeze()
    exec(_wait_for_work(socket.socket(fileno=int(sys.argv[1]))), {"__name__": "__main__"})
