"""What stands in a roster's cells: one function a kind of value, each returning the value or the reason why it can't be taken."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banyan.core.documents.sheets import Cell
from banyan.people.roster.cells import NOTHING, Reason, plain, text_of, tight
from banyan.people.roster.identity import IdentityNumber, born_of, check_digit, of_18, sex_of

_LOST_DIGITS = re.compile(r"[\d.]+e\+?\d+", re.IGNORECASE)
_LIKE_X = str.maketrans("×ХхΧχxⅩ", "XXXXXXX")
_SEX = {
    "男": "male",
    "男性": "male",
    "m": "male",
    "male": "male",
    "1": "male",
    "女": "female",
    "女性": "female",
    "f": "female",
    "female": "female",
    "2": "female",
}
_PARTY = {
    "member": "中共党员 党员 正式党员 中共正式党员 共产党员 中国共产党党员 中共 中共党员(正式) 是 01 1 在册党员",
    "probationary_member": "中共预备党员 预备党员 预备 中国共产党预备党员 02",
    "other_party": (
        "民主党派 民革 民革党员 民革会员 民盟 民盟盟员 民建 民建会员 "
        "民进 民进会员 农工党 农工党党员 农工民主党 农工 致公党 致公党党员 九三 "
        "九三学社 九三学社社员 台盟 台盟盟员 中国国民党革命委员会 中国民主同盟 中国民主建国会 中国民主促进会 中国农工民主党 中国致公党 "
        "台湾民主自治同盟 04 05 06 07 08 09 10 11"
    ),
    "none": "群众 无党派 无党派人士 无党派民主人士 非党员 非党 非中共党员 普通公民 普通群众 无 否 共青团员 团员 03 12 13",
}
_PARTY_OF = {word: status for status, words in _PARTY.items() for word in words.split()}
_STATUS = {
    "lixiu": "离休 离休干部 离休人员 离 已离休 离休老干部",
    "retired": "退休 退休干部 退休人员 退 已退休 正常退休 病退 提前退休 退休教师 退休职工 退休公务员 退休老干部 企业退休 机关退休 事业退休",
    "other": "在职 其他 其它 非离退休 未退休 在职人员 无 村民 渔民 退职",
}
_STATUS_OF = {word: status for status, words in _STATUS.items() for word in words.split()}
_DIALECTS = {
    "yue-dongguan": "东莞话 莞话 东莞白话 莞语 东莞方言 东莞本地话 本地话 围头话",
    "hakka": "客家话 客家 客话 客语 客家方言",
    "tanka": "水上话 疍家话 蛋家话 疍家 水上方言",
    "teochew": "潮州话 潮汕话 潮语 汕头话",
    "cmn": "普通话 国语 北方话 官话",
    "yue": "粤语 广东话 白话 广州话 广府话 粤",
}
_DIALECT_OF = {word: code for code, words in _DIALECTS.items() for word in words.split()} | {code: code for code in _DIALECTS}
_CARE = {
    "advanced_age": "高龄 高龄老人",
    "lives_alone": "独居 独居老人 孤寡 孤寡老人",
    "empty_nest": "空巢 空巢老人",
    "disabled": "失能 半失能 失能老人 半失能老人 失能半失能 失智 卧床 瘫痪 生活不能自理",
    "hardship": "困难 生活困难 困难党员 特困 特殊困难 低保 经济困难 家庭困难",
    "illness": "重病 大病 重疾 重大疾病 患重病 重症",
}
_CARE_OF = {word: tag for tag, words in _CARE.items() for word in words.split()} | {tag: tag for tag in _CARE}
_CARE_WORDS = re.compile("|".join(sorted(_CARE_OF, key=len, reverse=True)))
_BETWEEN = re.compile(r"[\s、，,；;。/|+和及]+")
_BETWEEN_SKILLS = re.compile(r"[\s、，,；;。/|]+")


def read_identity(cell: Cell) -> IdentityNumber | Reason | None:
    """Return the identity number of a cell with what it says of birth and sex; None for an empty one."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and (isinstance(cell, float) or cell >= 10**15):
        return _lost_digits()
    text = plain(cell).replace(" ", "").replace("-", "").strip("'‘’`\"").translate(_LIKE_X)
    if text.lower() in NOTHING:
        return None
    if _LOST_DIGITS.fullmatch(text):
        return _lost_digits()
    if len(text) == 15 and text.isdigit():
        text = of_18(text)
    if len(text) != 18:
        return Reason(_("An identity number has 18 signs; this one has %(count)d. Look it up and correct it.") % {"count": len(text)})
    if not (text[:17].isdigit() and text[:17].isascii() and text[17] in "0123456789X"):
        return Reason(_("An identity number holds digits alone, and at its end perhaps an X. Look it up and correct it."))
    return _checked(text)


