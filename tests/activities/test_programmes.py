from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from banyan.activities import actions, queries
from banyan.activities.actions import UnableToKeepPlace, UnableToKeepProgramme
from banyan.activities.models import Place, Programme, Template
from banyan.core.models import AuditEntry
from banyan.core.photos import UnableToUsePhoto
from banyan.people.models import Account, Organisation
from tests.factories import make_account, make_activity, make_organisation, make_person, make_place, make_programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TODAY = timezone.localdate()
FIELDS = {"slug": "rongshu", "name": "榕树下的声音", "slogan": "用家乡话讲身边事", "begun_on": date(2024, 3, 1)}


def photo() -> bytes:
    content = BytesIO()
    Image.new("RGB", (400, 300), "green").save(content, "JPEG")
    return content.getvalue()


def test_beginning_a_programme_keeps_its_words_and_tells_the_audit_trail(town: Organisation, clerk: Account) -> None:
    programme = actions.begin_programme(town, "talks", FIELDS, by=clerk)

    assert (programme.kind, programme.slug, programme.name, programme.begun_on) == ("talks", "rongshu", "榕树下的声音", date(2024, 3, 1))
    assert AuditEntry.objects.get(verb="begin_programme").object_label == "榕树下的声音"


def test_only_clerk_organiser_and_coordinator_keep_programmes_and_places(town: Organisation, stranger: Account) -> None:
    programme, place = make_programme(town), make_place(town)
    acts: list[Any] = [
        lambda by: actions.begin_programme(town, "talks", FIELDS, by=by),
        lambda by: actions.change_programme(programme, FIELDS, by=by),
        lambda by: actions.end_programme(programme, on=TODAY, by=by),
        lambda by: actions.keep_as_template(programme, title="试", by=by),
        lambda by: actions.add_place(town, {"name": "会堂"}, by=by),
        lambda by: actions.change_place(place, {"name": "会堂"}, by=by),
        lambda by: actions.close_place(place, on=TODAY, by=by),
    ]

    for by in (stranger, make_account(town, "branch_secretary")):
        for act in acts:
            with pytest.raises((UnableToKeepProgramme, UnableToKeepPlace), match="常平镇"):
                act(by)


def test_an_address_belongs_to_one_programme(town: Organisation, clerk: Account) -> None:
    make_programme(town, slug="rongshu", name="老地方")
    other = make_programme(town)

    with pytest.raises(UnableToKeepProgramme, match="belongs to “老地方”"):
        actions.begin_programme(town, "talks", FIELDS, by=clerk)
    with pytest.raises(UnableToKeepProgramme, match="belongs to “老地方”"):
        actions.change_programme(other, {"slug": "rongshu"}, by=clerk)


def test_changing_a_programme_keeps_what_was_before(town: Organisation, clerk: Account) -> None:
    programme = make_programme(town)

    actions.change_programme(programme, {"slogan": "讲给年轻人听"}, by=clerk)

    assert AuditEntry.objects.get(verb="change_programme").difference == {"slogan": ["用家乡话讲身边事", "讲给年轻人听"]}


def test_a_programme_ends_once_after_it_began_and_with_nothing_ahead(town: Organisation, clerk: Account) -> None:
    programme = make_programme(town)
    activity = make_activity(town, by=clerk, programme=programme)

    with pytest.raises(UnableToKeepProgramme, match="before it began"):
        actions.end_programme(programme, on=date(2023, 12, 31), by=clerk)
    with pytest.raises(UnableToKeepProgramme, match="1 activities of the programme are still ahead"):
        actions.end_programme(programme, on=TODAY, by=clerk)
    actions.move_activity(activity, "cancel", by=clerk, reason="停办")
    ended = actions.end_programme(programme, on=TODAY, by=clerk)
    with pytest.raises(UnableToKeepProgramme, match="ended already"):
        actions.end_programme(programme, on=TODAY, by=clerk)

    assert ended.ended_on == TODAY


def test_a_template_knows_where_it_comes_from_and_begins_a_programme_elsewhere(
    town: Organisation, clerk: Account, stranger: Account
) -> None:
    programme = make_programme(town)
    template = actions.keep_as_template(programme, title="榕树讲堂", by=clerk)
    elsewhere = stranger.grants_now[0].organisation

    adopted = actions.begin_programme(elsewhere, "talks", FIELDS, by=stranger, template=template)

    assert (template.origin_title, template.origin_code) == ("常平镇 · 榕树下的声音", town.code)
    assert adopted.template == template


def test_a_template_begins_only_a_programme_of_its_kind(town: Organisation, clerk: Account) -> None:
    template = actions.keep_as_template(make_programme(town), title="榕树讲堂", by=clerk)

    with pytest.raises(UnableToKeepProgramme, match="another kind"):
        actions.begin_programme(town, "care", FIELDS, by=clerk, template=template)


