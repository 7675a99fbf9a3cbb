"""The result of a round: its newest selection, the ranking of cities, and what the public may see of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banyan.cases.judging.models import Decision, Judging, Objection
from banyan.cases.judging.queries.selection import decisions_of, newest_selection
from banyan.web.words import say_day


@dataclass(frozen=True, slots=True)
class CityResult:
    """One city in the ranking: its place (ties share one), its winners, what it recommended, and the share that won in percent."""

    place: int
    code: str
    name: str
    pk: int | None
    winners: int
    recommended: int

    @property
    def share(self) -> int:
        return 100 * self.winners // max(self.recommended, 1)


def winners_of(judging: Judging) -> list[Decision]:
    """The winners that the newest run selected, by their city and number."""
    selection = newest_selection(judging)
    if selection is None:
        return []
    return list(decisions_of(selection).filter(is_winner=True).order_by("submission__city__path", "submission__number"))


def ranking_of(judging: Judging, winners: list[Decision]) -> list[CityResult]:
    """The cities by number of winners; those with the same number share a place. One query."""
    sent = judging.call.submissions.past_the_city()
    rows = list(sent.values_list("city_id", "city__code", "city__name").annotate(count=Count("pk")).order_by("city__path"))
    won = Counter(winner.submission.city_id for winner in winners)
    ordered = sorted(rows, key=lambda row: -won[row[0]])
    return [
        CityResult(1 + sum(won[other[0]] > won[pk] for other in rows), code or "", name or "", pk, won[pk], count)
        for pk, code, name, count in ordered
    ]


def awarded(judging: Judging, ranking: list[CityResult]) -> list[CityResult]:
    """The cities that the award's rule names: the first places by winners, ties included, never one without a winner."""
    return [row for row in ranking if row.place <= judging.award_places and row.winners and row.pk]


def notice_ends_on(judging: Judging) -> date | None:
    """The last day of the public notice; publication comes after it."""
    return None if judging.notice_from is None else judging.notice_from + timedelta(days=judging.notice_days)


def why_not_publish_yet(judging: Judging, day: date) -> str | None:
    """Say what the result waits for on ``day``: the notice's last day, an answer, a new selection; None when for nothing. Three queries."""
    outcomes, last = Objection.Outcome, notice_ends_on(judging)
    selection = newest_selection(judging)
    if selection is None or last is None:
        return _("Nothing is on public notice yet. Run the selection, then post it.")
    if day <= last:
        return _("The public notice lasts until %(day)s. Results are published after it.") % {"day": say_day(last)}
    if count := judging.objections.filter(outcome=outcomes.OPEN).count():
        said = ngettext(
            "%(count)d objection waits for an answer. Answer it first.",
            "%(count)d objections wait for an answer. Answer them first.",
            count,
        )
        return said % {"count": count}
    if judging.objections.filter(outcome=outcomes.UPHELD, answered_at__gt=selection.made_at).exists():
        return _("An objection was upheld. Withdraw the notice, mend what it names, and select again.")
    return None


def public_judgings() -> QuerySet[Judging]:
    """Rounds whose result anyone may see: on public notice or published."""
    return Judging.objects.filter(state__in=(Judging.State.NOTICE, Judging.State.PUBLISHED)).select_related("call", "call__organisation")
