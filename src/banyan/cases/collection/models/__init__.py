"""What is kept of a collection: the call with its rules, and the submissions with their texts, photos and scans."""

from banyan.cases.collection.models.calls import Call, CallNotice, Category, CityQuota, Criterion, Part, Stage
from banyan.cases.collection.models.submissions import (
    Level,
    Submission,
    SubmissionPart,
    SubmissionPhoto,
    SubmissionQuerySet,
    SubmissionScan,
    SubmissionVersion,
)

__all__ = [
    "Call",
    "CallNotice",
    "Category",
    "CityQuota",
    "Criterion",
    "Level",
    "Part",
    "Stage",
    "Submission",
    "SubmissionPart",
    "SubmissionPhoto",
    "SubmissionQuerySet",
    "SubmissionScan",
    "SubmissionVersion",
]
