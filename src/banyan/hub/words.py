"""What pages say in the reader's language: Chinese first, English by a switch."""

import time
from dataclasses import dataclass

LANGUAGES = ("zh", "en")
_DIALECTS = {
    "yue-dongguan": ("东莞话", "Dongguan Cantonese"),
    "yue": ("粤语", "Cantonese"),
    "hakka": ("客家话", "Hakka"),
    "tanka": ("水上话", "Tanka"),
    "cmn": ("普通话", "Mandarin"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Picks one of two texts: ``words("交回", "Hand over")``."""

    language: str = "zh"

    def __call__(self, chinese: str, english: str) -> str:
        return english if self.language == "en" else chinese

    def both(self, text: str) -> str:
        """Return the part of a text in both languages ("中文。 English.") that isn't in the other one."""
        chinese, stop, english = text.rpartition("。 ")
        if not stop:
            return text
        return english if self.language == "en" else f"{chinese}。"

    def day(self, at: int) -> str:
        """Say a day as people do, with the year only when it isn't this one."""
        then = time.localtime(at)
        is_this_year = then.tm_year == time.localtime().tm_year
        month, day = then.tm_mon, then.tm_mday
        if self.language == "en":
            return time.strftime("%-d %b" if is_this_year else "%-d %b %Y", then)
        return f"{month}月{day}日" if is_this_year else f"{then.tm_year}年{month}月{day}日"

    def moment(self, at: int) -> str:
        """Say a day and a time."""
        return f"{self.day(at)} {time.strftime('%H:%M', time.localtime(at))}"

    def minutes(self, seconds: int) -> str:
        """Say a length of time."""
        minutes = seconds // 60
        if minutes:
            return self(f"{minutes} 分钟", f"{minutes} min")
        return self(f"{seconds} 秒", f"{seconds} s")

    def size(self, size: int) -> str:
        """Say how large something is."""
        return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(size / 1000, 0.1):.1f} KB"

    def dialect(self, language: str) -> str:
        """Say the language or dialect of a course's sound."""
        return self(*_DIALECTS.get(language, (language, language)))
