"""The words of the command line that need nothing but a device's folder: device init, record, export, ack, receipt encode, pack, hub."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from banyan.hub.device import init_device, use
from banyan.hub.errors import UnableToUseDevice, say_both
from banyan.hub.serving import add_hub_options, serve_hub
from banyan.hub.shelf import named_files, named_key, read_parts, verified
from banyan.hub.writing import FORMS, write_records
from banyan.kernels.journal.events import Event, Kind
from banyan.kernels.journal.faults import JournalError
from banyan.kernels.journal.receipt import GLOBAL_BITS
from banyan.kernels.journal.records import key_record
from banyan.kernels.journal.text import hanzi_bytes
from banyan.kernels.packs import Manifest

# A Beidou message charges 14 bits a character.
CHARACTER_BITS = 14
VERBS = {"device": ("init", "record", "export", "ack"), "receipt": ("encode",), "pack": ("verify", "apply")}

Parsers = Any


def add_device_verbs(verbs: Parsers) -> None:
    """Describe the verbs of ``device`` that need a folder alone."""
    begin = verbs.add_parser("init", help="make a device in a folder")
    begin.add_argument("folder", metavar="DIR", type=Path)
    begin.add_argument("--name", default="", help="what people call it, as 粤渔 0001 老陈的手机 (default: the folder's name)")
    begin.add_argument("--shore", metavar="FILE", type=Path, help="anything that the office ashore signed: its key is trusted from then on")
    note = verbs.add_parser("record", help="note that somebody studied")
    note.add_argument("folder", metavar="DIR", type=Path)
    note.add_argument("--learner", required=True, metavar="ID")
    note.add_argument("--item", required=True, metavar="ID")
    note.add_argument("--seconds", required=True, type=int, metavar="N", help="how long, up to now")
    note.add_argument("--score", type=int, metavar="N", help="the score of its quiz, 0 to 100")
    note.add_argument("--repeat", type=int, default=1, metavar="K", help="note it K times, one after the other")
    out = verbs.add_parser("export", help="write what the shore hasn't acknowledged")
    out.add_argument("folder", metavar="DIR", type=Path)
    out.add_argument("--all", action="store_true", help="everything since the beginning")
    _add_output(out)
    hear = verbs.add_parser("ack", help="take an acknowledgement")
    hear.add_argument("folder", metavar="DIR", type=Path)
    hear.add_argument("file", metavar="FILE", type=Path)
    for one in (begin, note, out, hear):
        one.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")


def add_receipt_verbs(verbs: Parsers) -> None:
    """Describe ``receipt encode``."""
    one = verbs.add_parser("encode", help="sum up in short messages what the shore hasn't acknowledged")
    one.add_argument("folder", metavar="DIR", type=Path)
    one.add_argument(
        "--bits", type=int, required=True, metavar="14000|560", help="what one message holds; up to 560: one learner a message"
    )
    _add_output(one)
    one.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")


def add_pack_verbs(verbs: Parsers) -> None:
    """Describe the verbs of ``pack`` that need no data of an office."""
    check = verbs.add_parser("verify", help="check a pack whole: signature, names, sizes, hashes")
    check.add_argument("file", metavar="FILE", type=Path, help="the pack, or its first part FILE.001")
    check.add_argument(
        "--key", metavar="HEX", help="the shore's public key (default: the one the pack names, which proves that it is whole alone)"
    )
    take = verbs.add_parser("apply", help="take a pack aboard: whole or not at all")
    take.add_argument("file", metavar="FILE", type=Path, help="the pack, or its first part FILE.001")
    take.add_argument("folder", metavar="DIR", type=Path, help="the device's folder")
    for one in (check, take):
        one.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")


def run(noun: str, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Do what was asked; return it for machines and for people. Raise UnableToUseDevice, with the way on in its text."""
    try:
        return _DO[noun, options["verb"]](options)
    except JournalError as error:
        raise UnableToUseDevice(say_both(error)) from error
    except OSError as error:
        raise UnableToUseDevice(f"{error.filename or ''} 无法读写 can't be read or written: {error.strerror or error}") from error


