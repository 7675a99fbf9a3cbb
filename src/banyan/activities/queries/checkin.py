"""Who stands behind a code, a name with four digits, or a telephone that was remembered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core import signing
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.activities.codes import UnableToReadCode, check_code, read_code
from banyan.activities.models import Activity, Attendance, SignIn
from banyan.people.models import Person
from banyan.people.queries import persons_at, with_branch

DIGITS = 4
REMEMBERED_DAYS = 400
_REMEMBER = "banyan.check-in.device"
_RECEIPT = "banyan.check-in.receipt"
# A common name in a large town; beyond that only whoever leads can tell people apart.
_MOST_NAMESAKES = 500


@dataclass(frozen=True, slots=True)
class SignInCounts:
    """How many have come, of how many on the list."""

    came: int
    expected: int


def activity_of_code(text: str, now: datetime) -> Activity:
    """Return the activity at which a code signs in now. Raise UnableToReadCode."""
    code = read_code(text)
    activity = Activity.objects.select_related("organisation", "place").filter(pk=min(code.activity, 2**62)).first()
    if activity is None:
        raise UnableToReadCode(_("There is no such code. Scan it once more, or ask whoever leads."), was_one=False)
    check_code(code, activity, now)
    return activity


def persons_who_may_be(activity: Activity, name: str, digits: str) -> list[Person]:
    """Living persons of this name whose telephone ends in these digits: on the list, or of the organisation and those below it."""
    written = name.strip()
    living = Person.objects.living().filter(name__in={written, "".join(written.split())})
    listed = living.filter(Q(pk__in=activity.attendances.order_by().values("person")))
    around = persons_at(living, activity.organisation)
    found = {person.pk: person for person in (*listed[:_MOST_NAMESAKES], *around[:_MOST_NAMESAKES])}
    return [person for person in found.values() if digits and _last_digits(person.phone) == digits]


def device_of(person: Person) -> str:
    """Return what a telephone keeps of its owner, signed; it ends when the number on the roster changes."""
    return signing.dumps([str(person.uuid), person.phone_index[:8]], salt=_REMEMBER)


def person_of_device(kept: str) -> Person | None:
    """Return the living person whom a telephone remembers; None for nobody."""
    try:
        uuid, number = signing.loads(kept, salt=_REMEMBER, max_age=REMEMBERED_DAYS * 24 * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Person.objects.living().filter(uuid=uuid, phone_index__startswith=number).first()


def receipt_of(sign_in: SignIn) -> str:
    """Return the words by which the page after a sign-in finds it again."""
    return signing.dumps(sign_in.pk, salt=_RECEIPT)


def sign_in_of_receipt(receipt: str) -> SignIn | None:
    """Return the sign-in of a receipt of that day; None for any other word."""
    try:
        pk = signing.loads(receipt, salt=_RECEIPT, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    return SignIn.objects.filter(pk=pk).select_related("attendance__person", "attendance__activity__place").first()


def sign_ins_of_day(activity: Activity, person: Person, day: date) -> list[SignIn]:
    """How often a person has signed in at the activity that day, the first one first."""
    return list(SignIn.objects.filter(attendance__activity=activity, attendance__person=person, on=day))


def sign_in_counts(activity: Activity) -> SignInCounts:
    """Count who has come and who stands on the list, in two queries."""
    on_list = activity.attendances.exclude(state=Attendance.State.EXCUSED)
    return SignInCounts(on_list.filter(state=Attendance.State.ATTENDED).count(), on_list.count())


def names_for_sheet(activity: Activity) -> list[tuple[str, str]]:
    """Name and branch (or place) of everybody who is expected, in the order of names, in three queries."""
    expected = activity.attendances.exclude(state=Attendance.State.EXCUSED).order_by().values("person")
    persons = with_branch(Person.objects.filter(pk__in=expected, erased_at=None, died_on=None))
    return [(person.name, _home(person)) for person in persons]


def clock(moment: datetime) -> str:
    """Return the time of a sign-in as the clock on the wall shows it."""
    return timezone.localtime(moment).strftime("%H:%M").removeprefix("0")


def _home(person: Person) -> str:
    branches = getattr(person, "open_affiliations", [])
    return str(branches[0].branch if branches else person.organisation)


def _last_digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())[-DIGITS:]
