"""How a person is forgotten: the key and all that identifies go, a number stays, and a backup put back doesn't bring them back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.erasures import Erasure, remember
from banyan.core.errors import RuleError
from banyan.people.details import DETAILS
from banyan.people.models import Account, Person, PersonKey, RosterImport, RosterRow
from banyan.people.permissions import why_not_keep_person

# What sums are made of stays: it tells of nobody in particular.
KEPT = ("sex", "status", "party", "mobile_member", "without_phone")
KIND = "person"

name_verbs({"erase_person": gettext_lazy("erased a person")})


class UnableToErase(RuleError):
    """The person can't be erased."""


@transaction.atomic
def erase_person(person: Person, *, reason: str, typed_name: str, by: Account | None) -> Person:
    """Destroy the person's key and all that identifies them, and remember it outside the backups. Raise UnableToErase."""
    person = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
    if by is not None and (refusal := why_not_keep_person(Account.objects.get(pk=by.pk), person)):
        raise UnableToErase(refusal)
    if person.erased_at is not None:
        raise UnableToErase(_("This person was erased before."))
    if typed_name.strip() != person.name:
        raise UnableToErase(_("The name typed isn't that of this person: %(name)s. Nothing was erased.") % {"name": person.name})
    if not reason.strip():
        raise UnableToErase(_("Write down why this person is erased, for example whose wish it was."))
    person = _empty(person, timezone.now())
    _record(person, by, reason.strip())
    # Last, and on the disk before the transaction ends: a backup put back later must never know more than this list.
    remember([Erasure(KIND, str(person.uuid), person.erased_at.isoformat() if person.erased_at else "")])
    return person


@transaction.atomic
def replay_erasures(erasures: list[Erasure]) -> int:
    """Erase again the persons that a backup put back; return how many that were."""
    known = {UUID(erasure.uuid): datetime.fromisoformat(erasure.erased_at) for erasure in erasures if erasure.kind == KIND}
    # Not one personal field is read: right after a restore this process still has the folder's own key, which fits none of them.
    back = Person.objects.select_for_update(of=("self",)).select_related("organisation").only("uuid", "version", "organisation")
    for person in (found := list(back.filter(erased_at=None, uuid__in=list(known)))):
        _record(_empty(person, known[person.uuid]), None, "")
    return len(found)


def _empty(person: Person, at: datetime) -> Person:
    blank = Person()
    for name in DETAILS:
        if name not in KEPT:
            setattr(person, name, "" if name == "name" else getattr(blank, name))
    person.name_key = person.identity_index = person.phone_index = ""
    person.died_on = person.left_on = None
    # The row's own number: it never changes, and is the same again after a backup is put back.
    person.erased_at, person.tombstone, person.version = at, person.pk, person.version + 1
    person.save()
    PersonKey.objects.filter(person=person).delete()
    person.affiliations.filter(to_on=None).update(to_on=timezone.localdate())
    RosterImport.objects.filter(staged__person=person).update(samples="")
    RosterRow.objects.filter(person=person).update(values="", cells="", problems="", difference={})
    _empty_doubtful_rows(person)
    Account.objects.filter(person=person).update(person=None, is_active=False, name=str(person), username=f"erased-{person.pk}")
    return person


def _empty_doubtful_rows(person: Person) -> None:
    """Let go of rows that wait for a decision whether they are this person."""
    doubtful = RosterRow.objects.filter(state=RosterRow.State.DOUBTFUL).values_list("pk", "candidates")
    keys = [pk for pk, candidates in doubtful.iterator() if person.pk in candidates]
    dismissed = RosterRow.State.DISMISSED
    RosterRow.objects.filter(pk__in=keys).update(state=dismissed, values="", cells="", problems="", candidates=[])


def _record(person: Person, by: Account | None, reason: str) -> None:
    record(
        "erase_person",
        KIND,
        person.uuid,
        actor=by.uuid if by else None,
        subject=person.uuid,
        label=str(person),
        organisation_code=person.organisation.code,
        difference={"tombstone": person.tombstone, "reason": reason, "version": person.version},
    )
