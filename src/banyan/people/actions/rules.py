"""What people do with rules: set a value from a day on."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.core.models import Rule
from banyan.core.rules import definition_of
from banyan.people.models import Account, Organisation
from banyan.people.permissions import why_not_set_rule

name_verbs({"set_rule": gettext_lazy("set a rule")})


class UnableToSetRule(RuleError):
    """The rule can't be set so."""


@transaction.atomic
def set_rule(name: str, *, organisation: Organisation | None, value: Any, from_on: date, by: Account | None) -> Rule:
    """Set a rule for an organisation and all below it (None: everywhere) from a day on; the value None gives it back to those above.

    A value set for the same day before is replaced, and the audit trail keeps it. Raise UnableToSetRule.
    """
    if organisation is not None:
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and (reason := why_not_set_rule(Account.objects.get(pk=by.pk), organisation)):
        raise UnableToSetRule(reason)
    if reason := _why_not_value(name, value):
        raise UnableToSetRule(reason)
    code = organisation.code if organisation else ""
    before = Rule.objects.select_for_update().filter(name=name, organisation_code=code, from_on=from_on).first()
    row, _new = Rule.objects.update_or_create(name=name, organisation_code=code, from_on=from_on, defaults={"value": value})
    record(
        "set_rule",
        "rule",
        row.pk,
        actor=by.uuid if by else None,
        label=str(definition_of(name).words),
        organisation_code=code,
        difference={"name": name, "from_on": from_on.isoformat(), "value": [before.value if before else None, value]},
    )
    return row


def _why_not_value(name: str, value: Any) -> str | None:
    try:
        definition = definition_of(name)
    except KeyError:
        return _("There is no rule named %(name)s.") % {"name": name}
    if value is None:
        return None
    if type(value) is not type(definition.default):
        return _("The value has to be of the same kind as %(default)s.") % {"default": definition.default}
    if definition.choices and not set(value) <= {choice for choice, _label in definition.choices}:
        return _("One of the values is none of the choices of this rule.")
    if isinstance(value, int) and value < 0:
        return _("The value can't be below 0.")
    return None
