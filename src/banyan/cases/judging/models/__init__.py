"""What is kept of judging: the round with its rules, judges and their ties, assignments with marks, and the results."""

from banyan.cases.judging.models.judges import FormerPost, Judge, Tie
from banyan.cases.judging.models.results import Award, Certificate, Decision, Objection, Selection
from banyan.cases.judging.models.reviews import Assignment, AssignmentQuerySet, DiscussionNote, Mark
from banyan.cases.judging.models.rounds import Exclusion, Judging, SelectionRule

__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "Award",
    "Certificate",
    "Decision",
    "DiscussionNote",
    "Exclusion",
    "FormerPost",
    "Judge",
    "Judging",
    "Mark",
    "Objection",
    "Selection",
    "SelectionRule",
    "Tie",
]
