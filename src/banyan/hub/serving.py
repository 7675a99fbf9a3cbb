"""The words of ``banyan hub``: run a boat's hub in a folder, clear a forgotten PIN, or write the hub as one file."""

import argparse
import logging
import socket
import sys
from pathlib import Path
from typing import Any

from banyan.hub.archive import write_archive
from banyan.hub.boat import Boat
from banyan.hub.errors import UnableToUseDevice
from banyan.hub.port import Port
from banyan.hub.server import HubServer

_UNREACHED = ("192.0.2.1", 9)


def add_hub_options(parser: argparse.ArgumentParser) -> None:
    """Describe the options of ``hub``."""
    parser.add_argument("folder", nargs="?", metavar="DIR", type=Path, help="the hub's folder; made a device of its own on the first start")
    parser.add_argument("--port", type=int, default=8000, metavar="N")
    parser.add_argument("--bind", default="", metavar="ADDRESS", help="127.0.0.1 for this machine alone; all around can reach it otherwise")
    parser.add_argument("--stick", type=Path, metavar="DIR", help="where the memory stick appears: packs are taken from there")
    parser.add_argument("--shore", metavar="URL", help="the office's address: in port records go there by themselves")
    parser.add_argument("--name", default="", help="what people call it, as 粤渔 0001 (first start; default: the folder's name)")
    parser.add_argument("--forget-pin", type=int, metavar="NUMBER", help="clear the PIN of the learner with this number and end")
    parser.add_argument(
        "--archive", type=Path, metavar="FILE", help="write the hub as one file, banyan-hub.pyz, and end; needs only cryptography and segno"
    )
    parser.set_defaults(verb="", json=False)


def serve_hub(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Run the hub until it is interrupted, clear a PIN, or write the archive; raise UnableToUseDevice."""
    if options["archive"]:
        write_archive(options["archive"])
        return {"archive": str(options["archive"])}, f"已写入 {options['archive']}。 Written: {options['archive']}."
    if options["folder"] is None:
        raise UnableToUseDevice("请写明文件夹，如 banyan hub 船上。 Name a folder, as banyan hub boat.")
    if options["forget_pin"] is not None:
        return _forget(options["folder"], options["forget_pin"])
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    return _serve(Boat(options["folder"], title=options["name"], stick=options["stick"]), options)


def _serve(boat: Boat, options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    port = Port(boat, options["shore"]) if options["shore"] else None
    try:
        server = HubServer(boat, options["bind"], options["port"])
    except (OSError, OverflowError) as error:
        text = "{bind}:{port} 用不了，请换一个端口，如 --port 8001。 {bind}:{port} can't be used; try another port, as --port 8001."
        raise UnableToUseDevice(text.format(bind=options["bind"], port=options["port"])) from error
    number = server.server_address[1]
    sys.stdout.write(f"{boat.title} → http://{_address(options['bind'])}:{number}/  （按 Ctrl+C 结束 Ctrl+C ends it）\n")
    sys.stdout.flush()
    if port:
        port.start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return {"port": number}, "已结束，记录都已存好。 Ended; everything is kept."


def _forget(folder: Path, number: int) -> tuple[dict[str, Any], str]:
    boat = Boat(folder)
    manifest = boat.aboard().manifest
    row = next((row for row in manifest.roster if row.number == number), None) if manifest else None
    if row is None:
        raise UnableToUseDevice(f"名单上没有 {number} 号。 Nobody on the roster has number {number}.")
    if not boat.pins.forget(row.learner):
        raise UnableToUseDevice(f"{row.name}（{number} 号）还没有设密码。 There is no PIN of number {number}.")
    return {"forgotten": number}, f"{row.name}（{number} 号）的密码已清除。 The PIN of number {number} is cleared."


def _address(bind: str) -> str:
    """Return the address that phones around should open; nothing is sent for it."""
    if bind:
        return bind
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(_UNREACHED)
        except OSError:
            return "127.0.0.1"
        return str(one.getsockname()[0])
