"""Who could give which ordered talk: the facts read at once, the whole month matched, and the reasons in words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Attendance, Programme
from banyan.kernels.matching import Instance, LeftOut, Matching, OutReason, PairReason, Wishes, left_out, match, pair_reasons
from banyan.orders.models import Dispatch, Order, OrderTime
from banyan.people.queries import rule
from banyan.programmes.talks.fit import HINDRANCES, Fit, Hindrance, SpeakerFacts, TalkFacts, fit, hindrance
from banyan.programmes.talks.models import Speaker, Talk, TalkOrder

# A pair of this quality or more fits well; the kernel has as few as it can below.
BANDS = (400, 650)
MOST_ORDERS = 1000
MOST_OPTIONS = 8
PAIR_WORDS = {
    PairReason.ONLY: gettext_lazy("the only one who can"),
    PairReason.LOTTERY: gettext_lazy("drawn by lot among equals"),
    PairReason.BEST: gettext_lazy("the best for all orders together"),
    PairReason.PINNED: gettext_lazy("chosen by hand"),
    PairReason.KEPT: gettext_lazy("kept from before"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom to send to an order and when, how they fit, and why in words."""

    order: Order
    speaker: SpeakerFacts
    time: OrderTime
    fit: Fit
    reason: str


@dataclass(frozen=True, slots=True)
class Unserved:
    """An order for which nobody was found, and why in words."""

    order: Order
    reason: str


@dataclass(frozen=True, slots=True)
class Option:
    """A speaker who could give an ordered talk at one of its times, and how they fit."""

    speaker: SpeakerFacts
    time: OrderTime
    fit: Fit


