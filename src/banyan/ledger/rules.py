"""The rules of the ledger, each a row with a first day that any office may set: what a unit of study is, and how many a year."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from banyan.core.rules import define_rule
from banyan.kernels.hours import CreditRule
from banyan.people.models import Organisation
from banyan.people.queries import RuleBook

_PRACTICE = _("Practice of party schools; set it as your city counts")
_PLAN = _("Plan for the education of members, 2019–2023; check it with your city")

define_rule("credit_unit_minutes", 45, unit=_("minutes"), words=_("A unit of study lasts so long"), source=_PRACTICE)
define_rule("credit_half_day_minutes", 180, unit=_("minutes"), words=_("From so long on a session counts as half a day"), source=_PRACTICE)
define_rule("credit_half_day_units", 4, unit=_("units"), words=_("Half a day of study counts at least"), source=_PRACTICE)
define_rule("credit_day_minutes", 360, unit=_("minutes"), words=_("From so long on a session counts as a day"), source=_PRACTICE)
define_rule("credit_day_units", 8, unit=_("units"), words=_("A day of study counts, and counts at most"), source=_PRACTICE)
define_rule("credit_target_member", 32, unit=_("units"), words=_("Study of a member in a year"), source=_PLAN)
define_rule("credit_target_secretary", 56, unit=_("units"), words=_("Study of a branch secretary in a year"), source=_PLAN)

CREDIT_RULES = ("credit_unit_minutes", "credit_half_day_minutes", "credit_half_day_units", "credit_day_minutes", "credit_day_units")
TARGET_RULES = ("credit_target_member", "credit_target_secretary")


def credit_rule(organisation: Organisation, on: date) -> tuple[CreditRule, str]:
    """Return how study counts at the organisation on a day, and the rows used, as an entry keeps them."""
    book = RuleBook(CREDIT_RULES, on)
    values = {name: book.value(name, organisation) for name in CREDIT_RULES}
    unit = book.in_force("credit_unit_minutes", organisation)
    rule = CreditRule(**{name.removeprefix("credit_"): value for name, value in values.items()})
    since = unit.from_on.isoformat() if unit.from_on else "-"
    return rule, " ".join([f"{unit.set_at or '*'}@{since}", *_as_words(values)])


def _as_words(values: dict[str, int]) -> Sequence[str]:
    return [f"{name.removeprefix('credit_')}={value}" for name, value in values.items()]
