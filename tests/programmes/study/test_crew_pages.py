"""The clerk's pages of crews and packs: somebody comes aboard, a pack is issued and saved, somebody leaves."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.core.files import content_of
from banyan.people.models import Account, Organisation
from banyan.programmes.study.models import Aboard, Pack
from tests.factories import make_account, make_person
from tests.programmes.study.rows import make_course, make_vessel

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, clerk: Account) -> Client:
    client.force_login(clerk)
    client.cookies["banyan_language"] = "en"
    return client


def test_somebody_comes_aboard_and_leaves(office: Client, town: Organisation) -> None:
    vessel, person, today = make_vessel(town), make_person(town, name="冯水生"), timezone.localdate().isoformat()
    address = reverse("crew_add", args=[vessel.uuid])

    assert "冯水生" in office.get(address, {"q": "fss"}).content.decode()
    office.post(f"{address}?person={person.uuid}", {"on": today, "confirmed": "yes"})
    aboard = Aboard.objects.get()
    assert "learner 1001" in office.get(vessel.get_absolute_url()).content.decode()
    office.post(reverse("crew_leave", args=[aboard.pk]), {"on": today, "confirmed": "yes"})

    aboard.refresh_from_db()
    assert aboard.to_on is not None
    assert "Nobody is noted" in office.get(vessel.get_absolute_url()).content.decode()


def test_a_pack_is_issued_from_approved_courses_and_saved(office: Client, town: Organisation, clerk: Account) -> None:
    vessel = make_vessel(town)
    draft = make_course(town, by=clerk)
    address = reverse("pack_new", args=[vessel.uuid])
    assert "No course is approved yet" in office.get(address).content.decode()
    course = make_course(town, by=clerk, approved_by=make_account(town, "clerk"))

    weighed = office.post(address, {"courses": [course.pk]}, headers={"HX-Request": "true"}).content.decode()
    refused = office.post(address, {"title": "九月学习包", "courses": [draft.pk]})
    office.post(address, {"title": "九月学习包", "courses": [course.pk]})

    pack = Pack.objects.get()
    assert "Together at most 48" in weighed
    assert "dear at sea" not in weighed
    assert "<html" not in weighed
    assert refused.status_code == 422
    page = office.get(pack.get_absolute_url()).content.decode()
    assert "九月学习包" in page
    assert course.items.get().title in page
    assert b"".join(office.get(reverse("pack_file", args=[pack.number]))) == content_of(pack.file)
    second = office.post(address, {"title": "十月学习包", "courses": [course.pk], "base": pack.pk})
    assert second.status_code == 302
    assert Pack.objects.latest("number").base == pack
