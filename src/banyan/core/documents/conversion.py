"""Old Word, WPS and table files, turned into .docx or .xlsx where LibreOffice is on the machine."""

import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from banyan.core.documents import office
from banyan.core.documents.lines import DocumentError

Form = Literal["docx", "xlsx"]

MOST_SECONDS = 60
# Of address space; an ordinary file needs less than a quarter of it.
_MOST_KB = 3 * 1024 * 1024
_MOST_MADE = 100 * 1024 * 1024
# What the ending says is believed only where the first bytes leave it open: WPS writes the containers of Word and Excel.
_ENDINGS: dict[Form, str] = {"docx": "doc", "xlsx": "xls"}
_FILTERS = {"html": "--infilter=HTML (StarCalc)"}
_LIMITED = 'ulimit -c 0; ulimit -v "$1"; ulimit -t "$2"; shift 2; exec "$@"'
_OWN_NETWORK = ("unshare", "--net", "--map-root-user")

# No macro runs and no link is brought up to date. Linked pictures are fetched all the same, so whoever asks is sent to a closed door.
_OFF = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}"><value>{}</value></prop></item>'
_SETTINGS = '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'


def office_program() -> str | None:
    """Where LibreOffice is; None when it isn't installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_docx(content: bytes) -> bytes:
    """Return an old Word or WPS file as .docx; any other file, and where there is no LibreOffice, as it is. Raise DocumentError."""
    return (converted(content, "docx") if office.is_old_word(content) else None) or content


def converted(content: bytes, to: Form, *, ending: str = "", most_seconds: float = MOST_SECONDS) -> bytes | None:
    """Return ``content`` as .docx or .xlsx, None where there is no LibreOffice. Raise DocumentError when it can't, or takes too long.

    ``ending`` (without a dot) helps where the first bytes don't tell what the file is: "html", "xml".
    """
    program = office_program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="banyan-office-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        source, made = folder / f"file.{ending or _ENDINGS[to]}", folder / "made" / f"file.{to}"
        source.write_bytes(content)
        _write_profile(folder)
        reading = [_FILTERS[ending]] if ending in _FILTERS else []
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--nolockcheck", *reading, "--convert-to", to]
        _run([*command, "--outdir", str(made.parent), str(source)], folder, to, most_seconds)
        if not made.is_file() or not 0 < made.stat().st_size <= _MOST_MADE:
            raise DocumentError(_cant(to))
        return made.read_bytes()


def _write_profile(folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_SETTINGS.format("".join(_SETTING.format(*setting) for setting in _OFF)))


def _run(command: list[str], folder: Path, to: Form, most_seconds: float) -> None:
    """Run LibreOffice within its limits; what it started ends with it. Raise DocumentError when it doesn't come to an end."""
    limited = ["sh", "-c", _LIMITED, "sh", str(_MOST_KB), str(int(most_seconds) + 1)]
    whole = [*(_OWN_NETWORK if _can_part_networks() else ()), *limited, *command]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C.UTF-8", "TMPDIR": str(folder)}
    with subprocess.Popen(
        whole,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(most_seconds)
        except subprocess.TimeoutExpired as error:
            raise DocumentError(_too_slow(to, most_seconds)) from error
        finally:
            _end_all(process.pid)


def _end_all(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


@cache
def _can_part_networks() -> bool:
    """Whether this machine lets a process have a network of its own, in which there is nobody."""
    if shutil.which(_OWN_NETWORK[0]) is None:
        return False
    return subprocess.run([*_OWN_NETWORK, "true"], check=False, capture_output=True).returncode == 0


def _cant(to: Form) -> str:
    if to == "docx":
        return _("LibreOffice could not open this old Word or WPS file: it is damaged or has a password. Save it as .docx in Word or WPS.")
    return _("LibreOffice could not open this table: it is damaged or has a password. Save it as .xlsx in Excel or WPS.")


def _too_slow(to: Form, most_seconds: float) -> str:
    if to == "docx":
        said = _("Turning this file into .docx took longer than %(seconds)d seconds and was stopped. Save it as .docx in Word or WPS.")
    else:
        said = _("Turning this table into .xlsx took longer than %(seconds)d seconds and was stopped. Save it as .xlsx in Excel or WPS.")
    return said % {"seconds": most_seconds}
