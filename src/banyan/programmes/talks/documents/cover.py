"""The square cover of a programme's podcast: the tree and its name, readable when it is as small as a stamp."""

from functools import lru_cache
from importlib.resources import files

import typst

from banyan.core.official.pdf import fonts

# Podcast programs ask for 1,400 to 3,000 pixels a side; a page of 1,500 points at 72 points an inch has 1,500.
SIDE = 1500
# Letters a line and their size: up to so many letters, so large.
_SIZES = ((4, 290), (8, 270), (15, 210), (24, 145), (60, 100))
_PAGE = """
#set page(width: %(side)dpt, height: %(side)dpt, margin: 110pt, fill: rgb("#123b2c"))
#set text(font: ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun"), fill: rgb("#fbf8f1"), lang: "zh")
#let words(size, content, above: 50pt) = block(above: above, below: 0pt, { set text(size: size); set par(leading: 0.4em); content })
#align(center + horizon)[
  #block(below: 0pt, image(bytes(sys.inputs.tree), format: "svg", height: 250pt))
  #words(%(size)dpt, strong(sys.inputs.name))
  #words(68pt, above: 90pt, sys.inputs.slogan)
  #words(50pt, sys.inputs.organisation)
]
"""


@lru_cache(maxsize=32)
def cover(name: str, slogan: str, organisation: str) -> bytes:
    """Return the cover as PNG, 1,500 pixels a side."""
    size = next((size for most, size in _SIZES if len(name) <= most), _SIZES[-1][1])
    tree = files("banyan.web").joinpath("static/web/banyan.svg").read_text()
    inputs = {"name": name, "slogan": slogan, "organisation": organisation, "tree": tree}
    compiler = typst.Compiler((_PAGE % {"side": SIDE, "size": size}).encode(), font_paths=fonts(), sys_inputs=inputs)
    picture = compiler.compile(format="png", ppi=72)
    # Words that are too many run over to a second page, which nobody needs.
    first = picture[0] if isinstance(picture, list) else picture
    assert isinstance(first, bytes)
    return first
