"""What pages read about calls and submissions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from banyan.cases.collection.models import Call, CityQuota, Part, Submission
from banyan.cases.collection.permissions import OFFICE
from banyan.kernels.hanzi import count_characters
from banyan.people.models import Account, Organisation, Role
from banyan.people.queries import visible_to


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend before sending: where it is (a field's name), and what to do."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class CityStanding:
    """How far one city is: submissions handed in, recommended and accepted, and its places."""

    city: Organisation
    places: int
    submitted: int
    recommended: int
    accepted: int
    winners: int


def calls_for(account: Account) -> QuerySet[Call]:
    """Calls that concern the account's places: those it organises in any state, those of the places above it once published."""
    mine = Q(organisation__in=visible_to(account, Role.ORGANISER))
    above = {grant.organisation.path[:length] for grant in account.grants_now for length in _depths(grant.organisation)}
    published = Q(organisation__path__in=above) & ~Q(state=Call.State.DRAFT)
    return Call.objects.filter(mine | published).select_related("organisation")


def submissions_for(account: Account) -> QuerySet[Submission]:
    """Submissions of the account's offices and those below them; what isn't sent yet is seen by the unit and those who act for it."""
    return (
        Submission.objects.filter(organisation__in=visible_to(account, *OFFICE))
        .select_related("call", "call__organisation", "organisation", "city", "category")
        .defer("call__text", "contact_phone")
    )


def sent_to(call: Call, account: Account) -> QuerySet[Submission]:
    """Submissions of a call that the account sees in its list: handed in or returned, from the places it looks after."""
    return submissions_for(account).filter(call=call).exclude(state__in=(Submission.State.DRAFT, Submission.State.DISCARDED))


def own_submissions(call: Call, account: Account) -> QuerySet[Submission]:
    """What the account's own units write for the call or have handed in; of units below a city or province, nothing."""
    above = (Organisation.Kind.PROVINCE, Organisation.Kind.CITY)
    own = [grant.organisation for grant in account.grants_now if grant.role in OFFICE]
    units = Organisation.objects.under(*(place for place in own if place.kind not in above))
    mine = Q(organisation__in=units) | Q(organisation__in=own)
    return submissions_for(account).filter(mine, call=call).exclude(state=Submission.State.DISCARDED)


def city_of(organisation: Organisation) -> Organisation | None:
    """The city that the organisation is or lies in; None for one directly under the province."""
    paths = [organisation.path[:length] for length in _depths(organisation)]
    found: Organisation | None = Organisation.objects.filter(path__in=paths, kind=Organisation.Kind.CITY).first()
    return found


def places_of(call: Call, city: Organisation | None) -> int:
    """How many submissions the city may recommend to the call."""
    quota = CityQuota.objects.filter(call=call, city=city).first() if city is not None else None
    return quota.places if quota is not None else call.city_quota


def places_left(call: Call, city: Organisation | None) -> int:
    """How many recommendations the city still has."""
    return places_of(call, city) - Submission.objects.past_the_city().filter(call=call, city=city).count()


def standings(call: Call) -> list[CityStanding]:
    """Every city under the call's organisation with its counts, in the order of the tree. Three queries."""
    states = Submission.State
    counts: dict[int | None, list[int]] = {
        city: numbers
        for city, *numbers in Submission.objects.filter(call=call)
        .values("city")
        .annotate(
            submitted=Count("pk", filter=~Q(state__in=(states.DRAFT, states.DISCARDED))),
            recommended=Count("pk", filter=Q(state__in=(states.RECOMMENDED, states.ACCEPTED, states.WINNER))),
            accepted=Count("pk", filter=Q(state__in=(states.ACCEPTED, states.WINNER))),
            winners=Count("pk", filter=Q(state=states.WINNER)),
        )
        .values_list("city", "submitted", "recommended", "accepted", "winners")
    }
    quotas = dict(CityQuota.objects.filter(call=call).values_list("city", "places"))
    cities = Organisation.objects.under(call.organisation).filter(kind=Organisation.Kind.CITY)
    return [CityStanding(city, quotas.get(city.pk, call.city_quota), *counts.get(city.pk, [0, 0, 0, 0])) for city in cities]


def next_number(call: Call) -> int:
    """The number that the next submission handed in gets; the caller holds the call locked."""
    return int(call.submissions.aggregate(last=Max("number"))["last"] or 0) + 1


def texts_of(submission: Submission) -> list[tuple[Part, str]]:
    """Each part of the call with what is written under it, in their order. Two queries."""
    written = dict(submission.texts.values_list("part", "text"))
    return [(part, written.get(part.pk, "")) for part in submission.call.parts.all()]


