"""The poster of a programme of talks (A3 PDF): a banyan with the programme's name in its crown, and under it when, where and what."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

import segno
import typst
from django.utils import timezone

from banyan.core.official.composition import chinese_day
from banyan.core.official.pdf import fonts
from banyan.core.official.plain import printable

# Where the code stands on the page, in millimetres from the top left, without the white around it.
CODE_LEFT_MM, CODE_TOP_MM, CODE_MM = 177, 304, 76
_WEEKDAYS = "一二三四五六日"
_PARTS_OF_THE_DAY = ((18, "晚上"), (13, "下午"), (12, "中午"), (8, "上午"), (5, "清早"), (0, "凌晨"))
_CROWN = (
    (148, 84, 64), (94, 84, 54), (202, 84, 54), (56, 96, 38), (241, 96, 38), (35, 116, 22), (262, 116, 22),
    (74, 54, 33), (223, 54, 33), (112, 41, 29), (148, 36, 26), (185, 41, 29), (66, 126, 25), (106, 131, 25),
    (148, 134, 25), (191, 131, 25), (231, 126, 25),
)  # fmt: skip
# Clumps of leaves in the crown, round the words: the middle of an arc and its radius.
_CLUMPS = (
    (148, 36, 19), (112, 41, 22), (185, 41, 22), (74, 54, 26), (223, 54, 26), (31, 111, 14), (268, 111, 14),
    (66, 151, 21), (106, 156, 21), (148, 159, 21), (191, 156, 21), (231, 151, 21),
)  # fmt: skip
# Roots that have reached the ground and become trunks: where, and half as thick as they are.
_TRUNKS = ((24, 3.0), (35, 1.3), (273, 3.0), (262, 1.3))
# Roots that still hang: where, how far down, how far they have drifted.
_ROOTS = (
    (43, 246, 1.5), (54, 176, -1), (66, 166, 1), (254, 222, -1.5), (243, 184, 1), (231, 167, -1), (94, 168, 0.6), (203, 168, -0.6),
)  # fmt: skip
_LEAVES = ((45, 252, -28), (252, 228, 26), (42, 316, 34), (255, 284, -30))


@dataclass(frozen=True, slots=True)
class PosterTalk:
    """A coming talk on the poster; ``place`` is empty where it is the programme's home."""

    day: str
    clock: str
    title: str
    tongue: str
    place: str


@dataclass(frozen=True, slots=True)
class Poster:
    """What a poster says; ``address`` is the whole address that its code leads to."""

    name: str
    slogan: str
    organisation: str
    phone: str
    address: str
    slots: tuple[str, ...]
    place: str
    place_address: str
    is_step_free: bool
    talks: tuple[PosterTalk, ...]
    made_on: date


def say_slot(weekday: int, begins: time) -> str:
    """Say when a weekly slot is: 每周三上午9:30."""
    return f"每周{_WEEKDAYS[weekday]}{_clock(begins)}"


def say_time(starts_at: datetime) -> tuple[str, str]:
    """Say the day and the hour of a talk: 11月25日 周三, 上午9:30."""
    local = timezone.localtime(starts_at)
    return f"{local.month}月{local.day}日 周{_WEEKDAYS[local.weekday()]}", _clock(local.time())


@lru_cache(maxsize=32)
def poster_pdf(poster: Poster) -> bytes:
    """Return the poster as one A3 page; the same words give the same bytes on one machine."""
    code = segno.make_qr(poster.address, error="q")
    words = {key: printable(value) if isinstance(value, str) else value for key, value in asdict(poster).items() if key != "made_on"}
    words["talks"] = [{key: printable(value) for key, value in asdict(talk).items()} for talk in poster.talks]
    words |= {
        # An image by itself, not part of a page, so it names its language.
        "code": code.svg_inline(border=0).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1),
        "tree": tree(),
        "at": [CODE_LEFT_MM, CODE_TOP_MM, CODE_MM],
        "made": f"{chinese_day(poster.made_on)}印制，场次以网页为准",
    }
    compiler = typst.Compiler(_PAGE.encode(), font_paths=fonts(), sys_inputs={"poster": json.dumps(words, ensure_ascii=False)})
    written = compiler.compile(format="pdf", timestamp=datetime.combine(poster.made_on, time(), UTC))
    if not isinstance(written, bytes):
        raise TypeError(written)
    return written


