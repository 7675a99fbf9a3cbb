"""Who speaks in which weekly slot: even over the year, nobody while ill, nobody twice in a row when avoidable, with reasons."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.activities.models import Activity, Kind, Series
from banyan.activities.queries import series_for
from banyan.kernels.matching import Instance, Matching, Wishes, left_out, match, pair_reasons
from banyan.people.models import Account, Dialect
from banyan.programmes.talks.fit import DIALECT, HINDRANCES, Hindrance, SpeakerFacts, TalkFacts, hindrance
from banyan.programmes.talks.models import Script, Talk, Topic
from banyan.programmes.talks.queries.dispatch import BANDS, PAIR_WORDS, least_level, speaker_facts

# Days between a slot and something else that its speaker has, when avoidable.
DAYS_BETWEEN = 6
# Days further ahead can wait.
WEEKS_SHOWN = 4
REST = 1000 - DIALECT
OWN_TONGUE = "own"
# What a clerk who knows better may pass over.
MAY_BE_PASSED_OVER = (Hindrance.FORM, Hindrance.DIALECT, Hindrance.TOO_FAR, Hindrance.WEEKDAY)


@dataclass(frozen=True, slots=True)
class Offer:
    """A speaker for a slot with the topic to give, or what hinders; ``is_hard`` can't be passed over by hand."""

    speaker: SpeakerFacts
    topic: Topic | None
    script: Script | None
    dialect: str
    hindrance: Hindrance | None

    @property
    def words(self) -> str:
        """The name, and what hinders."""
        return f"{self.speaker.name} ({HINDRANCES[self.hindrance]})" if self.hindrance is not None else self.speaker.name

    @property
    def is_hard(self) -> bool:
        return self.topic is None or (self.hindrance is not None and self.hindrance not in MAY_BE_PASSED_OVER)


@dataclass(frozen=True, slots=True)
class RotaSlot:
    """A slot ahead: who has it now, who is proposed and why, and how each speaker stands to it."""

    activity: Activity
    now: Talk | None
    proposed: Offer | None
    reason: str
    offers: Mapping[int, Offer]

    @property
    def is_new(self) -> bool:
        """Whether the proposal differs from what stands."""
        standing = self.now.speaker_id if self.now else None
        return standing != (self.proposed.speaker.pk if self.proposed else None)


@dataclass(frozen=True, slots=True)
class Rota:
    """The slots ahead in their order, the dialect they are filled for, and the load of each speaker over the year with them."""

    series: Series
    dialect: str
    slots: list[RotaSlot]
    speakers: list[SpeakerFacts]
    loads: Mapping[int, int]


def propose_rota(series: Series, until: date, *, now: datetime, dialect: str = "") -> Rota:
    """Propose a speaker and topic for each slot ahead until a day, in a constant number of queries; what stands is kept where it can be.

    Without a ``dialect`` it is that of what stands, else the one that most speakers speak well; "own" leaves each the own tongue.
    """
    board = Board(series, until, now=now, dialect=dialect)
    loads = board.loads_now()
    chosen: dict[int, tuple[Offer | None, str]] = {}
    for _month, activities in groupby(board.activities, key=lambda activity: (activity.on.year, activity.on.month)):
        chosen |= board.settle(list(activities), loads)
    slots = [
        RotaSlot(one, board.talks.get(one.pk), proposed, reason, board.offers[one.pk])
        for one in board.activities
        for proposed, reason in [chosen[one.pk]]
    ]
    return Rota(series, board.dialect, _with_topics(slots, board.menu), board.speakers, loads)


def slots_ahead(series: Series, until: date, now: datetime) -> list[Activity]:
    """The planned and announced activities of a weekly slot from now until a day, in their order."""
    ahead = series.activities.filter(state__in=(Activity.State.PLANNED, Activity.State.OPEN), starts_at__gt=now, starts_at__lt=_day(until))
    return list(ahead.select_related("place", "organisation", "programme__organisation").order_by("starts_at", "pk"))


def slots_to_fill(account: Account, now: datetime) -> list[tuple[Series, int]]:
    """Weekly slots of talks that the account runs with days of the next weeks for which nobody is to speak yet, and how many."""
    ahead = Q(activities__state__in=(Activity.State.PLANNED, Activity.State.OPEN), activities__starts_at__gt=now)
    ahead &= Q(activities__starts_at__lt=now + timedelta(weeks=WEEKS_SHOWN)) & Q(activities__talk__speaker=None)
    slots = series_for(account).filter(kind=Kind.TALK, programme__isnull=False, programme__ended_on=None)
    return [
        (slot, slot.unfilled) for slot in slots.annotate(unfilled=Count("activities", filter=ahead, distinct=True)).filter(unfilled__gt=0)
    ]