def _lost_digits() -> Reason:
    return Reason(
        _(
            "Excel kept this number as a number, so its last digits are lost. "
            "Set the column to “text” (设为“文本”) and write the numbers anew."
        )
    )


def _checked(number: str) -> IdentityNumber | Reason:
    if check_digit(number[:17]) != number[17]:
        if number.endswith("000"):
            return _lost_digits()
        return Reason(_("The check digit of this identity number is wrong: a digit was mistyped. Look it up and correct it."))
    born = born_of(number)
    if born is None or not "1850" <= born < "2200":
        return Reason(_("The birth date inside this identity number does not exist. Look it up and correct it."))
    return IdentityNumber(number, born, sex_of(number))


def read_sex(cell: Cell) -> str | Reason | None:
    """Return the sex."""
    word = tight(cell)
    return _SEX.get(word) or (None if word in NOTHING else Reason(_("Write 男 or 女 here.")))


def read_party(cell: Cell) -> str | Reason | None:
    """Return the party status."""
    word = tight(cell)
    known = _PARTY_OF.get(word) or _PARTY_OF.get(word.partition("(")[0])
    return known or (
        None if word in NOTHING else Reason(_("This party status isn't known. Write 中共党员, 中共预备党员, 群众 or the party."))
    )


def read_status(cell: Cell) -> str | Reason | None:
    """Return lixiu, retired or other; the two are never merged, so a word that means both is refused."""
    word = tight(cell)
    if word in ("离退休", "离退", "离退休干部", "离退休人员", "离(退)休", "离/退休"):
        return Reason(_("离退休 means both. Write 离休 or 退休 for this person."))
    return _STATUS_OF.get(word) or (None if word in NOTHING else Reason(_("Write 离休, 退休 or 其他 here.")))


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are known, and the rest of the text, which belongs in the remark."""

    known: tuple[str, ...]
    rest: tuple[str, ...] = ()


def read_dialects(cell: Cell) -> Words:
    """Return the codes of the dialects named, and what isn't known."""
    words = [word for word in _BETWEEN.split(plain(cell)) if word.lower() not in NOTHING]
    known = dict.fromkeys(_DIALECT_OF[word] for word in words if word in _DIALECT_OF)
    return Words(tuple(known), tuple(word for word in words if word not in _DIALECT_OF))


def read_care_tags(cell: Cell) -> Words:
    """Return the care tags named (高龄独居 names two), and what isn't known."""
    known: dict[str, None] = {}
    rest = []
    for word in _BETWEEN.split(plain(cell)):
        if word.lower() in NOTHING or word in ("否", "正常"):
            continue
        found = _CARE_WORDS.findall(word)
        known |= dict.fromkeys(_CARE_OF[part] for part in found)
        if _CARE_WORDS.sub("", word):
            rest.append(word)
    return Words(tuple(known), tuple(rest))


def read_remark(cell: Cell) -> Words:
    """Return the care tags of a remark that names nothing else; any other remark is kept as it is, unread."""
    found = read_care_tags(cell)
    return found if found.known and not found.rest else Words((), (text_of(cell),) if text_of(cell) else ())


def read_skills(cell: Cell) -> tuple[str, ...]:
    """Return the skills, parted at 、 and the like."""
    return tuple(dict.fromkeys(word for word in _BETWEEN_SKILLS.split(plain(cell)) if word.lower() not in NOTHING))