def test_a_place_has_one_name_in_its_organisation(town: Organisation, clerk: Account) -> None:
    make_place(town, name="会堂")
    other = make_place(town)

    with pytest.raises(UnableToKeepPlace, match="会堂"):
        actions.add_place(town, {"name": "会堂"}, by=clerk)
    with pytest.raises(UnableToKeepPlace, match="会堂"):
        actions.change_place(other, {"name": "会堂"}, by=clerk)

    assert actions.add_place(make_organisation(town), {"name": "会堂"}, by=clerk).name == "会堂"


@pytest.mark.parametrize("position", [{"latitude": 22}, {"latitude": 91, "longitude": 114}])
def test_a_position_is_whole_and_on_the_globe(town: Organisation, clerk: Account, position: dict[str, int]) -> None:
    with pytest.raises(UnableToKeepPlace, match="degrees north and east"):
        actions.add_place(town, {"name": "会堂"} | position, by=clerk)


def test_the_picture_of_the_way_is_a_picture(town: Organisation, clerk: Account) -> None:
    with pytest.raises(UnableToUsePhoto):
        actions.add_place(town, {"name": "会堂"}, by=clerk, photo=b"no picture")

    assert actions.add_place(town, {"name": "会堂"}, by=clerk, photo=photo()).way_photo is not None


def test_a_place_is_closed_only_when_nothing_takes_place_there(town: Organisation, clerk: Account) -> None:
    place = make_place(town)
    activity = make_activity(town, by=clerk, place=place)

    with pytest.raises(UnableToKeepPlace, match="学习会"):
        actions.close_place(place, on=TODAY, by=clerk)
    actions.move_activity(activity, "cancel", by=clerk, reason="搬家")

    assert actions.close_place(place, on=TODAY, by=clerk).closed_on == TODAY


def test_the_database_refuses_a_programme_that_ends_before_it_began(town: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.create(organisation=town, kind="talks", **(FIELDS | {"ended_on": date(2024, 2, 1)}))


def test_the_figures_of_a_year_count_what_took_place_in_it(town: Organisation, clerk: Account) -> None:
    programme, speaker, listener = make_programme(town), make_person(town), make_person(town)
    noon = timezone.localtime().replace(month=1, day=5, hour=12)
    for days in (0, 1, -10):
        starts_at = noon + timedelta(days=days)
        activity = make_activity(
            town, state="held", by=clerk, kind="talk", programme=programme, came=[speaker, listener], starts_at=starts_at
        )
        actions.set_part(activity, speaker, role="speaker", minutes=None, by=clerk)
        actions.count_audience(activity, 40, by=clerk)
        actions.move_activity(activity, "confirm", by=clerk)
    make_activity(town, state="cancelled", by=clerk, programme=programme)
    make_activity(town, state="confirmed", by=clerk, came=[make_person(town)])

    figures = queries.figures_of_year(programme, noon.year)

    assert (figures.activities, figures.persons, figures.listeners) == (2, 2, 80)
    assert (figures.volunteer_minutes, figures.credit_minutes) == (120, 120)


def test_a_programme_is_begun_from_a_template_on_the_page(office: Client, town: Organisation, clerk: Account) -> None:
    elsewhere = make_programme(make_organisation(), name="别处的讲堂")
    template = Template.objects.create(
        kind="talks",
        title="榕树讲堂",
        origin_title="别处",
        origin_code="x",
        content={"name": elsewhere.name, "slogan": "讲", "slots": [{"kind": "talk", "title": "周五讲堂", "weekday": 4}]},
    )
    shown = office.get(reverse("programme_new"), {"template": str(template.uuid)})
    form = {
        "organisation": town.pk,
        "kind": "talks",
        "template": str(template.uuid),
        "name": "常平讲堂",
        "slug": "cp",
        "begun_on": "2026-01-01",
    }

    begun, again = office.post(reverse("programme_new"), form), office.post(reverse("programme_new"), form)

    programme = Programme.objects.get(slug="cp")
    assert "别处的讲堂" in shown.text
    assert (begun["Location"], again.status_code) == (programme.get_absolute_url(), 422)
    assert "周五讲堂" in office.get(programme.get_absolute_url()).text


@pytest.mark.parametrize("asked", ["nonsense", "0f3a8e1c-6a3e-4b52-9a53-111111111111"])
def test_a_template_that_there_isnt_leaves_the_form_empty(office: Client, asked: str) -> None:
    answer = office.get(reverse("programme_new"), {"template": asked})

    assert answer.status_code == 200


def test_a_programme_is_changed_kept_as_template_and_ended_on_its_pages(office: Client, town: Organisation, clerk: Account) -> None:
    programme = make_programme(town)
    make_programme(town, slug="taken")
    edit, keep, end = (reverse(name, args=[programme.uuid]) for name in ("programme_edit", "programme_template", "programme_end"))
    form = {"name": "新名字", "slug": programme.slug, "begun_on": "2024-01-01"}

    statuses = [office.get(url).status_code for url in (edit, keep, end)]
    refused = [office.post(edit, form | {"slug": "taken"}), office.post(keep, {"title": ""}), office.post(end, {"on": "2020-01-01"})]
    done = [office.post(edit, form), office.post(keep, {"title": "讲堂"}), office.post(end, {"on": TODAY.isoformat()})]

    programme.refresh_from_db()
    assert statuses == [200, 200, 200]
    assert [answer.status_code for answer in refused] == [422, 422, 422]
    assert [answer.status_code for answer in done] == [302, 302, 302]
    assert (programme.name, programme.ended_on, Template.objects.get().title) == ("新名字", TODAY, "讲堂")


def test_a_place_is_added_with_position_and_picture_and_the_picture_is_shown(office: Client, town: Organisation) -> None:
    form: dict[str, Any] = {"organisation": town.pk, "name": "会堂", "seats": "80", "position": "22.97310，113.99050"}

    answer = office.post(reverse("place_new"), form | {"photo": SimpleUploadedFile("way.jpg", photo())})

    place = Place.objects.get()
    picture = office.get(reverse("place_photo", args=[place.uuid]))
    assert (answer.status_code, place.seats, place.position) == (302, 80, (22.9731, 113.9905))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert reverse("place_photo", args=[place.uuid]) in office.get(place.get_absolute_url()).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"position": "here"},
        {"position": "22.9"},
        {"position": "95, 113"},
        {"position": "NaN, 113"},
        {"name": ""},
        {"name": "老会堂"},
        {"seats": "-1"},
        {"photo": SimpleUploadedFile("way.jpg", b"no picture")},
    ],
    ids=str,
)
def test_a_place_that_cant_be_so_is_refused_in_the_form(office: Client, town: Organisation, wrong: dict[str, Any]) -> None:
    make_place(town, name="老会堂")

    answer = office.post(reverse("place_new"), {"organisation": town.pk, "name": "会堂"} | wrong)

    assert answer.status_code == 422
    assert Place.objects.count() == 1


