"""The judge's pages: an invitation, the cases to score, and one case beside its marks, from which nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.cases.collection.models import Submission, SubmissionPhoto
from banyan.cases.judging.actions import scoring
from banyan.cases.judging.models import Assignment, Judge, Judging
from banyan.core import files
from banyan.people.models import Account, Role
from tests.core.official.samples import photo as picture
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
POINTS = (45, 20, 15)


class Desk:
    """A judge with two cases, of which another judge scores the first too."""

    def __init__(self) -> None:
        province = make_organisation()
        self.organiser: Account = make_account(province, Role.ORGANISER)
        self.call = make_call(province, self.organiser, stage="selection", city_quota=9)
        self.town = make_organisation(make_organisation(province), name="潮声镇")
        units = (self.town, make_organisation(make_organisation(province)))
        self.cases: list[Submission] = [make_submission(self.call, unit, self.organiser, state="accepted") for unit in units]
        self.judging: Judging = make_judging(self.call, self.organiser, judges_per_case=2)
        self.judge, self.colleague = make_judge(self.judging), make_judge(self.judging)
        self.own = make_assignment(self.judge, self.cases[0])
        self.next = make_assignment(self.judge, self.cases[1])
        self.other = make_assignment(self.colleague, self.cases[0])
        self.names = [f"points-{criterion.pk}" for criterion in self.call.criteria.all()]

    def form(self, *points: int | str, version: int, do: str = "save", remark: str = "") -> dict[str, int | str]:
        return dict(zip(self.names, points, strict=False)) | {"version": version, "do": do, "remark": remark}

    @property
    def path(self) -> str:
        return reverse("scoring", args=[self.own.uuid])

    def points(self) -> list[int | None]:
        return list(self.own.marks.values_list("points", flat=True))

    def end(self) -> None:
        Judging.objects.update(score_until=timezone.localdate() - timedelta(days=1))


@pytest.fixture
def desk(client: Client) -> Desk:
    made = Desk()
    client.force_login(made.judge.account)
    return made


def test_nought_is_shown_as_nought_and_a_missing_point_as_a_dash(client: Client, desk: Desk) -> None:
    criteria = list(desk.call.criteria.all())
    scoring.save_marks(desk.own, {criteria[0].pk: 0, criteria[1].pk: None}, "", by=desk.judge.account)
    desk.end()

    said = client.get(desk.path).content.decode()

    assert ("<dd>0</dd>" in said, "<dd>—</dd>" in said) == (True, True)


def test_after_a_refused_hand_in_one_fills_the_gap_and_hands_in(client: Client, desk: Desk) -> None:
    refused = client.post(desk.path, desk.form(45, 20, "", version=desk.own.version, do="hand_in"))
    version = refused.context["assignment"].version

    handed_in = client.post(desk.path, desk.form(*POINTS, version=version, do="hand_in"))

    assert (refused.status_code, handed_in.status_code) == (422, 302)
    assert Assignment.objects.get(pk=desk.own.pk).state == Assignment.State.HANDED_IN


def test_the_second_window_shows_what_the_first_saved_keeps_what_was_typed_and_lets_one_choose(client: Client, desk: Desk) -> None:
    opened = desk.own.version
    client.post(desk.path, desk.form(45, version=opened, remark="第一个窗口"))

    refused = client.post(desk.path, desk.form(10, version=opened, remark="第二个窗口"))
    said = refused.content.decode()
    between = desk.points()[0]
    client.post(desk.path, desk.form(10, version=refused.context["assignment"].version))

    assert (refused.status_code, "第一个窗口" in said, "第二个窗口" in said) == (422, True, True)
    assert (between, desk.points()[0]) == (45, 10)


def test_what_was_typed_when_the_last_day_ended_stays_on_the_page_beside_what_is_saved(client: Client, desk: Desk) -> None:
    client.post(desk.path, desk.form(45, version=desk.own.version))
    desk.end()

    late = client.post(desk.path, desk.form(33, version=desk.own.version + 1, remark="还没来得及保存"))
    by_itself = client.post(reverse("scoring_autosave", args=[desk.own.uuid]), desk.form(33, version=desk.own.version + 1))
    said = late.content.decode()

    assert (late.status_code, by_itself.status_code) == (422, 422)
    assert ("<dd>45</dd>" in said, "<dd>33</dd>" in said, "还没来得及保存" in said) == (True, True, True)
    assert desk.points()[0] == 45


@pytest.mark.parametrize("points", ["51", "-1", "12.5", "很好"])
def test_points_that_are_no_whole_number_in_range_are_named_and_nothing_is_saved(client: Client, desk: Desk, points: str) -> None:
    answer = client.post(desk.path, desk.form(points, version=desk.own.version))

    assert (answer.status_code, bool(answer.context["form"].errors), desk.points()) == (422, True, [])


def test_taking_marks_back_hides_the_others_scores_again(client: Client, desk: Desk) -> None:
    make_marks(desk.other, 33, 11, 7)
    make_marks(desk.own, *POINTS)
    seen = str(desk.colleague) in client.get(desk.path).content.decode()

    client.post(desk.path, {"do": "take_back"})

    assert (seen, str(desk.colleague) in client.get(desk.path).content.decode()) == (True, False)


def test_a_colleague_who_has_only_begun_is_not_shown(client: Client, desk: Desk) -> None:
    scoring.save_marks(desk.other, {}, "写了一半", by=desk.colleague.account)
    make_marks(desk.own, *POINTS)

    assert "写了一半" not in client.get(desk.path).content.decode()


def test_neither_the_list_nor_saving_by_itself_tells_what_others_gave(client: Client, desk: Desk) -> None:
    make_marks(desk.other, 33, 11, 7)

    listed = client.get(reverse("my_judging")).content.decode()
    saved = client.post(reverse("scoring_autosave", args=[desk.own.uuid]), desk.form(45, version=desk.own.version))

    assert str(desk.colleague) not in listed
    assert set(saved.json()) == {"version", "said"}


def test_a_judge_does_not_read_which_unit_wrote_the_case(client: Client, desk: Desk) -> None:
    assert desk.town.name not in client.get(desk.path).content.decode()


def test_a_photo_is_served_to_the_judge_of_its_case_alone(client: Client, desk: Desk) -> None:
    file = files.store(picture(), name="合影.jpg", kind="image/jpeg", organisation_code=desk.town.code)
    photo = SubmissionPhoto.objects.create(submission=desk.cases[0], file=file, place=0, width=80, height=60)
    own, beside = (reverse("scoring_photo", args=[row.uuid, photo.pk]) for row in (desk.own, desk.next))

    found = [client.get(path).status_code for path in (own, beside)]
    client.force_login(make_judge(desk.judging).account)

    assert (found, client.get(own).status_code) == ([200, 404], 404)


def test_the_list_says_how_far_the_judge_is_and_goes_on_with_the_first_open_case(client: Client, desk: Desk) -> None:
    make_marks(desk.own, *POINTS)

    answer = client.get(reverse("my_judging"))

    [worklist] = answer.context["worklists"]
    assert (worklist.done, worklist.next) == (1, desk.next)
    assert '<progress class="wide" max="2" value="1"' in answer.content.decode()


def test_a_judge_without_rounds_is_told_what_will_stand_here(client: Client) -> None:
    client.force_login(make_account(make_organisation(), Role.JUDGE))

    assert "empty" in client.get(reverse("my_judging")).content.decode()


@pytest.mark.parametrize(("answer", "state"), [({"do": "accept"}, "accepted"), ({"do": "decline", "reason": "出差"}, "declined")])
def test_an_invitation_is_answered_on_its_page(client: Client, desk: Desk, answer: dict[str, str], state: str) -> None:
    asked = make_judge(desk.judging, state="invited")
    client.force_login(asked.account)

    client.post(reverse("invitation", args=[asked.uuid]), answer)

    assert Judge.objects.get(pk=asked.pk).state == state


def test_declining_without_a_reason_is_refused_on_the_page(client: Client, desk: Desk) -> None:
    asked = make_judge(desk.judging, state="invited")
    client.force_login(asked.account)

    answer = client.post(reverse("invitation", args=[asked.uuid]), {"do": "decline", "reason": " "})

    assert (answer.status_code, Judge.objects.get(pk=asked.pk).state) == (422, "invited")


def test_a_judge_names_a_tie_and_a_former_unit(client: Client, desk: Desk) -> None:
    path = reverse("invitation", args=[desk.judge.uuid])

    client.post(path, {"do": "tie", "organisation": desk.town.pk, "reason": "爱人在此任职"})
    client.post(path, {"do": "post", "organisation": desk.town.pk, "until": "2025-06-30"})

    assert (desk.judge.ties.count(), desk.judge.former_posts.count()) == (1, 1)


def test_somebody_elses_invitation_is_not_found(client: Client, desk: Desk) -> None:
    assert client.get(reverse("invitation", args=[desk.colleague.uuid])).status_code == 404
