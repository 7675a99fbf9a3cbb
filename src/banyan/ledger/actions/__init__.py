"""What people do with the ledger: settle the facts of something that happened, reverse one, certify service."""

from banyan.ledger.actions.certificates import UnableToCertify, issue_certificate, withdraw_certificate
from banyan.ledger.actions.facts import Fact, Source, UnableToRecord, reverse_entry, settle_facts
from banyan.ledger.actions.totals import rebuild_totals

__all__ = [
    "Fact",
    "Source",
    "UnableToCertify",
    "UnableToRecord",
    "issue_certificate",
    "rebuild_totals",
    "reverse_entry",
    "settle_facts",
    "withdraw_certificate",
]
