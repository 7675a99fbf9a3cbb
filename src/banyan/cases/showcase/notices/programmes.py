"""Which of the four programmes a case tells of: one table of words and weights."""

WORDS: dict[str, dict[str, int]] = {
    "talks": {
        "宣讲": 4, "讲堂": 2, "讲坛": 2, "讲习": 2, "乡音": 3, "方言": 3, "榕树下": 3, "声音": 1, "讲述": 1, "故事": 1,
        "宣传党的理论": 2, "百姓名嘴": 3, "快板": 2, "微党课": 2, "演说": 2, "报告团": 3, "讲师团": 3, "银龄讲": 3,
        "理论传播": 2,
    },
    "study": {
        "送学": 4, "补学": 4, "送教": 4, "学时": 3, "学习包": 3, "渔": 1, "出海": 2, "学习教育": 2, "理论学习": 2,
        "集中学习": 2, "学习": 1, "课堂": 1, "培训": 1, "学用": 1, "送课": 3, "移动课堂": 3, "流动课堂": 3,
        "学习小组": 2, "云课堂": 2, "线上学": 2, "夜校": 2, "读书": 2, "流动党员": 2,
    },
    "mentoring": {
        "传帮带": 4, "老带新": 4, "导师": 3, "师徒": 4, "师带徒": 4, "青蓝": 4, "引路人": 2, "薪火": 2, "传承": 1,
        "帮带": 1, "青年干部": 2, "年轻干部": 2, "年轻党员": 1, "老少": 2, "关工": 3, "关心下一代": 3, "青少年": 2,
        "育人": 1, "带教": 3, "徒弟": 3, "结对育": 3, "工作室": 1,
    },
    "care": {
        "互助": 4, "养老": 3, "助老": 4, "为老服务": 3, "敬老": 3, "关爱": 2, "帮扶": 2, "慰问": 2, "探访": 3,
        "走访": 1, "独居": 3, "空巢": 3, "失能": 3, "高龄": 2, "暖心": 2, "情暖": 3, "陪伴": 2, "时间银行": 4,
        "志愿服务": 1, "结对": 1, "送餐": 2, "居家": 2, "困难": 1, "照料": 3, "长者": 1,
    },
}  # fmt: skip

# A word counts once in each part of a case; the headline says more than the text.
HEADLINE_FACTOR, TEXT_FACTOR = 3, 1
# Below this, or this close to another programme, the words decide nothing.
LEAST_SCORE, LEAST_LEAD = 4, 1

OTHER = "other"


def programme_of(headline: str, text: str) -> tuple[str, bool]:
    """Return the programme whose words weigh most, and whether another one fits as well: then it is ``other``."""
    scores = {
        slug: sum(weight * (HEADLINE_FACTOR * (word in headline) + TEXT_FACTOR * (word in text)) for word, weight in words.items())
        for slug, words in WORDS.items()
    }
    first, second = sorted(scores, key=lambda slug: -scores[slug])[:2]
    if scores[first] < LEAST_SCORE:
        return OTHER, False
    if scores[first] - scores[second] < LEAST_LEAD:
        return OTHER, True
    return first, False
