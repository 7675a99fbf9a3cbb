"""The rules of make-up study, each a row with a first day that any office may set."""

from django.utils.translation import gettext_lazy as _

from banyan.core.rules import define_rule

_DEFAULT = _("Banyan's default")

define_rule("makeup_minutes_a_day", 360, unit=_("minutes"), words=_("Make-up study lasts at most so long a day"), source=_DEFAULT)
define_rule(
    "delivery_days_ahead", 5, unit=_("days"), words=_("Study is carried to a boat at most so long before it leaves"), source=_DEFAULT
)
