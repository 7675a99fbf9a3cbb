"""What pages read about people."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import salted_hmac

from banyan.core.models import AuditEntry
from banyan.people.models import Account, Organisation, OrganisationQuerySet, Person, Role
from banyan.people.permissions import KEEPERS


def visible_to(account: Account, *roles: str) -> OrganisationQuerySet:
    """Organisations that the account may see: those it holds a role at (one of ``roles``, if given) and all below them."""
    grants = [grant for grant in account.grants_now if not roles or grant.role in roles]
    found: OrganisationQuerySet = Organisation.objects.under(*(grant.organisation for grant in grants))
    return found


def cities() -> OrganisationQuerySet:
    """All cities, in the order of the tree."""
    found: OrganisationQuerySet = Organisation.objects.filter(kind=Organisation.Kind.CITY)
    return found


def first_use_key() -> str:
    """The secret part of the address where an empty installation is set up; printed on the terminal of whoever runs it."""
    return salted_hmac("banyan.first-use", "address").hexdigest()[:24]


def is_empty() -> bool:
    """Tell whether nobody can sign in yet."""
    return not Account.objects.exists()


def audit_entries(account: Account) -> QuerySet[AuditEntry]:
    """The audit trail of the organisations that the account is organiser or clerk of, newest first, with names for the opaque ids.

    Entries of no organisation (accounts, refused sign-ins) are for the organisers of the whole tree.
    """
    mine = Q(organisation_code__in=visible_to(account, *KEEPERS).values("code"))
    if any(grant.role == Role.ORGANISER and grant.organisation.is_root() for grant in account.grants_now):
        mine |= Q(organisation_code="")
    named: dict[str, Any] = {
        f"{whom}_name": Subquery(Account.objects.filter(uuid=OuterRef(whom)).values("name")[:1]) for whom in ("actor", "subject")
    }
    # The trail holds no names of persons; they show as long as the record has them.
    named["person_name"] = Subquery(Person.objects.filter(uuid=OuterRef("subject")).values("name")[:1])
    place = Organisation.objects.filter(code=OuterRef("organisation_code")).values("name")[:1]
    return AuditEntry.objects.filter(mine).annotate(organisation_name=Subquery(place), **named)


def names_of_actors(entries: list[AuditEntry]) -> dict[object, str]:
    """Names for the opaque ids of actors and subjects in these entries, in one query."""
    ids = {id_ for entry in entries for id_ in (entry.actor, entry.subject) if id_ is not None}
    return dict(Account.objects.filter(uuid__in=ids).values_list("uuid", "name"))


def accounts_under(account: Account) -> QuerySet[Account]:
    """Accounts with a role at an organisation that this account is organiser or clerk of."""
    return Account.objects.filter(grants__organisation__in=visible_to(account, *KEEPERS)).distinct()
