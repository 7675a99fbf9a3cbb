"""Make-up study: who owes how much by when, and the fewest sessions ashore that cover all that can be covered."""

from banyan.kernels.makeup.answer import Obstacle, Plan, Proof, Remedy, Session, Short
from banyan.kernels.makeup.forms import plan_as_json, problem_as_json, problem_from_json
from banyan.kernels.makeup.planning import plan
from banyan.kernels.makeup.problem import Announced, Fault, Learner, Length, MakeupError, Problem, Room, Span, Teacher, Wrong, check

__all__ = [
    "Announced",
    "Fault",
    "Learner",
    "Length",
    "MakeupError",
    "Obstacle",
    "Plan",
    "Problem",
    "Proof",
    "Remedy",
    "Room",
    "Session",
    "Short",
    "Span",
    "Teacher",
    "Wrong",
    "check",
    "plan",
    "plan_as_json",
    "problem_as_json",
    "problem_from_json",
]
