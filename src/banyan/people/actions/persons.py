"""What people do with persons: add, change, affiliate, record a death or a leaving, show hidden numbers, give an account."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.actions.personal import sealed
from banyan.people.details import checked_details, take_details
from banyan.people.models import Account, Affiliation, Organisation, Person
from banyan.people.permissions import why_not_keep, why_not_keep_person
from banyan.people.queries.persons import changes_since, namesake_of, persons_for

name_verbs(
    {
        "add_person": gettext_lazy("added a person"),
        "change_person": gettext_lazy("changed a person"),
        "affiliate": gettext_lazy("moved a person to a branch"),
        "mark_died": gettext_lazy("recorded a death"),
        "mark_left": gettext_lazy("recorded that a person left"),
        "return_person": gettext_lazy("put a person back on the roster"),
        "show_numbers": gettext_lazy("looked at a person's numbers"),
        "link_account": gettext_lazy("gave an account its person"),
    }
)


class UnableToAddPerson(RuleError):
    """The person can't be added."""


class UnableToAddNamesake(UnableToAddPerson):
    """There is a person of this name and birth date; say that it is somebody else, or use the record there is."""


class UnableToChangePerson(RuleError):
    """The person's record can't be changed so."""


class UnableToAffiliate(RuleError):
    """The person can't be moved to this branch."""


class UnableToShowNumbers(RuleError):
    """The numbers aren't for this account."""


class UnableToLinkAccount(RuleError):
    """The account and the person can't be joined."""


@transaction.atomic
def add_person(organisation: Organisation, details: Mapping[str, Any], *, by: Account | None, is_somebody_else: bool = False) -> Person:
    """Put a person on the roster of an organisation. Raise UnableToAddPerson, or UnableToAddNamesake unless ``is_somebody_else``."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if by is not None and (reason := why_not_keep(_reread(by), organisation)):
        raise UnableToAddPerson(reason)
    values, problems = checked_details({"name": ""} | dict(details))
    if problems:
        raise UnableToAddPerson(" ".join(problems.values()))
    person = Person(organisation=organisation)
    take_details(person, values)
    _refuse_known_number(person, by, UnableToAddPerson)
    if not is_somebody_else and (known := namesake_of(person)):
        raise UnableToAddNamesake(
            _("%(name)s, born %(born)s, is on the roster of %(place)s already. Look at that record first.")
            % {"name": known.name, "born": known.born, "place": known.organisation}
        )
    _write(person, by, UnableToAddPerson)
    _record("add_person", person, by, {"fields": sorted(values)})
    return person


@transaction.atomic
def change_person(person: Person, details: Mapping[str, Any], *, version: int, by: Account | None) -> Person:
    """Change a person's details; ``version`` is the one that the writer saw. Raise UnableToChangePerson, also when it is no longer that."""
    person = _locked(person)
    _refuse_unkept(person, by, UnableToChangePerson)
    if person.version != version:
        raise UnableToChangePerson(_changed_meanwhile(person, version))
    values, problems = checked_details(details)
    if problems:
        raise UnableToChangePerson(" ".join(problems.values()))
    before = take_details(person, values)
    if not before:
        return person
    _refuse_known_number(person, by, UnableToChangePerson)
    person.version += 1
    _write(person, by, UnableToChangePerson)
    _record("change_person", person, by, {"version": person.version} | sealed(person, before))
    return person


@transaction.atomic
def affiliate(person: Person, branch: Organisation, *, from_on: date, by: Account | None) -> Affiliation:
    """Move a member's affiliation to a branch from a day on; the one before ends on the day before. Raise UnableToAffiliate."""
    person = _locked(person)
    _refuse_unkept(person, by, UnableToAffiliate)
    branch = Organisation.objects.get(pk=branch.pk)
    if by is not None and (reason := why_not_keep(_reread(by), branch)):
        raise UnableToAffiliate(reason)
    last = person.affiliations.first()
    if reason := _why_not_affiliate(person, branch, last, from_on):
        raise UnableToAffiliate(reason)
    if last is not None and last.to_on is None:
        last.to_on = date.fromordinal(from_on.toordinal() - 1)
        last.save(update_fields=["to_on"])
    made = Affiliation.objects.create(person=person, branch=branch, from_on=from_on)
    before = last.branch.code if last else ""
    _record("affiliate", person, by, {"branch": [before, branch.code], "from_on": from_on.isoformat()})
    return made


@transaction.atomic
def mark_died(person: Person, *, died_on: date, by: Account | None) -> Person:
    """Record a death: the affiliation ends, an account can no longer sign in. Raise UnableToChangePerson."""
    person = _leaving(person, died_on, by)
    person.died_on = died_on
    _end_affiliation(person, died_on)
    Account.objects.filter(person=person).update(is_active=False)
    return _written(person, "mark_died", by, {"died_on": died_on.isoformat()})


@transaction.atomic
def mark_left(person: Person, *, left_on: date, by: Account | None) -> Person:
    """Record that a person left the roster, for another place or office. Raise UnableToChangePerson."""
    person = _leaving(person, left_on, by)
    person.left_on = left_on
    _end_affiliation(person, left_on)
    return _written(person, "mark_left", by, {"left_on": left_on.isoformat()})


