"""Records that go ashore by themselves in port: signed for by the device, in pieces, answered, and packs on the way back."""

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from banyan.hub.answers import answers
from banyan.hub.boat import Boat
from banyan.hub.device import init_device
from banyan.hub.errors import UnableToUseDevice
from banyan.hub.gathering import keep
from banyan.hub.port import Port
from banyan.kernels.journal.acknowledgement import read_acknowledgement
from banyan.kernels.journal.enrolment import read_enrolment
from banyan.kernels.journal.events import Event as Noted
from banyan.kernels.journal.port import port_signature
from banyan.kernels.journal.records import key_record, packed, unpacked
from banyan.people.models import Account, Organisation
from banyan.programmes.study.actions.crews import join_crew
from banyan.programmes.study.actions.devices import enrol_device, revoke_device
from banyan.programmes.study.actions.packs import issue_pack
from banyan.programmes.study.models import Device, Event, Handover, Vessel
from tests.factories import make_account, make_person
from tests.kernels.journal.made import BEGAN, chain, secret_of
from tests.kernels.journal.made import study as study_event
from tests.programmes.study.rows import make_course, make_device, make_vessel, parcel

pytestmark = pytest.mark.django_db


@pytest.fixture
def vessel(town: Organisation) -> Vessel:
    return make_vessel(town)


@pytest.fixture
def device(vessel: Vessel) -> Device:
    return make_device(vessel)


def question(client: Client) -> str:
    return str(client.get("/study/port/").json()["question"])


def send(client: Client, device: Device, body: bytes, *, secret: bytes = secret_of(1), asked: str = "", holds: str = "0") -> Any:
    asked = asked or question(client)
    signature = port_signature(asked, body, secret=secret).hex()
    said = {"Banyan-Device": device.ident, "Banyan-Question": asked, "Banyan-Signature": signature, "Banyan-Holds": holds}
    return client.post("/study/port/", body, content_type="application/octet-stream", headers=said)


def test_what_an_enrolled_device_brings_is_kept_and_acknowledged(client: Client, device: Device) -> None:
    answer = send(client, device, parcel(*chain([study_event()], [study_event("2")])))

    said = [read_acknowledgement(record) for record in unpacked(answer.content).records]
    assert answer.status_code == 200
    assert [one.device.hex() for one in said] == [device.ident]
    assert Handover.objects.get().route == "port"
    assert Handover.objects.get().organisation == device.vessel.organisation
    assert Event.objects.exists()


def test_the_same_again_and_nothing_at_all_leave_no_hand_over_but_are_answered(client: Client, device: Device) -> None:
    send(client, device, parcel(*chain([study_event()], [study_event("2")])))

    again = send(client, device, parcel(*chain([study_event()], [study_event("2")])))
    nothing = send(client, device, b"")

    assert [again.status_code, nothing.status_code] == [200, 200]
    assert Handover.objects.count() == 1
    assert len(unpacked(nothing.content).records) == 1


def test_a_device_that_nobody_enrolled_a_revoked_one_and_another_signature_are_refused(client: Client, device: Device) -> None:
    body = parcel(*chain([study_event()]))
    stranger = Device(ident="00" * 8)

    refused = [send(client, stranger, body), send(client, device, body, secret=secret_of(2))]
    revoke_device(device, reason="丢失", at=timezone.now(), by=None)
    refused.append(send(client, device, body))

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert "登记" in refused[0].json()["error"]
    assert not Handover.objects.exists()


def test_a_signature_holds_for_one_parcel_and_one_question_only(client: Client, device: Device) -> None:
    asked = question(client)
    signature = port_signature(asked, b"another", secret=secret_of(1)).hex()
    said = {"Banyan-Device": device.ident, "Banyan-Question": asked, "Banyan-Signature": signature}

    other = client.post("/study/port/", parcel(*chain([study_event()])), content_type="application/octet-stream", headers=said)

    assert other.status_code == 403


def test_a_question_that_is_not_ours_is_refused(client: Client, device: Device) -> None:
    elsewhere = signing.TimestampSigner(salt="elsewhere").sign("x")

    assert [send(client, device, b"", asked=asked).status_code for asked in ("made up", elsewhere)] == [400, 400]


@pytest.mark.parametrize("header", [{"Banyan-Signature": "zz"}, {"Banyan-Holds": "many"}])
def test_headers_that_make_no_sense_are_refused(client: Client, device: Device, header: dict[str, str]) -> None:
    asked = question(client)
    said = {"Banyan-Device": device.ident, "Banyan-Question": asked, "Banyan-Signature": "00" * 64} | header

    assert client.post("/study/port/", b"", content_type="application/octet-stream", headers=said).status_code == 400


def test_a_parcel_over_4_mb_is_refused_before_it_is_read(client: Client, device: Device) -> None:
    answer = send(client, device, bytes(4 * 1024 * 1024 + 1))

    assert answer.status_code == 413