def main(words: Sequence[str]) -> int:
    """Run a command by itself, without the rest of Banyan: 0 done, 1 refused, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="banyan", description="榕树：船上的学习记录 study records aboard")
    nouns = parser.add_subparsers(dest="noun", required=True, metavar="device|receipt|pack|hub")
    add_device_verbs(nouns.add_parser("device", help="a device is a folder").add_subparsers(dest="verb", required=True))
    add_pack_verbs(nouns.add_parser("pack", help="study packs").add_subparsers(dest="verb", required=True))
    add_receipt_verbs(nouns.add_parser("receipt", help="short messages").add_subparsers(dest="verb", required=True))
    add_hub_options(nouns.add_parser("hub", help="run the boat's hub in a folder"))
    options = vars(parser.parse_args(words))
    try:
        said, told = run(options["noun"], options)
    except UnableToUseDevice as refusal:
        if options["json"]:
            sys.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False) + "\n")
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write((json.dumps(said, ensure_ascii=False) if options["json"] else told) + "\n")
    return 0


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", required=True, metavar="FILE", type=Path)
    parser.add_argument("--form", choices=FORMS, default="file", help="a file, Chinese characters, lines to dictate, or QR codes (PNG)")


def _init(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    folder = options["folder"]
    shore = options["shore"].read_bytes() if options["shore"] else None
    device = init_device(folder, title=options["name"] or folder.resolve().name, shore=shore)
    said = {"device": device.id.hex(), "name": device.state.title, "enrol": str(folder / "enrol")}
    told = f"设备 {said['device']} 已建立。请把 {folder}/enrol（或 enrol.png）当面交给岸上办公室登记。"
    return said, f"{told} Show {folder}/enrol (or enrol.png) to the office ashore."


def _record(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    if not 0 < options["repeat"] <= 100_000:
        raise UnableToUseDevice("--repeat 应为 1 至 100000。 --repeat takes 1 to 100000.")
    seconds, now = options["seconds"], int(time.time())
    kind = Kind.STUDY if options["score"] is None else Kind.QUIZ
    events = [
        Event(options["learner"], options["item"], max(now - (options["repeat"] - number) * seconds, 0), seconds, kind, options["score"])
        for number in range(options["repeat"])
    ]
    with use(options["folder"]) as device:
        device.record(events)
        standing = device.standing()
    said = {"recorded": len(events), "events": standing.events, "unacknowledged": standing.unacknowledged}
    told = f"已记录 {len(events)} 条，尚未交回 {standing.unacknowledged} 条。"
    return said, f"{told} Recorded: {len(events)}, not yet acknowledged: {standing.unacknowledged}."


def _export(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    with use(options["folder"]) as device:
        batches = device.hand_over(everything=options["all"])
        records = [key_record(device.public_key), *(batch.record for batch in batches)]
    written = write_records(options["output"], options["form"], records)
    events = sum(batch.header.count for batch in batches)
    said = {"events": events, "batches": len(batches), "files": written}
    return said, f"{events} 条记录写入 {', '.join(written)}。 Records written: {events}."


def _ack(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    with use(options["folder"]) as device:
        before = device.state.incarnation
        device.hear(options["file"].read_bytes())
        standing, is_anew = device.standing(), device.state.incarnation != before
    said = {"unacknowledged": standing.unacknowledged, "new_incarnation": is_anew}
    told = f"已收到岸上回告，尚未交回 {standing.unacknowledged} 条。 Not yet acknowledged: {standing.unacknowledged}."
    if is_anew:
        told += "岸上有本机没有的记录：本机是旧备份恢复的，今后另起一段。 The shore holds what this copy doesn't know; it begins anew."
    return said, told


def _encode(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    bits = options["bits"]
    if not GLOBAL_BITS // 2 <= bits <= 200_000:
        raise UnableToUseDevice("--bits 一般为 14000 或 560。 --bits is 14000 or 560 as a rule.")
    most_bytes = hanzi_bytes(bits // CHARACTER_BITS) if options["form"] == "hanzi" else bits // 8
    with use(options["folder"]) as device:
        messages = device.receipts(most_bytes=most_bytes, is_short=bits <= GLOBAL_BITS)
    if not messages:
        raise UnableToUseDevice("没有尚未交回的记录。 Everything is acknowledged; there is nothing to sum up.")
    written = write_records(options["output"], options["form"], messages)
    said = {"messages": len(messages), "bytes": [len(message) for message in messages], "files": written}
    return said, f"{len(messages)} 条回执写入 {', '.join(written)}。 Receipts written: {len(messages)}."


def _verify(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    content = read_parts(options["file"])
    if options["key"]:
        try:
            trusted = [bytes.fromhex(options["key"])]
        except ValueError as error:
            raise UnableToUseDevice("--key 应为 64 位十六进制。 --key takes 64 hexadecimal digits.") from error
    else:
        trusted = [named_key(content)]
    manifest = verified(content, trusted, held=named_files(content))
    return _told(manifest), f"{manifest.title}（{manifest.number}）完整无误。 Pack {manifest.number} is whole."


def _apply(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    content = read_parts(options["file"])
    with use(options["folder"]) as device:
        manifest = device.take_pack(content)
        standing = device.standing()
    said = _told(manifest) | {"unacknowledged": standing.unacknowledged}
    return said, f"已装入 {manifest.title}（{manifest.number}）。 Pack {manifest.number} is aboard."


def _told(manifest: Manifest) -> dict[str, Any]:
    items = sum(len(course.items) for course in manifest.courses)
    return {
        "number": manifest.number,
        "title": manifest.title,
        "key": manifest.key,
        "items": items,
        "files": len(manifest.files),
        "base": manifest.base,
    }


_DO = {("device", "init"): _init, ("device", "record"): _record, ("device", "export"): _export, ("device", "ack"): _ack}
_DO |= {("receipt", "encode"): _encode, ("pack", "verify"): _verify, ("pack", "apply"): _apply, ("hub", ""): serve_hub}
