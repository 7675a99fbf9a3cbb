import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from banyan.activities.models import Programme
from banyan.cases.collection.models import Submission
from banyan.cases.judging.documents import archive_of, verify_archive
from banyan.cases.judging.models import Judging
from banyan.cases.showcase.models import Case
from banyan.cases.showcase.queries import city_counts
from banyan.core import jobs
from banyan.demo.actions import UnableToFill, fill
from banyan.ledger.models import Entry
from banyan.orders.models import Order
from banyan.people.models import Organisation
from banyan.programmes.study.models import Event, Learner, MakeupPlan, Pack, Receipt
from banyan.programmes.study.queries.answers import answer_of
from banyan.programmes.study.queries.journal import strangers, totals
from banyan.programmes.study.queries.makeup import learners_at, owing_of
from banyan.programmes.talks.models import Speaker, SpokenDialect, Talk, Topic
from banyan.programmes.talks.queries.recordings import public_recordings
from tests.factories import make_organisation

SEED = Path(__file__).parents[1] / "cases" / "showcase" / "notices" / "notice-2022.txt"


@pytest.mark.django_db
def test_the_demo_shows_forty_cases_four_of_them_from_the_notice_and_a_judging_under_way(tmp_path: Path) -> None:
    fill(notice=SEED, demo_file=tmp_path / "demo.json", say=lambda text: None)

    counts = city_counts(2022)
    assert sum(row.count for row in counts) == 40
    assert [(row.city.name, row.rank) for row in counts][:2] == [("广州市", 1), ("东莞市", 2)]
    assert len(counts) == 21
    assert Organisation.objects.under(Organisation.objects.get(code="dongguan")).filter(kind="town").count() == 33
    assert Submission.objects.filter(call__year=2022, state="winner", case__state="published").count() == 40
    assert 230 <= Submission.objects.filter(call__year=2022).count() <= 250
    roles = {row["role"] for row in json.loads((tmp_path / "demo.json").read_text())}
    assert roles == {"organiser", "clerk", "coordinator", "branch_secretary", "carrier", "judge", "participant"}
    four = Case.objects.filter(city__code="dongguan")
    assert set(four.values_list("place", "programme", "state")) == {
        ("常平镇", "talks", "published"),
        ("沙田镇", "study", "published"),
        ("企石镇", "mentoring", "published"),
        ("大朗镇", "care", "published"),
    }
    judging = Judging.objects.get()
    mine = judging.assignments.filter(judge__account__username="pingwei")
    assert judging.state == "scoring"
    assert mine.filter(state="handed_in").count() == 2
    assert mine.filter(state="assigned").exists()
    ages = [timezone.localdate().year - int(born[:4]) for born in Speaker.objects.values_list("person__born", flat=True)]
    held = Talk.objects.filter(activity__state="confirmed").count()
    assert (len(ages), min(ages) >= 61, max(ages) <= 81) == (12, True, True)
    assert (SpokenDialect.objects.values("dialect").distinct().count(), Topic.objects.count()) == (6, 60)
    assert 370 <= held <= 410
    assert Entry.objects.exists()
    assert set(Order.objects.values_list("state", flat=True)) >= {"requested", "checked", "dispatched", "accepted", "rated"}
    assert public_recordings(Programme.objects.get(slug="rongshu")).count() == 4
    journal = totals()
    assert (journal.forks, journal.gaps, len(strangers()), Receipt.objects.count()) == (1, 2, 1, 1)
    assert journal.events - journal.aside > 400
    assert [len(pack.manifest["roster"]) for pack in Pack.objects.order_by("number")] == [9, 11, 7, 5]
    assert Learner.objects.filter(ident__in=Event.objects.values("learner")).count() == 32


@pytest.mark.django_db
def test_in_the_year_at_sea_every_learner_reaches_the_target_or_has_a_named_reason(tmp_path: Path) -> None:
    fill(notice=None, demo_file=tmp_path / "demo.json", say=lambda text: None)

    made_up, ahead = MakeupPlan.objects.order_by("pk")
    answer, rest = answer_of(made_up), answer_of(ahead)
    assert answer is not None
    assert rest is not None
    learners = learners_at(made_up.organisation, made_up.first)
    planned = {one.person.learner.ident for one in rest.short} | {
        one.learner.ident for session in rest.sessions for one in session.learners
    }
    owing = {one.learner.ident for one in owing_of(learners, made_up.first.year) if one.missing}
    assert (made_up.state, answer.is_proved, rest.is_proved, len(learners)) == ("announced", True, True, 32)
    assert owing <= planned
    assert all(one.why and one.remedy for one in rest.short)
    assert len(owing) < len(learners) / 4


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_worker_judges_a_copy_named_2023_to_the_end_and_its_archive_proves_it(tmp_path: Path) -> None:
    fill(notice=None, demo_file=tmp_path / "demo.json", say=lambda text: None)

    jobs.run_waiting()

    judging = Judging.objects.get(call__year=2023)
    found = verify_archive(archive_of(judging))
    assert (judging.state, len(found.winners), judging.call.state) == ("published", 40, "announced")
    assert found.reviews == found.cases * 3
    assert city_counts(2022)[0].count == 6
    assert judging.certificates.filter(kind="excellent_case").count() == 40


@pytest.mark.django_db
def test_the_demo_never_writes_into_an_installation_in_use(tmp_path: Path) -> None:
    make_organisation()

    with pytest.raises(UnableToFill):
        fill(notice=None, demo_file=tmp_path / "demo.json", say=lambda text: None)


@pytest.mark.django_db
def test_the_demo_refuses_the_folder_of_an_installation_that_has_no_organisation_yet(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path

    with pytest.raises(CommandError, match=tmp_path.name):
        call_command("demo", no_serve=True)

    assert list(tmp_path.iterdir()) == []
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_a_demo_broken_off_before_its_places_were_made_is_taken_up_again(settings: Settings, tmp_path: Path) -> None:
    shutil.copy(settings.DATA / "keys.json", tmp_path)
    settings.DATA, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    (tmp_path / "demo.json").touch()

    call_command("demo", no_serve=True)

    assert Case.objects.public().count() == 40
    assert len(json.loads((tmp_path / "demo.json").read_text())) == 10
