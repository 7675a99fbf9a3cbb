from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from banyan.activities.models import Programme
from banyan.core.models import AuditEntry
from banyan.people.models import Account, Organisation, Role
from banyan.programmes.talks.actions import scripts
from banyan.programmes.talks.actions.menu import UnableToKeepTopic
from banyan.programmes.talks.actions.scripts import ChangedMeanwhile, UnableToReview, UnableToWrite
from banyan.programmes.talks.diff import Change, differences
from banyan.programmes.talks.models import Script, Topic
from banyan.programmes.talks.queries.menu import mark_of, usable_script
from tests.factories import make_account, make_organisation, make_programme
from tests.programmes.talks.rows import make_script, make_talk, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make_programme(make_organisation(make_organisation(make_organisation())))


@pytest.fixture
def topic(programme: Programme) -> Topic:
    return make_topic(programme)


@pytest.fixture
def author(programme: Programme) -> Account:
    return make_account(programme.organisation, Role.CLERK)


@pytest.fixture
def reviewer(programme: Programme) -> Account:
    return make_account(programme.organisation, Role.ORGANISER)


def in_a_year() -> dict[str, Any]:
    return {"usable_until": timezone.localdate() + timedelta(days=365)}


def test_saving_an_own_draft_again_changes_it(topic: Topic, author: Account) -> None:
    first = scripts.write_script(topic, "初稿", by=author)
    again = scripts.write_script(topic, "改稿\r\n第二段", by=author)

    assert (again.pk, again.number) == (first.pk, 1)
    assert Script.objects.get().text == "改稿\n第二段"


def test_writing_on_somebody_elses_draft_makes_a_new_version(topic: Topic, author: Account, reviewer: Account) -> None:
    scripts.write_script(topic, "初稿", by=author)

    other = scripts.write_script(topic, "另稿", by=reviewer)

    assert other.number == 2
    assert list(topic.scripts.values_list("number", "text")) == [(2, "另稿"), (1, "初稿")]


@pytest.mark.parametrize("state", ["review", "returned", "approved", "withdrawn"])
def test_writing_after_review_makes_a_new_version(topic: Topic, author: Account, state: str) -> None:
    before = make_script(topic, author, state=state)

    after = scripts.write_script(topic, "新稿", by=author)

    assert after.number == 2
    assert Script.objects.get(pk=before.pk).text == "各位乡亲，今天讲一把算盘。"


def test_a_text_saved_meanwhile_is_not_written_over(topic: Topic, author: Account, reviewer: Account) -> None:
    seen = mark_of(scripts.write_script(topic, "初稿", by=author))
    scripts.write_script(topic, "同事改过", by=reviewer)

    with pytest.raises(ChangedMeanwhile):
        scripts.write_script(topic, "我的改动", by=author, seen=seen)

    assert topic.scripts.count() == 2


def test_an_empty_script_is_refused(topic: Topic, author: Account) -> None:
    with pytest.raises(UnableToWrite):
        scripts.write_script(topic, " \n ", by=author)


def test_a_stranger_may_not_write(topic: Topic) -> None:
    with pytest.raises(UnableToKeepTopic):
        scripts.write_script(topic, "稿", by=make_account(make_organisation(), Role.CLERK))


def test_a_coordinator_may_write_but_not_review(topic: Topic, programme: Programme, author: Account) -> None:
    coordinator = make_account(programme.organisation, Role.COORDINATOR)
    own = scripts.send_script(scripts.write_script(topic, "稿", by=coordinator), by=coordinator)

    with pytest.raises(UnableToReview):
        scripts.approve_script(make_script(topic, author, state="review"), by=coordinator, **in_a_year())

    assert own.state == Script.State.REVIEW


def test_only_the_author_sends_a_draft(topic: Topic, author: Account, reviewer: Account) -> None:
    draft = make_script(topic, author)

    with pytest.raises(UnableToReview):
        scripts.send_script(draft, by=reviewer)