def dialects_spoken(speakers: Sequence[SpeakerFacts], least: int) -> list[str]:
    """Dialects that somebody speaks well enough, those of most speakers first."""
    count: defaultdict[str, int] = defaultdict(int)
    for speaker in speakers:
        for dialect, level in speaker.dialects.items():
            count[dialect] += level >= least
    return sorted((dialect for dialect in count if count[dialect]), key=lambda one: (-count[one], one))


def longest_ago(moment: datetime | None, number: int) -> tuple[bool, float, int]:
    """Key that sorts what never was first, then what was longest ago."""
    return moment is not None, moment.timestamp() if moment else 0.0, number


class Menu:
    """Topics with the scripts that may be used and when each topic was given last."""

    def __init__(self, series: Series) -> None:
        topics = Topic.objects.filter(programme=series.programme, retired_on=None)
        standing = ~Q(talks__activity__state=Activity.State.CANCELLED)
        given_last = Max("talks__activity__starts_at", filter=standing)
        self.topics = {topic.pk: topic for topic in topics}
        self.given_last: dict[int, datetime | None] = dict(topics.annotate(last=given_last).order_by().values_list("pk", "last"))
        self.scripts: defaultdict[int, list[Script]] = defaultdict(list)
        for script in Script.objects.filter(topic__in=topics.order_by(), state=Script.State.APPROVED).defer("text").order_by("-number"):
            self.scripts[script.topic_id].append(script)

    def script(self, topic: int, day: date) -> Script | None:
        """The newest version of a topic's script that may be used on a day."""
        return next((one for one in self.scripts[topic] if one.usable_until is not None and one.usable_until >= day), None)

    def usable(self, speaker: SpeakerFacts, activity: Activity, dialect: str) -> list[Topic]:
        """What the speaker can give there, the topic that was given longest ago first."""
        found = [
            topic
            for pk, topic in self.topics.items()
            if pk in speaker.topics
            and topic.minutes <= activity.minutes
            and (not topic.dialects or dialect in topic.dialects)
            and self.script(pk, activity.on) is not None
        ]
        return sorted(found, key=lambda topic: longest_ago(self.given_last[topic.pk], topic.pk))


