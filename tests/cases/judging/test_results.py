"""From the selection to the published result: rules that hold, a notice with objections, and everything at once or nothing."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import segno
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.cases.collection.actions import calls, decisions
from banyan.cases.collection.actions.calls import UnableToCall
from banyan.cases.collection.actions.decisions import UnableToDecide
from banyan.cases.collection.models import Submission
from banyan.cases.judging.actions import objections, results, rounds, scoring, selection
from banyan.cases.judging.actions.rounds import UnableToJudge
from banyan.cases.judging.documents import ArchiveFault, archive_of, certificates_pdf, verify_archive
from banyan.cases.judging.documents.certificates import code_of
from banyan.cases.judging.models import Assignment, Certificate, Judging, Selection
from banyan.cases.judging.queries.results import ranking_of, winners_of
from banyan.cases.judging.queries.selection import names_for
from banyan.cases.judging.words import say_decision
from banyan.cases.showcase.models import Case
from banyan.people.models import Account, Organisation, Role
from tests.factories import (
    make_account,
    make_assignment,
    make_call,
    make_judge,
    make_judging,
    make_marks,
    make_organisation,
    make_submission,
)

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, Any]], None]
POINTS = ((50, 25, 25), (45, 22, 20), (40, 20, 20), (30, 15, 15))


class Closed:
    """Four cases from two units of each of two cities, scored from best to worst, with scoring closed; two cases are to win."""

    def __init__(self, **settings: int) -> None:
        province = make_organisation()
        self.by: Account = make_account(province, Role.ORGANISER)
        self.call = make_call(province, self.by, stage="selection", city_quota=9)
        self.cities: list[Organisation] = [make_organisation(province), make_organisation(province)]
        towns = [make_organisation(city) for city in self.cities for _town in range(2)]
        self.cases = [
            make_submission(self.call, town, self.by, state="accepted", title=f"案例{number}") for number, town in enumerate(towns, start=1)
        ]
        self.judging: Judging = make_judging(self.call, self.by, reviews_least=1, **settings)
        judges = [make_judge(self.judging), make_judge(self.judging)]
        for case, points in zip(self.cases, POINTS, strict=True):
            for judge in judges:
                make_marks(make_assignment(judge, case), *points)
        self.judging = rounds.close_scoring(self.judging, by=self.by)

    def winners(self) -> list[str]:
        return [winner.submission.title for winner in winners_of(self.judging)]

    def said(self, case: Submission) -> str:
        found = Selection.objects.latest("number").decisions.select_related("submission").get(submission=case)
        return say_decision(found, names_for(self.judging))

    def on_notice(self) -> "Closed":
        selection.run_selection(self.judging, by=self.by)
        self.judging = results.post_notice(self.judging, by=self.by, on=timezone.localdate() - timedelta(days=30))
        return self

    def published(self) -> "Closed":
        self.on_notice()
        self.judging = results.publish_results(self.judging, by=self.by)
        return self


@pytest.fixture
def closed() -> Closed:
    return Closed()


def test_the_best_cases_win_and_each_reason_is_said(closed: Closed) -> None:
    selection.run_selection(closed.judging, by=closed.by)

    assert closed.winners() == ["案例1", "案例2"]
    assert closed.said(closed.cases[0]) == "凭分数入选。"
    assert "《案例2》" in closed.said(closed.cases[2])


def test_a_rule_brings_a_case_in_and_names_whom_it_displaced(closed: Closed) -> None:
    selection.add_rule(closed.judging, "at_most", "city", 1, by=closed.by)

    selection.run_selection(closed.judging, by=closed.by)

    assert closed.winners() == ["案例1", "案例3"]
    assert closed.cities[0].name in closed.said(closed.cases[1])


def test_contradicting_rules_are_named_and_nothing_is_kept(closed: Closed) -> None:
    for city in closed.cities:
        selection.add_rule(closed.judging, "at_least", "city", 2, value=city.code, by=closed.by)

    with pytest.raises(UnableToJudge, match=closed.cities[1].name):
        selection.run_selection(closed.judging, by=closed.by)
    assert not Selection.objects.exists()


def test_a_case_commended_before_is_excluded_with_its_reason(closed: Closed) -> None:
    selection.exclude_case(closed.judging, closed.cases[0], reason="2021年已获省级表彰", by=closed.by)

    selection.run_selection(closed.judging, by=closed.by)

    assert closed.winners() == ["案例2", "案例3"]
    assert "2021年已获省级表彰" in closed.said(closed.cases[0])


def test_a_selection_waits_for_the_end_of_scoring(closed: Closed) -> None:
    rounds.reopen_scoring(closed.judging, until=timezone.localdate(), by=closed.by)

    with pytest.raises(UnableToJudge):
        selection.run_selection(closed.judging, by=closed.by)


def test_without_a_score_there_is_nothing_to_select_by(closed: Closed) -> None:
    Assignment.objects.update(state="assigned")

    with pytest.raises(UnableToJudge):
        selection.run_selection(closed.judging, by=closed.by)


def test_decisions_stay_pending_until_they_are_published(closed: Closed) -> None:
    selection.run_selection(closed.judging, by=closed.by)

    assert set(Submission.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_notice_needs_a_selection_that_still_follows_from_marks_and_rules(closed: Closed) -> None:
    with pytest.raises(UnableToJudge):
        results.post_notice(closed.judging, by=closed.by)
    selection.run_selection(closed.judging, by=closed.by)
    selection.add_rule(closed.judging, "at_most", "city", 1, by=closed.by)

    with pytest.raises(UnableToJudge):
        results.post_notice(closed.judging, by=closed.by)


def test_results_are_published_after_the_days_of_the_notice(closed: Closed) -> None:
    selection.run_selection(closed.judging, by=closed.by)
    judging, today = results.post_notice(closed.judging, by=closed.by), timezone.localdate()

    with pytest.raises(UnableToJudge):
        results.publish_results(judging, by=closed.by, on=today + timedelta(days=judging.notice_days))
    assert results.publish_results(judging, by=closed.by, on=today + timedelta(days=judging.notice_days + 1)).state == "published"


def test_an_open_objection_stops_publication_and_its_answer_lets_it_go_on(closed: Closed) -> None:
    closed.on_notice()
    objection = objections.record_objection(
        closed.judging, raised_by="匿名", received_on=timezone.localdate(), text="数字不实", by=closed.by
    )

    with pytest.raises(UnableToJudge):
        results.publish_results(closed.judging, by=closed.by)
    objections.answer_objection(objection, outcome="dismissed", answer="已核对台账", by=closed.by)
    assert results.publish_results(closed.judging, by=closed.by).state == "published"


def test_an_upheld_objection_asks_for_a_new_selection(closed: Closed) -> None:
    closed.on_notice()
    objection = objections.record_objection(
        closed.judging, raised_by="匿名", received_on=timezone.localdate(), text="已获表彰", by=closed.by
    )
    objections.answer_objection(objection, outcome="upheld", answer="属实", by=closed.by)
    with pytest.raises(UnableToJudge):
        results.publish_results(closed.judging, by=closed.by)

    judging = results.withdraw_notice(closed.judging, reason="异议成立", by=closed.by)
    selection.exclude_case(judging, closed.cases[0], reason="已获表彰", by=closed.by)
    selection.run_selection(judging, by=closed.by)
    judging = results.post_notice(judging, by=closed.by, on=timezone.localdate() - timedelta(days=30))

    assert results.publish_results(judging, by=closed.by).state == "published"
    assert closed.winners() == ["案例2", "案例3"]


def test_an_objection_is_answered_once_and_in_words(closed: Closed) -> None:
    closed.on_notice()
    objection = objections.record_objection(
        closed.judging, raised_by="匿名", received_on=timezone.localdate(), text="数字不实", by=closed.by
    )

    for outcome, answer in (("dismissed", " "), ("open", "已核")):
        with pytest.raises(UnableToJudge):
            objections.answer_objection(objection, outcome=outcome, answer=answer, by=closed.by)
    objections.answer_objection(objection, outcome="dismissed", answer="已核", by=closed.by)
    with pytest.raises(UnableToJudge):
        objections.answer_objection(objection, outcome="upheld", answer="再核", by=closed.by)


def test_an_objection_belongs_to_the_notice(closed: Closed) -> None:
    day = timezone.localdate()
    with pytest.raises(UnableToJudge):
        objections.record_objection(closed.judging, raised_by="匿名", received_on=day, text="数字不实", by=closed.by)
    closed.on_notice()
    for changes in ({"raised_by": " "}, {"text": ""}, {"received_on": day - timedelta(days=60)}):
        fields: dict[str, Any] = {"raised_by": "匿名", "received_on": day, "text": "不实", "by": closed.by}
        with pytest.raises(UnableToJudge):
            objections.record_objection(closed.judging, **fields | changes)


def test_publication_makes_winners_drafts_awards_and_certificates_at_once(closed: Closed) -> None:
    closed.published()

    closed.call.refresh_from_db()
    assert closed.call.state == "announced"
    assert list(Submission.objects.filter(state="winner").values_list("title", flat=True)) == ["案例1", "案例2"]
    assert Case.objects.filter(state="draft").count() == 2
    assert [(award.organisation, award.place, award.winners) for award in closed.judging.awards.all()] == [(closed.cities[0], 1, 2)]
    assert Certificate.objects.count() == 3


def test_nothing_is_half_published(closed: Closed) -> None:
    closed.on_notice()
    Certificate.objects.create(
        judging=closed.judging,
        kind="excellent_case",
        number=f"{closed.call.year}-{closed.call.pk:02d}-001",
        submission=closed.cases[3],
        issued_on=timezone.localdate(),
    )

    with pytest.raises(IntegrityError):
        results.publish_results(closed.judging, by=closed.by)
    assert not Submission.objects.filter(state="winner").exists()
    assert not Case.objects.exists()


def test_cities_with_the_same_number_of_winners_share_a_place(closed: Closed) -> None:
    selection.add_rule(closed.judging, "at_most", "city", 1, by=closed.by)
    selection.run_selection(closed.judging, by=closed.by)

    ranking = ranking_of(closed.judging, winners_of(closed.judging))

    assert [(row.place, row.winners, row.recommended, row.share) for row in ranking] == [(1, 1, 2, 50), (1, 1, 2, 50)]


def test_a_judged_call_is_announced_by_its_judging_alone(closed: Closed) -> None:
    with pytest.raises(UnableToCall):
        calls.announce_results(closed.call, by=closed.by)
    for verb in ("choose", "undo_accept"):
        with pytest.raises(UnableToDecide):
            decisions.move_submission(closed.cases[0], verb, by=closed.by)


def test_a_call_that_is_not_judged_has_no_winners_to_publish(closed: Closed) -> None:
    closed.call.is_judged = False
    closed.call.save()

    with pytest.raises(UnableToCall):
        calls.publish_winners(closed.call, closed.cases[:2], by=closed.by)


def test_the_public_page_shows_winners_and_neither_scores_nor_judges(closed: Closed, client: Client) -> None:
    before = client.get(reverse("result", args=[closed.call.uuid])).status_code
    closed.on_notice()
    said = client.get(reverse("result", args=[closed.call.uuid])).content.decode()

    assert before == 404
    assert ("案例1" in said, "案例3" in said) == (True, False)
    assert not [judge for judge in closed.judging.judges.all() if str(judge) in said]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_a_certificate_says_what_for_and_its_code_leads_to_its_page(closed: Closed) -> None:
    closed.published()
    row = Certificate.objects.select_related("judging__call__organisation", "submission__organisation", "submission__city").first()
    assert row is not None

    said = "".join(text_of(certificates_pdf([row], origin="https://example.org")).split())

    assert all(words in said for words in ("荣誉证书", "案例1", row.number, closed.call.organisation.name))
    assert code_of(row, "https://example.org") == segno.make_qr(f"https://example.org/certificates/{row.uuid}/", error="m")


def test_a_withdrawn_certificate_says_so_on_its_page(closed: Closed, client: Client) -> None:
    closed.published()
    row = Certificate.objects.earliest("number")
    valid = client.get(row.get_absolute_url()).content.decode()

    results.revoke_certificate(row, reason="弄虚作假", by=closed.by)
    withdrawn = client.get(row.get_absolute_url()).content.decode()

    assert ("有效" in valid, "弄虚作假" in withdrawn) == (True, True)
    with pytest.raises(UnableToJudge):
        results.revoke_certificate(row, reason="再次", by=closed.by)


def test_the_archive_proves_the_result_and_is_the_same_each_time(closed: Closed) -> None:
    closed.published()

    data = archive_of(closed.judging)

    found = verify_archive(data)
    assert (found.cases, found.reviews, len(found.winners)) == (4, 8, 2)
    assert archive_of(closed.judging) == data


def altered(data: bytes, change: Change, *, mend_manifest: bool) -> bytes:
    """The archive with one thing in its record changed; with ``mend_manifest`` by somebody who knows about digests."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as made:
        files = {name: archive.read(name) for name in archive.namelist()}
        holds = json.loads(files["record.json"])
        change(holds)
        files["record.json"] = json.dumps(holds).encode()
        if mend_manifest:
            digests = json.loads(files["manifest.json"]) | {"record.json": hashlib.sha256(files["record.json"]).hexdigest()}
            files["manifest.json"] = json.dumps(digests).encode()
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def change_a_mark(holds: dict[str, Any]) -> None:
    holds["record"]["reviews"][0]["points"][0] -= 1


