"""A line as found on the web made clean: one call that does all the steps in their order."""

import re
from html import unescape

from banyan.kernels.hanzi.characters import plain_characters
from banyan.kernels.hanzi.glosses import strip_glosses
from banyan.kernels.hanzi.punctuation import close_spaces, even_spaces, full_width
from banyan.kernels.hanzi.variants import simplify

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,7}|#[xX][0-9A-Fa-f]{2,6});")
_MOST_ROUNDS = 8


def clean_text(text: str, *, headline: bool = False) -> str:
    """Clean one line; a headline keeps the blanks that part it, any other text keeps blanks only beside foreign words.

    Cleaning what was cleaned changes nothing: the steps are repeated until the text stands.
    """
    for _round in range(_MOST_ROUNDS):
        before, text = text, _cleaned_once(text, headline)
        if text == before:
            break
    return text


def _cleaned_once(text: str, headline: bool) -> str:
    text = plain_characters(_ENTITY.sub(lambda found: unescape(found[0]), text))
    text = full_width(strip_glosses(text))
    return simplify(even_spaces(text) if headline else close_spaces(text))
