"""The report of a round as an official document: how it was judged, what was selected under which rules, and what was objected."""

from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.judging.models import Decision, Judging, Objection, Selection
from banyan.cases.judging.queries.results import CityResult, notice_ends_on, ranking_of, winners_of
from banyan.cases.judging.queries.selection import names_for
from banyan.cases.judging.words import say_decision, say_points, say_rule
from banyan.core.official import Block, FactsTable, Heading, OfficialDocument, Paragraph
from banyan.core.official.composition import chinese_day


def report_of(judging: Judging, selection: Selection) -> OfficialDocument:
    """Write the report of the round's newest selection."""
    names, winners = names_for(judging), winners_of(judging)
    by_rule = [winner for winner in winners if winner.details.get("basis") != "score"]
    blocks: list[Block] = [
        Heading(1, _("Overview")),
        *_overview(judging, selection, len(winners)),
        Heading(1, _("Rules")),
        *(Paragraph(f"{say_rule(rule, names)}。") for rule in judging.rules.all()),
        Paragraph(
            _("Selected: %(winners)d; of one unit at most %(unit)d; scores at least %(reviews)d; number for the lots: %(seed)d.")
            % {"winners": judging.winners, "unit": judging.unit_most, "reviews": judging.reviews_least, "seed": judging.seed}
        ),
        Heading(1, _("Selected cases")),
        _cases(winners),
        *(Paragraph(f"《{winner.submission.title}》：{say_decision(winner, names)}") for winner in by_rule),
        Heading(1, _("Ranking per city")),
        _places(ranking_of(judging, winners)),
        *_awards(judging),
        *_notice(judging),
    ]
    day = timezone.localtime(judging.published_at or selection.made_at).date()
    # Outside of an f-string, where makemessages sees it.
    name = _("Report on the judging")
    return OfficialDocument(f"{judging.call.title}\n{name}", blocks=tuple(blocks), signers=(judging.call.organisation.name,), signed_on=day)


def _overview(judging: Judging, selection: Selection, winners: int) -> list[Block]:
    record = selection.question
    facts = _("%(judges)d judges gave %(cases)d cases %(reviews)d scores; %(winners)d cases are selected, with %(total)s points in all.")
    counts = {
        "cases": len(record["cases"]),
        "judges": len({review["judge"] for review in record["reviews"]}),
        "reviews": len(record["reviews"]),
        "winners": winners,
        "total": say_points(selection.total_thousandths),
    }
    proof = _("Scores were freed of how strictly each judge scores; no choice that keeps the rules has a greater total.")
    kept = _("Each score, conflict, assignment and decision stands in the tables of the archive.")
    return [Paragraph(facts % counts), Paragraph(proof + kept)]


def _cases(winners: list[Decision]) -> FactsTable:
    """One row a city, so that forty winners stay readable."""
    cities = groupby(winners, key=lambda winner: str(winner.submission.city or winner.submission.organisation))
    return FactsTable(
        tuple((city, "\n".join(f"{row.submission.organisation}《{row.submission.title}》" for row in rows)) for city, rows in cities)
    )


def _places(ranking: list[CityResult]) -> FactsTable:
    said = _("%(city)s: %(winners)d of %(sent)d (%(share)d%%)")
    sent = [row for row in ranking if row.recommended]
    return FactsTable(
        tuple(
            (
                _("Place %(place)d") % {"place": place},
                "\n".join(said % {"city": row.name, "winners": row.winners, "sent": row.recommended, "share": row.share} for row in rows),
            )
            for place, rows in groupby(sent, key=lambda row: row.place)
        )
    )


def _awards(judging: Judging) -> list[Block]:
    names = "、".join(str(award.organisation) for award in judging.awards.select_related("organisation"))
    return [Heading(1, _("Organisation awards")), Paragraph(f"{names}。")] if names else []


def _notice(judging: Judging) -> list[Block]:
    last = notice_ends_on(judging)
    if judging.notice_from is None or last is None:
        return []
    objections = judging.objections.all()
    said = _("On public notice from %(since)s to %(last)s; %(count)d objections, of which %(upheld)d upheld.")
    facts = {
        "since": chinese_day(judging.notice_from),
        "last": chinese_day(last),
        "count": len(objections),
        "upheld": sum(objection.outcome == Objection.Outcome.UPHELD for objection in objections),
    }
    return [Heading(1, _("Public notice")), Paragraph(said % facts)]