def change_a_winner(holds: dict[str, Any]) -> None:
    holds["winners"] = holds["winners"][:1]


@pytest.mark.parametrize("change", [change_a_mark, change_a_winner])
@pytest.mark.parametrize("mend_manifest", [False, True])
def test_one_changed_mark_or_winner_is_found_out(closed: Closed, change: Change, mend_manifest: bool) -> None:
    data = altered(archive_of(closed.published().judging), change, mend_manifest=mend_manifest)

    with pytest.raises(ArchiveFault):
        verify_archive(data)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-100], lambda data: data[:50], lambda _data: b"", lambda _data: b"PK\x03\x04 not a zip"]
)
def test_a_damaged_archive_is_refused(closed: Closed, damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ArchiveFault):
        verify_archive(damage(archive_of(closed.published().judging)))


def test_the_command_says_that_the_result_follows_or_why_not(closed: Closed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "judging.zip"
    file.write_bytes(archive_of(closed.published().judging))

    call_command("cases", "verify", str(file))
    said = capsys.readouterr().out
    file.write_bytes(file.read_bytes()[:-30])

    assert closed.call.title in said
    with pytest.raises(CommandError):
        call_command("cases", "verify", str(file))


def test_marks_cannot_change_once_the_result_is_on_notice(closed: Closed) -> None:
    closed.on_notice()
    row = Assignment.objects.select_related("judging", "judge__account").earliest("pk")

    with pytest.raises(scoring.UnableToScore):
        scoring.take_back(row, by=row.judge.account)
