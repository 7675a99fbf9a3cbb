"""Names of persons: the key they are sorted and found by, and where a text may name one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from banyan.kernels.hanzi.characters import HAN
from banyan.kernels.hanzi.surnames import COMMON, COMPOUND, READINGS

_TITLE = (
    "老支书|老书记|老校长|老教师|老主任|老战士|宣讲员|志愿者|理事长|秘书长|同志|书记|支书|老人|老师|阿婆|阿公|阿姨|阿伯|大姐|大哥|大爷|大妈"
    "|大叔|大娘|先生|女士|奶奶|爷爷|伯伯|叔叔|婆婆|老伯|老太|师傅|医生|教授|主任|主席|会长|局长|镇长|村长|科长|处长|校长|院长|站长|组长|队长"
    "|馆长|所长|干事|导师|老兵"
)
_SURNAME = "|".join(COMPOUND) + f"|[{''.join(sorted(COMMON))}]"
# Characters that end a word before the title rather than a given name: 和老师, 的同志, 等老人.
_NOT_GIVEN = (
    "的是和与等为在有及到对向了各每位名个老新这那些一两三四五六七八九十百千万多几全本该党员干部群众单位年轻退休机关支镇村区县市省委社会"
    "说讲请让由被给"
)
# Words that begin like a surname and often stand before a title.
_WORDS = {
    "时代", "高龄", "成员", "温暖", "全体", "康乐", "方言", "文明", "文化", "常务", "明星", "金牌", "安全", "关工", "管理", "成年",
    "马克思", "于是", "向上", "单身", "温馨", "时任", "历任", "高级", "水上",
}  # fmt: skip
_GIVEN = f"(?:(?![{_NOT_GIVEN}])[{HAN}]){{1,2}}"
_MARK = "，。、；：！？（）()“”\\s"
_BEFORE_TITLE = re.compile(f"(?P<name>(?:{_SURNAME}){_GIVEN})(?P<title>{_TITLE})")
_AFTER_TITLE = re.compile(f"(?P<title>{_TITLE})[：:、“”]?(?P<name>(?:{_SURNAME}){_GIVEN})(?=[{_MARK}说介绍表示带是在和与等]|$)")
_SHORT_NAME = re.compile(
    f"(?P<name>(?:{_SURNAME})(?:阿婆|阿公|阿姨|阿伯|大姐|大哥|大爷|大妈|大叔|大娘|奶奶|爷爷|婆婆|老伯|老师|师傅|先生|女士|书记|老(?=[{_MARK}]|$)))"
)


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A place where a text seems to name a person: the name, the title beside it, and where it starts."""

    name: str
    title: str
    start: int


def pinyin_key(name: str) -> str:
    """Return what a name is sorted and found by: its pinyin without tones, a blank, its initials; 曾小明 gives ``zengxiaoming zxm``."""
    name = "".join(name.split())
    surname = name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]
    first = COMPOUND[surname].split() if surname in COMPOUND else [READINGS.get(surname) or "".join(_syllables(surname))]
    syllables = [syllable for syllable in (*first, *_syllables(name[len(surname) :])) if syllable]
    return f"{''.join(syllables)} {''.join(syllable[0] for syllable in syllables)}".lower().strip()


def find_persons(text: str) -> tuple[PersonMention, ...]:
    """Find where ``text`` seems to name a person beside a title such as 同志 or 书记; advice for a human check, no proof."""
    found = [
        PersonMention(match["name"], match.groupdict().get("title") or "", match.start("name"))
        for pattern in (_BEFORE_TITLE, _AFTER_TITLE, _SHORT_NAME)
        for match in pattern.finditer(text)
    ]
    taken: dict[int, PersonMention] = {}
    for mention in sorted(found, key=lambda mention: (mention.start, -len(mention.name))):
        taken.setdefault(mention.start, mention)
    return tuple(mention for mention in taken.values() if mention.name not in _WORDS)


def person_mentions(text: str) -> tuple[str, ...]:
    """Return the names of persons that ``text`` seems to mention, each once, in order of appearance."""
    return tuple(dict.fromkeys(mention.name for mention in find_persons(text)))


@lru_cache(maxsize=20_000)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False, errors="default")) if text else ()
