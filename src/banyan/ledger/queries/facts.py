"""Facts that an account may see, the names behind their opaque ids, and the rule row of a fact in words."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from banyan.core.rules import definition_of
from banyan.ledger.models import Entry, EntryQuerySet
from banyan.ledger.permissions import CONFIRMERS
from banyan.people.models import Account, Organisation, Person
from banyan.people.queries import around, visible_to


def entries_for(account: Account) -> EntryQuerySet:
    """Facts whose branch or organiser the account looks after: an office's whole tree, a secretary's own branch; newest first."""
    roots = {grant.organisation.pk for grant in account.grants_now if grant.role in CONFIRMERS and grant.organisation.is_root()}
    found = Entry.objects.select_related("person", "organisation", "branch", "reversal")
    if roots and not Organisation.objects.filter(depth=1).exclude(pk__in=roots).exists():
        return found
    seen = visible_to(account, *CONFIRMERS).order_by().values("pk")
    return found.filter(Q(organisation__in=seen) | Q(branch__in=seen))


def entries_found(entries: EntryQuerySet, words: Sequence[str]) -> EntryQuerySet:
    """Those facts that every word finds: in the person's name (characters, pinyin, initials) or in what happened."""
    for word in words:
        named = Person.objects.filter(erased_at=None).named_like(word).order_by().values("pk")
        entries = entries.filter(Q(person__in=named) | Q(label__icontains=word))
    return entries


def names_in(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names for the opaque ids of recorders and confirmers, in one query."""
    wanted = {id_ for id_ in ids if id_ is not None}
    return dict(Account.objects.filter(uuid__in=wanted).values_list("uuid", "name"))


def places_to_choose(account: Account, chosen: str) -> tuple[Organisation | None, list[Organisation]]:
    """The place that was chosen by code (else the first of one's own), and those above and right below it that the account may read."""
    seen = visible_to(account, *CONFIRMERS)
    own = [grant.organisation for grant in account.grants_now if grant.role in CONFIRMERS]
    start = list(seen.filter(code=chosen)) if chosen else own
    places = around(seen, start or own)
    return (start[0] if start else None), places


def rule_in_words(rule: str) -> tuple[str, list[tuple[str, str]]]:
    """Say the rule row that a fact keeps: who set it since when, and each value with its words and unit."""
    where, *values = rule.split()
    code, _at, since = where.partition("@")
    place = Organisation.objects.filter(code=code).first()
    who = str(place or code)
    said = _("Default of the program") if since == "-" else _("Set by %(who)s, in force since %(day)s") % {"who": who, "day": since}
    if since != "-" and code == "*":
        said = _("Set for everybody, in force since %(day)s") % {"day": since}
    lines = []
    for name, _equals, value in (text.partition("=") for text in values):
        definition = definition_of(f"credit_{name}")
        lines.append((str(definition.words), f"{value} {definition.unit}"))
    return said, lines
