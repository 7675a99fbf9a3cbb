"""The rules of orders: how long each step may take, and how many orders one caller may have open."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banyan.core.rules import define_rule
from banyan.orders.models import Order
from banyan.people.models import Organisation
from banyan.people.queries import RuleBook

_DEFAULT = _("Banyan's default")
_HOURS, _DAYS = _("hours"), _("days")

define_rule("order_check_hours", 24, unit=_HOURS, words=_("An order from the public page is checked within"), source=_DEFAULT)
define_rule("order_dispatch_hours", 72, unit=_HOURS, words=_("A checked order is dispatched within"), source=_DEFAULT)
define_rule("order_accept_hours", 48, unit=_HOURS, words=_("Who was asked answers within"), source=_DEFAULT)
define_rule("order_report_days", 3, unit=_DAYS, words=_("What was done is reported within"), source=_DEFAULT)
define_rule("order_rate_days", 14, unit=_DAYS, words=_("Who ordered rates within"), source=_DEFAULT)
define_rule("order_lead_days", 2, unit=_DAYS, words=_("An order from the public page lies ahead at least"), source=_DEFAULT)
define_rule("order_ahead_days", 180, unit=_DAYS, words=_("An order lies ahead at most"), source=_DEFAULT)
define_rule("orders_open_most", 5, unit=_("orders"), words=_("One telephone number has open at most"), source=_DEFAULT)

STEP_RULES: dict[str, tuple[str, str]] = {
    Order.State.REQUESTED: ("order_check_hours", "hours"),
    Order.State.CHECKED: ("order_dispatch_hours", "hours"),
    Order.State.DISPATCHED: ("order_accept_hours", "hours"),
    Order.State.ACCEPTED: ("order_report_days", "days"),
    Order.State.DONE: ("order_rate_days", "days"),
}


def deadline(state: str, organisation: Organisation, begun_at: datetime) -> datetime | None:
    """Return until when the step of a state has to be taken that began at a moment; None for states without a step."""
    if state not in STEP_RULES:
        return None
    name, unit = STEP_RULES[state]
    return begun_at + timedelta(**{unit: RuleBook([name], begun_at.date()).value(name, organisation)})
