"""The rules of dispatching talks: how far words and feet carry."""

from django.utils.translation import gettext_lazy as _

from banyan.core.rules import define_rule

_DEFAULT = _("Banyan's default")

define_rule(
    "dialect_level_least",
    2,
    unit=_("of 3"),
    words=_("A speaker speaks the dialect of a talk at least so well (1 gets by, 2 well, 3 mother tongue)"),
    source=_DEFAULT,
)
