"""The boat's hub over real connections: names and PINs, study and quizzes, what is refused, and what others hand in."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from banyan.hub.boat import Boat
from banyan.hub.device import init_device
from banyan.hub.pins import MOST_WRONG
from banyan.kernels.journal.acknowledgement import acknowledgement
from banyan.kernels.journal.batch import events_in, read_batch
from banyan.kernels.journal.chains import Link, survey
from banyan.kernels.journal.events import Event, Kind
from banyan.kernels.journal.records import RecordKind, key_record, kind_of, packed, unpacked
from banyan.kernels.packs import RosterRow, cut
from tests.hub.visitor import Visitor, events_of, serving
from tests.kernels.journal.made import BEGAN
from tests.kernels.packs.made import SHORE, SOUND, pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "hub"


@pytest.fixture
def boat(folder: Path) -> Boat:
    boat = Boat(folder, title="粤渔 0001")
    with boat.device() as device:
        device.take_pack(pack())
    return boat


@pytest.fixture
def visitor(boat: Boat) -> Iterator[Visitor]:
    with serving(boat) as visitor:
        yield visitor


def parcel_of_a_phone(tmp_path: Path, *, events: int = 3) -> bytes:
    phone = init_device(tmp_path / "phone", title="手机")
    phone.record([Event("1002", "71", BEGAN + number, 600) for number in range(events)])
    return packed([key_record(phone.public_key), *(batch.record for batch in phone.hand_over())])


def test_the_first_page_with_forty_names_and_all_it_stands_on_is_at_most_30_kb(boat: Boat, visitor: Visitor) -> None:
    with boat.device() as device:
        rows = tuple(RosterRow(number, str(number), f"欧阳海珠{number}") for number in range(1, 201))
        device.take_pack(pack(number=4, roster=rows))

    sizes = [len(visitor.open(path).body) for path in ("/", "/hub.css", "/icon.svg")]

    assert visitor.open("/").text.count("欧阳海珠") == 40
    assert "欧阳海珠41" in visitor.open("/?from=40").text
    assert sum(sizes) <= 30_000


def test_a_name_is_chosen_with_four_figures_and_study_is_noted_under_it(folder: Path, visitor: Visitor) -> None:
    visitor.open("/")

    listed = visitor.sign_in()
    noted = visitor.study("72")

    assert "陈*明" in listed.text
    assert "《讲义》已记下" in noted.text
    assert "再学 16 分钟就算学完" in noted.text
    assert [(one.learner, one.item, one.kind, one.pack) for one in events_of(folder)] == [("1001", "72", Kind.STUDY, 3)]


def test_a_quiz_is_marked_and_may_be_done_again(folder: Path, visitor: Visitor) -> None:
    visitor.sign_in()
    assert "休渔期从哪天开始" in visitor.study("71").text

    wrong = visitor.send("/quiz", ("id", "71"), ("q0", "0"), ("q1", "0"), ("q2", "1"))
    visitor.open("/quiz?id=71")
    right = visitor.send("/quiz", ("id", "71"), ("q0", "1"), ("q1", "2"), ("q1", "0"), ("q2", "1"))

    assert ("33" in wrong.text, wrong.text.count("✗ 不对"), "60 分通过" in wrong.text) == (True, 2, True)
    assert "已通过" in right.text
    assert [one.score for one in events_of(folder)] == [None, 33, 100]
    assert "最好 100 分" in visitor.open("/study").text


def test_a_question_left_out_is_named_and_the_other_answers_stay(folder: Path, visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.open("/quiz?id=71")

    answer = visitor.send("/quiz", ("id", "71"), ("q0", "1"), ("q2", "0"))

    assert answer.status == 422
    assert "还没有答的题：2。" in answer.text
    assert re.findall(r'name="(q\d)" value="(\d)" checked', answer.text) == [("q0", "1"), ("q2", "0")]
    assert events_of(folder) == []


def test_several_before_one_screen_get_a_record_each(folder: Path, visitor: Visitor) -> None:
    visitor.open("/together")
    assert visitor.send("/together").status == 422

    visitor.send("/together", ("who", "1001"), ("who", "1002"), ("who", "nobody"))
    visitor.study("72")

    assert [one.learner for one in events_of(folder)] == ["1001", "1002"]


def test_a_second_press_notes_nothing_twice(folder: Path, visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.study("72")

    again = visitor.send("/item", ("id", "72"))

    assert again.status == 200
    assert len(events_of(folder)) == 1


def test_an_item_whose_time_was_not_counted_is_said_so(folder: Path, visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.open("/item?id=72")
    visitor.open("/item?id=71")

    answer = visitor.send("/item", ("id", "72"))

    assert answer.status == 422
    assert "重新打开" in answer.text
    assert events_of(folder) == []


def test_two_pins_that_differ_a_short_one_and_a_wrong_one_are_refused(visitor: Visitor) -> None:
    visitor.open("/sign-in?who=1001")

    differ = visitor.send("/sign-in", ("who", "1001"), ("pin", "1234"), ("again", "4321"))
    short = visitor.send("/sign-in", ("who", "1001"), ("pin", "12"), ("again", "12"))
    visitor.sign_in(pin="1234")
    wrong = visitor.sign_in(pin="9999")

    assert [answer.status for answer in (differ, short, wrong)] == [422, 422, 422]
    assert "两次输入的密码不同" in differ.text
    assert "四位数字" in short.text
    assert "密码不对" in wrong.text


def test_after_five_wrong_pins_a_minute_has_to_pass_even_for_the_right_one(visitor: Visitor) -> None:
    visitor.sign_in(pin="1234")

    for _try in range(MOST_WRONG):
        visitor.sign_in(pin="9999")

    assert visitor.sign_in(pin="1234").status == 429


def test_a_name_that_is_not_on_the_roster_is_refused(visitor: Visitor) -> None:
    assert visitor.open("/sign-in?who=9").status == 404
    assert visitor.send("/sign-in", ("who", "9"), ("pin", "1234"), ("again", "1234")).status in (403, 404)


def test_a_form_without_its_token_from_elsewhere_or_for_another_name_is_refused(visitor: Visitor) -> None:
    visitor.open("/together")
    fields = f"token={visitor.token}&who=1001".encode()
    kind = {"Content_Type": "application/x-www-form-urlencoded"}

    refused = [
        visitor.ask("POST", "/together", b"who=1001", **kind).status,
        visitor.ask("POST", "/together", fields, **kind, Origin="http://elsewhere.example").status,
        visitor.ask("POST", "/together", fields, **kind, Host="elsewhere.example").status,
        Visitor(visitor.port).ask("POST", "/together", fields, **kind).status,
    ]

    assert refused == [403, 403, 421, 403]
    assert visitor.ask("POST", "/together", fields, **kind).status == 303


@pytest.mark.parametrize(
    "path", ["/files/../keys", "/files/%2e%2e/keys", "/files/" + "0" * 64 + ".md", "/keys", "/enrol", "//keys", "/nothing"]
)
def test_only_files_of_the_pack_are_given_out(visitor: Visitor, path: str) -> None:
    answer = visitor.ask("GET", path)

    assert answer.status == 404
    assert "没有这" in answer.text


def test_a_body_that_is_too_large_or_of_no_size_or_cut_short_is_refused_in_words(visitor: Visitor) -> None:
    visitor.open("/take")

    large = visitor.ask("POST", "/take", bytes(17 * 1024 * 1024), Content_Type="multipart/form-data; boundary=x")
    sizeless = visitor.ask("POST", "/take", b"", Content_Type="multipart/form-data; boundary=x", Transfer_Encoding="chunked")
    garbled = visitor.ask("POST", "/take", b"--x\r\n", Content_Type="multipart/form-data; boundary=x")

    assert [answer.status for answer in (large, sizeless, garbled)] == [413, 411, 400]
    assert "超过 16 MB" in large.text


def test_sound_is_given_from_where_the_browser_asks(visitor: Visitor) -> None:
    visitor.sign_in()
    found = re.search(r'<audio src="([^"]+)"', visitor.open("/item?id=71").text)
    assert found

    part = visitor.ask("GET", found[1], Range="bytes=4-9")
    beyond = visitor.ask("GET", found[1], Range="bytes=9999-")

    assert (part.status, part.body, part.headers["Content-Range"]) == (206, SOUND[4:10], f"bytes 4-9/{len(SOUND)}")
    assert beyond.status == 416


def test_a_pack_that_was_changed_is_refused_with_the_reason(visitor: Visitor) -> None:
    broken = bytearray(pack(number=4))
    broken[len(broken) // 2] ^= 1

    answer = visitor.upload(bytes(broken), "oct.pack")

    assert answer.status == 422
    assert "oct.pack：" in answer.text


def test_the_parts_of_a_pack_are_put_together_and_a_missing_one_is_named(visitor: Visitor) -> None:
    visitor.open("/take")
    parts = cut(pack(number=4, title="十月学习包"), 200)

    def bring(those: list[tuple[int, bytes]]) -> str:
        head = f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{visitor.token}\r\n'.encode()
        files = b"".join(
            f'--x\r\nContent-Disposition: form-data; name="file"; filename="oct.pack.{number:03d}"\r\n\r\n'.encode() + part + b"\r\n"
            for number, part in those
        )
        return visitor.ask("POST", "/take", head + files + b"--x--\r\n", Content_Type="multipart/form-data; boundary=x").text

    numbered = list(enumerate(parts, start=1))
    assert "还缺这几个分卷" in bring([*numbered[:1], *numbered[2:]])
    assert "已装好《十月学习包》" in bring(numbered[::-1])


def test_records_of_a_phone_are_carried_as_they_came_and_once(folder: Path, tmp_path: Path, visitor: Visitor) -> None:
    parcel = parcel_of_a_phone(tmp_path)

    first, second = visitor.upload(parcel), visitor.upload(parcel)

    assert "已收好 3 条记录" in first.text
    assert "不会重复计算" in second.text
    assert [path.read_bytes() for path in (folder / "inbox").iterdir()] == [parcel]
    assert "另外代别的手机保管 3 条" in visitor.open("/").text


def test_the_file_to_hand_over_holds_the_own_records_and_those_of_others(tmp_path: Path, visitor: Visitor) -> None:
    visitor.upload(parcel_of_a_phone(tmp_path))
    visitor.sign_in()
    visitor.study("72")
    visitor.open("/hand-over")

    answer = visitor.send("/hand-over", ("way", "file"))

    batches = [read_batch(record) for record in unpacked(answer.body).records if kind_of(record) == RecordKind.BATCH]
    assert sorted(event.learner for batch in batches for event in events_in(batch)) == ["1001", "1002", "1002", "1002"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_what_the_shore_acknowledged_is_not_offered_again(folder: Path, visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.study("72")
    visitor.open("/hand-over")
    visitor.send("/hand-over", ("way", "file"))
    with Boat(folder).device() as device:
        links = (
            Link(one.header.incarnation, one.header.first, one.header.last, one.hash, one.header.previous) for one in device.log.batches
        )
        said = acknowledgement(store=bytes(8), epoch=BEGAN, counter=1, device=device.id, segments=survey(links).segments, secret=SHORE)

    answer = visitor.upload(packed([said]), "ack.banyan")

    assert "已收到岸上回告，尚未交回 0 条" in answer.text
    assert "记录都已交回岸上" in visitor.open("/").text


def test_what_is_no_record_of_ours_and_an_introduction_are_refused_in_words(folder: Path, visitor: Visitor) -> None:
    nonsense = visitor.upload(b"\x00\x01hello", "photo.jpg")
    secret = visitor.upload((folder / "enrol").read_bytes(), "enrol")
    nothing = visitor.upload(b"", "")

    assert [answer.status for answer in (nonsense, secret, nothing)] == [422, 422, 422]
    assert "photo.jpg：这不是榕树的学习记录" in nonsense.text
    assert "当面交给岸上办公室" in secret.text


def test_ten_phones_at_once_lose_nothing(folder: Path, boat: Boat, visitor: Visitor) -> None:
    with boat.device() as device:
        device.take_pack(pack(number=4, roster=tuple(RosterRow(number, str(number), f"人{number}") for number in range(1, 11))))

    def learn(number: int) -> None:
        phone = Visitor(visitor.port)
        phone.sign_in(str(number), "1234")
        for _time in range(5):
            assert phone.study("72").status == 200

    with ThreadPoolExecutor(10) as phones:
        list(phones.map(learn, range(1, 11)))

    assert sorted(int(one.learner) for one in events_of(folder)) == [number for number in range(1, 11) for _time in range(5)]


def test_an_hour_of_study_survives_a_restart_of_the_hub(folder: Path, visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.open("/item?id=72")
    kept = dict(visitor.cookies)

    with serving(Boat(folder)) as again:
        again.cookies, again.token = kept, visitor.token
        again.send("/item", ("id", "72"))

    assert [one.item for one in events_of(folder)] == ["72"]


def test_pages_are_in_english_where_somebody_asks_for_it(visitor: Visitor) -> None:
    assert "Choose your name" in visitor.open("/?language=en").text
    assert "Hand over" in visitor.open("/hand-over").text
    assert "请选您的名字" in visitor.open("/?language=zh").text


def test_a_machine_without_a_pack_says_how_the_first_one_comes_aboard(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "sep.pack").write_bytes(pack())

    with serving(Boat(tmp_path / "new", stick=stick)) as visitor:
        empty = visitor.open("/")
        listed = visitor.open("/take")
        taken = visitor.send("/take/stick", ("name", "sep.pack"))
        gone = visitor.send("/take/stick", ("name", "../keys"))

    assert "还没有学习包" in empty.text
    assert "sep.pack" in listed.text
    assert "已装好《九月学习包》" in taken.text
    assert gone.status == 404
