"""Names of persons: kept sign by sign, however rare; refused only when a sign was lost or is no sign of a name."""

import re

from django.utils.translation import gettext as _

from banyan.core.documents.sheets import Cell
from banyan.people.roster.cells import Reason, text_of

_LONGEST = 60
# Han of all planes and their compatibility forms.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇々"
_BLANKS_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])[\s\u3000]+(?=[{_HAN}])")
_BLANKS = re.compile(r"\s+")
_DOTS = re.compile(rf"(?<=[{_HAN}])\s*[·•・‧∙⋅･]\s*(?=[{_HAN}])")
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_LOST = re.compile(r"[?？\ufffd□■▯]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_EMOJI = re.compile("[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u20e3\U000e0020-\U000e007f]")
_CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f]")


def read_name(cell: Cell) -> str | Reason:
    """Return the name: blanks that only spread it over the column are taken out, dots inside it become ·, no sign is lost."""
    text = _INVISIBLE.sub("", text_of(cell)).strip()
    if not text:
        return Reason(_("The name is missing."))
    if _CONTROL.search(_BLANKS.sub(" ", text)) or _EMOJI.search(text):
        return Reason(_("A name can't hold pictures or control signs. Write the name as on the identity card."))
    if _PRIVATE.search(text):
        return Reason(
            _("This name holds a sign that shows only on the computer where it was typed. Write it anew with the usual input method.")
        )
    if _LOST.search(text):
        return Reason(_("A sign of this name was lost (shown as ? or □). Look the name up and write it anew."))
    if not any(sign.isalpha() for sign in text):
        return Reason(_("There is no name here. Write the name as on the identity card."))
    text = _DOTS.sub("·", _BLANKS_BETWEEN_HAN.sub("", _BLANKS.sub(" ", text)))
    return Reason(_("A name has at most %(most)d signs.") % {"most": _LONGEST}) if len(text) > _LONGEST else text
