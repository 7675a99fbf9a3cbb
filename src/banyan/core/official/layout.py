"""The page that GB/T 9704-2012 asks for: measures in points and twips, sizes and fonts by their names."""

from dataclasses import dataclass

MM = 72 / 25.4
PAGE_MM = (210, 297)
TOP_MM, LEFT_MM, BOTTOM_MM, RIGHT_MM = 37, 28, 35, 26
LINES, CHARACTERS = 22, 28
# The type area is 156 x 225 mm; 28 characters of 16 pt would need 448 pt where 442 are, so they stand a little closer.
AREA_WIDTH = (PAGE_MM[0] - LEFT_MM - RIGHT_MM) * MM
AREA_HEIGHT = (PAGE_MM[1] - TOP_MM - BOTTOM_MM) * MM
PITCH = 28.99
BODY_SIZE, TITLE_SIZE, SMALL_SIZE = 16.0, 22.0, 14.0
CHARACTER_PITCH = AREA_WIDTH / CHARACTERS
# 28 characters of 16 pt are drawn in by a quarter of a point each, and stand off the grid that says the same: LibreOffice gives
# a character two cells of the grid where the cell is narrower, while so all of Word, WPS and LibreOffice set 28 in a line.
DRAWN_IN_TWIPS = -5
LABEL_MM = 30
# The dashes beside the page number stand 7 mm below the type area.
NUMBER_BELOW_MM = 7
# Two photos with their captions fit one page.
PHOTO_LINES = 9


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface of the standard: its name in Word, and the families that may stand for it in a PDF, best first."""

    name: str
    families: tuple[str, ...]


_SONG = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "Songti SC")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei")
FANGSONG = Face("仿宋", ("FangSong_GB2312", "FangSong", "STFangsong", *_SONG, *_SANS))
XIAOBIAOSONG = Face("方正小标宋简体", ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", *_SONG, *_SANS))
HEITI = Face("黑体", ("SimHei", "Heiti SC", *_SANS, *_SONG))
KAITI = Face("楷体", ("KaiTi_GB2312", "KaiTi", "STKaiti", "LXGW WenKai", "AR PL UKai CN", *_SONG, *_SANS))
SONGTI = Face("宋体", ("SimSun", *_SONG, *_SANS))
# Figures and foreign words.
ROMAN = Face("Times New Roman", ("Times New Roman", "Liberation Serif", "Nimbus Roman", "Libertinus Serif"))
HEADINGS = {1: (HEITI, False), 2: (KAITI, False), 3: (FANGSONG, True), 4: (FANGSONG, False)}


def twips(points: float) -> int:
    """Return ``points`` in Word's twentieths, cut off so that what fits in points also fits in twips."""
    return int(points * 20)
