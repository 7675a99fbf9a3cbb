"""What came from the sea is kept once, whatever comes twice, late, cut, or in any order; what can't be taken is told."""

import random
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from banyan.core.models import AuditEntry
from banyan.kernels.journal.acknowledgement import read_acknowledgement
from banyan.kernels.journal.batch import Batch as Sealed
from banyan.kernels.journal.enrolment import read_enrolment
from banyan.kernels.journal.events import Event as Noted
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.log import Log, closed, heard, noted, offered
from banyan.kernels.journal.receipt import day_of, receipts, short_receipts, summary
from banyan.people.models import Account, Organisation, Role
from banyan.programmes.study.actions.devices import UnableToEnrol, UnableToRevoke, enrol_device, revoke_device
from banyan.programmes.study.actions.journal import UnableToAcknowledge, UnableToHandIn, acknowledge
from banyan.programmes.study.models import Batch, Device, Event, Handover, Receipt, Shore
from banyan.programmes.study.queries.journal import provisional_receipts, strangers, surveys_of, totals
from tests.factories import make_account
from tests.kernels.journal.made import chain, device_number, month, quiz, secret_of, study
from tests.programmes.study.rows import MAC_KEY, introduction, make_device, make_vessel, merge, parcel
from tests.test_two_at_once import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()


def enrolled(town: Organisation) -> Device:
    return make_device(make_vessel(town))


def counts(handover: Handover) -> tuple[int, int, int]:
    return handover.new, handover.duplicates, len(handover.refused)


def test_records_are_kept_once_however_often_they_come() -> None:
    content = parcel(*chain(month(1)[:100], month(1)[100:]))

    assert counts(merge(content)) == (384, 0, 0)
    assert counts(merge(content, content)) == (0, 768, 0)
    assert Event.objects.count() == 384
    assert totals().events == 384


def test_an_event_is_kept_as_it_was_noted() -> None:
    merge(parcel(*chain([study(), quiz("2", "7", score=88, seconds=61)])))

    last = Event.objects.get(sequence=2)
    assert (last.learner, last.item, last.score, last.elapsed, last.kind, last.writer) == ("2", "7", 88, 61, 1, device_number(1).hex())


