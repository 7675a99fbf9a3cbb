"""What a round leaves behind on paper and as files: certificates, and the archive that proves the result."""

from banyan.cases.judging.documents.archive import ArchiveFault, archive_of, verify_archive
from banyan.cases.judging.documents.certificates import certificates_pdf

__all__ = ["ArchiveFault", "archive_of", "certificates_pdf", "verify_archive"]