@transaction.atomic
def return_person(person: Person, *, by: Account | None) -> Person:
    """Put back a person marked as dead or gone by mistake, or who came back; the affiliation goes on. Raise UnableToChangePerson."""
    person = _locked(person)
    _refuse_unkept(person, by, UnableToChangePerson)
    ended_on = person.died_on or person.left_on
    if ended_on is None:
        raise UnableToChangePerson(_("%(name)s is on the roster.") % {"name": person})
    last = person.affiliations.first()
    if last is not None and last.to_on == max(ended_on, last.from_on):
        last.to_on = None
        last.save(update_fields=["to_on"])
    person.died_on = person.left_on = None
    return _written(person, "return_person", by, {"ended_on": ended_on.isoformat()})


@transaction.atomic
def show_numbers(person: Person, *, by: Account) -> Person:
    """Put on the audit trail that somebody looks at a person's hidden numbers, and return them. Raise UnableToShowNumbers."""
    person = _locked(person)
    if not persons_for(_reread(by)).filter(pk=person.pk).exists():
        raise UnableToShowNumbers(_("This person isn't on a roster of yours."))
    _record("show_numbers", person, by, {})
    return person


@transaction.atomic
def link_account(account: Account, *, person: Person | None, by: Account | None) -> Account:
    """Say which person an account belongs to (None: nobody). Raise UnableToLinkAccount."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    subject = person or account.person
    if subject is None:
        raise UnableToLinkAccount(_("This account belongs to nobody on a roster."))
    subject = _locked(subject)
    _refuse_unkept(subject, by, UnableToLinkAccount)
    if person is not None and account.person_id not in (None, person.pk):
        raise UnableToLinkAccount(_("This account belongs to %(name)s already. Take it back first.") % {"name": account.person})
    if person is not None and Account.objects.filter(person=person).exclude(pk=account.pk).exists():
        raise UnableToLinkAccount(_("%(name)s has an account already.") % {"name": subject})
    account.person = subject if person else None
    account.save(update_fields=["person"])
    _record("link_account", subject, by, {"account": str(account.uuid), "linked": person is not None})
    return account


def _reread(by: Account) -> Account:
    return Account.objects.get(pk=by.pk)


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)


def _refuse_unkept(person: Person, by: Account | None, refusal: type[RuleError]) -> None:
    if by is not None and (reason := why_not_keep_person(_reread(by), person)):
        raise refusal(reason)
    if person.erased_at is not None:
        raise refusal(_("This person was erased; nothing is kept of them."))


def _refuse_known_number(person: Person, by: Account | None, refusal: type[RuleError]) -> None:
    known = Person.objects.filter(identity_index=person.identity_index).exclude(pk=person.pk).select_related("organisation").first()
    if not person.identity_index or known is None:
        return
    if by is None or persons_for(by).filter(pk=known.pk).exists():
        words = _("%(name)s (%(place)s) has this identity number already. Use that record, or correct the number.")
    else:
        words = _("Somebody on the roster of %(place)s has this identity number already. Ask that office, or correct the number.")
    raise refusal(words % {"name": known, "place": known.organisation})


def _write(person: Person, by: Account | None, refusal: type[RuleError]) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        # Somebody else was quicker with the same identity number.
        _refuse_known_number(person, by, refusal)
        raise


def _changed_meanwhile(person: Person, version: int) -> str:
    said = "；".join(changes_since(person, version)) or _("the record was changed")
    return _("While you were writing: %(changes)s. Nothing of yours was saved. Open the record again and enter your change there.") % {
        "changes": said
    }


def _why_not_affiliate(person: Person, branch: Organisation, last: Affiliation | None, from_on: date) -> str | None:
    names = {"name": person, "branch": branch}
    reasons = (
        (not person.is_member, _("%(name)s is no party member; only members have a formal branch.")),
        (bool(person.died_on or person.left_on), _("%(name)s is no longer on the roster.")),
        (branch.kind != Organisation.Kind.BRANCH, _("%(branch)s is no branch. Choose a branch.")),
        (from_on > timezone.localdate(), _("This day is still to come. Record the transfer on its day.")),
        (last is not None and last.to_on is None and last.branch_id == branch.pk, _("%(name)s is in %(branch)s already.")),
    )
    if said := next((words % names for applies, words in reasons if applies), None):
        return said
    if last is None or from_on > (last.to_on or last.from_on):
        return None
    if last.to_on is not None:
        return _("The affiliation before lasted until %(day)s. Choose a later day.") % {"day": last.to_on.isoformat()}
    return _("The present affiliation began on %(day)s. Choose a later day.") % {"day": last.from_on.isoformat()}


def _leaving(person: Person, on: date, by: Account | None) -> Person:
    person = _locked(person)
    _refuse_unkept(person, by, UnableToChangePerson)
    if person.died_on or person.left_on:
        raise UnableToChangePerson(_("%(name)s left the roster on %(day)s.") % {"name": person, "day": person.died_on or person.left_on})
    if on > timezone.localdate():
        raise UnableToChangePerson(_("This day is still to come."))
    if person.born and on.isoformat() < person.born:
        raise UnableToChangePerson(_("This day is before the birth (%(born)s).") % {"born": person.born})
    return person


def _end_affiliation(person: Person, on: date) -> None:
    for open_one in person.affiliations.filter(to_on=None):
        open_one.to_on = max(on, open_one.from_on)
        open_one.save(update_fields=["to_on"])


def _written(person: Person, verb: str, by: Account | None, difference: dict[str, Any]) -> Person:
    person.version += 1
    person.save()
    _record(verb, person, by, {"version": person.version} | difference)
    return person


def _record(verb: str, person: Person, by: Account | None, difference: dict[str, Any]) -> None:
    # No name: the trail outlives the person's record.
    record(
        verb,
        "person",
        person.uuid,
        actor=by.uuid if by else None,
        subject=person.uuid,
        organisation_code=person.organisation.code,
        difference=difference,
    )
