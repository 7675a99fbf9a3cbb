"""Labels such as 案例名称 and 申报单位, before a colon or at the head of a table's column, and the field each one names."""

import re

_FIELDS = {
    "title": "(?:优秀|典型|创新|入选|获奖|参评)*(?:案例|项目|品牌|作品|活动|做法)?(?:名称|题目|标题|名)"
    "|(?:优秀|典型|创新|入选|获奖)*(?:案例|项目|品牌)|主标题|主题",
    "town": "(?:申报|报送|选送|推送|参评|获奖|实施|入选|所属|创建|责任|提交)?(?:单位|镇街|地区|部门)(?:名称)?"
    "|镇|街道|乡镇|镇（街）|镇（街道）|镇（街道、园区）|镇街（园区）|县区|区县|县（市、区）|地市|(?:申报|报送|选送)者",
    "recommender": "推荐(?:单位|部门|地区|镇街)(?:名称)?|(?:地级)?市|地级市|所在(?:地|市|镇|区)|城市",
    "category": "(?:案例|参评|申报|评选|作品|所属)?(?:类别|类型|分类|组别|类|奖项|等次|奖次|获奖等次|领域|方向)",
    "subtitle": "副标题|副题",
    "body": "(?:案例|项目|主要|活动|工作|基本|内容)?(?:简介|内容|正文|摘要|概述|介绍|做法|事迹|情况|概况|描述)",
    "index": "序号|编号|号|N[Oo][.．]?|序|排名|名次",
    "other": "备注|得分|分数|联系人|联系电话|票数|说明|年份|年度|时间|日期",
}
_LABEL = {field: re.compile(pattern) for field, pattern in _FIELDS.items()}
_LABEL_AT = re.compile(r"(?:^|[\s；，、])\s*[【\[〔]?(?P<label>[㐀-鿿（）、]{2,12}?)(?:[：:]|[】\]〕][：:]?)\s*")
_TEXT_LABEL = re.compile("(?:简介|内容|正文|摘要|概述|介绍)$")


def field_of(label: str) -> str | None:
    """Return the field that a column's head or a label names; None for other words."""
    label = re.sub(r"\s", "", label).strip("：:*＊【】")
    bare = re.sub("（[^（）]*）$", "", label)
    return next((field for text in (label, bare) for field, pattern in _LABEL.items() if pattern.fullmatch(text)), None)


def labelled(text: str) -> list[tuple[str, str]]:
    """Part a line such as 案例名称：… 单位：… into fields and values; nothing for lines that begin with no such label."""
    starts = [found for found in _LABEL_AT.finditer(text) if _names_field(found["label"])]
    if not starts or text[: starts[0].start()].strip():
        return []
    ends = [found.start() for found in starts[1:]] + [len(text)]
    return [(field_of(found["label"]) or "", text[found.end() : end].strip(" ；，、")) for found, end in zip(starts, ends, strict=True)]


def _names_field(label: str) -> bool:
    field = field_of(label)
    # 主要做法：… is a heading inside a case's text and stays in it; 简介：… only says that the text begins.
    return field in ("title", "town", "recommender", "category", "subtitle") or (field == "body" and _TEXT_LABEL.search(label) is not None)