def test_an_approved_script_is_usable_until_its_day(topic: Topic, author: Account, reviewer: Account) -> None:
    until = timezone.localdate() + timedelta(days=30)
    script = make_script(topic, author, state="review")

    script = scripts.approve_script(script, usable_until=until, by=reviewer)

    assert usable_script(topic, until) == script
    assert usable_script(topic, until + timedelta(days=1)) is None
    assert AuditEntry.objects.filter(verb="approve_script", actor=reviewer.uuid).count() == 1


def test_nobody_approves_an_own_script(topic: Topic, author: Account) -> None:
    script = make_script(topic, author, state="review")

    with pytest.raises(UnableToReview):
        scripts.approve_script(script, by=author, **in_a_year())


def test_the_database_refuses_an_author_as_reviewer(topic: Topic, author: Account) -> None:
    script = make_script(topic, author, state="review")

    with pytest.raises(IntegrityError), transaction.atomic():
        Script.objects.filter(pk=script.pk).update(reviewer=author)


def test_an_office_above_may_approve(topic: Topic, programme: Programme, author: Account) -> None:
    city = Organisation.objects.get_parent(programme.organisation)
    script = scripts.approve_script(make_script(topic, author, state="review"), by=make_account(city, Role.CLERK), **in_a_year())

    assert script.state == Script.State.APPROVED


def test_an_office_beside_may_not_approve(topic: Topic, programme: Programme, author: Account) -> None:
    other = make_organisation(Organisation.objects.get_parent(programme.organisation))

    with pytest.raises(UnableToReview):
        scripts.approve_script(make_script(topic, author, state="review"), by=make_account(other, Role.CLERK), **in_a_year())


@pytest.mark.parametrize("days", [-1, scripts.MOST_DAYS + 1])
def test_a_script_is_not_approved_for_the_past_or_for_ever(topic: Topic, author: Account, reviewer: Account, days: int) -> None:
    script = make_script(topic, author, state="review")

    with pytest.raises(UnableToReview):
        scripts.approve_script(script, usable_until=timezone.localdate() + timedelta(days=days), by=reviewer)


def test_returning_needs_a_word_and_keeps_it(topic: Topic, author: Account, reviewer: Account) -> None:
    script = make_script(topic, author, state="review")

    with pytest.raises(UnableToReview):
        scripts.return_script(script, note=" ", by=reviewer)

    assert scripts.return_script(script, note="开头太长", by=reviewer).note == "开头太长"


def test_an_expired_script_is_not_usable(topic: Topic) -> None:
    make_script(topic, state="approved", until=timezone.localdate() - timedelta(days=1))

    assert usable_script(topic, timezone.localdate()) is None
    assert not Topic.objects.usable_on(timezone.localdate()).exists()


def test_a_withdrawn_script_is_not_usable_and_the_one_before_is(topic: Topic, author: Account, reviewer: Account) -> None:
    first = make_script(topic, author, state="approved")
    second = make_script(topic, author, state="approved", text="新版")

    scripts.withdraw_script(second, note="有错", by=author)

    assert usable_script(topic, timezone.localdate()) == first


def test_withdrawing_needs_a_reason(topic: Topic, reviewer: Account) -> None:
    script = make_script(topic, state="approved")

    with pytest.raises(UnableToReview):
        scripts.withdraw_script(script, note="", by=reviewer)


def test_a_coordinator_may_not_withdraw(topic: Topic, programme: Programme) -> None:
    script = make_script(topic, state="approved")

    with pytest.raises(UnableToReview):
        scripts.withdraw_script(script, note="有错", by=make_account(programme.organisation, Role.COORDINATOR))


def test_a_step_is_taken_once(topic: Topic, author: Account, reviewer: Account) -> None:
    stale = make_script(topic, author, state="review")
    scripts.return_script(stale, note="改", by=reviewer)

    with pytest.raises(UnableToReview):
        scripts.approve_script(stale, by=reviewer, **in_a_year())


def test_differences_of_a_reworded_sentence_are_told_by_character() -> None:
    before = "乡亲们好。我今年七十二岁，在常平住了一辈子。谢谢。"
    after = "乡亲们好。我今年七十三岁，在常平镇住了一辈子。谢谢。"

    changed = [(piece.kind, piece.text) for piece in differences(before, after) if piece.kind != Change.SAME]

    assert changed == [(Change.DROPPED, "二"), (Change.ADDED, "三"), (Change.ADDED, "镇")]


