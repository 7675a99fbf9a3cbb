"""`banyan select FILE --json`: choose the winners of any judging under its rules, with the proof and a reason for every case."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.core.errors import RuleError
from banyan.kernels.judging import Answer, Contradiction, Fault, JudgingError, Limit, Question, answer_as_json, question_from_json, select

# 5,000 cases take some 2 MB.
MOST_BYTES = 64 * 2**20


class UnableToSelect(RuleError):
    """The file holds no question that can be answered."""


class Command(BaseCommand):
    help = "Choose the winners with the greatest total that the rules allow, and say why each case is in or out."
    # Needs no database: what it says depends on the file alone.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="cases, winners and rules as JSON, as written in docs/formats.md")
        parser.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = _answer(Path(options["file"]))
        except RuleError as refusal:
            if options["json"]:
                self.stdout.write(_as_json({"error": str(refusal)}))
            raise
        found = answer.contradiction
        if options["json"]:
            self.stdout.write(_as_json(answer_as_json(answer)))
        elif found is None:
            self.stdout.write(_say(answer))
        if found is not None:
            raise CommandError(_say_contradiction(found))


def _answer(path: Path) -> Answer:
    try:
        return select(_question(path))
    except JudgingError as error:
        words = {"file": path.name, "where": error.where, "value": error.value, "why": _FAULTS[error.fault]()}
        if error.value == "":
            raise UnableToSelect(_("%(file)s, %(where)s: %(why)s") % words) from error
        raise UnableToSelect(_("%(file)s, %(where)s (%(value)s): %(why)s") % words) from error


def _question(path: Path) -> Question:
    try:
        if path.stat().st_size > MOST_BYTES:
            words = _("%(file)s is larger than %(size)d MB. Leave out what isn't judged.")
            raise UnableToSelect(words % {"file": path.name, "size": MOST_BYTES // 2**20})
        return question_from_json(json.loads(path.read_text("utf-8-sig"), object_pairs_hook=_object))
    except OSError as error:
        raise UnableToSelect(_("%(file)s can't be opened: %(why)s.") % {"file": path, "why": error.strerror or error}) from error
    except JudgingError:
        raise
    except (ValueError, RecursionError) as error:
        raise UnableToSelect(_("%(file)s is no JSON in UTF-8: %(why)s.") % {"file": path.name, "why": error}) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: of two lists of rules one would silently not hold."""
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(name for index, (name, _value) in enumerate(pairs) if name in dict(pairs[:index]))
        raise JudgingError(Fault.TWICE, twice)
    return made


def _say(answer: Answer) -> str:
    count = len(answer.winners)
    said = ngettext("%(count)d case, %(points)s points in all; no choice that keeps the rules has more:",
                    "%(count)d cases, %(points)s points in all; no choice that keeps the rules has more:", count)  # fmt: skip
    return "\n".join(
        [said % {"count": count, "points": f"{(answer.total_thousandths or 0) / 1000:.3f}"}, *(one.id for one in answer.winners)]
    )


def _say_contradiction(found: Contradiction) -> str:
    rules = "; ".join(_limit(limit) for limit in found.limits)
    if found.needed is None:
        return _("No choice keeps these rules together: %(rules)s. Change one of them.") % {"rules": rules}
    words = _("No choice keeps these rules: %(rules)s. They ask for %(needed)d, and there can be %(available)d. Change one of them.")
    return words % {"rules": rules, "needed": found.needed, "available": found.available}


def _limit(limit: Limit) -> str:
    """A rule in the words of the file, where whoever wrote it finds it."""
    return " ".join(str(part) for part in (limit.kind.value, limit.number or "", limit.scope or "", limit.value) if part != "")


def _as_json(value: dict[str, Any]) -> str:
    # A terminal that can't show Chinese gets escapes: the JSON stays the same.
    is_utf8 = (sys.stdout.encoding or "utf-8").lower().replace("-", "") == "utf8"
    return json.dumps(value, ensure_ascii=not is_utf8, indent=2)


_FAULTS: dict[Fault, Callable[[], str]] = {
    Fault.WRONG_TYPE: lambda: _("this isn't of the kind that docs/formats.md asks for; points are whole thousandths."),
    Fault.MISSING: lambda: _("this is missing; add it."),
    Fault.UNKNOWN_KEY: lambda: _("no such key is known; correct its spelling or take it out."),
    Fault.UNKNOWN_VALUE: lambda: _("no such value is known; docs/formats.md lists those that are."),
    Fault.TWICE: lambda: _("this stands there twice; take one out."),
    Fault.NO_WINNERS: lambda: _("at least one case has to win; write 1 or more."),
    Fault.NEGATIVE: lambda: _("this can't be below 0."),
    Fault.OUT_OF_RANGE: lambda: _("this is too large; numbers go up to a thousand million."),
    Fault.UNEQUAL_TIE_KEYS: lambda: _("each case needs as many tie keys as the first."),
    Fault.UNEQUAL_ARRAYS: lambda: _("these lists differ in length."),
    Fault.NOT_PROVED: lambda: _("the best choice couldn't be proved within the work allowed; fewer rules or cases are needed."),
}
