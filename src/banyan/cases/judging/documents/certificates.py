"""Certificates of excellent cases and organisation awards as PDF, each with a QR code that leads to the page that verifies it."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst

from banyan.cases.judging.models import Certificate
from banyan.core.official.composition import chinese_day
from banyan.core.official.pdf import families, fonts

_TEMPLATE = Path(__file__).with_name("certificate.typ")


def certificates_pdf(certificates: Iterable[Certificate], *, origin: str) -> bytes:
    """Write one page a certificate; ``origin`` is where this installation is reached, as https://example.org."""
    rows = list(certificates)
    data = {
        "title": "荣誉证书",
        "heading": "荣誉证书",
        "closing": "特发此证。",
        "number_label": "证书编号：",
        "check": "扫码查验真伪",
        "fonts": families(),
        "certificates": [_page(row, origin) for row in rows],
    }
    moment = datetime.combine(max(row.issued_on for row in rows), time(), UTC)
    with TemporaryDirectory(prefix="banyan-pdf-") as folder:
        compiler = typst.Compiler(_TEMPLATE.read_bytes(), root=folder, font_paths=fonts())
        written = compiler.compile(format="pdf", sys_inputs={"document": json.dumps(data, ensure_ascii=False)}, timestamp=moment)
    if not isinstance(written, bytes):
        raise TypeError(written)
    return written


def code_of(certificate: Certificate, origin: str) -> segno.QRCode:
    """The QR code of the page that verifies the certificate."""
    return segno.make_qr(f"{origin}{certificate.get_absolute_url()}", error="m")


def _page(certificate: Certificate, origin: str) -> dict[str, Any]:
    call = certificate.judging.call
    return {
        "to": _receiver(certificate),
        "body": _body(certificate),
        "by": call.organisation.name,
        "day": chinese_day(certificate.issued_on),
        "number": certificate.number,
        # An image by itself, not part of a page, so it names its language.
        "code": code_of(certificate, origin).svg_inline(border=1).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1),
    }


def _receiver(certificate: Certificate) -> str:
    """The unit with its city before it, unless its name says where it is."""
    if certificate.submission is None:
        return certificate.award.organisation.name if certificate.award else ""
    city, name = certificate.submission.city, certificate.submission.organisation.name
    says_where = city is None or city.name in name or name.startswith(certificate.judging.call.organisation.name)
    return name if says_where else f"{city}{name}"


def _body(certificate: Certificate) -> str:
    title = certificate.judging.call.title
    if certificate.submission is not None:
        return f"你单位报送的《{certificate.submission.title}》，在{title}活动中被评为优秀案例。"
    return f"在{title}活动中组织有力、成绩突出，荣获优秀组织奖。"