def call_words(call: Call) -> list[str]:
    """What every submission to the call may repeat without having copied: its text, the names of its parts and their hints. One query."""
    return [call.text, *(f"{part.name}\n{part.hint}" for part in call.parts.all())]


def problems_of(submission: Submission) -> list[Problem]:
    """Everything that must be mended before the submission can be sent, all at once."""
    texts = texts_of(submission)
    return [*_missing(submission), *_lengths(submission, texts), *_photos(submission), *_quota(submission)]


def last_call(organisation: Organisation) -> Call | None:
    """The newest call of the organisation: what the next one is copied from."""
    return Call.objects.filter(organisation=organisation).order_by("-year", "-pk").first()


def open_calls(account: Account, day: date) -> QuerySet[Call]:
    """Calls that units submit to on ``day``."""
    return calls_for(account).filter(state=Call.State.OPEN, opens_on__lte=day, submit_until__gte=day).order_by("submit_until")


def waiting_for(account: Account) -> QuerySet[Submission]:
    """Submissions that wait for the account: returned ones for the unit, submitted ones for the city."""
    returned = Q(state=Submission.State.RETURNED, organisation__in=visible_to(account, *OFFICE))
    cities = visible_to(account, *OFFICE).filter(kind=Organisation.Kind.CITY)
    submitted = Q(state=Submission.State.SUBMITTED, city__in=cities)
    return (
        submissions_for(account).filter(returned | submitted, call__state=Call.State.OPEN).order_by(F("submitted_at").asc(nulls_last=True))
    )


def _depths(organisation: Organisation) -> range:
    return range(Organisation.steplen, len(organisation.path) + 1, Organisation.steplen)


def _missing(submission: Submission) -> list[Problem]:
    needed = [
        ("title", submission.title, _("Give the case a title.")),
        ("category", submission.category_id, _("Choose the category that it competes in.")),
        ("contact_name", submission.contact_name, _("Say whom the office can ask about it.")),
        ("contact_phone", submission.contact_phone, _("Give a telephone number of the contact.")),
    ]
    return [Problem(where, what) for where, value, what in needed if not value]


def _lengths(submission: Submission, texts: Sequence[tuple[Part, str]]) -> list[Problem]:
    problems, total = [], 0
    for part, text in texts:
        count = count_characters(text)
        total += count
        if not count:
            problems.append(Problem(f"part-{part.pk}", _("“%(part)s” is empty. Write it.") % {"part": part.name}))
        elif count < part.least_characters:
            said = _("“%(part)s” has %(count)d characters; at least %(least)d are asked for.")
            problems.append(Problem(f"part-{part.pk}", said % {"part": part.name, "count": count, "least": part.least_characters}))
        elif part.most_characters and count > part.most_characters:
            said = _("“%(part)s” has %(count)d characters, %(over)d too many. Shorten it.")
            problems.append(Problem(f"part-{part.pk}", said % {"part": part.name, "count": count, "over": count - part.most_characters}))
    call = submission.call
    first = f"part-{texts[0][0].pk}" if texts else "title"
    if total < call.least_characters:
        said = _("The whole text has %(count)d characters; at least %(least)d are asked for.")
        problems.append(Problem(first, said % {"count": total, "least": call.least_characters}))
    if total > call.most_characters:
        said = _("The whole text has %(count)d characters, %(over)d too many. Shorten it.")
        problems.append(Problem(first, said % {"count": total, "over": total - call.most_characters}))
    return problems


def _photos(submission: Submission) -> list[Problem]:
    photos = list(submission.photos.all())
    problems = []
    if len(photos) > submission.call.most_photos:
        said = _("There are %(count)d photos; at most %(most)d are allowed. Take some away.")
        problems.append(Problem("photos", said % {"count": len(photos), "most": submission.call.most_photos}))
    if any(not photo.caption for photo in photos):
        problems.append(Problem("photos", _("Write under each photo what it shows.")))
    return problems


def _quota(submission: Submission) -> list[Problem]:
    if submission.state == Submission.State.RETURNED:
        return []
    others = Submission.objects.filter(call=submission.call, organisation=submission.organisation).exclude(pk=submission.pk)
    sent = others.exclude(state__in=(Submission.State.DRAFT, Submission.State.DISCARDED)).count()
    if sent < submission.call.unit_quota:
        return []
    said = _("%(unit)s has handed in %(count)d already, as many as a unit may. Take one of them back first.")
    return [Problem("organisation", said % {"unit": submission.organisation, "count": sent})]
