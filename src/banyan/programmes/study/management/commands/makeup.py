"""`banyan makeup plan FILE --json`: the fewest sessions ashore that cover all that can be covered, with the proof and who stays short."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.core.errors import RuleError
from banyan.kernels.makeup import Fault, MakeupError, Obstacle, Plan, Remedy, Short, Wrong, plan, plan_as_json, problem_from_json

# A hundred villages take some 2 MB.
MOST_BYTES = 64 * 2**20


class UnableToPlan(RuleError):
    """The file holds no question that makes sense; the text has every reason, one a line."""


class Command(BaseCommand):
    help = "Plan make-up study from a file: fewest sessions ashore, then fewest trips, then a fair share of work."
    # Needs no database: what it says depends on the file alone.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="plan")
        one = verbs.add_parser("plan", help="plan the sessions of one question")
        one.add_argument("file", metavar="FILE", type=Path, help="learners, rooms and teachers as JSON, as written in docs/formats.md")
        one.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = _answer(options["file"])
        except RuleError as refusal:
            if options["json"]:
                self.stdout.write(_as_json({"error": str(refusal)}))
            raise
        self.stdout.write(_as_json(plan_as_json(answer)) if options["json"] else _say(answer))


def _answer(path: Path) -> Plan:
    try:
        if path.stat().st_size > MOST_BYTES:
            words = _("%(file)s is larger than %(size)d MB. Plan fewer villages at once.")
            raise UnableToPlan(words % {"file": path.name, "size": MOST_BYTES // 2**20})
        return plan(problem_from_json(json.loads(path.read_text("utf-8-sig"))))
    except OSError as error:
        raise UnableToPlan(_("%(file)s can't be opened: %(why)s.") % {"file": path, "why": error.strerror or error}) from error
    except MakeupError as error:
        raise UnableToPlan("\n".join(_wrong(path.name, one) for one in error.wrongs)) from error
    except (ValueError, RecursionError) as error:
        raise UnableToPlan(_("%(file)s is no JSON in UTF-8: %(why)s.") % {"file": path.name, "why": error}) from error


def _wrong(file: str, wrong: Wrong) -> str:
    words = {"file": file, "where": wrong.where, "value": wrong.what, "why": _FAULTS[wrong.fault]()}
    if not wrong.what:
        return _("%(file)s, %(where)s: %(why)s") % words
    return _("%(file)s, %(where)s (%(value)s): %(why)s") % words


def _say(answer: Plan) -> str:
    count = len(answer.sessions)
    head = ngettext("%(count)d session:", "%(count)d sessions:", count) % {"count": count}
    lines = [f"{one.day} {one.place} {one.room} {one.teacher} {one.length.minutes}' ({len(one.learners)})" for one in answer.sessions]
    if not answer.new_sessions.is_proved:
        lines.append(_("At least %(bound)d new sessions are needed; fewer than these may do.") % {"bound": answer.new_sessions.bound})
    return "\n".join([head, *lines, *map(_say_short, answer.short)])


def _say_short(short: Short) -> str:
    words = {"learner": short.learner, "missing": short.missing / 4, "why": _OBSTACLES[short.obstacle](), "what": _REMEDIES[short.remedy]()}
    said = _("%(learner)s stays %(missing)g units short: %(why)s; %(what)s") % words
    return " ".join([said, *(day.isoformat() for day in short.days)])


def _as_json(value: dict[str, Any]) -> str:
    # A terminal that can't show Chinese gets escapes: the JSON stays the same.
    is_utf8 = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    return json.dumps(value, ensure_ascii=not is_utf8, indent=2)


_FAULTS: dict[Fault, Callable[[], str]] = {
    Fault.TYPE: lambda: _("this isn't of the kind that docs/formats.md asks for; days are written 2026-05-01."),
    Fault.MISSING: lambda: _("this is missing; add it."),
    Fault.KEY: lambda: _("no such key is known; correct its spelling or take it out."),
    Fault.DATES: lambda: _("these days don't follow one another, or lie outside the question."),
    Fault.TWICE: lambda: _("this stands there twice; take one out."),
    Fault.UNKNOWN: lambda: _("nothing in the file has this name; correct it or add what it names."),
    Fault.NEGATIVE: lambda: _("this is too small; write a larger number."),
    Fault.TOO_LONG: lambda: _("this is longer than most_minutes allows a day."),
    Fault.CLASH: lambda: _("there is another announced session of the same place or teacher on this day."),
    Fault.NOTHING: lambda: _("at least one is needed."),
}
_OBSTACLES: dict[Obstacle, Callable[[], str]] = {
    Obstacle.NEVER_ASHORE: lambda: _("not ashore before it is due"),
    Obstacle.NO_TEACHER: lambda: _("no teacher is free on the days ashore"),
    Obstacle.NO_ROOM: lambda: _("no room is free on the days ashore"),
    Obstacle.TOO_FEW_DAYS: lambda: _("too few days ashore for so much study"),
    Obstacle.FULL: lambda: _("the sessions that fit are full or elsewhere"),
}
_REMEDIES: dict[Remedy, Callable[[], str]] = {
    Remedy.CARRY: lambda: _("carry the study aboard or to the home"),
    Remedy.NEXT_WINDOW: lambda: _("make it up when next ashore, from"),
    Remedy.FIND_TEACHER: lambda: _("find a teacher for one of"),
    Remedy.FIND_ROOM: lambda: _("find a room for one of"),
}
