"""What pages read of the menu: topics with where their scripts stand, and the version that may be given on a day."""

from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet

from banyan.activities.models import Activity, Programme
from banyan.activities.permissions import KEEPERS
from banyan.people.models import Account
from banyan.people.queries import visible_to
from banyan.programmes.talks.models import Script, Talk, Topic

KIND = "talks"


def usable_script(topic: Topic, day: date) -> Script | None:
    """The newest version of a topic's script that is approved for the day; None when there is none."""
    return topic.scripts.filter(state=Script.State.APPROVED, usable_until__gte=day).order_by("-number").first()


def talk_programmes(account: Account) -> QuerySet[Programme]:
    """Programmes of talks whose menu the account keeps, ended ones last."""
    kept = Programme.objects.filter(kind=KIND, organisation__in=visible_to(account, *KEEPERS).order_by())
    return kept.select_related("organisation").order_by(F("ended_on").asc(nulls_first=True), "organisation__path", "name", "pk")


def topics_for(account: Account, today: date) -> QuerySet[Topic]:
    """Topics that the account keeps, with ``usable_until`` (None: no script can be given today) and ``waiting`` (versions under review)."""
    usable = Q(scripts__state=Script.State.APPROVED, scripts__usable_until__gte=today)
    kept = Topic.objects.filter(programme__in=talk_programmes(account).order_by())
    kept = kept.annotate(
        usable_until=Max("scripts__usable_until", filter=usable),
        waiting=Count("scripts", filter=Q(scripts__state=Script.State.REVIEW)),
    )
    return kept.select_related("programme__organisation").order_by(F("retired_on").asc(nulls_first=True), "title", "pk")


def topics_to_review(account: Account) -> QuerySet[Topic]:
    """Topics on the menu that the account keeps with a script that waits for a review by somebody other than its author."""
    waiting = Script.objects.filter(state=Script.State.REVIEW).exclude(author=account)
    kept = Topic.objects.filter(programme__in=talk_programmes(account).order_by(), retired_on=None)
    return kept.filter(pk__in=waiting.order_by().values("topic"))


def versions_of(topic: Topic) -> QuerySet[Script]:
    """All versions of a topic's script, the newest first."""
    return topic.scripts.select_related("author", "reviewer").order_by("-number")


def mark_of(script: Script | None) -> str:
    """What tells whether a version was written to since a page showed it ("" before there is any)."""
    return f"{script.number}-{script.written_at.timestamp():.6f}" if script else ""


def coming_talks_with(script: Script) -> QuerySet[Talk]:
    """Talks that are planned or announced with this version, the nearest first."""
    ahead = Talk.objects.filter(script=script, activity__state__in=(Activity.State.PLANNED, Activity.State.OPEN))
    return ahead.select_related("activity").order_by("activity__starts_at", "pk")


def talks_given(topic: Topic) -> QuerySet[Talk]:
    """Talks that were held on a topic, the latest first, with ``recorded``, the number of their recordings."""
    held = Talk.objects.filter(topic=topic, activity__state__in=(Activity.State.HELD, Activity.State.CONFIRMED))
    held = held.annotate(recorded=Count("recordings"))
    return held.select_related("activity__place", "speaker__person").order_by("-activity__starts_at", "-pk")