def test_an_old_question_is_refused(client: Client, device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = question(client)
    monkeypatch.setattr("banyan.programmes.study.views.port.QUESTION_SECONDS", -1)

    assert send(client, device, b"", asked=asked).status_code == 400


@pytest.fixture
def clerk(town: Organisation) -> Account:
    return make_account(town, "clerk")


@pytest.fixture
def boat(tmp_path: Path, vessel: Vessel) -> Boat:
    boat = Boat(tmp_path / "hub", title="粤渔 0001")
    enrol_device(read_enrolment((boat.folder / "enrol").read_bytes()), vessel=vessel, at=timezone.now(), by=None)
    return boat


@pytest.fixture
def port(boat: Boat, live_server: LiveServer) -> Port:
    return Port(boat, live_server.url)


def study(boat: Boat, *, events: int = 1) -> None:
    boat.note(Noted("1001", "71", BEGAN + 1000 * number, 600 + number) for number in range(events))


@contextmanager
def breaking(live_server: LiveServer, *, after_bytes: int) -> Iterator[str]:
    """A line to the server that is cut for good once so many bytes went out on it."""
    there = (urlsplit(live_server.url).hostname, urlsplit(live_server.url).port)
    sent = 0

    class Line(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            nonlocal sent
            with socket.create_connection(there) as server:
                while True:
                    for one in select.select([self.request, server], [], [])[0]:
                        piece = one.recv(1024)
                        sent += len(piece) if one is self.request else 0
                        if not piece or sent > after_bytes:
                            return
                        (server if one is self.request else self.request).sendall(piece)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line) as line:
        line.daemon_threads = True
        threading.Thread(target=line.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield f"http://localhost:{line.server_address[1]}"
        line.shutdown()


@pytest.mark.django_db(transaction=True)
def test_a_hub_in_port_hands_over_by_itself_and_hears_the_answer(boat: Boat, port: Port) -> None:
    study(boat, events=5)

    assert port.call()

    assert Event.objects.count() == 5
    assert boat.aboard().standing.unacknowledged == 0
    assert boat.contact is not None
    assert boat.contact.refused == ""


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_off_goes_on_where_it_ended(boat: Boat, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banyan.hub.port.PIECE_BYTES", 2000)
    study(boat, events=3000)

    with breaking(live_server, after_bytes=8000) as address:
        assert not Port(boat, address).call()
    after_the_break, left = Event.objects.count(), boat.aboard().standing.unacknowledged

    assert Port(boat, live_server.url).call()

    assert 0 < after_the_break < 3000
    assert left == 3000 - after_the_break
    assert Event.objects.count() == 3000
    assert boat.aboard().standing.unacknowledged == 0


@pytest.mark.django_db(transaction=True)
def test_the_newest_pack_comes_aboard_and_a_download_goes_on_where_it_ended(
    boat: Boat, port: Port, vessel: Vessel, clerk: Account, town: Organisation
) -> None:
    course = make_course(town, by=make_account(town, "clerk"), approved_by=clerk)
    join_crew(vessel, make_person(town), on=timezone.localdate(), by=None)
    pack = issue_pack(vessel, [course], title="九月学习包", at=timezone.now(), by=None)
    with default_storage.open(pack.file.path) as stream:
        (boat.folder / f"port-{pack.number}.part").write_bytes(stream.read(100))

    assert port.call()

    assert [manifest.title for manifest in boat.aboard().packs] == ["九月学习包"]
    assert not list(boat.folder.glob("*.part"))
    assert port.call()
    assert len(boat.aboard().packs) == 1


@pytest.mark.django_db(transaction=True)
def test_records_of_a_phone_go_along_and_its_answer_waits_for_it(boat: Boat, port: Port, vessel: Vessel, tmp_path: Path) -> None:
    phone = init_device(tmp_path / "phone", title="手机")
    enrol_device(read_enrolment((tmp_path / "phone" / "enrol").read_bytes()), vessel=vessel, at=timezone.now(), by=None)
    phone.record([Noted("1002", "71", BEGAN, 600)])
    keep(boat.folder, packed([key_record(phone.public_key), *(batch.record for batch in phone.hand_over())]))

    assert port.call()

    assert list(answers(boat.folder)) == [phone.id]
    assert boat.aboard().carried_events == 0
    phone.hear(packed([answers(boat.folder)[phone.id]]))
    assert phone.standing().unacknowledged == 0


@pytest.mark.django_db(transaction=True)
def test_a_hub_that_nobody_enrolled_is_told_so_and_keeps_everything(tmp_path: Path, live_server: LiveServer) -> None:
    boat = Boat(tmp_path / "other")
    study(boat)

    assert Port(boat, live_server.url).call()

    assert boat.contact is not None
    assert "登记" in boat.contact.refused
    assert boat.aboard().standing.unacknowledged == 1


def test_without_a_network_nothing_happens_and_nothing_is_lost(boat: Boat) -> None:
    study(boat)

    assert not Port(boat, "http://127.0.0.1:9").call()

    assert boat.aboard().standing.unacknowledged == 1
    assert boat.aboard().standing.waiting == 1


@pytest.mark.parametrize("address", ["banyan.example.org", "file:///etc/passwd", "ftp://banyan.example.org", "https://"])
def test_only_an_address_of_the_web_is_taken_for_the_shore(boat: Boat, address: str) -> None:
    with pytest.raises(UnableToUseDevice):
        Port(boat, address)
