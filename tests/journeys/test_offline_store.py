"""The phone's own store in a real browser: what it promised is there after a reload, an old copy counts nothing twice, two tabs lose nothing."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from banyan.kernels.journal.acknowledgement import acknowledgement
from banyan.kernels.journal.batch import Batch, check_batch, events_in, read_batch
from banyan.kernels.journal.chains import Link, survey
from banyan.kernels.journal.enrolment import read_enrolment
from banyan.kernels.journal.keys import check_signature, public_of
from banyan.kernels.journal.records import RecordKind, kind_of, packed, read_key, unpacked
from banyan.kernels.packs import build
from banyan.kernels.packs.building import file_name
from tests.journeys.offline_twin import ORIGIN, Offline, Thrown, calls, offline, phone_context, tab
from tests.kernels.journal.made import BEGAN, secret_of
from tests.kernels.packs.made import CONTENTS, ITEMS, SHORE, TEXT, made, pack

__all__ = ["offline", "phone_context", "tab"]

pytestmark = [pytest.mark.browser, pytest.mark.once]

OPEN = "const { openPhone } = await load('store/phone.js'); self.phone = self.phone || await openPhone({ shoreKey: self.shoreKey || '' });"
# What a backup of the phone's whole memory holds, and putting it back.
DUMP = """const database = await new Promise((done) => { const asked = indexedDB.open("banyan"); asked.onsuccess = () => done(asked.result); });
  const dump = {};
  for (const name of Array.from(database.objectStoreNames)) {
    const store = database.transaction(name).objectStore(name);
    const answer = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    dump[name] = [await answer(store.getAllKeys()), await answer(store.getAll())];
  }
  database.close();
  self.dump = dump;"""
RESTORE = """self.phone.database.close();
  const database = await new Promise((done) => { const asked = indexedDB.open("banyan"); asked.onsuccess = () => done(asked.result); });
  for (const name of Object.keys(self.dump)) {
    const transaction = database.transaction(name, "readwrite");
    const store = transaction.objectStore(name);
    store.clear();
    const [keys, values] = self.dump[name];
    keys.forEach((key, at) => store.put(values[at], key));
    await new Promise((done) => { transaction.oncomplete = done; });
  }
  database.close();
  self.phone = null;"""


def event(number: int = 0, *, learner: str = "1001", item: str = "71", elapsed: int = 600) -> dict[str, Any]:
    return {"learner": learner, "item": item, "started": BEGAN + 1000 * number, "elapsed": elapsed, "pack": 3}


def note(offline: Offline, *events: dict[str, Any]) -> None:
    offline(f"{OPEN} await self.phone.note(events)", events=list(events))


def standing(offline: Offline) -> tuple[int, int]:
    found = offline(f"{OPEN} return self.phone.standing()")
    return found["events"], found["unacknowledged"]


def parcel(offline: Offline) -> tuple[bytes, list[Batch]]:
    records = unpacked(offline(f"{OPEN} return self.phone.handOver()")).records
    key = next(read_key(record) for record in records if kind_of(record) == RecordKind.PUBLIC_KEY)
    batches = [read_batch(record) for record in records if kind_of(record) == RecordKind.BATCH]
    for batch in batches:
        check_batch(batch, key)
    return key, batches


def said(batches: list[Batch], device: str, *, counter: int = 1, secret: bytes = SHORE) -> bytes:
    links = [Link(one.header.incarnation, one.header.first, one.header.last, one.hash, one.header.previous) for one in batches]
    heads = frozenset(one.hash for one in batches)
    return packed(
        [
            acknowledgement(
                store=bytes(8),
                epoch=BEGAN,
                counter=counter,
                device=bytes.fromhex(device),
                segments=survey(links, heads=heads).segments,
                secret=secret,
            )
        ]
    )


def hear(offline: Offline, content: bytes) -> int:
    found = offline(f"{OPEN} return self.phone.hear(content)", content=content)
    return int(found["unacknowledged"])


def id_of(offline: Offline) -> str:
    return str(offline(f"{OPEN} return self.phone.id"))


def reloaded(page: Page) -> Offline:
    page.reload()
    return calls(page)


def test_what_was_noted_is_there_after_a_reload_and_hands_over_as_python_reads_it(tab: Page, offline: Offline) -> None:
    note(offline, event(1), event(2))
    first = id_of(offline)

    again = reloaded(tab)
    note(again, event(3))
    _key, batches = parcel(again)

    assert id_of(again) == first
    assert [one.started for batch in batches for one in events_in(batch)] == [BEGAN + 1000, BEGAN + 2000, BEGAN + 3000]
    assert standing(again) == (3, 3)


def test_a_tab_that_is_killed_keeps_all_that_was_promised(phone_context: BrowserContext, tab: Page, offline: Offline) -> None:
    offline(f"{OPEN}")
    # It goes on noting until it is gone, and says after each what is promised.
    promised: list[int] = []
    tab.expose_function("promised", lambda number: promised.append(int(number)))
    tab.evaluate(
        "(async () => { for (let n = 1; ; n += 1) { await self.phone.note([{ learner: '1', item: '1', started: n, elapsed: n }]);"
        " await self.promised(n); } })(); 0"
    )
    while len(promised) < 40:
        tab.wait_for_timeout(20)
    tab.close(run_before_unload=False)

    page = phone_context.new_page()
    page.goto(ORIGIN)
    _key, batches = parcel(calls(page))

    kept = [one.started for batch in batches for one in events_in(batch)]
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) >= max(promised)


def test_two_tabs_write_one_log(phone_context: BrowserContext, tab: Page, offline: Offline) -> None:
    other_tab = phone_context.new_page()
    other_tab.goto(ORIGIN)
    other = calls(other_tab)
    write = (
        "(async () => { for (let n = 0; n < 25; n += 1) await self.phone.note([{ learner: NAME, item: '1', started: n, elapsed: 60 }]);"
        " self.isDone = true; })(); 0"
    )
    offline(OPEN)
    other(OPEN)
    tab.evaluate(write.replace("NAME", "'1'"))
    other_tab.evaluate(write.replace("NAME", "'2'"))
    while not (tab.evaluate("Boolean(self.isDone)") and other_tab.evaluate("Boolean(self.isDone)")):
        tab.wait_for_timeout(50)

    _key, batches = parcel(offline)

    assert sorted(one.learner for batch in batches for one in events_in(batch)) == ["1"] * 25 + ["2"] * 25
    assert standing(other) == (50, 50)
    assert id_of(other) == id_of(offline)


def test_an_answer_of_the_shore_ends_the_offer_and_others_are_refused(offline: Offline) -> None:
    note(offline, event(1))
    _key, batches = parcel(offline)
    device = id_of(offline)

    assert hear(offline, said(batches, device)) == 0
    with pytest.raises(Thrown) as another_shore:
        hear(offline, said(batches, device, counter=2, secret=secret_of(5)))
    with pytest.raises(Thrown) as another_phone:
        hear(offline, said(batches, "00" * 8, counter=2))

    assert (another_shore.value.fault, another_phone.value.fault) == ("wrong_shore", "wrong_device")
    note(offline, event(2))
    assert standing(offline) == (2, 1)
    assert len(parcel(offline)[1]) == 1


def test_a_phone_restored_from_an_old_copy_begins_anew_and_nothing_counts_twice(tab: Page, offline: Offline) -> None:
    note(offline, event(1))
    parcel(offline)
    offline(DUMP)
    note(offline, event(2))
    _key, before = parcel(offline)
    device = id_of(offline)

    offline(RESTORE)
    note(offline, event(3))
    hear(offline, said(before, device))
    note(offline, event(4))
    _key, after = parcel(offline)

    every = {one.hash: one for one in [*before, *after]}.values()
    assert [one.started for batch in every for one in events_in(batch)].count(BEGAN + 2000) == 1
    assert {one.started for batch in every for one in events_in(batch)} == {BEGAN + 1000 * number for number in (1, 2, 3, 4)}
    assert len({batch.header.incarnation for batch in every}) == 2
    assert hear(offline, said(list(every), device, counter=2)) == 0


def test_a_browser_that_cleared_the_store_begins_a_new_device_and_says_so(tab: Page, offline: Offline) -> None:
    first = id_of(offline)
    assert not offline(f"{OPEN} return self.phone.wasCleared")
    offline("self.phone.database.close(); await new Promise((done) => { indexedDB.deleteDatabase('banyan').onsuccess = done; });")

    again = reloaded(tab)

    assert again(f"{OPEN} return self.phone.wasCleared")
    assert id_of(again) != first
    assert standing(again) == (0, 0)
    assert not reloaded(tab)(f"{OPEN} return self.phone.wasCleared")


def test_a_pack_is_taken_whole_and_its_files_and_quizzes_are_there_after_a_reload(tab: Page, offline: Offline) -> None:
    offline(f"{OPEN} await self.phone.takePack(content)", content=pack())

    again = reloaded(tab)
    read = f"{OPEN} const blob = await self.phone.file(name); return [blob.type, new Uint8Array(await blob.arrayBuffer())];"
    kind, text = again(read, name=file_name(TEXT, "md"))
    titles = again(f"{OPEN} return (await self.phone.packs()).map((one) => one.title)")

    assert (kind, text, titles) == ("text/markdown", TEXT, ["九月学习包"])
    assert again(f"{OPEN} return self.phone.file('files/none.md')") is None


def test_a_broken_pack_and_one_of_another_office_leave_nothing_behind(offline: Offline) -> None:
    offline(f"{OPEN} await self.phone.takePack(content)", content=pack())
    other = secret_of(5)
    take = f"{OPEN} await self.phone.takePack(content)"
    stranger = build(made(number=9, key=public_of(other).hex()), CONTENTS, secret=other)

    for content, fault in ((pack(number=4)[:900], "cut_short"), (stranger, "untrusted_key"), (b"hello", "not_a_pack")):
        with pytest.raises(Thrown) as thrown:
            offline(take, content=content)
        assert thrown.value.fault == fault

    assert offline(f"{OPEN} return (await self.phone.packs()).map((one) => one.number)") == [3]


def test_the_key_that_the_page_was_installed_with_is_the_only_one_from_the_start(tab: Page, offline: Offline) -> None:
    tab.evaluate("self.shoreKey = " + repr(public_of(secret_of(5)).hex()))

    with pytest.raises(Thrown) as thrown:
        offline(f"{OPEN} await self.phone.takePack(content)", content=pack())

    assert thrown.value.fault == "untrusted_key"


def test_a_pack_that_builds_on_another_uses_its_files(offline: Offline) -> None:
    name = file_name(TEXT, "md")
    delta = build(made(number=4, base=3), CONTENTS, secret=SHORE, held=[name])
    take = f"{OPEN} await self.phone.takePack(content)"

    with pytest.raises(Thrown) as thrown:
        offline(take, content=delta)
    offline(take, content=pack())
    offline(take, content=delta)

    assert (thrown.value.fault, thrown.value.where) == ("missing", name)
    assert offline(f"{OPEN} return (await self.phone.packs()).map((one) => one.number)") == [4, 3]


def test_words_of_the_shore_in_a_pack_are_heard(offline: Offline) -> None:
    note(offline, event(1))
    _key, batches = parcel(offline)
    word = unpacked(said(batches, id_of(offline))).records[0].hex()

    forged = unpacked(said(batches, id_of(offline), counter=9, secret=secret_of(5))).records[0].hex()

    offline(f"{OPEN} await self.phone.takePack(content)", content=pack(acknowledgements=("00", forged, word, "41ff" + word[4:])))

    assert standing(offline) == (1, 0)


def test_an_item_is_done_by_its_time_or_its_quiz(offline: Offline) -> None:
    offline(f"{OPEN} await self.phone.takePack(content)", content=pack())
    item = ITEMS[1].id
    ask = f"{OPEN} const found = await self.phone.learning(); return [found.isDone(who, item), found.seconds(who, item), found.best(who, item)];"
    note(offline, event(1, item=item, elapsed=900))

    assert offline(ask, who="1001", item=item) == [False, 900, None]
    note(offline, event(2, item=item, elapsed=60))
    assert offline(ask, who="1001", item=item) == [True, 960, None]
    note(offline, event(3, item="71", elapsed=5) | {"kind": 1, "score": 50})
    assert offline(ask, who="1001", item="71") == [False, 5, 50]
    note(offline, event(4, item="71", elapsed=5) | {"kind": 1, "score": 67})
    assert offline(ask, who="1001", item="71") == [True, 10, 67]
    assert offline(ask, who="1002", item="71") == [False, 0, None]


def test_figures_or_pictures_are_asked_and_five_wrong_ones_cost_a_minute(tab: Page, offline: Offline) -> None:
    check = f"{OPEN} return self.phone.checkPin('1001', secret)"
    assert offline(f"{OPEN} return self.phone.pins('1001')") == {"kind": None}
    offline(f"{OPEN} await self.phone.choosePin('1001', 'digits', '2580')")

    assert offline(f"{OPEN} return self.phone.pins('1001')") == {"kind": "digits"}
    assert offline(check, secret="2580")
    assert [offline(check, secret="0000") for _try in range(5)] == [False] * 5
    wait = "try { await self.phone.checkPin('1001', '2580'); return 0; } catch (error) { return error.seconds; }"
    assert 0 < reloaded(tab)(f"{OPEN} {wait}") <= 60


def test_the_introduction_and_a_signature_are_those_of_the_phone(offline: Offline) -> None:
    introduced = read_enrolment(offline(f"{OPEN} return self.phone.enrolment()"))
    signature = offline(f"{OPEN} return self.phone.sign(content)", content=b"question")

    assert introduced.device.hex() == id_of(offline)
    check_signature(b"question" + signature, introduced.public_key)


def test_small_things_are_kept(tab: Page, offline: Offline) -> None:
    offline(f"{OPEN} await self.phone.keep('open', {{ item: '71' }})")

    assert reloaded(tab)(f"{OPEN} return self.phone.kept('open')") == {"item": "71"}