def test_a_place_is_changed_and_closed_on_its_pages(office: Client, town: Organisation, clerk: Account) -> None:
    place = make_place(town, latitude=22, longitude=113)
    edit, close = (reverse(name, args=[place.uuid]) for name in ("place_edit", "place_close"))
    used = make_activity(town, by=clerk, place=place)

    statuses = [office.get(url).status_code for url in (edit, close)]
    changed = office.post(edit, {"name": "新会堂", "position": "", "initial-position": "22.00000, 113.00000"})
    refused = office.post(close, {"on": TODAY.isoformat()})
    actions.move_activity(used, "cancel", by=clerk, reason="搬家")
    closed = office.post(close, {"on": TODAY.isoformat()})

    place.refresh_from_db()
    assert (statuses, changed.status_code, refused.status_code, closed.status_code) == ([200, 200], 302, 422, 302)
    assert (place.name, place.position, place.closed_on) == ("新会堂", None, TODAY)


def test_a_place_without_a_picture_shows_none(office: Client, town: Organisation) -> None:
    answer = office.get(reverse("place_photo", args=[make_place(town).uuid]))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["programmes", "places"])
def test_the_lists_take_as_many_queries_for_three_as_for_one(
    office: Client, town: Organisation, django_assert_max_num_queries: Any, name: str
) -> None:
    make_programme(town, home_place=make_place(town))
    office.get(reverse(name))

    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(12) as counted:
            office.get(reverse(name))
        counts.append(len(counted))
        for _more in range(2):
            make_programme(town, home_place=make_place(town))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["programme", "programme_edit", "programme_end", "programme_template"])
def test_the_programmes_of_others_arent_there(client: Client, town: Organisation, stranger: Account, name: str) -> None:
    programme = make_programme(town)
    client.force_login(stranger)

    answer = client.get(reverse(name, args=[programme.uuid]))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["place", "place_edit", "place_close", "place_photo"])
def test_the_places_of_others_arent_there(client: Client, town: Organisation, stranger: Account, name: str) -> None:
    place = actions.add_place(town, {"name": "会堂"}, by=None, photo=photo())
    client.force_login(stranger)

    answer = client.get(reverse(name, args=[place.uuid]))

    assert answer.status_code == 404
