"""The clerk's pages: a device is enrolled, what came is taken in by any way, and the acknowledgement goes back."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banyan.kernels.journal.acknowledgement import read_acknowledgement
from banyan.kernels.journal.frames import qr_texts
from banyan.kernels.journal.receipt import short_receipts, summary
from banyan.kernels.journal.text import hanzi_records, hanzi_text, spoken_lines, spoken_record
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.devices import revoke_device
from banyan.programmes.study.models import Device, Event, Handover, Vessel
from tests.factories import make_account, make_organisation
from tests.kernels.journal.made import chain, device_number, month, study
from tests.programmes.study.rows import MAC_KEY, introduction, make_device, make_port, make_vessel, merge, parcel

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, clerk: Account) -> Client:
    client.force_login(clerk)
    client.cookies["banyan_language"] = "en"
    return client


def upload(content: bytes, name: str = "enrol") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(text: str) -> bytes:
    stream = io.BytesIO()
    segno.make(text, error="m").save(stream, kind="png", scale=5, border=4)
    return stream.getvalue()


def hand_in(office: Client, *contents: bytes, text: str = "", name: str = "out.by") -> Handover:
    files = [upload(content, name) for content in contents]
    answer = office.post(reverse("handover_new"), {"parcels": files, "text": text})
    assert answer.status_code == 302, answer.content.decode()
    return Handover.objects.latest("pk")


@pytest.mark.parametrize("shown", ["file", "photo"])
def test_a_device_is_enrolled_in_two_steps(office: Client, town: Organisation, shown: str) -> None:
    vessel = make_vessel(town, code="粤东莞渔90001")
    content = introduction() if shown == "file" else picture(qr_texts(introduction())[0])

    page = office.post(reverse("device_enrol"), {"file": upload(content)})
    hidden = re.search(r'name="introduction" value="([0-9a-f]+)"', page.content.decode())
    assert hidden is not None
    assert "phone 1" in page.content.decode()
    answer = office.post(reverse("device_enrol"), {"introduction": hidden[1], "vessel": vessel.pk, "title": "老陈的手机"})

    device = Device.objects.get()
    assert answer.headers["Location"] == device.get_absolute_url()
    assert (device.title, device.vessel, device.ident) == ("老陈的手机", vessel, device_number(1).hex())


@pytest.mark.parametrize("content", [b"hello", b"", introduction()[:50], parcel(*chain([study()]))], ids=["text", "empty", "cut", "other"])
def test_what_is_no_introduction_is_told_in_the_form(office: Client, content: bytes) -> None:
    answer = office.post(reverse("device_enrol"), {"file": upload(content)})

    assert answer.status_code == 422
    assert not Device.objects.exists()


@pytest.mark.parametrize("hidden", ["zz", "4501", introduction().hex()[:-2] + "00"])
def test_an_introduction_tampered_with_between_the_steps_is_refused(office: Client, town: Organisation, hidden: str) -> None:
    vessel = make_vessel(town)

    answer = office.post(reverse("device_enrol"), {"introduction": hidden, "vessel": vessel.pk, "title": "x"})

    assert answer.status_code == 422
    assert not Device.objects.exists()


def test_a_vessel_of_another_town_cannot_be_chosen(office: Client) -> None:
    vessel = make_vessel(make_organisation())

    answer = office.post(reverse("device_enrol"), {"introduction": introduction().hex(), "vessel": vessel.pk, "title": "x"})

    assert answer.status_code == 422


def test_several_files_are_taken_in_at_once_and_told(office: Client, town: Organisation) -> None:
    make_device(make_vessel(town))
    first, second, third = chain([study()], [study(item="2")], [study(item="3")])

    handover = hand_in(office, parcel(first), parcel(third), b"nonsense" * 9)

    assert (handover.new, handover.route, len(handover.refused)) == (2, "file", 1)
    page = office.get(handover.get_absolute_url()).content.decode()
    assert "phone 1" in page
    assert "something is missing" in page
    assert "2 records" in page
    assert hand_in(office, parcel(second)).new == 1


def test_photos_of_codes_come_in_any_order_and_twice(office: Client) -> None:
    texts = qr_texts(parcel(*chain(month(1)[:120])))
    assert len(texts) > 2

    photos = [picture(text) for text in [texts[-1], *texts[:-1], texts[0]]]
    handover = hand_in(office, *photos, name="photo.png")

    assert (handover.new, handover.route, handover.refused) == (120, "photo", [])


def test_a_missing_photo_is_named(office: Client) -> None:
    texts = qr_texts(parcel(*chain(month(1)[:120])))

    handover = hand_in(office, *[picture(text) for text in texts[1:]], name="photo.png")

    assert handover.new == 0
    assert f"1/{len(texts)}" in handover.refused[0]["why"]


def test_a_short_message_and_dictated_lines_are_taken_as_text(office: Client, town: Organisation) -> None:
    make_device(make_vessel(town))
    covers = [chain([study()])[0].hash]

    def message(counter: int) -> bytes:
        rows = summary([study()])
        return short_receipts(rows, mac_key=MAC_KEY, device=device_number(1), counter=counter, covers=covers)[0]

    first = hand_in(office, text=hanzi_text(message(1)))
    second = hand_in(office, text="\n".join(spoken_lines(message(2))))

    assert [(one.receipts, one.route, one.refused) for one in (first, second)] == [(1, "text", []), (1, "text", [])]


def test_codes_pasted_as_text_by_another_scanner_are_taken(office: Client) -> None:
    assert hand_in(office, text="\n".join(qr_texts(parcel(*chain([study()]))))).new == 1


def test_nothing_handed_in_is_told(office: Client) -> None:
    answer = office.post(reverse("handover_new"), {"text": " "})

    assert answer.status_code == 422
    assert "Choose files or photos" in answer.content.decode()


def test_the_acknowledgement_is_given_as_code_text_lines_and_file(office: Client, town: Organisation) -> None:
    device = make_device(make_vessel(town))
    merge(parcel(*chain([study()])))
    address = reverse("device_acknowledge", args=[device.ident])

    page = office.post(address, {"form": "page"}).content.decode()
    file = office.post(address, {"form": "file"})

    characters = re.search(r'class="characters" lang="zh">(.+?)</p>', page)
    lines = re.search(r'<pre class="spoken">(.+?)</pre>', page, re.DOTALL)
    assert characters is not None
    assert lines is not None
    said = [read_acknowledgement(one) for one in (hanzi_records(characters[1])[0], spoken_record(lines[1]), file.content)]
    assert [one.counter for one in said] == [1, 1, 2]
    assert page.count("code-picture") == 1
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_the_page_of_a_device_tells_forks_gaps_and_receipts(office: Client, town: Organisation) -> None:
    device = make_device(make_vessel(town))
    begun = chain([study()])
    merge(parcel(*begun, *chain([study(item="2")], after=begun[0]), *chain([study(item="3")], [study(item="4")], after=begun[0])[1:]))

    page = office.get(device.get_absolute_url()).content.decode()

    assert "Went on in two ways" in page
    assert "Not here yet" in page
    assert "3 records" in page


def test_odd_clocks_and_study_after_the_revocation_are_shown_on_the_page_of_the_device(office: Client, town: Organisation) -> None:
    device = make_device(make_vessel(town))
    merge(parcel(*chain([study(at=4_000_000_000), study(item="2"), study(item="3", at=1_790_000_100)])))
    revoke_device(device, reason="lost", at=datetime(2026, 9, 1, tzinfo=UTC), by=None)

    page = office.get(device.get_absolute_url()).content.decode().replace("&#x27;", "'")

    for words in ("the clock can't be right", "clock was put back", "at the same time", "after the device was revoked"):
        assert words in page


def test_a_device_is_revoked_with_a_reason(office: Client, town: Organisation) -> None:
    device = make_device(make_vessel(town))
    address = reverse("device_revoke", args=[device.ident])

    assert office.post(address, {"reason": ""}).status_code == 422
    office.post(address, {"reason": "lost at sea"})

    device.refresh_from_db()
    assert device.revoke_reason == "lost at sea"
    assert "lost at sea" in office.get(device.get_absolute_url()).content.decode()


def test_devices_that_nobody_enrolled_stand_above_the_list(office: Client) -> None:
    merge(parcel(*chain([study()])))

    page = office.get(reverse("devices")).content.decode()

    assert device_number(1).hex() in page
    assert "1 record" in page


def test_a_vessel_is_noted_and_changed(office: Client, town: Organisation) -> None:
    port, other = make_port(town, name="先锋"), make_port(town, name="泥洲")
    office.post(
        reverse("vessel_new"), {"code": " 粤东莞渔 90001", "organisation": town.pk, "home_port": port.pk, "waters": "south_china_sea"}
    )
    vessel = Vessel.objects.get()
    assert (vessel.code, vessel.organisation, vessel.home_port) == ("粤东莞渔90001", town, port)

    again = office.post(reverse("vessel_new"), {"code": "粤东莞渔90001", "organisation": town.pk})
    office.post(reverse("vessel_edit", args=[vessel.uuid]), {"organisation": town.pk, "home_port": other.pk, "waters": "pearl_river"})

    vessel.refresh_from_db()
    assert again.status_code == 422
    assert (vessel.home_port, vessel.waters) == (other, "pearl_river")


def test_lists_take_as_many_queries_for_three_rows_as_for_one(
    office: Client, town: Organisation, django_assert_max_num_queries: object
) -> None:
    make_device(make_vessel(town))
    merge(parcel(*chain([study()])), by=make_account(town, "clerk"))

    def queries() -> list[int]:
        counts = []
        for name in ("vessels", "devices", "handovers"):
            with django_assert_max_num_queries(20) as asked:  # type: ignore[operator]  # pytest-django's fixture
                office.get(reverse(name))
            counts.append(len(asked))
        return counts

    queries()
    before = queries()
    for number in (2, 3):
        make_device(make_vessel(town), number=number)
        merge(parcel(*chain([study()], device=number), number=number), by=make_account(town, "clerk"))

    assert queries() == before


def test_a_carrier_takes_in_and_sees_what_was_handed_in_there(client: Client, town: Organisation) -> None:
    carrier = make_account(town, "carrier")
    client.force_login(carrier)

    client.post(reverse("handover_new"), {"parcels": [upload(parcel(*chain([study()])))], "text": ""})

    handover = Handover.objects.get()
    assert (handover.made_by, handover.organisation, Event.objects.count()) == (carrier, town, 1)
    assert client.get(handover.get_absolute_url()).status_code == 200
    assert client.get(reverse("desk")).status_code == 200


def test_a_photo_that_is_none_is_told(office: Client) -> None:
    broken = Path(__file__).read_bytes()[:100]

    handover = hand_in(office, b"\x89PNG" + broken, picture("https://example.cn"), name="photo.png")

    assert len(handover.refused) == 2
    assert handover.made_at <= timezone.now()