class Board:
    """The question: speakers, slots, what stands, and how each speaker stands to each slot."""

    def __init__(self, series: Series, until: date, *, now: datetime, dialect: str = "") -> None:
        self.activities, self.series = slots_ahead(series, until, now), series
        self.menu = Menu(series)
        found = Talk.objects.filter(activity__in=[one.pk for one in self.activities]).select_related("speaker__person", "topic", "script")
        self.talks = {talk.activity_id: talk for talk in found}
        given = Talk.objects.filter(activity__series=series, activity__starts_at__lte=now).exclude(activity__state=Activity.State.CANCELLED)
        self._before = given.order_by("-activity__starts_at").values_list("speaker", flat=True).first() or 0
        days = [one.on for one in self.activities] or [timezone.localdate(now)]
        assert series.programme is not None
        self.least = least_level(series.programme, now)
        self.speakers = speaker_facts(series.programme, min(days), max(days))
        self.dialect = dialect or self._usual_dialect()
        self.offers = {one.pk: {speaker.pk: self._offer(speaker, one) for speaker in self.speakers} for one in self.activities}

    def _usual_dialect(self) -> str:
        """The dialect of what stands; where that is mixed each their own; before anything stands the one that most speak."""
        standing = {talk.dialect for talk in self.talks.values() if talk.speaker_id}
        if standing:
            return standing.pop() if len(standing) == 1 else OWN_TONGUE
        return next(iter(dialects_spoken(self.speakers, self.least)), OWN_TONGUE)

    def loads_now(self) -> dict[int, int]:
        """How many talks each has this year, those of the slots ahead included."""
        return {speaker.pk: speaker.this_year for speaker in self.speakers}

    def settle(self, activities: list[Activity], loads: dict[int, int]) -> dict[int, tuple[Offer | None, str]]:
        """Fill the slots of a month and add them to the loads; return for each who is proposed, and why in words."""
        for activity in activities:
            if (holder := self._holder(activity)) in loads:
                loads[holder] -= 1
        barred: set[tuple[int, int]] = set()
        best = self._matched(activities, loads, barred)
        while (twice := self._twice_running(activities, *best)) is not None:
            barred.add(twice)
            other = self._matched(activities, loads, barred)
            if (other[1].filled, -other[1].broken) < (best[1].filled, -best[1].broken):
                break
            best = other
        self._before = self._speakers(*best).get(len(activities) - 1, 0)
        return self._said(activities, *best, loads)

    def _matched(
        self, activities: list[Activity], loads: Mapping[int, int], barred: Collection[tuple[int, int]]
    ) -> tuple[Instance, Matching]:
        wishes = Wishes(bands=BANDS, keep_existing=True, even_loads=True, seed=self.series.pk)
        asked = [self._instance(activities, loads, barred, careful=careful) for careful in (True, False)]
        # The breaks between talks give way before a slot stays empty or somebody who has agreed is moved.
        return max(((one, match(one, wishes)) for one in asked), key=lambda pair: (pair[1].filled, -pair[1].broken, pair[0] is asked[0]))

    def _twice_running(self, activities: list[Activity], instance: Instance, matching: Matching) -> tuple[int, int] | None:
        """The first slot, by its place among them, whose speaker has the one before too, and isn't to keep it; with the speaker."""
        speakers = self._speakers(instance, matching)
        for right, activity in enumerate(activities):
            speaker = speakers.get(right, 0)
            if speaker and speaker == speakers.get(right - 1, self._before if right == 0 else 0) and self._holder(activity) != speaker:
                return right, speaker
        return None

    def _speakers(self, instance: Instance, matching: Matching) -> dict[int, int]:
        """By the place of the slot among them who is chosen."""
        return {int(instance.right[pair]): self.speakers[int(instance.left[pair])].pk for pair in matching.pairs.tolist()}

    def _holder(self, activity: Activity) -> int:
        talk = self.talks.get(activity.pk)
        return talk.speaker_id or 0 if talk else 0

    def _offer(self, speaker: SpeakerFacts, activity: Activity) -> Offer:
        """How a speaker stands to a slot; what they hold of the slots themselves doesn't hinder."""
        own = {one.on for one in self.activities if self._holder(one) == speaker.pk}
        months = {(day.year, day.month): count for (day, count) in _by_month(own).items()}
        room = {month: count - months.get(month, 0) for month, count in speaker.by_month.items()}
        dialect = self.dialect if self.dialect != OWN_TONGUE else _own_tongue(speaker)
        usable = self.menu.usable(speaker, activity, dialect)
        topic = next((one for one in usable if one.form in speaker.forms), None)
        facts = TalkFacts(
            order_pk=activity.pk,
            topic=topic.pk if topic else 0,
            form=topic.form if topic else "",
            dialect=dialect,
            position=activity.place.position if activity.place else None,
            outdoors=bool(activity.place and activity.place.outdoors),
            least_level=self.least,
            times=(),
        )
        hinders = hindrance(replace(speaker, busy=speaker.busy - own, by_month=room), facts, activity.starts_at)
        return Offer(speaker, topic, self.menu.script(topic.pk, activity.on) if topic else None, dialect, hinders)

    def _instance(
        self, activities: list[Activity], loads: Mapping[int, int], barred: Collection[tuple[int, int]], *, careful: bool
    ) -> Instance:
        """The question for a month as the kernel takes it; ``careful`` keeps breaks between the engagements of one speaker."""
        pairs, removed = [], []
        for right, activity in enumerate(activities):
            for left, speaker in enumerate(self.speakers):
                offer, holds = self.offers[activity.pk][speaker.pk], self._holder(activity) == speaker.pk
                # What was set by hand in spite of something is kept too.
                if offer.hindrance is not None and not (holds and not offer.is_hard):
                    removed.append((left, right, offer.hindrance))
                elif (right, speaker.pk) not in barred and not (careful and self._is_near(speaker, activity) and not holds):
                    pairs.append((left, right, self._quality(offer, activity), holds))
        removed.sort(key=lambda one: one[2])
        columns = [_ints([pair[place] for pair in pairs]) for place in range(4)]
        return Instance(
            capacity=_ints([self._room(speaker, activities) for speaker in self.speakers]),
            minimum=_ints([0] * len(self.speakers)),
            places=_ints([1] * len(activities)),
            left=columns[0],
            right=columns[1],
            quality=columns[2],
            existing=columns[3],
            base=_ints([loads[speaker.pk] for speaker in self.speakers]),
            removed_left=_ints([one[0] for one in removed]),
            removed_right=_ints([one[1] for one in removed]),
            removed_rule=_ints([int(one[2]) for one in removed]),
            left_key=_ints([speaker.pk for speaker in self.speakers]),
            right_key=_ints([activity.pk for activity in activities]),
        )

    def _room(self, speaker: SpeakerFacts, activities: list[Activity]) -> int:
        month = activities[0].on.year, activities[0].on.month
        own = sum(self._holder(one) == speaker.pk for one in self.activities if (one.on.year, one.on.month) == month)
        return max(speaker.a_month - speaker.by_month.get(month, 0) + own, 0)

    def _is_near(self, speaker: SpeakerFacts, activity: Activity) -> bool:
        """Whether the speaker has something else within a few days."""
        own = {one.on for one in self.activities if self._holder(one) == speaker.pk}
        return any(abs((day - activity.on).days) <= DAYS_BETWEEN for day in speaker.busy - own)

    def _quality(self, offer: Offer, activity: Activity) -> int:
        dialect = DIALECT * offer.speaker.dialects.get(offer.dialect, 0) // 3
        return dialect + (0 if self._is_near(offer.speaker, activity) else REST)

    def _said(
        self, activities: list[Activity], instance: Instance, matching: Matching, loads: dict[int, int]
    ) -> dict[int, tuple[Offer | None, str]]:
        found: dict[int, tuple[Offer | None, str]] = {}
        chosen = zip(matching.pairs.tolist(), pair_reasons(instance, matching), strict=True)
        for pair, reason in sorted(chosen, key=lambda one: int(instance.right[one[0]])):
            activity, speaker = activities[int(instance.right[pair])], self.speakers[int(instance.left[pair])]
            offer = self.offers[activity.pk][speaker.pk]
            found[activity.pk] = offer, _why(offer, str(PAIR_WORDS[reason]), loads[speaker.pk], near=self._is_near(speaker, activity))
            loads[speaker.pk] += 1
        for out in left_out(instance, matching):
            found[activities[out.right].pk] = None, _why_nobody(out)
        return found


