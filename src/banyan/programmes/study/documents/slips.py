"""The slip of a delivery (送学交接单): what is carried to which boat, lines to sign, and a code that leads to its page."""

from datetime import UTC, datetime, time

from django.urls import reverse

from banyan.core.official.composition import chinese_day
from banyan.programmes.study.documents.paper import Paper, Table, paper_pdf
from banyan.programmes.study.models import Delivery


def slip_pdf(delivery: Delivery, *, origin: str) -> bytes:
    """Write the slip; ``origin`` is where this installation is reached, as https://example.org."""
    vessel = delivery.vessel
    facts = [
        ("渔船", vessel.code),
        ("停靠港", str(vessel.home_port or "")),
        ("送达日期", chinese_day(delivery.on)),
        ("送学员", str(delivery.carrier)),
        ("组织单位", str(vessel.organisation or delivery.carrier.organisation)),
    ]
    rows = [(str(number), one.title, "需归还" if one.is_lent else "不需归还", "□") for number, one in enumerate(delivery.handouts.all(), 1)]
    paper = Paper(
        title="海上送学交接单",
        under="",
        facts=facts,
        tables=[Table("交接内容", ("序号", "内容", "归还", "已交接"), (14, 0, 28, 22), rows)],
        address=f"{origin}{reverse('delivery', args=[delivery.uuid])}",
        code_words="送达后扫码登记",
        sign=("送学员（签名）：", "接收人（签名）：", "日期：　　　　年　　月　　日"),
    )
    return paper_pdf(paper, at=datetime.combine(delivery.on, time(), UTC))
