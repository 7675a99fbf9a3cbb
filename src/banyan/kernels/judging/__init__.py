"""From marks to winners: scores freed of the judges' strictness, and the best choice that the rules of a call allow."""

from banyan.kernels.judging.calibration import calibrate
from banyan.kernels.judging.disagreement import disagreements
from banyan.kernels.judging.errors import Fault, JudgingError
from banyan.kernels.judging.exchange import answer_as_json, question_as_json, question_from_json
from banyan.kernels.judging.questions import (
    Answer,
    Basis,
    Bound,
    Candidate,
    Conflict,
    Contradiction,
    LeftOut,
    Limit,
    LimitKind,
    Proof,
    Question,
    Reason,
    Rule,
    Scope,
    WhatIf,
    Winner,
)
from banyan.kernels.judging.record import Entry, Outcome, Record, Review, decide, record_as_json, record_from_json
from banyan.kernels.judging.reviews import Calibration, CaseScore, Disagreement, JudgeStrictness, Remark, Reviews
from banyan.kernels.judging.selection import select, what_if

__all__ = [
    "Answer",
    "Basis",
    "Bound",
    "Calibration",
    "Candidate",
    "CaseScore",
    "Conflict",
    "Contradiction",
    "Disagreement",
    "Entry",
    "Fault",
    "JudgeStrictness",
    "JudgingError",
    "LeftOut",
    "Limit",
    "LimitKind",
    "Outcome",
    "Proof",
    "Question",
    "Reason",
    "Record",
    "Remark",
    "Review",
    "Reviews",
    "Rule",
    "Scope",
    "WhatIf",
    "Winner",
    "answer_as_json",
    "calibrate",
    "decide",
    "disagreements",
    "question_as_json",
    "question_from_json",
    "record_as_json",
    "record_from_json",
    "select",
    "what_if",
]
