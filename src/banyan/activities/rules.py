"""The rules of activities, each a row with a first day: what earns study or service, how often branches meet, when late is too late."""

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Activity, AttendanceRole, Kind
from banyan.core.rules import define_rule
from banyan.ledger.models import LedgerAccount
from banyan.people.queries import RuleBook

_REGULATION = _("Regulations on the work of Party branches (trial), 2018")
_ORDER_67 = _("Measures for recording volunteer service, order 67 of the Ministry of Civil Affairs")
_PRACTICE = _("Practice; set it as your city counts")
_DEFAULT = _("Banyan's default")

STUDY_KINDS = (Kind.TALK, Kind.LECTURE, Kind.THEME_DAY, Kind.STUDY, Kind.MAKEUP_STUDY, Kind.HOME_DELIVERY, Kind.SEA_DELIVERY)
SERVICE = (
    (Kind.TALK, AttendanceRole.SPEAKER),
    (Kind.TALK, AttendanceRole.HELPER),
    (Kind.LECTURE, AttendanceRole.TEACHER),
    (Kind.STUDY, AttendanceRole.TEACHER),
    (Kind.MAKEUP_STUDY, AttendanceRole.TEACHER),
    (Kind.HOME_DELIVERY, AttendanceRole.CARRIER),
    (Kind.SEA_DELIVERY, AttendanceRole.CARRIER),
    (Kind.MENTORING, AttendanceRole.MENTOR),
    (Kind.VISIT, AttendanceRole.HELPER),
    (Kind.CONDOLENCE_VISIT, AttendanceRole.HELPER),
    (Kind.CHECK_IN_VISIT, AttendanceRole.HELPER),
    (Kind.HELP, AttendanceRole.HELPER),
)
# Meetings, rehearsals and travel are no service (FACTS.md), so they can't be chosen.
_NEVER_SERVICE = (Kind.BRANCH_MEETING, Kind.COMMITTEE_MEETING, Kind.GROUP_MEETING, Kind.REHEARSAL)
_ROLES_OF_SERVICE = tuple(role for role in AttendanceRole if role != AttendanceRole.PARTICIPANT)

define_rule(
    "study_kinds",
    [kind.value for kind in STUDY_KINDS],
    unit="",
    words=_("Taking part in these counts as study"),
    source=_PRACTICE,
    choices=tuple((kind.value, kind.label) for kind in Kind if kind != Kind.REHEARSAL),
)
define_rule(
    "service_roles",
    [f"{kind}.{role}" for kind, role in SERVICE],
    unit="",
    words=_("These roles count as volunteer service"),
    source=_ORDER_67,
    choices=tuple(
        (f"{kind.value}.{role.value}", format_lazy("{}：{}", kind.label, role.label))
        for kind in Kind
        if kind not in _NEVER_SERVICE
        for role in _ROLES_OF_SERVICE
    ),
)
define_rule("late_entry_days", 7, unit=_("days"), words=_("A signed sheet is entered within so many days by anybody"), source=_DEFAULT)
define_rule("sign_in_before", 60, unit=_("minutes"), words=_("Signing in opens so long before an activity begins"), source=_DEFAULT)
define_rule("series_weeks_ahead", 8, unit=_("weeks"), words=_("Weekly slots are planned so far ahead"), source=_DEFAULT)

# How often a branch meets: kind of activity → (rule, months in which it has to happen so often).
RHYTHM = {
    Kind.BRANCH_MEETING: ("branch_meetings_a_quarter", 3),
    Kind.COMMITTEE_MEETING: ("committee_meetings_a_month", 1),
    Kind.GROUP_MEETING: ("group_meetings_a_month", 1),
    Kind.LECTURE: ("lectures_a_quarter", 3),
    Kind.THEME_DAY: ("theme_days_a_month", 1),
}
define_rule("branch_meetings_a_quarter", 1, unit=_("times a quarter"), words=_("The members' meeting of a branch"), source=_REGULATION)
define_rule("committee_meetings_a_month", 1, unit=_("times a month"), words=_("The branch committee meets"), source=_REGULATION)
define_rule("group_meetings_a_month", 1, unit=_("times a month"), words=_("Groups meet"), source=_REGULATION)
define_rule("lectures_a_quarter", 1, unit=_("times a quarter"), words=_("A Party lecture is given"), source=_REGULATION)
define_rule("theme_days_a_month", 1, unit=_("times a month"), words=_("A theme day is held"), source=_REGULATION)


def earns(book: RuleBook, activity: Activity, role: str) -> str | None:
    """Return the account on which a role at the activity counts, by the rules of its organisation; None for none."""
    if f"{activity.kind}.{role}" in book.value("service_roles", activity.organisation):
        return LedgerAccount.VOLUNTEER
    return LedgerAccount.CREDIT if activity.kind in book.value("study_kinds", activity.organisation) else None


def earning_rules(on: date) -> RuleBook:
    """Return the rules of what earns what, as they hold on a day."""
    return RuleBook(("study_kinds", "service_roles"), on)
