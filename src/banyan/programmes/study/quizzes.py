"""Quizzes as people write them in a document: a question, its answers, the right ones marked, and why."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banyan.core.errors import RuleError

MOST_QUESTIONS, MOST_OPTIONS, MOST_SIGNS = 50, 8, 500
SINGLE, MULTIPLE, TRUTH = "single", "multiple", "truth"
_MARK = re.compile(r"^\s*([*＊√✓])?\s*(?:[(（]?[A-Ha-h][)）.．、:：]|[-•])\s*(.+?)\s*([*＊√✓])?\s*$")
_NUMBER = re.compile(r"^\s*[(（]?\d{1,2}[)）.．、:：]\s*")
_WHY = re.compile(r"^\s*(?:解析|说明|Why)\s*[:：]\s*(.*)$", re.IGNORECASE)
_TRUTH = re.compile(r"^(.*?)\s*[(（]\s*([对错√×]|true|false)\s*[)）]\s*$", re.IGNORECASE)
_TRUE = ("对", "√", "true")


class UnableToReadQuiz(RuleError):
    """The quiz can't be read as it is written."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: single (one right answer), multiple (one or more), truth (对 or 错); ``answers`` are places of the right options."""

    kind: str
    question: str
    options: tuple[str, ...]
    answers: tuple[int, ...]
    why: str = ""


def read_quiz(text: str) -> list[Question]:
    """Read questions that stand apart by empty lines; raise UnableToReadQuiz, naming the question and what to write."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    if len(blocks) > MOST_QUESTIONS:
        raise UnableToReadQuiz(_("At most %(count)d questions. Part the quiz.") % {"count": MOST_QUESTIONS})
    return [_question(number, block) for number, block in enumerate(blocks, start=1)]


def _question(number: int, block: str) -> Question:
    lines = block.splitlines()
    whys = [found[1] for line in lines if (found := _WHY.match(line))]
    body = [line for line in lines if not _WHY.match(line)]
    marked = [(bool(found[1] or found[3]), found[2]) for line in body if (found := _MARK.match(line))]
    asked = " ".join(_NUMBER.sub("", line).strip() for line in body if not _MARK.match(line))
    if any(len(part) > MOST_SIGNS for part in (asked, *whys, *(option for _right, option in marked))):
        raise UnableToReadQuiz(_("Question %(number)d is longer than 500 characters. Shorten it.") % {"number": number})
    if not marked and (said := _TRUTH.match(asked)):
        return Question(TRUTH, said[1], ("对", "错"), (0,) if said[2].lower() in _TRUE else (1,), " ".join(whys))
    options = tuple(option for _right, option in marked)
    answers = tuple(place for place, (right, _option) in enumerate(marked) if right)
    if reason := _why_not(asked, options, answers):
        raise UnableToReadQuiz(_("Question %(number)d: %(why)s") % {"number": number, "why": reason})
    return Question(SINGLE if len(answers) == 1 else MULTIPLE, asked, options, answers, " ".join(whys))


def _why_not(asked: str, options: tuple[str, ...], answers: tuple[int, ...]) -> str | None:
    if not asked:
        return _("the question itself is missing. Write it in the first line.")
    if len(options) < 2:
        return _("it needs two or more answers, each on a line that begins with A. B. C.; or （对） or （错） at the end of the question.")
    if len(options) > MOST_OPTIONS:
        return _("at most eight answers.")
    if len(set(options)) != len(options):
        return _("two answers are the same.")
    return None if answers else _("mark the right answers with a star before the letter, as *B.")
