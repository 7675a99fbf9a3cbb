"""Study at sea in the ledger: what stands there is made equal to what was earned, and only the difference is written."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from banyan.core.errors import RuleError
from banyan.kernels.journal.credit import Credit
from banyan.ledger.actions import Fact, Source, settle_facts
from banyan.ledger.models import Entry, LedgerAccount
from banyan.people.models import Organisation
from banyan.programmes.study.actions.shore import locked_shore
from banyan.programmes.study.models import Aboard, Learner
from banyan.programmes.study.queries.credit import Issued, earned, issued

SOURCE_KIND, KIND = "sea_study", "sea_study"
# A receipt's credit is told apart, so that the records themselves replace it when they come.
LEARNER, BY_RECEIPT = "learner", "learner_by_receipt"
PIECE = 100
MINUTE = timedelta(minutes=1)


def settle_study_credit(learners: Collection[str] | None = None) -> tuple[int, list[str]]:
    """Write the difference between what these learners (None: all) have earned at sea and what stands in the ledger.

    Returns how many entries were written, and in words what the ledger refused. Calling it again writes nothing.
    """
    wanted = Learner.objects.all() if learners is None else Learner.objects.filter(ident__in=learners)
    idents = list(wanted.order_by("ident").values_list("ident", flat=True))
    said = issued()
    written = 0
    refused: list[str] = []
    for start in range(0, len(idents), PIECE):
        count, whys = _settle(idents[start : start + PIECE], said)
        written += count
        refused += whys
    return written, refused


@transaction.atomic
def _settle(idents: Sequence[str], said: Issued) -> tuple[int, list[str]]:
    # Nothing is handed in meanwhile, so that two settlings never see different journals.
    locked_shore()
    learners = {one.ident: one for one in Learner.objects.filter(ident__in=idents).select_related("person__organisation")}
    persons = [one.person_id for one in learners.values()]
    standing: dict[UUID, list[Entry]] = {}
    for entry in Entry.objects.filter(source_kind=SOURCE_KIND, person__in=persons).standing().select_related("organisation"):
        standing.setdefault(entry.source_uuid, []).append(entry)
    sources = [(_source(one, learners[one.learner], said), one) for one in earned(idents, said)]
    wanted = {source.uuid for source, _one in sources}
    written = 0
    refused: list[str] = []
    for source, one in sources:
        fact = Fact(learners[one.learner].person, LedgerAccount.CREDIT, BY_RECEIPT if one.is_provisional else LEARNER, one.minutes, None)
        if not _stands(standing.get(source.uuid, []), source, fact):
            count, why = _write(source, [fact])
            written, refused = written + count, refused + why
    for uuid, entries in standing.items():
        if uuid not in wanted:
            count, why = _write(_source_of(entries[0]), [])
            written, refused = written + count, refused + why
    return written, refused


def _write(source: Source, facts: list[Fact]) -> tuple[int, list[str]]:
    try:
        return len(settle_facts(source, facts, by=None)), []
    except RuleError as error:
        return 0, [str(error)]


def _stands(entries: list[Entry], source: Source, fact: Fact) -> bool:
    on = timezone.localdate(source.starts_at)
    there = [(one.role, one.on, one.minutes, one.label, one.organisation_id) for one in entries]
    return there == [(fact.role, on, fact.minutes, source.label[:200], source.organisation.pk)]


def _source(one: Credit, learner: Learner, said: Issued) -> Source:
    starts = timezone.make_aware(datetime.combine(one.on, time()))
    return Source(
        SOURCE_KIND,
        uuid5(NAMESPACE_OID, f"{SOURCE_KIND} {one.learner} {one.item} {one.year}"),
        KIND,
        said.titles[one.item],
        _organiser(learner, one),
        starts,
        starts + one.minutes * MINUTE,
    )


def _source_of(entry: Entry) -> Source:
    starts = timezone.make_aware(datetime.combine(entry.on, time()))
    return Source(SOURCE_KIND, entry.source_uuid, KIND, entry.label, entry.organisation, starts, starts + entry.minutes * MINUTE)


def _organiser(learner: Learner, one: Credit) -> Organisation:
    """Return who looks after the vessel that the learner was on that day, else after the learner."""
    then = (
        Aboard.objects.filter(learner=learner, from_on__lte=one.on)
        .select_related("vessel__organisation")
        .order_by("-from_on", "-pk")
        .first()
    )
    return (then.vessel.organisation if then else None) or learner.person.organisation
