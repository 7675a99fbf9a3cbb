"""The page's JavaScript in a real Chromium, held to the bytes of tests/vectors/journal.json."""

import random
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from banyan.kernels.journal.batch import Batch, check_batch, events_in, read_batch
from banyan.kernels.journal.columns import column_code
from banyan.kernels.journal.events import Event, events_of
from banyan.kernels.journal.faults import Fault, JournalError
from banyan.kernels.journal.frames import qr_texts
from banyan.kernels.journal.keys import public_of
from banyan.kernels.journal.receipt import read_receipt
from banyan.kernels.journal.records import unpacked
from tests.journeys.journal_twin import MAC_KEY, PARCEL, PUBLIC_KEY, ROW, SECRET, VECTORS, Twin, as_batch, event_of, twin, twin_of
from tests.kernels.journal.made import BEGAN, device_number, secret_of

__all__ = ["twin"]

pytestmark = [pytest.mark.browser, pytest.mark.once]


def hexes(name: str) -> list[bytes]:
    return [bytes.fromhex(one) for one in VECTORS[name]]


def batches() -> list[Batch]:
    return [read_batch(bytes.fromhex(one["hex"])) for one in VECTORS["batches"]]


def test_the_products_own_pages_may_load_the_modules(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/sign-in/")

    public_key = twin_of(page, f"{live_server.url}/static/study/offline/journal")("journal.keys.publicOf(secret)", secret=SECRET)

    assert public_key == PUBLIC_KEY


def test_columns_are_those_of_the_vectors(twin: Twin) -> None:
    for one in VECTORS["columns"]:
        values, content = one["values"], bytes.fromhex(one["hex"])

        assert twin("journal.bits.asBytes([journal.columns.columnCode(values)])", values=values) == content
        assert twin("journal.columns.columnOf(new journal.bits.Bits(content), count)", content=content, count=len(values)) == values


def test_columns_take_the_same_form_as_in_python(twin: Twin) -> None:
    chance = random.Random(11)
    tops = [1, 2, 5, 40, 1000, 10**6, 2**32, 2**36 - 1]
    columns = [[chance.randrange(chance.choice(tops)) for _ in range(chance.randint(1, 90))] for _ in range(400)]
    columns += [sorted(column) for column in columns]
    columns += [
        [BEGAN + round(chance.gauss(0, 10**spread)) for _ in range(chance.randint(2, 60))] for spread in range(8) for _ in range(20)
    ]

    written = twin("columns.map((column) => journal.columns.columnCode(column))", columns=columns)

    assert written == [column_code(column) for column in columns]


def test_names_are_those_of_the_vectors(twin: Twin) -> None:
    for one in VECTORS["names"]:
        names, content = one["in_order"], bytes.fromhex(one["hex"])

        assert twin("journal.names.inOrder(names)", names=one["names"]) == names
        assert twin("journal.bits.asBytes([journal.names.namesCode(names)])", names=names) == content
        assert twin("journal.names.namesOf(new journal.bits.Bits(content))", content=content) == names


def test_events_are_those_of_the_vectors(twin: Twin) -> None:
    for one in VECTORS["events"]:
        events, content = list(map(event_of, one["events"])), bytes.fromhex(one["hex"])

        assert twin("journal.events.eventsCode(events)", events=events) == content
        assert twin("journal.events.eventsOf(content, count)", content=content, count=len(events)) == events


def test_as_many_events_fit_a_batch_as_in_the_vectors(twin: Twin) -> None:
    for one in VECTORS["fitting"]:
        assert twin("journal.batch.fitting(events)", events=list(map(event_of, one["events"]))) == one["count"]


def test_batches_are_those_of_the_vectors(twin: Twin) -> None:
    for one, batch in zip(VECTORS["batches"], batches(), strict=True):
        events, header = events_in(batch), batch.header
        place = {"secret": SECRET, "incarnation": header.incarnation, "first": header.first, "previous": header.previous}

        assert twin("journal.batch.sealed(events, place)", events=events, place=place) == as_batch(batch)
        assert twin("journal.batch.readBatch(record)", record=batch.record) == as_batch(batch)
        assert twin("journal.batch.eventsIn(batch)", batch=as_batch(batch)) == list(events)
        assert twin("journal.batch.batchHash(record)", record=batch.record) == bytes.fromhex(one["hash"])
        twin("journal.batch.checkBatch(batch, key)", batch=as_batch(batch), key=PUBLIC_KEY)


def test_a_device_has_the_keys_of_the_vectors(twin: Twin) -> None:
    assert twin("journal.keys.publicOf(secret)", secret=SECRET) == PUBLIC_KEY
    assert twin("journal.keys.deviceOf(key)", key=PUBLIC_KEY) == bytes.fromhex(VECTORS["device"])


def test_the_acknowledgement_of_the_vectors_is_understood(twin: Twin) -> None:
    record, held = bytes.fromhex(VECTORS["acknowledgement"]), [as_batch(one) for one in batches()]
    left = "journal.acknowledgement.notAcknowledged(held, await journal.acknowledgement.readAcknowledgement(record))"
    is_other = "journal.acknowledgement.tellsOfAnother(held, await journal.acknowledgement.readAcknowledgement(record), incarnation)"

    said = twin("journal.acknowledgement.readAcknowledgement(record)", record=record)

    assert said["shoreKey"] == public_of(bytes.fromhex(VECTORS["shore_secret"]))
    assert (said["store"], said["epoch"], said["counter"], said["device"]) == (b"store--1", BEGAN, 300, device_number(1))
    assert [[one["incarnation"].hex(), one["first"], one["last"], one["head"].hex()] for one in said["segments"]] == [
        [incarnation, first, last, head[:12]] for incarnation, first, last, head in VECTORS["survey"]["segments"]
    ]
    assert twin("journal.acknowledgement.notAcknowledged(held, null)", held=held) == held
    assert twin(left, held=held, record=record) == []
    assert not twin(is_other, held=held, record=record, incarnation=b"inc1")
    assert twin(is_other, held=held[:-1], record=record, incarnation=b"inc1")
    assert not twin(is_other, held=held[:-1], record=record, incarnation=b"inc2")


def test_receipts_are_those_of_the_vectors(twin: Twin) -> None:
    events, covers = [event_of(one) for one in VECTORS["fitting"][0]["events"]], [batches()[2].hash]
    own = {"secret": SECRET, "counter": 7000, "covers": covers, "mostBytes": 600}
    proved = {"macKey": MAC_KEY, "device": device_number(1), "counter": 7100, "covers": covers}

    rows = twin("journal.receipt.summary(events)", events=events)

    assert [[row[field] for field in ROW] for row in rows] == VECTORS["summary"]
    assert twin("journal.receipt.receipts(rows, own)", rows=rows, own=own) == hexes("receipts")
    assert twin("journal.receipt.shortReceipts(rows, proved)", rows=rows[:24], proved=proved) == hexes("short_receipts")


def test_receipts_of_the_vectors_are_read_and_proved(twin: Twin) -> None:
    check, keys = "journal.receipt.checkReceipt(receipt, keys)", {"publicKey": PUBLIC_KEY, "macKey": MAC_KEY}
    for record in hexes("receipts") + hexes("short_receipts"):
        here = read_receipt(record)
        rows = [{field: getattr(row, field) for field in ROW} for row in here.rows]

        there = twin("journal.receipt.readReceipt(record)", record=record)
        twin(check, receipt=there, keys=keys)

        assert there == {
            "isShort": here.is_short,
            "device": here.device,
            "counter": here.counter,
            "covers": list(here.covers),
            "rows": rows,
            "record": record,
        }
        with pytest.raises(JournalError, match="signature"):
            twin(check, receipt=there | {"record": _flipped(record, [0])}, keys=keys)
        with pytest.raises(JournalError, match="wrong device"):
            twin(check, receipt=there, keys=keys | {"publicKey": public_of(secret_of(2))})


def test_the_enrolment_is_that_of_the_vectors(twin: Twin) -> None:
    record, title = bytes.fromhex(VECTORS["enrolment"]), "粤渔 0001 老陈的手机"
    said = {"publicKey": PUBLIC_KEY, "macKey": MAC_KEY, "title": title, "device": device_number(1)}

    assert twin("journal.enrolment.enrolment({ secret, macKey, title })", secret=SECRET, macKey=MAC_KEY, title=title) == record
    assert twin("journal.enrolment.readEnrolment(record)", record=record) == said


def test_the_parcel_is_that_of_the_vectors(twin: Twin) -> None:
    records = list(unpacked(PARCEL).records)
    key = twin("journal.records.keyRecord(key)", key=PUBLIC_KEY)

    assert twin("journal.records.packed(records)", records=[key, *records[1:]]) == PARCEL
    assert twin("journal.records.unpacked(content)", content=PARCEL) == {"records": records, "fault": None}
    assert twin("journal.records.readKey(record)", record=key) == PUBLIC_KEY


def test_a_parcel_is_read_as_far_as_it_is_whole(twin: Twin) -> None:
    for end in range(0, len(PARCEL), 37):
        try:
            here = unpacked(PARCEL[:end])
        except JournalError as error:
            with pytest.raises(JournalError, match=str(error)):
                twin("journal.records.unpacked(content)", content=PARCEL[:end])
            continue
        there = twin("journal.records.unpacked(content)", content=PARCEL[:end])

        assert there["records"] == list(here.records)
        assert str(there["fault"]) == str(here.fault)


def test_text_for_a_terminal_is_that_of_the_vectors(twin: Twin) -> None:
    record, text = hexes("short_receipts")[0], VECTORS["hanzi_text"]

    assert twin("journal.text.hanzi()") == VECTORS["hanzi"]
    assert twin("journal.text.hanziText(record)", record=record) == text
    assert twin("journal.text.hanziBytes(text.length)", text=text) >= len(record)
    assert twin("journal.text.hanziRecords(text)", text=f"OK: {text[:9]},\r\n{text[9:]}\n\n{text}") == [record, record]
    assert twin("[journal.text.hasHanzi(text), journal.text.hasHanzi('12  ABCD 渔')]", text=text) == [True, False]


def test_text_to_be_read_aloud_is_that_of_the_vectors(twin: Twin) -> None:
    record, lines = hexes("short_receipts")[0], VECTORS["spoken_lines"]
    heard = "\n".join([lines[0], *reversed(lines)]).lower().replace("0", "o").replace("1", "l")

    assert twin("journal.text.spokenLines(record)", record=record) == lines
    assert twin("journal.text.spokenRecord(text)", text=heard) == record
    with pytest.raises(JournalError, match=r"missing line: 2$"):
        twin("journal.text.spokenRecord(text)", text="\n".join([lines[0], *lines[2:]]))
    with pytest.raises(JournalError, match=f"missing line: {len(lines)}$"):
        twin("journal.text.spokenRecord(text)", text="\n".join(lines[:-1]))
    with pytest.raises(JournalError, match=r"line: 3$"):
        twin("journal.text.spokenRecord(text)", text="\n".join(lines).replace(lines[2], f"003  {lines[2][5:][::-1]}"))


def test_codes_are_those_of_the_vectors(twin: Twin) -> None:
    texts = VECTORS["qr_texts"]
    joined = "journal.frames.joined(texts.map(journal.frames.partOf))"

    assert twin("journal.frames.qrTexts(content)", content=PARCEL) == texts
    assert twin(joined, texts=[*reversed(texts), texts[0]]) == PARCEL
    with pytest.raises(JournalError, match=f"missing parts: 2/{len(texts)}$"):
        twin(joined, texts=[texts[0], *texts[2:]])
    with pytest.raises(JournalError, match="garbled: series"):
        twin(joined, texts=[*texts, *qr_texts(b"another")])
    with pytest.raises(JournalError, match="not ours: code"):
        twin(joined, texts=["https://example.org"])


def _refusal(record: bytes) -> str:
    try:
        batch = read_batch(record)
        check_batch(batch, PUBLIC_KEY)
        events_in(batch)
    except JournalError as error:
        return str(error)
    return ""


def _read_events(content: bytes, count: int) -> list[Event] | str:
    try:
        return list(events_of(content, count))
    except JournalError as error:
        return str(error)


def _flipped(content: bytes, bits: list[int]) -> bytes:
    whole = int.from_bytes(content, "big")
    for bit in bits:
        whole ^= 1 << bit
    return whole.to_bytes(len(content), "big")


def test_a_damaged_batch_is_refused_as_python_refuses_it(twin: Twin) -> None:
    whole, chance = batches()[0].record, random.Random(3)
    damaged = [whole[:end] for end in range(0, len(whole), 7)]
    damaged += [whole[:1] + bytes([form]) + whole[2:] for form in (0, 2, 255)]
    damaged += [_flipped(whole, [bit]) for bit in chance.sample(range(8 * len(whole)), 200)]
    source = """Promise.all(records.map(async (record) => {
      try {
        const batch = await journal.batch.readBatch(record);
        await journal.batch.checkBatch(batch, key);
        return journal.batch.eventsIn(batch);
      } catch (error) {
        return error.message;
      }
    }))"""

    refused = twin(source, records=damaged, key=PUBLIC_KEY)

    assert refused == [_refusal(record) for record in damaged]
    assert {"newer", "not ours", "signature", "wrong device", "cut short: bytes", "garbled: header"} <= set(refused)


def test_a_newer_form_and_anothers_signature_are_refused_in_every_record(twin: Twin) -> None:
    readers = {
        "acknowledgement": "journal.acknowledgement.readAcknowledgement(record)",
        "enrolment": "journal.enrolment.readEnrolment(record)",
    }

    for name, source in readers.items():
        record = bytes.fromhex(VECTORS[name])
        with pytest.raises(JournalError, match="newer"):
            twin(source, record=record[:1] + b"\x02" + record[2:])
        with pytest.raises(JournalError, match="signature"):
            twin(source, record=record[:-1] + bytes([record[-1] ^ 1]))
        with pytest.raises(JournalError, match="not ours"):
            twin(source, record=batches()[0].record)


def test_damaged_events_are_read_or_refused_as_in_python(twin: Twin) -> None:
    chance, vector = random.Random(4), VECTORS["events"][0]
    content, count = bytes.fromhex(vector["hex"]), len(vector["events"])
    damaged = [_flipped(content, chance.sample(range(8 * len(content)), chance.randint(1, 3))) for _ in range(600)]
    damaged += [one[: chance.randrange(len(content))] for one in damaged[:200]]
    source = """contents.map((content) => {
      try { return journal.events.eventsOf(content, count); } catch (error) { return error.message; }
    })"""

    there = twin(source, contents=damaged, count=count)

    assert there == [_read_events(content, count) for content in damaged]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("learner", ""),
        ("learner", "a b"),
        ("item", "榕" * 22),
        ("item", "\x07"),
        ("started", 2**36),
        ("started", 1.5),
        ("elapsed", -1),
        ("pack", 2**32),
        ("score", 101),
        ("score", None),
        ("kind", 2),
        ("clock", 4),
    ],
)
def test_what_cannot_be_kept_is_not_noted(twin: Twin, field: str, value: Any) -> None:
    event = {"learner": "1", "item": "1", "started": BEGAN, "elapsed": 60, "kind": 1, "score": 80, "clock": 1, "pack": 0}
    source = "journal.log.noted(journal.log.logOf({ incarnation }), [event], { secret })"

    with pytest.raises(JournalError) as refused:
        twin(source, event=event | {field: value}, incarnation=b"inc1", secret=SECRET)

    assert (refused.value.fault, refused.value.where) == (Fault.OUT_OF_RANGE, field)