def test_journals_are_never_changed_or_deleted() -> None:
    merge(parcel(*chain([study()])))

    for sql in ("DELETE FROM study_event", "UPDATE study_event SET learner = 'x'", "UPDATE study_batch SET record = ''"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_what_was_cut_off_is_told_and_what_was_whole_is_kept() -> None:
    first, second = chain(month(1)[:50], month(1)[50:100])

    handover = merge(parcel(first, second)[:-20])

    assert counts(handover) == (50, 0, 1)
    assert handover.refused == [{"file": "file 1", "why": "Something is cut off; hand it over again."}]


def test_a_changed_record_is_refused_with_its_file_and_the_others_are_kept() -> None:
    first, second = chain([study()], [study(item="2")])
    changed = Sealed(second.header, second.hash, second.record[:-1] + bytes((second.record[-1] ^ 1,)))

    handover = merge(parcel(first, changed), b"nonsense", b"")

    assert handover.new == 1
    assert [one["file"] for one in handover.refused] == ["file 1", "file 2", "file 3"]


def test_a_device_restored_from_an_old_copy_loses_nothing_in_500_orders_one_way(town: Organisation) -> None:
    """Kolibri 0.19.5 lost the 70 records made after such a restore, and told nobody (docs/decisions/0013)."""
    secret = secret_of(1)
    begun = closed(noted(Log(b"inc1"), month(1)[:60], secret=secret), secret=secret)
    lost = closed(noted(begun, month(2)[:30], secret=secret), secret=secret)
    restored = closed(noted(begun, month(3)[:70], secret=secret), secret=secret)
    parcels = [parcel(*offered(one)) for one in (begun, lost, restored)]
    ends = set()

    for seed in range(500):
        chance = random.Random(seed)
        order = [*parcels, *chance.choices(parcels, k=chance.randrange(3))]
        chance.shuffle(order)
        with transaction.atomic():
            for content in order:
                merge(content)
            found = surveys_of([device_number(1).hex()])[device_number(1).hex()]
            rows = Event.objects.values_list("sequence", "learner", "item", "started", "elapsed", "score")
            ends.add((frozenset(rows), Batch.objects.count(), len(found.forks), len(found.gaps)))
            transaction.set_rollback(True)

    ((kept, batches, forks, gaps),) = ends
    assert (len(kept), batches, forks, gaps) == (160, 3, 1, 0)


def test_what_two_branches_share_is_counted_once() -> None:
    secret = secret_of(1)
    begun = noted(Log(b"inc1"), month(1)[:10], secret=secret)
    one = closed(noted(begun, month(2)[:5], secret=secret), secret=secret)
    other = closed(noted(begun, month(3)[:7], secret=secret), secret=secret)

    merge(parcel(*offered(one)))
    handover = merge(parcel(*offered(other)))

    assert counts(handover) == (7, 10, 0)
    assert totals().events == 22
    assert totals().forks == 1


def test_gaps_are_shown_and_nothing_waits_for_them() -> None:
    first, second, third = chain([study()], [study(item="2")], [study(item="3")])

    merge(parcel(first, third))
    assert (totals().events, totals().gaps) == (2, 1)

    merge(parcel(second))
    assert (totals().events, totals().gaps) == (3, 0)


def test_a_device_nobody_enrolled_is_held_aside_until_a_clerk_enrols_it(town: Organisation) -> None:
    merge(parcel(*chain([study()])))

    assert totals().aside == 1
    assert [(one.writer, one.events) for one in strangers()] == [(device_number(1).hex(), 1)]

    enrolled(town)

    assert totals().aside == 0
    assert strangers() == []


def test_a_stranger_without_its_key_is_refused_with_the_way_on() -> None:
    handover = merge(chain([study()])[0].record)

    assert counts(handover) == (0, 0, 1)
    assert "Enrol it, then hand this in again." in handover.refused[0]["why"]


def test_an_enrolled_device_needs_no_key_in_the_file(town: Organisation) -> None:
    enrolled(town)

    assert counts(merge(chain([study()])[0].record)) == (1, 0, 0)


def test_what_is_meant_for_others_is_told_by_what_it_is(town: Organisation) -> None:
    merge(parcel(*chain([study()])))
    word = acknowledge(device_number(1).hex(), by=None)

    handover = merge(introduction(), word)

    assert ["Enrol the device" in one["why"] or "Take it to the device" in one["why"] for one in handover.refused] == [True, True]


def test_an_acknowledgement_says_what_is_held_and_is_numbered() -> None:
    batches = chain([study()], [study(item="2")])
    merge(parcel(*batches))

    first = read_acknowledgement(acknowledge(device_number(1).hex(), by=None))
    second = read_acknowledgement(acknowledge(device_number(1).hex(), by=None))

    assert [(one.first, one.last, one.head) for one in first.segments] == [(1, 2, batches[1].hash[:6])]
    assert (second.epoch, second.counter) == (first.epoch, first.counter + 1)
    assert first.shore_key == public_of(bytes.fromhex(Shore.objects.get().secret))


def test_every_hand_over_is_named_so_that_an_old_copy_knows_that_all_it_has_is_held() -> None:
    secret = secret_of(1)
    old = closed(noted(Log(b"inc1"), [study()], secret=secret), secret=secret)
    new = closed(noted(old, [study(item="2")], secret=secret), secret=secret)
    merge(parcel(*offered(old)))
    merge(parcel(*offered(new)))

    said = read_acknowledgement(acknowledge(device_number(1).hex(), by=None))
    after = heard(old, said, public_key=public_of(secret), fresh=b"inc2")

    assert after.incarnation == b"inc2"
    assert offered(after) == []


def test_nobody_acknowledges_a_device_that_is_unknown() -> None:
    with pytest.raises(UnableToAcknowledge):
        acknowledge("00" * 8, by=None)


def signed_receipt(events: list[Noted], *covers: Sealed, counter: int = 1) -> bytes:
    heads = [batch.hash for batch in covers]
    return receipts(summary(events), secret=secret_of(1), counter=counter, covers=heads, most_bytes=1750)[0]


def short_receipt(events: list[Noted], *covers: Sealed, counter: int = 1, mac_key: bytes = MAC_KEY) -> bytes:
    heads = [batch.hash for batch in covers]
    return short_receipts(summary(events), mac_key=mac_key, device=device_number(1), counter=counter, covers=heads)[0]


def test_a_receipt_stands_until_the_batches_arrive(town: Organisation) -> None:
    device = enrolled(town)
    batches = chain([study()], [study(item="2")])

    handover = merge(signed_receipt([study(), study(item="2")], batches[-1]), short_receipt([study()], batches[-1], counter=2))
    assert (handover.receipts, handover.refused) == (2, [])
    assert [len(one.rows) for one in provisional_receipts(device)] == [1, 2]

    merge(parcel(batches[1]))
    assert len(provisional_receipts(device)) == 2

    merge(parcel(batches[0]))
    assert provisional_receipts(device) == []


def test_a_receipt_is_kept_once(town: Organisation) -> None:
    enrolled(town)
    message = signed_receipt([study()], *chain([study()]))

    merge(message)

    assert merge(message, message).receipts == 0
    assert Receipt.objects.count() == 1


def test_each_number_of_a_short_receipt_is_accepted_once(town: Organisation) -> None:
    enrolled(town)
    covers = chain([study()])

    handover = merge(short_receipt([study()], *covers), short_receipt([study(item="2")], *covers))

    assert (handover.receipts, len(handover.refused)) == (1, 1)
    assert "Ask for a new one" in handover.refused[0]["why"]


def test_a_short_receipt_under_a_wrong_secret_is_refused(town: Organisation) -> None:
    enrolled(town)

    assert len(merge(short_receipt([study()], *chain([study()]), mac_key=b"x" * 32)).refused) == 1


def test_receipts_of_a_stranger_are_kept_aside_and_counted_from_the_enrolment_on(town: Organisation) -> None:
    covers = chain([study()])
    merge(
        signed_receipt([study()], *covers),
        short_receipt([study()], *covers, counter=2),
        short_receipt([study(item="9")], *covers, mac_key=b"x" * 32),
    )

    device = enrolled(town)

    assert [one.counter for one in provisional_receipts(device)] == [2, 1]
    assert provisional_receipts(device)[1].rows[0].day == day_of(study().started)


def test_only_who_meets_boats_hands_in(town: Organisation) -> None:
    for role in (Role.CLERK, Role.ORGANISER, Role.COORDINATOR, Role.BRANCH_SECRETARY, Role.CARRIER, Role.TEACHER):
        merge(parcel(*chain([study()])), by=make_account(town, role))
    for role in (Role.JUDGE, Role.PARTICIPANT):
        with pytest.raises(UnableToHandIn):
            merge(parcel(*chain([study()])), by=make_account(town, role))
        with pytest.raises(UnableToAcknowledge):
            acknowledge(device_number(1).hex(), by=make_account(town, role))


def test_a_hand_over_and_an_acknowledgement_leave_an_entry_each(clerk: Account) -> None:
    merge(parcel(*chain([study()])), by=clerk)
    acknowledge(device_number(1).hex(), by=clerk)

    assert AuditEntry.objects.get(verb="hand_in_journal").difference["new"] == 1
    assert AuditEntry.objects.get(verb="acknowledge_device").actor == clerk.uuid


def test_a_revoked_device_keeps_what_it_wrote(town: Organisation, clerk: Account) -> None:
    device = enrolled(town)
    merge(parcel(*chain([study()])))

    revoke_device(device, reason="lost at sea", at=NOW + timedelta(days=1), by=clerk)

    assert totals().events == 1
    assert counts(merge(parcel(*chain([study()], [study(item="2")])))) == (1, 1, 0)


def test_a_device_is_revoked_once_and_with_a_reason(town: Organisation, clerk: Account) -> None:
    device = enrolled(town)

    with pytest.raises(UnableToRevoke, match="Say why"):
        revoke_device(device, reason=" ", at=NOW, by=clerk)
    revoke_device(device, reason="lost", at=NOW, by=clerk)
    with pytest.raises(UnableToRevoke, match="before"):
        revoke_device(device, reason="lost", at=NOW, by=clerk)


def test_a_device_is_enrolled_once_and_by_its_keepers(town: Organisation, clerk: Account) -> None:
    vessel = make_vessel(town)
    introduced = read_enrolment(introduction(9))

    with pytest.raises(UnableToEnrol, match="Only the clerk"):
        enrol_device(introduced, vessel=vessel, at=NOW, by=make_account(town, Role.CARRIER))
    enrol_device(introduced, vessel=vessel, at=NOW, by=clerk)
    with pytest.raises(UnableToEnrol, match="already"):
        enrol_device(introduced, vessel=vessel, at=NOW, by=clerk)


def test_the_secret_of_short_receipts_is_kept_encrypted(town: Organisation) -> None:
    device = enrolled(town)

    with connection.cursor() as cursor:
        cursor.execute("SELECT mac_key FROM study_device WHERE ident = %s", [device.ident])
        (kept,) = cursor.fetchone()
    assert MAC_KEY.hex() not in kept
    assert Device.objects.get().mac_key == MAC_KEY.hex()


@pytest.mark.django_db(transaction=True)
def test_the_same_parcel_handed_in_twice_at_the_same_moment_is_kept_once() -> None:
    content = parcel(*chain(month(1)[:100], month(1)[100:]))

    assert at_once(partial(merge, content), partial(merge, content)) == ["done", "done"]

    assert Event.objects.count() == 384
    assert sorted(Handover.objects.values_list("new", flat=True)) == [0, 384]


@pytest.mark.django_db(transaction=True)
def test_two_acknowledgements_at_the_same_moment_have_two_numbers() -> None:
    merge(parcel(*chain([study()])))
    words: list[bytes] = []

    assert at_once(*[lambda: words.append(acknowledge(device_number(1).hex(), by=None))] * 2) == ["done", "done"]

    assert sorted(read_acknowledgement(word).counter for word in words) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_device_enrolled_twice_at_the_same_moment_is_enrolled_once(town: Organisation) -> None:
    vessel = make_vessel(town)
    enrol = partial(enrol_device, read_enrolment(introduction()), vessel=vessel, at=NOW, by=None)

    assert at_once(enrol, enrol) == ["UnableToEnrol", "done"]


@pytest.mark.django_db(transaction=True)
def test_a_device_revoked_twice_at_the_same_moment_is_revoked_once(town: Organisation) -> None:
    revoke = partial(revoke_device, enrolled(town), reason="lost", at=NOW, by=None)

    assert at_once(revoke, revoke) == ["UnableToRevoke", "done"]


def test_a_clock_that_is_wrong_loses_nothing() -> None:
    odd = [study(at=0), study(item="2", at=int(datetime(2099, 1, 1, tzinfo=UTC).timestamp()))]

    assert counts(merge(parcel(*chain(odd)))) == (2, 0, 0)
