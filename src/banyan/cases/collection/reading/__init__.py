"""A case sent as a Word file, read into its title, the parts that the call asks for, its photos, and the rest to be placed."""

from banyan.cases.collection.reading.model import EmbeddedPhoto, Paragraph, PartName, PartText, SubmissionReading
from banyan.cases.collection.reading.submission import read_submission

__all__ = ["EmbeddedPhoto", "Paragraph", "PartName", "PartText", "SubmissionReading", "read_submission"]
