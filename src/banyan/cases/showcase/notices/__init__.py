"""A published notice read: document, clean lines, their roles, the cases they form, the facts they state."""

from banyan.cases.showcase.notices.doubts import Doubt
from banyan.cases.showcase.notices.notice import read_notice
from banyan.cases.showcase.notices.reading import CaseReading, Figure, NoticeReading

__all__ = ["CaseReading", "Doubt", "Figure", "NoticeReading", "read_notice"]
