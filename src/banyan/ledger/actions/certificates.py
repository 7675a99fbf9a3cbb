"""Certificates of service: issued for a stretch of days from the facts that stand, and withdrawn with a reason."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.ledger.models import Certificate
from banyan.ledger.permissions import why_not_certify
from banyan.ledger.queries import served
from banyan.people.models import Account, Organisation, Person

name_verbs(
    {
        "issue_certificate": gettext_lazy("issued a certificate of service"),
        "withdraw_certificate": gettext_lazy("withdrew a certificate of service"),
    }
)


class UnableToCertify(RuleError):
    """The service can't be certified so."""


@transaction.atomic
def issue_certificate(person: Person, organisation: Organisation, *, from_on: date, to_on: date, by: Account) -> Certificate:
    """Certify the service of a person that the organisation and those below it organised in these days. Raise UnableToCertify."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if reason := why_not_certify(by, organisation):
        raise UnableToCertify(reason)
    if to_on < from_on:
        raise UnableToCertify(_("The last day is before the first. Exchange the two."))
    if to_on > timezone.localdate():
        raise UnableToCertify(_("Service that is still ahead can't be certified. Choose a last day up to today."))
    if person.erased_at:
        raise UnableToCertify(_("Nothing is known of who this was, so nothing can be certified."))
    sums = served(person, organisation, from_on, to_on).aggregate(m=Sum("minutes"), n=Count("pk"))
    if not sums["m"]:
        raise UnableToCertify(
            _("The ledger holds no service of %(name)s organised by %(place)s from %(first)s to %(last)s.")
            % {"name": person, "place": organisation, "first": from_on, "last": to_on}
        )
    certificate = Certificate.objects.create(
        organisation=organisation,
        person=person,
        number=_next_number(organisation),
        from_on=from_on,
        to_on=to_on,
        minutes=sums["m"],
        facts=sums["n"],
        issued_by=by,
    )
    _record("issue_certificate", certificate, by, {"minutes": sums["m"]})
    return certificate


@transaction.atomic
def withdraw_certificate(certificate: Certificate, *, by: Account, reason: str) -> Certificate:
    """Say that a certificate no longer holds, and why; its page says so from then on. Raise UnableToCertify."""
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=certificate.pk)
    if why := why_not_certify(by, certificate.organisation):
        raise UnableToCertify(why)
    if certificate.withdrawn_at:
        raise UnableToCertify(_("This certificate was withdrawn before."))
    if not reason.strip():
        raise UnableToCertify(_("Say why the certificate is withdrawn; whoever checks it reads the reason."))
    certificate.withdrawn_at, certificate.withdrawn_reason = timezone.now(), reason.strip()[:200]
    certificate.save()
    _record("withdraw_certificate", certificate, by, {"reason": certificate.withdrawn_reason})
    return certificate


def _next_number(organisation: Organisation) -> str:
    year = timezone.localdate().year
    # The organisation's row is held under lock, so nobody takes the same number.
    count = Certificate.objects.filter(organisation=organisation, issued_at__year=year).count()
    return f"{organisation.code}-{year}-{count + 1:04d}"


def _record(verb: str, certificate: Certificate, by: Account, difference: dict[str, object]) -> None:
    record(
        verb,
        "certificate",
        certificate.uuid,
        actor=by.uuid,
        label=certificate.number,
        organisation_code=certificate.organisation.code,
        subject=certificate.person.uuid,
        difference=difference,
    )
