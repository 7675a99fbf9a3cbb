"""Documents that the tests of both writers print."""

import io
from datetime import date

from PIL import Image

from banyan.core.official import FactsTable, Heading, OfficialDocument, OpinionBox, Paragraph, Photo

TEXT = "东莞市沙田镇机关退休干部党支部现有党员23名，与先锋村党支部结对帮带。“三会一课”送到船上——每月一次。"
SIGNS = "#let x = *_$[]<>&\\ {} @a ~ // /* */ `raw` = 标题 - 列 + 项 <w:b/> 'b' \"c\" \\u{41} --- ..."


def photo(width: int = 80, height: int = 60, form: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (90, 160, 120)).save(stream, form)
    return stream.getvalue()


def case() -> OfficialDocument:
    return OfficialDocument(
        "海上送学+岸上补学",
        "沙田镇结对帮带渔村党员",
        (
            Heading(1, "背景"),
            Paragraph(TEXT),
            Heading(1, "做法"),
            Heading(2, "建强队伍"),
            Heading(3, "选好人"),
            Heading(4, "定期轮换"),
            Paragraph(TEXT * 9),
            Photo(photo(), "图1 码头上的党课"),
            Heading(2, "送学上船"),
            Paragraph(TEXT),
        ),
        ("沙田镇老干部工作办公室",),
        date(2022, 11, 3),
    )


def form() -> OfficialDocument:
    rows = (("案例名称", "海上送学+岸上补学"), ("联系人", ""), ("简介", f"{TEXT}\n{TEXT}"))
    return OfficialDocument("案例申报表", blocks=(FactsTable(rows), OpinionBox("镇街意见"), OpinionBox("市级意见", lines=5)))