@dataclass(frozen=True, slots=True)
class Plan:
    """What is proposed for a set of orders: who goes where, what stays open, and by order the best who could go instead."""

    proposals: list[Proposal]
    unserved: list[Unserved]
    options: dict[int, list[Option]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A speaker at one time of an order: how they fit, or what hinders."""

    speaker: SpeakerFacts
    time: OrderTime
    fit: Fit
    hindrance: str


def orders_to_dispatch(programme: Programme, month: date | None = None) -> list[Order]:
    """Orders that wait to be dispatched, those with a time in the month alone when one is given; at most 1,000."""
    found = Order.objects.filter(programme=programme, state=Order.State.CHECKED)
    if month is not None:
        first = datetime.combine(month.replace(day=1), datetime.min.time(), timezone.get_default_timezone())
        found = found.filter(times__starts_at__gte=first, times__starts_at__lt=_next_month(first)).distinct()
    related = ("organisation", "programme", "place", "talk__topic")
    return list(found.select_related(*related).prefetch_related("times").order_by("pk")[:MOST_ORDERS])


def propose(programme: Programme, orders: Sequence[Order], *, now: datetime, without: Collection[int] = ()) -> Plan:
    """Match the orders with the programme's speakers: most served, loads even over the year, fewest poor fits, best total; with reasons.

    ``without`` are ids of persons who are left aside.
    """
    level = least_level(programme, now)
    talks = [talk_facts(order, now, level) for order in orders]
    days = [timezone.localdate(moment) for talk in talks for _pk, moment in talk.times]
    if not days:
        return Plan([], [Unserved(order, str(_("all its times are over; ask for other ones"))) for order in orders], {})
    speakers = [one for one in speaker_facts(programme, min(days), max(days)) if one.person_pk not in without]
    board = _Board(speakers, talks)
    matching = match(board.instance, Wishes(bands=BANDS, even_loads=True, seed=programme.pk))
    return _plan(board, matching, orders)


def candidates(order: Order, *, now: datetime) -> list[Candidate]:
    """All speakers at all times of one order, those who can first and the best of them on top, then the others with what hinders."""
    talk = talk_facts(order, now, least_level(order.programme, now))
    times = {time.pk: time for time in order.times.all()}
    days = [timezone.localdate(moment) for _pk, moment in talk.times]
    if not days:
        return []
    found = [
        Candidate(speaker, times[pk], fit(speaker, talk, moment), str(HINDRANCES[reason]) if reason else "")
        for speaker in speaker_facts(order.programme, min(days), max(days))
        for pk, moment in talk.times
        for reason in [hindrance(speaker, talk, moment)]
    ]
    return sorted(found, key=lambda one: (bool(one.hindrance), -one.fit.total, one.speaker.name, one.time.starts_at))


def least_level(programme: Programme, now: datetime) -> int:
    """How well a dialect has to be spoken at least, by the rule of the programme's organisation."""
    level: int = rule("dialect_level_least", programme.organisation, timezone.localdate(now))
    return level


def talk_facts(order: Order, now: datetime, least_level: int) -> TalkFacts:
    """Return what decides about an ordered talk; its times that are over are left out."""
    asked: TalkOrder = order.talk
    return TalkFacts(
        order_pk=order.pk,
        topic=asked.topic_id,
        form=asked.topic.form,
        dialect=asked.dialect,
        position=order.place.position if order.place else None,
        outdoors=bool(order.place and order.place.outdoors),
        least_level=least_level,
        times=tuple((time.pk, time.starts_at) for time in order.times.all() if time.starts_at > now),
    )


def speaker_facts(programme: Programme, first: date, last: date) -> list[SpeakerFacts]:
    """Return what decides about each speaker of the programme for talks from one day to another, in a constant number of queries."""
    speakers = list(
        Speaker.objects.filter(programme=programme, ended_on=None, person__died_on=None, person__left_on=None)
        .select_related("person", "home")
        .prefetch_related("topics", "spoken", "availabilities", "pauses")
        .order_by("pk")
    )
    busy = _busy_days([speaker.person_id for speaker in speakers], first, last)
    talks = _talks_given(programme, first, last)
    return [_facts(speaker, busy[speaker.person_id], talks) for speaker in speakers]


@dataclass(frozen=True, slots=True)
class _Talks:
    by_month: Counter[tuple[int, int, int]]
    this_year: Counter[int]
    given: Counter[tuple[int, int]]


def _facts(speaker: Speaker, busy: frozenset[date], talks: _Talks) -> SpeakerFacts:
    return SpeakerFacts(
        pk=speaker.pk,
        person_pk=speaker.person_id,
        name=str(speaker.person),
        topics=frozenset(topic.pk for topic in speaker.topics.all()),
        forms=frozenset(speaker.forms),
        dialects={spoken.dialect: spoken.level for spoken in speaker.spoken.all()},
        home=speaker.home.position if speaker.home else None,
        reach_km=speaker.reach_km,
        a_month=speaker.talks_a_month,
        indoors_only=speaker.indoors_only,
        available=frozenset((row.weekday, row.part) for row in speaker.availabilities.all()),
        pauses=tuple((pause.from_on, pause.to_on) for pause in speaker.pauses.all()),
        busy=busy,
        by_month={(year, month): count for (pk, year, month), count in talks.by_month.items() if pk == speaker.pk},
        this_year=talks.this_year[speaker.pk],
        given={topic: count for (pk, topic), count in talks.given.items() if pk == speaker.pk},
    )


def _busy_days(persons: Sequence[int], first: date, last: date) -> defaultdict[int, frozenset[date]]:
    """Days on which each person is expected somewhere, or was asked to be."""
    days: defaultdict[int, set[date]] = defaultdict(set)
    begin, end = _day(first - timedelta(days=1)), _day(last + timedelta(days=2))
    there = Attendance.objects.filter(person__in=persons, activity__starts_at__gte=begin, activity__starts_at__lt=end)
    there = there.exclude(state=Attendance.State.EXCUSED).exclude(activity__state="cancelled")
    asked = Dispatch.objects.filter(person__in=persons, state=Dispatch.State.SENT, time__starts_at__gte=begin, time__starts_at__lt=end)
    for rows in (there.values_list("person_id", "activity__starts_at"), asked.values_list("person_id", "time__starts_at")):
        for person, moment in rows:
            days[person].add(timezone.localdate(moment))
    return defaultdict(frozenset, {person: frozenset(found) for person, found in days.items()})


def _talks_given(programme: Programme, first: date, last: date) -> _Talks:
    """How many talks each speaker has in each month concerned and in the year, and how often each topic was given."""
    talks = Talk.objects.filter(activity__programme=programme, speaker__isnull=False).exclude(activity__state="cancelled")
    given = talks.filter(topic__isnull=False).values_list("speaker_id", "topic_id").annotate(n=Count("pk"))
    year = talks.filter(
        activity__starts_at__gte=_day(first.replace(month=1, day=1)), activity__starts_at__lt=_day(last.replace(day=28) + timedelta(days=4))
    )
    asked = Dispatch.objects.filter(order__programme=programme, state=Dispatch.State.SENT, person__speaks__programme=programme)
    by_month: Counter[tuple[int, int, int]] = Counter()
    this_year: Counter[int] = Counter()
    taken: Iterable[tuple[int, datetime]] = [
        *year.values_list("speaker_id", "activity__starts_at"),
        *asked.values_list("person__speaks__pk", "time__starts_at").filter(Q(person__speaks__programme=programme)),
    ]
    for speaker, moment in taken:
        day = timezone.localdate(moment)
        by_month[speaker, day.year, day.month] += 1
        this_year[speaker] += 1
    return _Talks(by_month, this_year, Counter({(speaker, topic): n for speaker, topic, n in given}))


class _Board:
    """The question to the kernel: on its left a speaker and a month, on its right an order, a pair for each time that both can."""

    def __init__(self, speakers: Sequence[SpeakerFacts], talks: Sequence[TalkFacts]) -> None:
        self.speakers, self.talks = speakers, talks
        self.pairs: list[tuple[int, int, int, datetime, Fit]] = []
        self.removed: list[tuple[int, Hindrance]] = []
        self._lefts: dict[tuple[int, int, int], int] = {}
        self._speaker_of: list[int] = []
        by_topic: defaultdict[int, list[int]] = defaultdict(list)
        for number, speaker in enumerate(speakers):
            for topic in speaker.topics:
                by_topic[topic].append(number)
        for right, talk in enumerate(talks):
            for number in by_topic[talk.topic]:
                self._pair(number, right, talk)

    def _pair(self, number: int, right: int, talk: TalkFacts) -> None:
        speaker = self.speakers[number]
        for pk, moment in talk.times:
            reason = hindrance(speaker, talk, moment)
            if reason is not None:
                self.removed.append((right, reason))
                continue
            day = timezone.localdate(moment)
            left = self._left(number, day)
            self.pairs.append((left, right, pk, moment, fit(speaker, talk, moment)))

    def _left(self, number: int, day: date) -> int:
        known = self._lefts.setdefault((number, day.year, day.month), len(self._lefts))
        if known == len(self._speaker_of):
            self._speaker_of.append(number)
        return known

    @property
    def instance(self) -> Instance:
        """The question as the kernel takes it; who can give two talks gives them on different days."""
        lefts = list(self._lefts)
        room = [self.speakers[n].a_month - self.speakers[n].by_month.get((year, month), 0) for n, year, month in lefts]
        removed = sorted(self.removed, key=lambda one: one[1])
        return Instance(
            capacity=_ints(room),
            minimum=_ints([0] * len(lefts)),
            places=_ints([1] * len(self.talks)),
            left=_ints([pair[0] for pair in self.pairs]),
            right=_ints([pair[1] for pair in self.pairs]),
            quality=_ints([pair[4].total for pair in self.pairs]),
            slot=_ints([timezone.localdate(pair[3]).toordinal() for pair in self.pairs]),
            base=_ints([self.speakers[n].this_year for n, _year, _month in lefts]),
            removed_left=_ints([0] * len(removed)),
            removed_right=_ints([right for right, _reason in removed]),
            removed_rule=_ints([int(reason) for _right, reason in removed]),
            left_key=_ints([self.speakers[n].pk * 10_000 + year * 12 + month for n, year, month in lefts]),
            right_key=_ints([talk.order_pk for talk in self.talks]),
        )

    def speaker_of(self, left: int) -> SpeakerFacts:
        """The speaker whom a number on the left stands for."""
        return self.speakers[self._speaker_of[left]]


def _plan(board: _Board, matching: Matching, orders: Sequence[Order]) -> Plan:
    times = {time.pk: time for order in orders for time in order.times.all()}
    instance = board.instance
    proposals = []
    for pair, reason in zip(matching.pairs.tolist(), pair_reasons(instance, matching), strict=True):
        left, right, pk, _moment, fits = board.pairs[pair]
        proposals.append(Proposal(orders[right], board.speaker_of(left), times[pk], fits, str(PAIR_WORDS[reason])))
    unserved = [Unserved(orders[out.right], _why_out(board.talks[out.right], out)) for out in left_out(instance, matching)]
    return Plan(sorted(proposals, key=lambda one: (one.time.starts_at, one.order.pk)), unserved, _options(board, times))


def _options(board: _Board, times: Mapping[int, OrderTime]) -> dict[int, list[Option]]:
    """The best few who could give each ordered talk."""
    found: defaultdict[int, list[Option]] = defaultdict(list)
    for left, right, pk, _moment, fits in sorted(board.pairs, key=lambda pair: -pair[4].total):
        options = found[board.talks[right].order_pk]
        if len(options) < MOST_OPTIONS:
            options.append(Option(board.speaker_of(left), times[pk], fits))
    return dict(found)


def _why_out(talk: TalkFacts, out: LeftOut) -> str:
    if not talk.times:
        return str(_("all its times are over; ask for other ones"))
    if not out.partners:
        if out.rule is None:
            return str(_("nobody speaks about this topic"))
        return str(_("nobody can; the last one who could: %(why)s") % {"why": HINDRANCES[Hindrance(out.rule)]})
    if out.reason == OutReason.ALL_BUSY:
        return str(_("all who can are taken on those days; ask for another day"))
    return str(_("all who can have as many talks in that month as agreed"))


def _ints(values: Sequence[int]) -> Any:
    return np.array(values, dtype=np.int64)


def _day(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())


def _next_month(first: datetime) -> datetime:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
