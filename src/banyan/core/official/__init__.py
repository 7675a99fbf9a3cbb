"""Documents in the official format (GB/T 9704-2012): cases, minutes, agreements, certificates, as Word and as PDF."""

from banyan.core.official.model import Block, FactsTable, Heading, OfficialDocument, OpinionBox, Paragraph, Photo, UnableToWrite
from banyan.core.official.pdf import as_pdf
from banyan.core.official.plain import blocks_of
from banyan.core.official.word import as_word

__all__ = [
    "Block",
    "FactsTable",
    "Heading",
    "OfficialDocument",
    "OpinionBox",
    "Paragraph",
    "Photo",
    "UnableToWrite",
    "as_pdf",
    "as_word",
    "blocks_of",
]
