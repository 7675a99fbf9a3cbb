"""The report of a round as an official document: how it was judged, what was selected, and under which rules."""

from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.judging.models import Judging, Selection
from banyan.cases.judging.queries.results import ranking_of, winners_of
from banyan.cases.judging.queries.selection import names_for
from banyan.cases.judging.words import say_decision, say_points, say_rule
from banyan.core.official import Block, Heading, OfficialDocument, Paragraph


def report_of(judging: Judging, selection: Selection) -> OfficialDocument:
    """Write the report of the round's newest selection."""
    names, winners = names_for(judging), winners_of(judging)
    record = selection.question
    facts = _("%(judges)d judges gave %(cases)d cases %(reviews)d scores; %(winners)d cases are selected, with %(total)s points in all.")
    blocks: list[Block] = [
        Heading(1, _("Overview")),
        Paragraph(
            facts
            % {
                "cases": len(record["cases"]),
                "judges": len({review["judge"] for review in record["reviews"]}),
                "reviews": len(record["reviews"]),
                "winners": len(winners),
                "total": say_points(selection.total_thousandths),
            }
        ),
        Paragraph(_("Scores were freed of how strictly each judge scores; no choice that keeps the rules has a greater total.")),
        Heading(1, _("Rules")),
        *(Paragraph(f"{say_rule(rule, names)}。") for rule in judging.rules.all()),
        Paragraph(
            _("Selected: %(winners)d; of one unit at most %(unit)d; scores at least %(reviews)d; number for the lots: %(seed)d.")
            % {"winners": judging.winners, "unit": judging.unit_most, "reviews": judging.reviews_least, "seed": judging.seed}
        ),
        Heading(1, _("Selected cases")),
        *(
            Paragraph(
                f"{number}. {winner.submission.city or ''} {winner.submission.organisation} 《{winner.submission.title}》"
                f" {say_points(winner.score_thousandths)} {say_decision(winner, names)}"
            )
            for number, winner in enumerate(winners, start=1)
        ),
        Heading(1, _("Ranking per city")),
        *(
            Paragraph(
                _("%(place)d. %(city)s: %(winners)d of %(sent)d")
                % {"place": row.place, "city": row.name, "winners": row.winners, "sent": row.recommended}
            )
            for row in ranking_of(judging, winners)
        ),
    ]
    day = timezone.localtime(judging.published_at or selection.made_at).date()
    title = _("Report on the judging of “%(call)s”") % {"call": judging.call.title}
    return OfficialDocument(title, blocks=tuple(blocks), signers=(judging.call.organisation.name,), signed_on=day)
