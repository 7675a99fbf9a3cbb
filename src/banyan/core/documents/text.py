"""Plain text: which coding its bytes are in, and its lines."""

import codecs
import re

from django.utils.translation import gettext as _

from banyan.core.documents.lines import DocumentError, Line

# The most frequent characters of official Chinese, simplified and traditional: the right coding shows many of them.
_FREQUENT = frozenset(
    "的一是不了人在有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴团队党镇乡村街市县区委局办部单位案例优秀宣讲退休干部支"
    "這國來個們為說時會過對還後麼發當經見頭開動長現將與進實點聲話兒問機給業間電門東氣關內車應華報馬難數場書總員體處師戰題請愛讓認論術結連資隊帶條變聯權領傳紅達辦運強單導廣議觀爭組視濟離興團黨鎮鄉縣區優講齡養學習類號廠寫歡"
    "，。、：；“”《》（）！？—0123456789年月日 \n"
)
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_CHINESE_BY_CHANCE = 0.5
_CONTROL = re.compile("[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of ``content`` and the coding found: by its mark, by what a page declares, or by what comes out."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace"), name
    declared = _DECLARED.search(content[:4096])
    wanted = _CHARSETS.get(declared[1].decode("ascii").lower()) if declared else None
    for coding in ("utf-8", wanted):
        if coding and (text := _strictly(content, coding)) is not None and not _is_chance(text, content):
            return text, coding
    candidates = [(content.decode(name, "replace"), name) for name in ("utf-8", "gb18030", "big5hkscs")]
    return max(candidates, key=lambda candidate: _likeliness(candidate[0]))


def refuse_garbage(text: str) -> None:
    """Raise DocumentError when ``text`` is no text but other data."""
    sample = text[:100_000]
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    if odd * 20 > len(sample) or "\0" in sample:
        raise DocumentError(_("The content is not text that can be read. Send the notice as plain text, web page, Word (.docx) or PDF."))


def text_lines(text: str) -> tuple[Line, ...]:
    """Part ``text`` at its line ends; blank lines count, so that numbers agree with an editor's."""
    pieces = re.split("\r\n|[\r\n\f\u2028\u2029\u0085]", text)
    return tuple(Line(number, piece) for number, piece in enumerate(pieces, 1))


def _strictly(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        return None


def _is_chance(text: str, content: bytes) -> bool:
    """Tell whether bytes of GB18030 happen to be UTF-8 too, as those of 一一 are: letters of other scripts, but frequent Chinese."""
    if text.isascii() or _likeliness(text) > 0:
        return False
    return _likeliness(content.decode("gb18030", "replace")) > _CHINESE_BY_CHANCE


def _likeliness(text: str) -> float:
    """Judge how much ``text`` looks like Chinese: the share of frequent characters less that of undecodable ones."""
    sample = [character for character in text[:20_000] if not character.isascii()]
    if not sample:
        return 0.0
    return (sum(character in _FREQUENT for character in sample) - 10 * sample.count("\ufffd")) / len(sample)