def test_a_sentence_written_anew_is_told_as_a_whole() -> None:
    pieces = differences("开头。今天天气很好。结尾。", "开头。请听快板一段！结尾。")

    assert [(piece.kind, piece.text) for piece in pieces] == [
        (Change.SAME, "开头。"),
        (Change.DROPPED, "今天天气很好。"),
        (Change.ADDED, "请听快板一段！"),
        (Change.SAME, "结尾。"),
    ]


@given(st.text(alphabet="乡亲们好。！\n” ab", max_size=60), st.text(alphabet="乡亲们好。！\n” ab", max_size=60))
def test_differences_hold_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != Change.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != Change.DROPPED) == after


def test_the_page_keeps_what_was_typed_when_somebody_was_faster(client: Client, topic: Topic, author: Account, reviewer: Account) -> None:
    client.force_login(author)
    seen = mark_of(scripts.write_script(topic, "初稿。", by=author))
    theirs = scripts.write_script(topic, "同事改过的稿。", by=reviewer)

    answer = client.post(reverse("script_write", args=[topic.uuid]), {"text": "我辛苦打的字。", "seen": seen})

    assert answer.status_code == 422
    assert "我辛苦打的字。" in answer.content.decode()
    assert mark_of(theirs) in answer.content.decode()


def test_the_page_of_a_version_walks_it_through_its_review(client: Client, topic: Topic, author: Account, reviewer: Account) -> None:
    client.force_login(author)
    client.post(reverse("script_write", args=[topic.uuid]), {"text": "各位乡亲。", "seen": ""})
    client.post(reverse("script_step", args=[topic.uuid, 1, "send"]))
    refused = client.post(reverse("script_step", args=[topic.uuid, 1, "approve"]), in_a_year())
    client.force_login(reviewer)
    client.post(reverse("script_step", args=[topic.uuid, 1, "approve"]), in_a_year())

    assert refused.status_code == 422
    assert Script.objects.get().state == Script.State.APPROVED
    assert client.get(reverse("script", args=[topic.uuid, 1])).status_code == 200


def test_a_wrong_day_stays_in_the_form(client: Client, topic: Topic, reviewer: Account) -> None:
    make_script(topic, state="review")
    client.force_login(reviewer)

    answer = client.post(reverse("script_step", args=[topic.uuid, 1, "approve"]), {"usable_until": "2020-01-01", "note": "尚可"})

    assert answer.status_code == 422
    assert "尚可" in answer.content.decode()


def test_withdrawing_asks_first_and_names_the_talks_planned_with_it(client: Client, topic: Topic, reviewer: Account) -> None:
    script = make_script(topic, state="approved")
    talk = make_talk(topic.programme, topic=topic, state="open")
    talk.script = script
    talk.save()
    client.force_login(reviewer)
    address = reverse("script_step", args=[topic.uuid, 1, "withdraw"])

    asked = client.get(address)
    client.post(address, {"note": "有错"})

    assert "榕树下讲家风" in asked.content.decode()
    assert Script.objects.get().state == Script.State.WITHDRAWN


def test_the_comparison_shows_what_was_put_in(client: Client, topic: Topic, author: Account) -> None:
    make_script(topic, author, state="returned", text="我今年七十二岁。")
    make_script(topic, author, text="我今年七十三岁。")
    client.force_login(author)

    text = client.get(reverse("script_compare", args=[topic.uuid])).content.decode()

    assert "<del>二</del><ins>三</ins>" in text


def test_the_comparison_of_one_version_says_so(client: Client, topic: Topic, author: Account) -> None:
    make_script(topic, author)
    client.force_login(author)

    assert client.get(reverse("script_compare", args=[topic.uuid])).status_code == 200
    assert client.get(reverse("script_compare", args=[topic.uuid]), {"older": "9", "newer": "x"}).status_code == 200
