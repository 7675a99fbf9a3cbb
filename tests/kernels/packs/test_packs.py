"""A pack is taken whole or refused with the reason, whatever was done to it on its way."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.kernels.journal.keys import public_of, signed
from banyan.kernels.packs import (
    Course,
    Item,
    PackError,
    PackFault,
    Question,
    RosterRow,
    build,
    cut,
    joined,
    manifest_of,
    read_manifest,
    read_pack,
    rotation,
    trusted_after,
)
from banyan.kernels.packs.building import file_name
from banyan.kernels.packs.manifest import manifest_bytes
from tests.kernels.journal.made import secret_of
from tests.kernels.packs.made import CONTENTS, ITEMS, SHORE, TEXT, TRUSTED, made, pack

WHOLE = pack()


def refusal(content: bytes, trusted: list[bytes] = TRUSTED, **words: Any) -> tuple[PackFault, str]:
    with pytest.raises(PackError) as refused:
        read_pack(content, trusted, **words)
    return refused.value.fault, refused.value.where


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def with_manifest(content: bytes, *members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    return zipped(("manifest.json", content), ("manifest.sig", signed(content, SHORE)[len(content) :]), *members)


def test_a_pack_comes_back_as_it_was_built() -> None:
    found = read_pack(WHOLE, TRUSTED)

    assert found.manifest == made()
    assert found.contents == CONTENTS
    assert read_manifest(WHOLE, TRUSTED) == made()
    assert made().item("72") == ITEMS[1]
    assert made().item("9") is None


def test_the_same_is_built_the_same() -> None:
    assert pack() == WHOLE


def test_a_pack_that_builds_on_another_leaves_out_what_is_on_board() -> None:
    held = [file_name(TEXT, "md")]

    delta = build(made(base=2), CONTENTS, secret=SHORE, held=held)

    assert len(delta) < len(WHOLE)
    assert set(read_pack(delta, TRUSTED, held=held).contents) == set(CONTENTS) - set(held)
    assert refusal(delta) == (PackFault.MISSING, held[0])


@settings(max_examples=300)
@given(st.integers(0, 8 * len(WHOLE) - 1))
def test_a_flipped_bit_is_refused_or_changes_nothing(bit: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[bit // 8] ^= 1 << bit % 8
    try:
        found = read_pack(bytes(damaged), TRUSTED)
    except PackError:
        return

    assert (found.manifest, found.contents) == (made(), CONTENTS)


def test_a_pack_copied_in_part_is_refused() -> None:
    for size in range(0, len(WHOLE), 7):
        assert refusal(WHOLE[:size])[0] in (PackFault.CUT_SHORT, PackFault.NOT_A_PACK)


def test_a_pack_that_another_signed_is_refused() -> None:
    other = secret_of(5)

    forged = build(made(key=public_of(other).hex()), CONTENTS, secret=other)

    assert refusal(forged) == (PackFault.UNTRUSTED_KEY, public_of(other).hex()[:16])
    assert refusal(build(made(), CONTENTS, secret=other))[0] == PackFault.SIGNATURE


def test_a_changed_manifest_is_refused() -> None:
    said = manifest_bytes(made())

    members = [("manifest.json", said.replace("九月".encode(), "十月".encode())), ("manifest.sig", signed(said, SHORE)[len(said) :])]
    assert refusal(zipped(*members, *CONTENTS.items()))[0] == PackFault.SIGNATURE
    assert refusal(zipped(members[0], ("manifest.sig", b"short"), *CONTENTS.items()))[0] == PackFault.SIGNATURE


def test_a_file_that_is_not_what_its_name_says_is_refused() -> None:
    name = file_name(TEXT, "md")

    for content in (TEXT[:-1] + b"!", TEXT[:-1]):
        assert refusal(with_manifest(manifest_bytes(made()), *(CONTENTS | {name: content}).items())) == (PackFault.CHANGED, name)


@pytest.mark.parametrize(
    "name",
    [
        "../out.md",
        "/etc/passwd",
        "files\\..\\x.md",
        "C:\\x.md",
        "files/../x.md",
        "files/x.md",
        "extra.txt",
        f"files/{'A' * 64}.md",
        "manifest.json/",
    ],
)
def test_a_name_that_is_none_of_ours_is_refused(name: str) -> None:
    assert refusal(with_manifest(manifest_bytes(made()), *CONTENTS.items(), (name, b"x")))[0] == PackFault.FORBIDDEN_NAME


def test_a_file_that_the_manifest_does_not_name_is_refused() -> None:
    extra = file_name(b"extra", "md")

    assert refusal(with_manifest(manifest_bytes(made()), *CONTENTS.items(), (extra, b"extra"))) == (PackFault.FORBIDDEN_NAME, extra)


def test_a_link_is_refused() -> None:
    name = file_name(TEXT, "md")
    link = zipfile.ZipInfo(name)
    link.external_attr = 0o120777 << 16

    assert refusal(with_manifest(manifest_bytes(made()), (link, b"/etc/passwd"))) == (PackFault.FORBIDDEN_NAME, name)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_comes_twice_is_refused() -> None:
    name = file_name(TEXT, "md")

    assert refusal(with_manifest(manifest_bytes(made()), *CONTENTS.items(), (name, TEXT))) == (PackFault.TWICE, name)


def test_a_missing_file_is_named() -> None:
    name, *_others = sorted(CONTENTS)

    assert refusal(with_manifest(manifest_bytes(made()), *[(one, CONTENTS[one]) for one in CONTENTS if one != name])) == (
        PackFault.MISSING,
        name,
    )


@pytest.mark.parametrize("content", [b"", b"hello", b"PK", b"PK\x05\x06" + bytes(18), zipped(("a.txt", b"x")), zipped()])
def test_what_is_no_pack_is_told(content: bytes) -> None:
    assert refusal(content)[0] in (PackFault.NOT_A_PACK, PackFault.FORBIDDEN_NAME)


def test_a_pack_of_a_newer_form_is_told_from_nonsense() -> None:
    said = json.loads(manifest_bytes(made()))

    assert refusal(with_manifest(json.dumps(said | {"format": "banyan-pack-2"}).encode()))[0] == PackFault.NEWER
    assert refusal(with_manifest(json.dumps(said | {"format": "other"}).encode()))[0] == PackFault.NOT_A_PACK


def peak_of(content: bytes) -> int:
    tracemalloc.start()
    try:
        with pytest.raises(PackError):
            read_pack(content, TRUSTED)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_is_never_inflated_beyond_what_the_manifest_says() -> None:
    name = file_name(TEXT, "md")
    bomb = with_manifest(manifest_bytes(made()), (name, bytes(200 * 2**20)), *[one for one in CONTENTS.items() if one[0] != name])
    manifest = zipped(("manifest.json", b" " * (200 * 2**20)), ("manifest.sig", b"x" * 64))

    assert len(bomb) < 2**20
    assert max(peak_of(bomb), peak_of(manifest)) < 64 * 2**20


def test_a_member_whose_header_lies_about_its_size_is_refused() -> None:
    lying = bytearray(WHOLE)
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (7).to_bytes(4, "little")

    assert refusal(bytes(lying))[0] in (PackFault.CHANGED, PackFault.CUT_SHORT)


def test_parts_are_joined_in_any_order_and_a_missing_one_is_named() -> None:
    parts = list(enumerate(cut(WHOLE, 500), start=1))

    assert joined(list(reversed(parts))) == WHOLE
    with pytest.raises(PackError) as refused:
        joined([*parts[:1], *parts[2:]])
    assert (refused.value.fault, refused.value.where) == (PackFault.MISSING_PART, "2")
    with pytest.raises(PackError):
        joined([*parts, parts[0]])


def test_a_new_key_is_trusted_by_the_word_of_an_old_one_through_any_chain() -> None:
    second, third = secret_of(2), secret_of(3)
    links = (
        rotation(public_of(third), by=public_of(second), secret=second),
        rotation(public_of(second), by=public_of(SHORE), secret=SHORE),
    )
    changed = build(made(key=public_of(third).hex(), keys=links), CONTENTS, secret=third)

    assert read_pack(changed, TRUSTED).manifest.keys == links
    assert trusted_after(made(keys=links), TRUSTED) == {public_of(one) for one in (SHORE, second, third)}


def test_a_forged_link_leads_nowhere() -> None:
    thief = secret_of(6)
    forged = (public_of(thief).hex(), public_of(SHORE).hex(), rotation(public_of(thief), by=public_of(thief), secret=thief)[2])
    stolen = build(made(key=public_of(thief).hex(), keys=(forged,)), CONTENTS, secret=thief)

    assert refusal(stolen)[0] == PackFault.UNTRUSTED_KEY


def changed(change: Callable[[Any], object]) -> bytes:
    said = json.loads(manifest_bytes(made()))
    change(said)
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda said: said.pop("title"), "title"),
        (lambda said: said.update(title="  "), "title"),
        (lambda said: said.update(number=0), "number"),
        (lambda said: said.update(number=True), "number"),
        (lambda said: said.update(store="xyz"), "store"),
        (lambda said: said.update(extra=1), "extra"),
        (lambda said: said.update(base="2"), "base"),
        (lambda said: said.update(revoked=["zz"]), "revoked[0]"),
        (lambda said: said.update(acknowledgements=["abc"]), "acknowledgements[0]"),
        (lambda said: said["roster"][1].update(learner="a b"), "roster[1].learner"),
        (lambda said: said["courses"][0]["items"][1].update(minutes=601), "courses[0].items[1].minutes"),
        (lambda said: said["courses"][0]["items"][1].update(pass_score=50), "courses[0].items[1].pass_score"),
        (lambda said: said["courses"][0]["items"][0].update(pass_score=None), "courses[0].items[0].pass_score"),
        (lambda said: said["courses"][0]["items"][1].update(pdf=None), "courses[0].items[1].text"),
        (lambda said: said["courses"][0]["items"][1].update(pdf="../x"), "courses[0].items[1].pdf"),
        (lambda said: said["courses"][0]["items"][0]["quiz"][0].update(answers=[2]), "courses[0].items[0].quiz[0].answers"),
        (lambda said: said["courses"][0]["items"][0]["quiz"][0].update(answers=[0, 1]), "courses[0].items[0].quiz[0].answers"),
        (lambda said: said["courses"][0]["items"][0]["quiz"][1].update(answers=[]), "courses[0].items[0].quiz[1].answers"),
        (lambda said: said["courses"][0]["items"][0]["quiz"][2].update(kind="essay"), "courses[0].items[0].quiz[2].kind"),
        (
            lambda said: said["courses"][0]["items"][0]["quiz"][2].update(options=["对", "错", "不知"]),
            "courses[0].items[0].quiz[2].options",
        ),
        (lambda said: said.update(courses={}), "courses"),
        (lambda said: said.update(courses=[1]), "courses[0]"),
    ],
)
def test_a_manifest_that_makes_no_sense_names_the_key(change: Callable[[Any], object], where: str) -> None:
    with pytest.raises(PackError) as refused:
        manifest_of(changed(change))

    assert (refused.value.fault, refused.value.where) == (PackFault.MALFORMED, where)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b"[" * 100_000, b"\xff\xfe", b'{"format": 1}'])
def test_a_manifest_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(PackError):
        manifest_of(content)


def test_what_must_stand_once_is_refused_twice() -> None:
    course = made().courses[0]
    for manifest in (
        made(courses=(course, replace(course, id="8"))),
        made(courses=(course, Course("7", "x", 0, "yue", ()))),
        made(roster=(RosterRow(1, "1001", "陈"), RosterRow(1, "1002", "冯"))),
        made(roster=(RosterRow(1, "1001", "陈"), RosterRow(2, "1001", "冯"))),
    ):
        with pytest.raises(PackError) as refused:
            manifest_bytes(manifest)
        assert refused.value.fault == PackFault.TWICE


def test_a_pack_without_one_of_its_files_or_with_another_content_is_not_built() -> None:
    name = file_name(TEXT, "md")

    for contents, fault in (({}, PackFault.MISSING), (CONTENTS | {name: b"x"}, PackFault.CHANGED)):
        with pytest.raises(PackError) as refused:
            build(made(), contents, secret=SHORE)
        assert refused.value.fault == fault


texts = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()))


@given(
    st.lists(st.tuples(texts, st.integers(0, 600), st.binary(max_size=300)), min_size=1, max_size=5),
    st.lists(texts, max_size=4),
)
def test_any_course_comes_back(items: list[tuple[str, int, bytes]], names: list[str]) -> None:
    contents = {file_name(content, "md"): content for _title, _minutes, content in items}
    question = Question("single", "问", ("一", "二"), (0,))
    those = tuple(
        Item(str(number), title, minutes, 50, text=file_name(content, "md"), quiz=(question,))
        for number, (title, minutes, content) in enumerate(items)
    )
    manifest = made(
        courses=(Course("1", "课", 0, "yue", those),),
        files={name: len(content) for name, content in contents.items()},
        roster=tuple(RosterRow(number, str(number), name) for number, name in enumerate(names, start=1)),
    )

    found = read_pack(build(manifest, contents, secret=SHORE), TRUSTED)

    assert (found.manifest, found.contents) == (manifest, contents)
