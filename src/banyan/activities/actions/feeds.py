"""What people do with calendar feeds: open a secret address, withdraw it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import FeedAddress, Place
from banyan.activities.permissions import why_not_run
from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.models import Account, Organisation, Person

name_verbs({"open_feed": gettext_lazy("opened a calendar address"), "withdraw_feed": gettext_lazy("withdrew a calendar address")})
MOST_OPEN = 10


class UnableToFeed(RuleError):
    """The calendar can't be opened or withdrawn."""


@transaction.atomic
def open_feed(of: Person | Organisation | Place, *, by: Account) -> FeedAddress:
    """Open a secret address for the calendar of a person, a branch or office, or a place. Raise UnableToFeed."""
    name = {Person: "person", Organisation: "organisation", Place: "place"}[type(of)]
    organisation = _locked_organisation(of)
    if reason := _why_not(of, organisation, by):
        raise UnableToFeed(reason)
    if FeedAddress.objects.filter(**{name: of}, withdrawn_at=None).count() >= MOST_OPEN:
        raise UnableToFeed(_("There are %(most)d calendar addresses of this already. Withdraw one first.") % {"most": MOST_OPEN})
    feed = FeedAddress.objects.create(**{name: of}, made_by=by)
    _record("open_feed", feed, organisation, by)
    return feed


@transaction.atomic
def withdraw_feed(feed: FeedAddress, *, by: Account) -> FeedAddress:
    """Withdraw an address; from now on it answers nobody. Raise UnableToFeed."""
    feed = FeedAddress.objects.select_for_update(of=("self",)).select_related("person", "organisation", "place").get(pk=feed.pk)
    of = feed.person or feed.organisation or feed.place
    organisation = _locked_organisation(of)
    if reason := _why_not(of, organisation, by):
        raise UnableToFeed(reason)
    if feed.withdrawn_at is not None:
        raise UnableToFeed(_("This address was withdrawn before."))
    feed.withdrawn_at = timezone.now()
    feed.save()
    _record("withdraw_feed", feed, organisation, by)
    return feed


def _why_not(of: Person | Organisation | Place | None, organisation: Organisation, by: Account) -> str | None:
    # Everybody may have the calendar of their own.
    if isinstance(of, Person) and by.person_id == of.pk:
        return None
    return why_not_run(by, organisation)


def _locked_organisation(of: Person | Organisation | Place | None) -> Organisation:
    if of is None:
        raise ValueError("a feed is of something")
    pk = of.pk if isinstance(of, Organisation) else of.organisation_id
    organisation: Organisation = Organisation.objects.select_for_update().get(pk=pk)
    return organisation


def _record(verb: str, feed: FeedAddress, organisation: Organisation, by: Account) -> None:
    record(
        verb,
        "feed",
        feed.pk,
        actor=by.uuid,
        organisation_code=organisation.code,
        subject=feed.person.uuid if feed.person else None,
    )
