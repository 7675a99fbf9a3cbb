"""Study at sea in the ledger: what was earned stands there once, whatever comes late, twice, by receipt or from a device nobody knew."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from banyan.core.models import Job
from banyan.kernels.journal.events import Event as Noted
from banyan.kernels.journal.receipt import receipts, summary
from banyan.kernels.journal.records import packed
from banyan.ledger.models import Entry, Total
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.credit import settle_study_credit
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.devices import revoke_device
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.jobs import settle
from banyan.programmes.study.models import Learner, Pack, Vessel
from tests.factories import make_account, make_person
from tests.kernels.journal.made import chain, quiz, secret_of, study
from tests.programmes.study.rows import make_course, make_device, make_vessel, merge, parcel

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def vessel(town: Organisation) -> Vessel:
    return make_vessel(town)


@pytest.fixture
def learner(vessel: Vessel, town: Organisation) -> Learner:
    return join_crew(vessel, make_person(town), on=BEGAN.date(), by=None).learner


@pytest.fixture
def pack(vessel: Vessel, learner: Learner, town: Organisation, clerk: Account) -> Pack:
    """An item of 30 minutes, another of 45 that has a quiz."""
    course = make_course(town, by=make_account(town, "clerk"), approved_by=clerk)
    other = make_course(town, by=make_account(town, "clerk"), approved_by=clerk, minutes=45, quiz="对不对？（对）", pass_score=60)
    return issue_pack(vessel, [course, other], title="三月学习包", at=BEGAN, by=None)


def item(pack: Pack, course: int = 0) -> str:
    return str(pack.manifest["courses"][course]["items"][0]["id"])


def at(hours: int = 1) -> int:
    return int(BEGAN.timestamp()) + hours * 3600


def studied(pack: Pack, learner: Learner, minutes: int, hours: int = 1) -> Noted:
    return study(learner.ident, item(pack), at=at(hours), seconds=minutes * 60, pack=pack.number)


def standing() -> list[tuple[str, int, str]]:
    return [(entry.role, entry.minutes, str(entry.on)) for entry in Entry.objects.standing().order_by("on", "pk")]


def test_an_item_that_was_studied_for_its_time_stands_in_the_ledger_once(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    make_device(vessel)
    merge(parcel(*chain([studied(pack, learner, 20), studied(pack, learner, 6, 2), studied(pack, learner, 30, 3)])))

    written, refused = settle_study_credit()

    entry = Entry.objects.get()
    assert (written, refused) == (1, [])
    assert standing() == [("learner", 30, "2026-03-02")]
    assert (entry.person, entry.organisation, entry.kind, entry.account) == (learner.person, vessel.organisation, "sea_study", "credit")
    assert entry.quarters == 2
    assert settle_study_credit() == (0, [])
    assert Total.objects.exists()


def test_less_than_the_share_of_its_time_credits_nothing(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    make_device(vessel)
    merge(parcel(*chain([studied(pack, learner, 23)])))

    assert settle_study_credit() == (0, [])


def test_a_quiz_that_was_passed_credits_its_item(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    make_device(vessel)
    merge(parcel(*chain([quiz(learner.ident, item(pack, 1), score=50, at=at(1)), quiz(learner.ident, item(pack, 1), score=60, at=at(2))])))

    settle_study_credit()

    assert standing() == [("learner", 45, "2026-03-02")]


def test_an_item_counts_once_a_year(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    make_device(vessel)
    next_year = 24 * 330
    merge(parcel(*chain([studied(pack, learner, 30), studied(pack, learner, 30, 48), studied(pack, learner, 30, next_year)])))

    settle_study_credit()

    # The second year lies after the day of handing over, so the clock is out of bounds and the day of handing over counts.
    assert [minutes for _role, minutes, _on in standing()] == [30]


def test_a_receipt_credits_for_now_and_the_records_take_its_place(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    make_device(vessel)
    batches = chain([studied(pack, learner, 30)])
    said = receipts(summary([studied(pack, learner, 30)]), secret=secret_of(1), counter=1, covers=[batches[-1].hash], most_bytes=1750)
    merge(packed(said))

    settle_study_credit()
    by_receipt = standing()
    merge(parcel(*batches))
    settle_study_credit()

    assert by_receipt == [("learner_by_receipt", 30, "2026-03-02")]
    assert standing() == [("learner", 30, "2026-03-02")]
    assert sum(Entry.objects.values_list("minutes", flat=True)) == 30


def test_a_device_that_nobody_enrolled_credits_nothing_until_somebody_does(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    merge(parcel(*chain([studied(pack, learner, 30)])))
    before = settle_study_credit()

    make_device(vessel)

    assert before == (0, [])
    assert settle_study_credit()[0] == 1


def test_what_a_device_noted_after_it_was_revoked_is_taken_back(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    device = make_device(vessel)
    merge(parcel(*chain([studied(pack, learner, 30)])))
    settle_study_credit()

    revoke_device(device, reason="丢失", at=BEGAN, by=None)
    settle_study_credit()

    assert standing() == []
    assert sum(Entry.objects.values_list("minutes", flat=True)) == 0


def test_whoever_is_not_on_any_crew_and_items_of_no_pack_credit_nothing(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    make_device(vessel)
    merge(parcel(*chain([study("7777", item(pack), at=at(), seconds=3600), study(learner.ident, "unknown", at=at(2), seconds=3600)])))

    assert settle_study_credit() == (0, [])


def test_what_the_ledger_refuses_is_told_and_holds_nobody_up(pack: Pack, learner: Learner, vessel: Vessel, town: Organisation) -> None:
    other = join_crew(vessel, make_person(town), on=BEGAN.date(), by=None).learner
    make_device(vessel)
    merge(parcel(*chain([studied(pack, learner, 30), study(other.ident, item(pack), at=at(3), seconds=1800)])))
    learner.person.died_on = BEGAN.date().replace(year=2025)
    learner.person.save()

    written, refused = settle_study_credit()

    assert written == 1
    assert len(refused) == 1
    assert [entry.person for entry in Entry.objects.all()] == [other.person]


def test_a_hand_over_asks_for_the_credit_of_those_it_is_about(pack: Pack, learner: Learner, vessel: Vessel) -> None:
    device = make_device(vessel)
    merge(parcel(*chain([studied(pack, learner, 30)])))
    asked = Job.objects.filter(name="settle_study_credit").order_by("pk").last()
    assert asked is not None
    assert asked.arguments == {"devices": [device.ident]}

    settle(asked.arguments, None)  # type: ignore[arg-type]  # it says nothing of its progress

    assert len(standing()) == 1
    assert timezone.localdate()
