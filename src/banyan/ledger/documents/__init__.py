"""What the ledger gives out on paper and as files: reports of a place (台账), and certificates of service."""

from banyan.ledger.documents.certificates import certificate_pdf
from banyan.ledger.documents.report_words import report_word
from banyan.ledger.documents.reports import report_pdf, report_sheet

__all__ = ["certificate_pdf", "report_pdf", "report_sheet", "report_word"]
