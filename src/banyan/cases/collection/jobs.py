"""Work on the collection that is done later: texts that aren't in the index of similar texts yet are put into it."""

from datetime import timedelta
from typing import Any

from banyan.cases.collection.actions.submissions import index_submission
from banyan.cases.collection.models import Submission
from banyan.cases.showcase.actions import index_case
from banyan.cases.showcase.models import Case
from banyan.cases.similarity.queries import indexed
from banyan.core.jobs import Progress, register_job


# The first time is when a program that knows the index starts on data that is older than it.
@register_job("index_texts", every=timedelta(days=1))
def index_texts(arguments: dict[str, Any], progress: Progress) -> None:
    """Index every submission with a text and every public case that isn't findable yet, one transaction each."""
    submissions = Submission.objects.filter(characters__gt=0).exclude(uuid__in=indexed("submission"))
    cases = Case.objects.public().exclude(uuid__in=indexed("case"))
    missing = [*submissions.only("pk"), *cases.only("pk")]
    for number, row in enumerate(missing, start=1):
        if isinstance(row, Submission):
            index_submission(row)
        else:
            index_case(row)
        if number % 100 == 0 or number == len(missing):
            progress.say(number, len(missing))
