"""Certificates of service: those an account may see, the service behind one, and whether it still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from banyan.ledger.models import Certificate, Entry, EntryQuerySet, LedgerAccount
from banyan.ledger.permissions import OFFICE
from banyan.people.models import Account, Organisation, Person
from banyan.people.queries import visible_to


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says now of the days of a certificate, beside what the certificate says."""

    minutes: int
    facts: int
    is_withdrawn: bool
    is_changed: bool

    @property
    def holds(self) -> bool:
        return not self.is_withdrawn and not self.is_changed


def served(person: Person, organisation: Organisation, from_on: date, to_on: date) -> EntryQuerySet:
    """The service of a person that stands, organised by the organisation and those below it in these days; newest first."""
    there = Organisation.objects.under(organisation).order_by().values("pk")
    found = Entry.objects.of(person).on(LedgerAccount.VOLUNTEER).between(from_on, to_on).standing()
    return found.filter(organisation__in=there)


def certificates_for(account: Account) -> QuerySet[Certificate]:
    """Certificates of the organisations that the account is organiser or clerk of, newest first."""
    seen = visible_to(account, *OFFICE).order_by().values("pk")
    return Certificate.objects.filter(organisation__in=seen).select_related("organisation", "person", "issued_by")


def certificates_named(certificates: QuerySet[Certificate], words: Sequence[str]) -> QuerySet[Certificate]:
    """Those certificates that every word finds: in their number, or in the person's name."""
    for word in words:
        named = Person.objects.filter(erased_at=None).named_like(word).order_by().values("pk")
        certificates = certificates.filter(Q(person__in=named) | Q(number__icontains=word))
    return certificates


def standing_of(certificate: Certificate) -> Standing:
    """Compare a certificate with the ledger of now, in one query; facts recorded after it only add to what it says."""
    rows = served(certificate.person, certificate.organisation, certificate.from_on, certificate.to_on)
    sums = rows.aggregate(m=Sum("minutes", default=0), n=Count("pk"))
    return Standing(sums["m"], sums["n"], certificate.withdrawn_at is not None, sums["m"] < certificate.minutes)
