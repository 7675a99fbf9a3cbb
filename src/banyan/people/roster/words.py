"""How values are written in a roster that goes out, so that the same words are read when it comes in again."""

SEX = {"female": "女", "male": "男"}
STATUS = {"lixiu": "离休", "retired": "退休", "other": "其他"}
PARTY = {"member": "中共党员", "probationary_member": "中共预备党员", "other_party": "民主党派", "none": "群众"}
DIALECTS = {"yue-dongguan": "东莞话", "yue": "粤语", "hakka": "客家话", "tanka": "水上话", "teochew": "潮州话", "cmn": "普通话"}
CARE_TAGS = {
    "advanced_age": "高龄",
    "lives_alone": "独居",
    "empty_nest": "空巢",
    "disabled": "失能",
    "hardship": "困难",
    "illness": "重病",
}
_WORDS = {"sex": SEX, "status": STATUS, "party": PARTY, "dialects": DIALECTS, "care_tags": CARE_TAGS}


def in_words(field: str, value: object) -> str:
    """Return a value as a Chinese roster writes it."""
    words = _WORDS.get(field, {})
    if field == "without_phone":
        return "无" if value else "有"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(words.get(str(part), str(part)) for part in value)
    return "" if value is None else words.get(str(value), str(value))
