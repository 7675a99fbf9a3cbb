"""Packs read on the page as in Python: the same content, the same refusals, with the browser's own inflater and with the library."""

import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from banyan.kernels.journal.keys import public_of
from banyan.kernels.packs import Course, PackError, RosterRow, build, cut, read_pack, rotation
from banyan.kernels.packs.building import file_name
from banyan.kernels.packs.manifest import manifest_bytes
from tests.journeys.offline_twin import Offline, Thrown, calls, offline, phone_context, tab
from tests.kernels.journal.made import secret_of
from tests.kernels.packs.made import CONTENTS, SHORE, TEXT, TRUSTED, made, pack
from tests.kernels.packs.test_packs import WHOLE, with_manifest, zipped

__all__ = ["offline", "phone_context", "tab"]

pytestmark = [pytest.mark.browser, pytest.mark.once]

READ = "const { readPack } = await load('packs/reading.js'); return readPack(content, { trusted, held: new Set(held) });"
# A browser of 2020: it inflates only what has a head, and has no Ed25519.
OLD = """(() => {
  const Real = self.DecompressionStream;
  self.DecompressionStream = function (format) {
    if (format === "deflate-raw") throw new TypeError("Unsupported");
    return new Real(format);
  };
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = (format, key, algorithm, ...rest) =>
    algorithm === "Ed25519" ? Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")) : importKey(format, key, algorithm, ...rest);
})()"""


def on_page(offline: Offline, content: bytes, trusted: list[bytes] = TRUSTED, held: tuple[str, ...] = ()) -> Any:
    """What the page says of a pack: its manifest and contents, or the fault and its place."""
    try:
        found = offline(READ, content=content, trusted=trusted, held=held)
    except Thrown as thrown:
        return thrown.fault, thrown.where
    return found["manifest"], found["contents"]


def here(content: bytes, trusted: list[bytes] = TRUSTED, held: tuple[str, ...] = ()) -> Any:
    try:
        found = read_pack(content, trusted, held=held)
    except PackError as error:
        return error.fault.value, error.where
    return json.loads(manifest_bytes(found.manifest)), found.contents