def tree() -> str:
    """Draw the banyan over the whole page as SVG, in millimetres: crown, trunks, hanging roots, ground."""
    crown = "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in _CROWN)
    clumps = "".join(
        f'<path d="M{x - 0.8 * r:.1f} {y - 0.6 * r:.1f}A{r} {r} 0 0 1 {x + 0.5 * r:.1f} {y - 0.87 * r:.1f}"/>' for x, y, r in _CLUMPS
    )
    trunks = "".join(
        f'<path d="M{x - half} 120C{x - half} 300 {x - half} 372 {x - 2.6 * half:.1f} 396H{x + 2.6 * half:.1f}'
        f'C{x + half} 372 {x + half} 300 {x + half} 120Z"/>'
        for x, half in _TRUNKS
    )
    roots = "".join(f'<path d="M{x} 120C{x} {end - 30} {x + drift} {end - 20} {x + drift} {end}"/>' for x, end, drift in _ROOTS)
    leaf = "M0 -4.6C3.4 -1.8 3.2 2.6 0 4.8C-3.2 2.6 -3.4 -1.8 0 -4.6Z"
    leaves = "".join(f'<path d="{leaf}" transform="translate({x} {y}) rotate({turn})"/>' for x, y, turn in _LEAVES)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 420">'
        f'<g fill="none" stroke="#123b2c" stroke-width="1" stroke-linecap="round">{roots}</g>'
        f'<g fill="#123b2c">{trunks}{crown}</g>'
        f'<g fill="none" stroke="#2f7257" stroke-width="1.1" stroke-linecap="round">{clumps}</g>'
        f'<g fill="#2f7257">{leaves}</g>'
        '<path d="M12 396H285" stroke="#123b2c" stroke-width="1.4" stroke-linecap="round"/></svg>'
    )


def _clock(at: time) -> str:
    part = next(words for start, words in _PARTS_OF_THE_DAY if at.hour >= start)
    return f"{part}{at.hour % 12 or 12}:{at.minute:02d}"