def _with_topics(slots: list[RotaSlot], menu: Menu) -> list[RotaSlot]:
    """Give each slot its topic in the order of days, so that one isn't heard again before the others; what stands keeps its topic."""
    given = dict(menu.given_last)
    finished = []
    for slot in slots:
        offer = slot.proposed
        if offer is None or offer.topic is None:
            finished.append(slot)
            continue
        standing = slot.now if slot.now is not None and not slot.is_new else None
        usable = [one for one in menu.usable(offer.speaker, slot.activity, offer.dialect) if one.form in offer.speaker.forms]
        topic = min(usable, key=lambda one: longest_ago(given[one.pk], one.pk))
        if standing is not None and standing.topic in usable:
            topic = standing.topic
        given[topic.pk] = max(given[topic.pk] or slot.activity.starts_at, slot.activity.starts_at)
        offer = replace(offer, topic=topic, script=menu.script(topic.pk, slot.activity.on))
        finished.append(replace(slot, proposed=offer, offers={**slot.offers, offer.speaker.pk: offer}))
    return finished


def _why(offer: Offer, chosen: str, before: int, *, near: bool) -> str:
    said = [chosen, ngettext("%(count)d talk this year before it", "%(count)d talks this year before it", before) % {"count": before}]
    if offer.dialect in Dialect.values and offer.speaker.dialects.get(offer.dialect, 0) < 3:
        said.append(_("%(dialect)s isn't the mother tongue") % {"dialect": Dialect(offer.dialect).label})
    if near:
        said.append(_("has something else within %(days)d days") % {"days": DAYS_BETWEEN})
    return " · ".join(said)


def _why_nobody(out: Any) -> str:
    if out.partners:
        return _("all who can have as many talks in that month as agreed")
    if out.rule is None:
        return _("the programme has no speakers yet")
    return _("nobody can; the last one who could: %(why)s") % {"why": HINDRANCES[Hindrance(out.rule)]}


def _own_tongue(speaker: SpeakerFacts) -> str:
    return max(speaker.dialects, key=lambda dialect: (speaker.dialects[dialect], dialect), default="")


def _by_month(days: set[date]) -> dict[date, int]:
    count: defaultdict[date, int] = defaultdict(int)
    for day in days:
        count[day.replace(day=1)] += 1
    return count


def _day(until: date) -> datetime:
    return datetime.combine(until + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone())


def _ints(values: Sequence[int]) -> Any:
    return np.array(values, dtype=np.int64)