def bad_packs() -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Packs that something was done to, or that somebody else made."""
    other, name, said = secret_of(5), file_name(TEXT, "md"), manifest_bytes(made())
    plain = json.loads(said)
    yield WHOLE[:1000], {}
    yield b"", {}
    yield b"PK\x03\x04 and nonsense", {}
    yield zipped(("a.txt", b"x")), {}
    yield build(made(key=public_of(other).hex()), CONTENTS, secret=other), {}
    yield build(made(), CONTENTS, secret=other), {}
    yield with_manifest(said, *(CONTENTS | {name: TEXT[:-1] + b"!"}).items()), {}
    yield with_manifest(said, *CONTENTS.items(), ("../out.md", b"x")), {}
    yield with_manifest(said, *CONTENTS.items(), (file_name(b"more", "md"), b"more")), {}
    yield with_manifest(said, *[one for one in CONTENTS.items() if one[0] != name]), {}
    yield with_manifest(said, (name, bytes(50 * 2**20)), *[one for one in CONTENTS.items() if one[0] != name]), {}
    yield zipped(("manifest.json", b" " * (50 * 2**20)), ("manifest.sig", b"x" * 64)), {}
    yield build(made(base=2), CONTENTS, secret=SHORE, held=[name]), {}
    changes: list[dict[str, Any]] = [
        {"format": "banyan-pack-2"},
        {"number": 0},
        {"number": True},
        {"title": " "},
        {"title": "\x1c\u3000"},
        {"title": "\ufeff"},
        {"extra": 1},
        {"base": "2"},
        {"revoked": ["zz"]},
        {"acknowledgements": ["abc"]},
        {"courses": {}},
        {"courses": [1]},
        {"files": []},
        {"files": {"x": 1}},
        {"store": "xyz"},
    ]
    for change in changes:
        yield with_manifest(json.dumps(plain | change).encode()), {}
    for manifest in (
        asdict(made(roster=(RosterRow(1, "1001", "陈"), RosterRow(1, "1002", "冯")))),
        asdict(made(courses=(Course("7", "x", 0, "yue", ()), Course("7", "y", 0, "yue", ())))),
    ):
        yield with_manifest(json.dumps(plain | {key: manifest[key] for key in ("roster", "courses")}).encode()), {}
    wrong: list[dict[str, Any]] = [{"minutes": 601}, {"pass_score": None}, {"pdf": "../x"}, {"id": "a b"}, {"title": ""}, {"quiz": [{}]}]
    for change in wrong:
        course = json.loads(said)["courses"][0]
        course["items"][0] |= change
        yield with_manifest(json.dumps(plain | {"courses": [course]}).encode()), {}
    asked: list[dict[str, Any]] = [
        {"answers": [2]},
        {"answers": [0, 1]},
        {"answers": []},
        {"kind": "essay"},
        {"options": ["一"]},
        {"why": 1},
    ]
    for change in asked:
        course = json.loads(said)["courses"][0]
        course["items"][0]["quiz"][0] |= change
        yield with_manifest(json.dumps(plain | {"courses": [course]}).encode()), {}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("is_old", [False, True], ids=["today", "2020"])
def test_each_pack_is_read_or_refused_on_the_page_as_it_is_here(phone_context: BrowserContext, is_old: bool) -> None:
    if is_old:
        phone_context.add_init_script(OLD)
    asked: list[str] = []
    page = phone_context.new_page()
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto("http://localhost:9/")
    offline = calls(page)
    name = file_name(TEXT, "md")
    second, third = secret_of(2), secret_of(3)
    links = (
        rotation(public_of(third), by=public_of(second), secret=second),
        rotation(public_of(second), by=public_of(SHORE), secret=SHORE),
    )
    good: list[tuple[bytes, dict[str, Any]]] = [
        (WHOLE, {}),
        (build(made(base=2), CONTENTS, secret=SHORE, held=[name]), {"held": (name,)}),
        (build(made(key=public_of(third).hex(), keys=links), CONTENTS, secret=third), {}),
        (pack(title="榕树😀"), {}),
    ]

    for content, words in [*good, *bad_packs()]:
        assert on_page(offline, content, **words) == here(content, **words)
    assert ("fflate.js" in asked, "noble-ed25519.js" in asked) == (is_old, is_old)
    assert all(isinstance(here(content, **words)[0], dict) for content, words in good)
    assert all(isinstance(here(content, **words)[0], str) for content, words in bad_packs())


def test_a_flipped_bit_is_refused_or_changes_nothing_on_the_page(offline: Offline) -> None:
    chance = random.Random(7)
    for bit in chance.sample(range(8 * len(WHOLE)), 300):
        damaged = bytearray(WHOLE)
        damaged[bit // 8] ^= 1 << bit % 8

        found = on_page(offline, bytes(damaged))

        assert isinstance(found[0], str) or found == here(WHOLE)


def test_a_pack_that_would_not_fit_a_phone_is_refused_before_it_is_inflated(offline: Offline) -> None:
    said = json.loads(manifest_bytes(made()))
    said["files"][file_name(TEXT, "md")] = 201 * 2**20

    assert on_page(offline, with_manifest(json.dumps(said).encode(), *CONTENTS.items())) == ("too_large", "files")


def test_parts_are_joined_in_any_order_and_a_missing_one_is_named_on_the_page(offline: Offline) -> None:
    join = "const { joinParts } = await load('packs/reading.js'); return joinParts(parts);"
    parts = [{"number": number, "bytes": part} for number, part in enumerate(cut(WHOLE, 500), start=1)]

    assert offline(join, parts=parts[::-1]) == WHOLE
    with pytest.raises(Thrown) as thrown:
        offline(join, parts=[*parts[:1], *parts[2:]])
    assert (thrown.value.fault, thrown.value.where) == ("missing_part", "2")


def test_signatures_of_the_library_are_those_of_the_browser(phone_context: BrowserContext, offline: Offline) -> None:
    sign = "const keys = await load('journal/keys.js'); return [await keys.publicOf(secret), await keys.signed(body, secret)];"
    there = offline(sign, secret=SHORE, body=TEXT)
    phone_context.add_init_script(OLD)
    page = phone_context.new_page()
    page.goto("http://localhost:9/")

    assert calls(page)(sign, secret=SHORE, body=TEXT) == there
    assert there[0] == public_of(SHORE)
