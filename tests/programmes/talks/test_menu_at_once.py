"""Two people work on the menu, a script or a recording at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banyan.core.models import AuditEntry
from banyan.people.models import Account, Role
from banyan.programmes.talks.actions import menu, recordings, scripts
from banyan.programmes.talks.models import Recording, Script, Topic
from banyan.programmes.talks.queries.recordings import public_recordings
from tests.factories import make_account, make_organisation, make_programme
from tests.programmes.talks.rows import make_recording, make_script, make_talk, make_topic
from tests.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def topic() -> Topic:
    return make_topic(make_programme(make_organisation(make_organisation(make_organisation()))))


@pytest.fixture
def two(topic: Topic) -> tuple[Account, Account]:
    organisation = topic.programme.organisation
    return make_account(organisation, Role.ORGANISER), make_account(organisation, Role.CLERK)


def test_two_who_write_make_two_versions(topic: Topic, two: tuple[Account, Account]) -> None:
    outcomes = at_once(*(lambda by=by: scripts.write_script(topic, f"{by}的稿", by=by) for by in two))

    assert outcomes == ["done", "done"]
    assert sorted(topic.scripts.values_list("number", flat=True)) == [1, 2]


def test_two_who_write_on_what_they_saw_lose_nothing(topic: Topic, two: tuple[Account, Account]) -> None:
    outcomes = at_once(*(lambda by=by: scripts.write_script(topic, f"{by}的稿", by=by, seen="") for by in two))

    assert outcomes == ["ChangedMeanwhile", "done"]


def test_a_script_is_sent_once(topic: Topic, two: tuple[Account, Account]) -> None:
    script = make_script(topic, two[0])

    outcomes = at_once(*(lambda: scripts.send_script(script, by=two[0]) for _twice in range(2)))

    assert outcomes == ["UnableToReview", "done"]


def test_an_approval_and_a_return_leave_one_of_them(topic: Topic, two: tuple[Account, Account]) -> None:
    script = make_script(topic, state="review")

    outcomes = at_once(
        lambda: scripts.approve_script(script, usable_until=timezone.localdate() + timedelta(days=9), by=two[0]),
        lambda: scripts.return_script(script, note="太长", by=two[1]),
    )

    assert outcomes == ["UnableToReview", "done"]
    assert AuditEntry.objects.filter(verb__in=("approve_script", "return_script")).count() == 1


def test_a_script_is_withdrawn_once(topic: Topic, two: tuple[Account, Account]) -> None:
    script = make_script(topic, state="approved")

    outcomes = at_once(*(lambda by=by: scripts.withdraw_script(script, note="有错", by=by) for by in two))

    assert outcomes == ["UnableToReview", "done"]
    assert Script.objects.get().state == Script.State.WITHDRAWN


def test_one_title_is_put_on_the_menu_once(topic: Topic, two: tuple[Account, Account]) -> None:
    fields = {"title": "新题目", "minutes": 30, "dialects": ["yue"]}

    outcomes = at_once(*(lambda by=by: menu.add_topic(topic.programme, fields, by=by) for by in two))

    assert outcomes == ["UnableToKeepTopic", "done"]


def test_a_topic_is_taken_off_once_and_brought_back_once(topic: Topic, two: tuple[Account, Account]) -> None:
    off = at_once(*(lambda by=by: menu.retire_topic(topic, on=timezone.localdate(), by=by) for by in two))
    back = at_once(*(lambda by=by: menu.bring_back_topic(topic, by=by) for by in two))

    assert off == back == ["UnableToKeepTopic", "done"]


def test_a_file_is_taken_away_once(topic: Topic, two: tuple[Account, Account]) -> None:
    attached = menu.add_topic_file(topic, b"%PDF-1", name="a.pdf", by=None)

    outcomes = at_once(*(lambda by=by: menu.drop_topic_file(attached, by=by) for by in two))

    assert outcomes == ["UnableToKeepTopic", "done"]


def test_a_recording_is_published_once_and_taken_back_once(topic: Topic, two: tuple[Account, Account]) -> None:
    recording = make_recording(make_talk(topic.programme), published=False)

    on = at_once(*(lambda by=by: recordings.publish_recording(recording, by=by) for by in two))
    off = at_once(*(lambda by=by: recordings.unpublish_recording(recording, by=by) for by in two))

    assert on == off == ["UnableToKeepRecording", "done"]


def test_publishing_while_the_consent_ends_leaves_nothing_public(topic: Topic, two: tuple[Account, Account]) -> None:
    recording = make_recording(make_talk(topic.programme), published=False)

    at_once(
        lambda: recordings.publish_recording(recording, by=two[0]),
        lambda: recordings.withdraw_consent(recording, by=two[1]),
    )

    assert list(public_recordings()) == []
    assert Recording.objects.get().consent_on is None


def test_a_consent_ends_once_and_a_recording_is_deleted_once(topic: Topic, two: tuple[Account, Account]) -> None:
    recording = make_recording(make_talk(topic.programme))

    ended = at_once(*(lambda by=by: recordings.withdraw_consent(recording, by=by) for by in two))
    deleted = at_once(*(lambda by=by: recordings.drop_recording(recording, by=by) for by in two))

    assert ended == deleted == ["UnableToKeepRecording", "done"]
