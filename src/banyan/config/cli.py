"""The `banyan` command: friendly help, a data folder for every command, and plain exits: 0 done, 1 refused, 2 wrong usage."""

import os
import sys
from difflib import get_close_matches
from pathlib import Path

HELP = """\
榕树 Banyan

  banyan demo            演示：一个省的虚构数据            a province of made-up people
  banyan serve           在 ./data 上运行                  run it on the data in ./data
  banyan work            只运行后台任务                    run the jobs only
  banyan notice read     识读一份通知                      read a published notice
  banyan backup FILE     备份（运行中也可以）              save everything, also while it runs
  banyan restore FILE    恢复到空文件夹                    restore into an empty folder
  banyan doctor          检查环境                          say what is missing
  ./banyan test          运行全部测试                      run all tests
  ./banyan bench NAME    性能对比                          run a benchmark

  --data DIR             数据文件夹，任何命令都可以用      the data folder, with any command
  banyan COMMAND --help  某个命令的说明                    about one command
"""
EVERYDAY = ("demo", "serve", "work", "notice", "backup", "restore", "doctor")


def main() -> None:
    """Run one command of the line and exit."""
    words = sys.argv[1:]
    if not words or words[0] in ("help", "--help", "-h"):
        sys.stdout.write(HELP)
        return
    words = take_settings(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banyan.config.settings")
    sys.exit(run(words))


# Words that settings are made of, so they have to be known before Django reads them.
SETTINGS = {"--data": "BANYAN_DATA", "--origin": "BANYAN_ORIGIN"}


def take_settings(words: list[str]) -> list[str]:
    """Take `--data DIR` and `--origin URL`, wherever they stand, into the environment; exit 2 when the value is missing."""
    rest, left = [], list(words)
    while left:
        word, _equals, value = left.pop(0).partition("=")
        if word not in SETTINGS:
            rest.append(f"{word}{_equals}{value}")
            continue
        if not (value or left):
            sys.stderr.write(f"{word} 后面少了内容。{word} needs a value.\n")
            sys.exit(2)
        os.environ[SETTINGS[word]] = value or left.pop(0)
    if rest and rest[0] == "demo":
        os.environ["BANYAN_DEMO"] = "1"
        os.environ.setdefault("BANYAN_DATA", "demo-data")
    if "BANYAN_DATA" in os.environ:
        os.environ["BANYAN_DATA"] = str(Path(os.environ["BANYAN_DATA"]).resolve())
    return rest


def run(words: list[str]) -> int:
    """Run a command of Django's and return the exit code."""
    # Django reads the settings on import, which the environment has to be ready for.
    import django  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import CommandError, ManagementUtility, get_commands  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    from banyan.core.errors import RuleError  # noqa: PLC0415

    if not words:
        sys.stdout.write(HELP)
        return 0
    django.setup()
    if words[0] not in get_commands():
        near = get_close_matches(words[0], EVERYDAY, n=2)
        sys.stderr.write(f"没有这个命令 No such command: {words[0]}" + (f" → {' / '.join(near)}" if near else "") + "\n")
        return 2
    utility = ManagementUtility(["banyan", *words])
    try:
        utility.fetch_command(words[0]).run_from_argv(["banyan", *words])
    except (RuleError, CommandError, ImproperlyConfigured) as error:
        sys.stderr.write(f"{error}\n")
        return getattr(error, "returncode", 1)
    except DatabaseError as error:
        sys.stderr.write(f"数据库 Database: {error}\n")
        return 1
    return 0
