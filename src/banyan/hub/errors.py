"""What can't be done aboard, said so that somebody without help can go on."""

from banyan.kernels.journal.faults import JournalError
from banyan.kernels.packs.faults import PackError


class UnableToUseDevice(Exception):
    """The folder can't be used as asked; the text says what to do, in Chinese and English."""


WORDS: dict[str, tuple[str, str]] = {
    "not_ours": ("这不是榕树的学习记录。", "This isn't a study record of Banyan's."),
    "newer": ("这是更新版本的榕树写的，请先更新程序再试。", "A newer Banyan wrote this; update the program and try again."),
    "cut_short": ("内容不完整，请重新传送。", "Something is cut off; hand it over again."),
    "garbled": ("内容有损坏，请重新传送。", "Something is damaged; hand it over again."),
    "too_large": ("内容太大，请分几次传送。", "This is too large; hand it over in parts."),
    "signature": (
        "签名不符：内容被改动过，或不是这台设备写的。",
        "The signature doesn't fit: this was changed, or another device wrote it.",
    ),
    "stale": ("这份回告比已有的旧，不再采用。", "This acknowledgement is older than the one that is known."),
    "wrong_shore": ("这不是登记时那个岸上办公室发的。", "Another office ashore than the one of the enrolment sent this."),
    "wrong_device": ("这是另一台设备的内容。", "This belongs to another device."),
    "line": ("有一行不对，请再念一遍：", "A line is wrong, have it read again:"),
    "missing_line": ("还缺这些行：", "These lines are missing:"),
    "missing_parts": ("还缺这些二维码：", "These codes are missing:"),
    "out_of_range": ("这一项超出范围：", "This can't be kept:"),
}
# Places that are told with the words, as they name what the reader has in hand.
_TOLD = ("line", "missing_line", "missing_parts", "out_of_range")
# Fields as the command line calls them.
_FIELDS = {
    "learner": ("学员编号", "learner"),
    "item": ("学习内容编号", "item"),
    "elapsed": ("秒数", "seconds"),
    "started": ("开始时间", "start"),
    "score": ("得分（0 至 100）", "score (0 to 100)"),
    "title": ("名称", "name"),
    "count": ("条数", "count"),
}


def say(error: JournalError, language: str) -> str:
    """Say a fault in Chinese, or in English when ``language`` is "en"."""
    place = int(language == "en")
    words = WORDS[error.fault.value][place]
    if error.fault.value not in _TOLD or not error.where:
        return words
    where = _FIELDS[error.where][place] if error.where in _FIELDS else error.where
    return f"{words}{' ' if place else ''}{where}{'.' if place else '。'}"


_PACK_WORDS: dict[str, tuple[str, str]] = {
    "not_a_pack": ("这不是学习包。", "This is no study pack."),
    "cut_short": ("学习包没有拷贝完整，请重新拷贝。", "The pack was copied only in part; copy it again."),
    "newer": ("这是更新版本的学习包，请先更新程序。", "A newer Banyan made this pack; update the program first."),
    "signature": ("签名不符：学习包被改动过。", "The signature doesn't fit: the pack was changed."),
    "untrusted_key": ("这个学习包不是登记时的岸上办公室发的：", "Another office ashore than the one of the enrolment made this pack:"),
    "changed": ("学习包里有文件损坏，请重新拷贝：", "A file of the pack is damaged; copy it again:"),
    "too_large": ("学习包里有内容超过所声明的大小：", "Something in the pack is larger than it says:"),
    "forbidden_name": ("学习包里有不该有的文件：", "The pack holds a file that doesn't belong there:"),
    "twice": ("学习包里有重复的内容：", "Something stands twice in the pack:"),
    "missing": ("还缺前一个学习包里的文件，请先装前一个：", "A file of an earlier pack is missing; take that one aboard first:"),
    "malformed": ("学习包的目录有误：", "The list of the pack makes no sense:"),
    "missing_part": ("还缺这几个分卷：", "These parts are missing:"),
}


def say_pack(error: PackError) -> str:
    """Say in both languages why a pack isn't taken, with the place where there is one."""
    chinese, english = _PACK_WORDS[error.fault.value]
    return f"{chinese}{error.where} {english} {error.where}".strip() if error.where else f"{chinese} {english}"


def say_both(error: JournalError) -> str:
    """Say a fault in both languages, as the command line does."""
    return f"{say(error, 'zh')} {say(error, 'en')}"
