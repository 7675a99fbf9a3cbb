"""Which value a rule has where and since when: the nearest organisation that set one, else the default."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from banyan.core.models import Rule
from banyan.core.rules import Definition, define_rule, defined_rules, definition_of
from banyan.people.models import Organisation

_REGULATION = _("Regulations on the work of Party branches (trial), 2018")

define_rule("branch_members_least", 3, unit=_("members"), words=_("A branch has at least so many members"), source=_REGULATION)
define_rule("branch_members_most", 50, unit=_("members"), words=_("A branch normally has at most so many members"), source=_REGULATION)
define_rule(
    "branch_committee_from", 7, unit=_("members"), words=_("From so many members on a branch elects a committee"), source=_REGULATION
)
define_rule("term_years", 3, unit=_("years"), words=_("Length of a branch's term of office"), source=_REGULATION)
define_rule("term_years_village", 5, unit=_("years"), words=_("The same in villages and communities"), source=_REGULATION)
define_rule(
    "term_warning_days",
    90,
    unit=_("days"),
    words=_("A reminder of the election stands this long before a term ends"),
    source=_("Banyan's default"),
)


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule as it holds at an organisation: its value, the code of who set it ("" everywhere), and since when (None: the default)."""

    definition: Definition
    value: Any
    set_at: str
    from_on: date | None


class RuleBook:
    """The values of rules on one day for any organisation, read in one query."""

    def __init__(self, names: Iterable[str], on: date) -> None:
        self._names = tuple(names)
        place = Organisation.objects.filter(code=OuterRef("organisation_code")).values("path")[:1]
        set_by_then = Rule.objects.filter(name__in=self._names, from_on__lte=on).annotate(path=Subquery(place))
        # A later day comes later and replaces the one before.
        self._rows = {(row.name, row.path or ""): row for row in set_by_then.order_by("from_on") if row.path or not row.organisation_code}

    def in_force(self, name: str, organisation: Organisation | None) -> RuleInForce:
        """Return the rule as it holds at the organisation (None: everywhere); raise KeyError for a name that no part defined."""
        path = organisation.path if organisation else ""
        for end in range(len(path), -1, -Organisation.steplen):
            row = self._rows.get((name, path[:end]))
            # A row without a value gives the rule back to those above.
            if row is not None and row.value is not None:
                return RuleInForce(definition_of(name), row.value, row.organisation_code, row.from_on)
        definition = definition_of(name)
        return RuleInForce(definition, definition.default, "", None)

    def value(self, name: str, organisation: Organisation | None) -> Any:
        """Return the value alone; raise KeyError for a name that no part defined."""
        return self.in_force(name, organisation).value


def rule(name: str, organisation: Organisation | None, on: date) -> Any:
    """Return the value of a rule at an organisation on a day; raise KeyError for a name that no part defined."""
    return RuleBook([name], on).value(name, organisation)


def rules_in_force(organisation: Organisation | None, on: date) -> list[RuleInForce]:
    """All rules as they hold at the organisation on a day."""
    names = [definition.name for definition in defined_rules()]
    book = RuleBook(names, on)
    return [book.in_force(name, organisation) for name in names]
