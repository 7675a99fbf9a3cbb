"""What pages read of the ledger: facts, totals, members against their target, reports, certificates."""

from banyan.ledger.queries.certificates import Standing, certificates_for, certificates_named, served, standing_of
from banyan.ledger.queries.facts import entries_for, entries_found, names_in, places_to_choose, rule_in_words
from banyan.ledger.queries.members import MemberCredit, credit_of_members, target_of
from banyan.ledger.queries.reports import ActivityLine, PersonLine, Report, report_of
from banyan.ledger.queries.totals import Sums, Totals, side_of, totals_below, totals_of_person, totals_of_place, years_to_choose

__all__ = [
    "ActivityLine",
    "MemberCredit",
    "PersonLine",
    "Report",
    "Standing",
    "Sums",
    "Totals",
    "certificates_for",
    "certificates_named",
    "credit_of_members",
    "entries_for",
    "entries_found",
    "names_in",
    "places_to_choose",
    "report_of",
    "rule_in_words",
    "served",
    "side_of",
    "standing_of",
    "target_of",
    "totals_below",
    "totals_of_person",
    "totals_of_place",
    "years_to_choose",
]
