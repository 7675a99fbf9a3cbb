"""The `banyan` command: friendly help, a data folder for every command, and plain exits: 0 done, 1 refused, 2 wrong usage."""

import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from difflib import get_close_matches
from pathlib import Path

from banyan import __version__

HELP = """\
榕树 Banyan

试一试 Try it
  banyan demo            演示：一个省的虚构数据            a province of made-up people

运行 Run it
  banyan serve           在 ./data 上运行                  run it on the data in ./data
  banyan work            只运行后台任务                    run the jobs only
  banyan doctor          检查环境                          say what is missing
  banyan backup FILE     备份（运行中也可以）              save everything, also while it runs
  banyan restore FILE    恢复到空文件夹                    restore into an empty folder

使用 Use it
  banyan notice read     识读一份通知                      read a published notice
  banyan roster import   导入名册                          take over a roster (.xlsx, .xls, .csv)
  banyan roster export   导出名册                          give a roster out (.xlsx)
  banyan match           谁配谁，逐一说明原因              match persons from a file, with reasons
  banyan select          按规则选出入选案例                choose winners under rules, with a proof
  banyan cases verify    重新计算评审结果并核对            recompute the result of an archived judging
  banyan device          船上设备：登记、记录、交回        a device aboard: init, record, export, ack, enrol, revoke
  banyan receipt         北斗短报文回执                    short receipts: encode, decode
  banyan pack            学习包：制作、核对、装船          study packs: build, verify, apply
  banyan hub DIR         船上的小机器：大家一起学          the boat's hub: pages for all phones around
  banyan makeup plan     排补学：场次最少，逐人说明        plan make-up study from a file, with reasons
  banyan journal         收取学习记录、发回告              study records: merge, ack

开发 Work on it
  ./banyan test          运行全部测试                      run all tests
  ./banyan bench NAME    性能对比                          run a benchmark

  --data DIR             数据文件夹，任何命令都可以用      the data folder, with any command
  banyan COMMAND --help  某个命令的说明                    about one command
"""
# Words that settings are made of, so they have to be known before Django reads them.
SETTINGS = {"--data": "BANYAN_DATA", "--origin": "BANYAN_ORIGIN"}
HELPS = ("help", "--help", "-h")
PACKAGE = Path(__file__).resolve().parent.parent
# Packages with commands beside our own; asked without the settings, which would make a data folder.
OTHERS = (
    "django.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_tasks_db",
)


def main() -> None:
    """Run one command of the line and exit."""
    words = take_settings(sys.argv[1:])
    if words and words[0] == "help":
        words = [*words[1:2], "--help"] if words[1:] else []
    if not words or words[0] in HELPS:
        sys.stdout.write(HELP)
        return
    if words[0] in ("version", "--version"):
        sys.stdout.write(f"banyan {__version__}\n")
        return
    if words[0] not in (names := command_names() | {"hub"}):
        near = get_close_matches(words[0], sorted(names), n=3)
        sys.stderr.write(f"没有这个命令 No such command: {words[0]}" + (f" → {' / '.join(near)}" if near else "") + "\n")
        sys.exit(2)
    if words[0] in ("device", "hub", "receipt", "pack"):
        # A device is a folder and may stand where there is no data of an office: no settings, no database.
        from banyan.hub.commands import VERBS  # noqa: PLC0415  # other commands needn't load what signs and draws codes
        from banyan.hub.commands import main as run_on_device  # noqa: PLC0415

        if words[0] == "hub" or (words[1:2] and words[1] in VERBS[words[0]]):
            sys.exit(run_on_device(words))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banyan.config.settings")
    with spare_folder() if "--help" in words or "-h" in words else nullcontext():
        sys.exit(run(words))


def take_settings(words: list[str]) -> list[str]:
    """Take `--data DIR` and `--origin URL`, wherever they stand, into the environment; exit 2 when the value is missing."""
    rest, left = [], list(words)
    while left:
        word, equals, value = left.pop(0).partition("=")
        if word not in SETTINGS:
            rest.append(f"{word}{equals}{value}")
            continue
        if not (value or (left and not left[0].startswith("--"))):
            sys.stderr.write(f"{word} 后面少了内容。{word} needs a value.\n")
            sys.exit(2)
        os.environ[SETTINGS[word]] = value or left.pop(0)
    if rest and rest[0] == "demo":
        os.environ["BANYAN_DEMO"] = "1"
        os.environ.setdefault("BANYAN_DATA", "demo-data")
    os.environ["BANYAN_DATA"] = str(Path(os.environ.get("BANYAN_DATA", "data")).expanduser().resolve())
    return rest


def command_names() -> set[str]:
    """Name every command: Banyan's own and those of Django and the worker."""
    folders = [*PACKAGE.glob("**/management/commands")]
    for package in OTHERS:
        spec = importlib.util.find_spec(package)
        folders += [Path(place) / "management" / "commands" for place in (spec.submodule_search_locations or [] if spec else [])]
    return {path.stem for folder in folders for path in folder.glob("*.py") if not path.stem.startswith("_")}


@contextmanager
def spare_folder() -> Iterator[None]:
    """Let the settings make their keys in a folder that is thrown away: who only reads a help text gets no data folder."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BANYAN_DATA"] = folder
        yield


def run(words: list[str]) -> int:
    """Run a command of Django's and return the exit code; a refusal is told in its own words, without a traceback."""
    # Django reads the settings on import, which the environment has to be ready for.
    import django  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import CommandError, ManagementUtility  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    from banyan.core.errors import RuleError  # noqa: PLC0415

    try:
        django.setup()
    except (OSError, ValueError, TypeError, ImproperlyConfigured) as error:
        sys.stderr.write(f"设置或数据文件夹有问题 The settings or the data folder can't be used: {error}\n")
        return 1
    try:
        # With --traceback Django hands a refusal on, where it would print "CommandError:" before it and leave.
        ManagementUtility().fetch_command(words[0]).run_from_argv(["banyan", words[0], "--traceback", *words[1:]])
    except (RuleError, CommandError, ImproperlyConfigured) as error:
        sys.stderr.write(f"{error}\n")
        return getattr(error, "returncode", 1)
    except DatabaseError as error:
        sys.stderr.write(f"数据库 Database: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Who read our output has seen enough (`banyan … | head`); Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0
