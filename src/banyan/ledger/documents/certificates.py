"""A certificate of service (服务记录证明) as PDF, with a code that leads to the page on which anybody checks it."""

from typing import Any

import segno
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone, translation

from banyan.core.official.composition import chinese_day
from banyan.core.official.plain import printable
from banyan.ledger.documents.typeset import as_pdf
from banyan.ledger.models import Certificate
from banyan.ledger.queries import served
from banyan.web.words import say_hours

MOST_SERVICES = 10
# Documents are in Chinese whatever the language of the page that makes them.
HEADS = ("日期", "服务内容", "组织单位", "时长")
WITHDRAWN = "本证明已撤销"


def certificate_pdf(certificate: Certificate, *, origin: str) -> bytes:
    """Write the certificate; ``origin`` is where this installation is reached, as https://example.org."""
    return as_pdf("certificate.typ", certificate_data(certificate, origin), certificate.issued_at)


def certificate_data(certificate: Certificate, origin: str) -> dict[str, Any]:
    """All that is printed, as texts."""
    code = segno.make_qr(f"{origin}{reverse('certificate_verify', args=[certificate.code])}", error="m")
    days = f"{chinese_day(certificate.from_on)}至{chinese_day(certificate.to_on)}"
    with translation.override("zh-hans"):
        hours, services = say_hours(certificate.minutes), _services(certificate)
    name, number = printable(str(certificate.person)), certificate.volunteer_number
    return {
        "title": "志愿服务记录证明",
        "number": f"证明编号：{certificate.number}",
        "body": f"兹证明{name}（志愿者编号{number}）于{days}期间，参加{printable(certificate.organisation.name)}"
        f"组织的志愿服务{certificate.facts}次，服务时长合计{hours}。",
        "facts": [("姓名", name), ("志愿者编号", number), ("服务期间", days), ("服务次数", f"{certificate.facts}次"), ("服务时长", hours)],
        "services_title": f"最近{MOST_SERVICES}项服务" if len(services) == MOST_SERVICES else "服务明细",
        "heads": HEADS,
        "services": services,
        "note": "本证明依据服务台账出具，由活动组织单位如实记录，谁组织谁记录、谁记录谁证明。"
        "会议、排练、路途不计服务时长。志愿服务无偿，本证明不得用于营利。",
        "check": "扫码或输入网址核验，以核验页面所示为准：",
        "address": f"{origin}{reverse('certificate_verify', args=[certificate.code])}",
        # An image by itself, not part of a page, so it names its language.
        "code": code.svg_inline(border=1).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1),
        "by": printable(certificate.organisation.name),
        "by_label": "证明单位（盖章）：",
        "issued_by": f"经办人：{printable(str(certificate.issued_by))}",
        "day": chinese_day(timezone.localdate(certificate.issued_at)),
        "withdrawn": WITHDRAWN if certificate.withdrawn_at else "",
    }


def _services(certificate: Certificate) -> list[tuple[str, str, str, str]]:
    """The latest services, one line for what was one on a day."""
    facts = served(certificate.person, certificate.organisation, certificate.from_on, certificate.to_on)
    rows = facts.order_by("-on", "label").values_list("on", "label", "organisation__name").annotate(m=Sum("minutes"))
    return [(f"{on:%Y-%m-%d}", printable(label), printable(by), say_hours(minutes)) for on, label, by, minutes in rows[:MOST_SERVICES]]
