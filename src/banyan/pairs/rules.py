"""The rules of pairs: how long a trial lasts, and how long a pair may go without meeting before somebody asks."""

from django.utils.translation import gettext_lazy as _

from banyan.core.rules import define_rule

_DEFAULT = _("Banyan's default")

define_rule("pair_trial_days", 30, unit=_("days"), words=_("A new pair tries for so long"), source=_DEFAULT)
define_rule("pair_lapse_days", 45, unit=_("days"), words=_("After so long without a meeting the coordinator asks"), source=_DEFAULT)