# All text comes in as data and is only ever shown; nothing of it becomes markup.
_PAGE = r"""
#let it = json(bytes(sys.inputs.poster))
#let green = rgb("#123b2c")
#let ink = rgb("#1f2a24")
#let serif = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun")
#let sans = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei")
#set document(title: it.name, author: (), date: none)
#set page(width: 297mm, height: 420mm, margin: 0mm, background: image(bytes(it.tree), format: "svg", width: 297mm))
// Edges of Chinese letters, so that spaces are what stands here.
#set text(lang: "zh", region: "cn", font: sans, fill: ink, size: 24pt, top-edge: 0.88em, bottom-edge: -0.12em)
#set par(leading: 0.3em, spacing: 0.3em)

// The largest size at which words fit, on one line down to the size ``alone``, then in lines of about one length.
#let fitted(words, wide, high, sizes, side: center, alone: 0pt, ..style) = context {
  let natural(size) = measure(text(size: size, ..style, words)).width
  let set-at(size, wide) = block(width: wide, align(side, text(size: size, ..style, words)))
  let fits(size) = natural(size) <= 3 * wide and measure(set-at(size, wide)).height <= high
  let single = sizes.find(size => size >= alone and natural(size) <= wide)
  let found = if alone > 0pt and single != none { single } else { sizes.find(fits) }
  let size = if found == none { sizes.last() } else { found }
  let lines = calc.ceil(natural(size) / wide)
  let narrow = wide
  let tall = measure(set-at(size, wide)).height
  while lines > 1 and narrow - 2mm > natural(size) / lines and measure(set-at(size, narrow - 2mm)).height <= tall { narrow = narrow - 2mm }
  set-at(size, if lines > 1 { narrow } else { wide })
}
#let sizes(from, to) = range(int(from - to) + 1).map(step => (from - step) * 1pt)

#place(top + left, dx: 38mm, dy: 44mm, block(width: 221mm, height: 88mm, align(center + horizon, {
  fitted(it.name, 221mm, 60mm, sizes(100, 30), alone: 60pt, font: serif, weight: "bold", fill: white)
  if it.slogan != "" { v(5mm, weak: true); fitted(it.slogan, 205mm, 24mm, sizes(34, 16), alone: 24pt, font: serif, fill: rgb("#f0bf4c")) }
})))

#let row(talk) = (
  {
    text(weight: "bold", size: 1.04em, talk.day)
    linebreak()
    text(size: 0.86em, talk.clock)
  },
  {
    text(font: serif, weight: "bold", size: 1.2em, fill: green, talk.title)
    let more = (talk.tongue, talk.place).filter(words => words != "").join("，")
    if more != none { linebreak(); text(size: 0.86em, more) }
  },
)
#let middle(size) = block(width: 198mm, {
  set text(size: size)
  set align(center)
  let large = if it.slots.len() > 1 { 1.8 } else { 2.5 }
  for slot in it.slots.slice(0, calc.min(3, it.slots.len())) {
    let sizes = range(20).map(step => (large - step * 0.08) * size)
    block(spacing: 0.3em, fitted(slot, 198mm, 60mm, sizes, alone: 8pt, font: serif, weight: "bold", fill: green))
  }
  if it.place != "" {
    block(above: 0.5em, below: 0.3em, text(font: serif, weight: "bold", size: 1.55em, it.place))
    let more = (it.place_address, if it.is_step_free { "无障碍，轮椅可到" } else { "" }).filter(words => words != "")
    if more.len() > 0 { block(above: 0.3em, more.map(words => box(words)).join(h(1em))) }
  }
  if it.talks.len() > 0 {
    set align(left)
    block(above: 1em, below: 0.5em, grid(columns: (1fr, auto, 1fr), column-gutter: 5mm, align: horizon,
      line(length: 100%, stroke: 1pt + green), text(weight: "bold", fill: green, "接下来讲"), line(length: 100%, stroke: 1pt + green)))
    set par(leading: 0.2em)
    grid(columns: (auto, 1fr), column-gutter: 1.2em, row-gutter: 0.5em, ..it.talks.map(row).flatten())
  } else {
    block(above: 1.4em, text(size: 1.1em, "下一场定下来就登在网页上\n扫码便知"))
  }
})
#place(top + left, dx: 49.5mm, dy: 166mm, block(width: 198mm, height: 132mm, align(center + horizon, context {
  let chosen = sizes(if it.talks.len() > 1 { 30 } else { 33 }, 11).find(size => measure(middle(size), width: 198mm).height <= 132mm)
  middle(if chosen == none { 11pt } else { chosen })
})))

#place(top + left, dx: 49.5mm, dy: it.at.at(1) * 1mm, block(width: 118mm, height: it.at.at(2) * 1mm, align(left + horizon, {
  block(text(font: serif, weight: "bold", size: 40pt, fill: green, "手机扫一扫"))
  block(above: 5mm, par(leading: 0.4em, text(size: 26pt, "看场次　听录音\n给你们村点一场")))
  if it.phone != "" {
    block(above: 7mm, below: 1mm, text(size: 22pt, "不用手机？打电话："))
    block(above: 0mm, fitted(it.phone, 118mm, 15mm, sizes(36, 14), side: left, weight: "bold", fill: green))
  }
})))
#place(top + left, dx: it.at.at(0) * 1mm, dy: it.at.at(1) * 1mm, image(bytes(it.code), format: "svg", width: it.at.at(2) * 1mm))

#place(top + left, dx: 12mm, dy: 399mm, block(width: 273mm, height: 13mm, align(center + top, {
  fitted(it.organisation, 260mm, 9mm, sizes(21, 10), font: serif, weight: "bold", fill: green)
  block(above: 2mm, text(size: 11pt, it.made))
})))
"""
