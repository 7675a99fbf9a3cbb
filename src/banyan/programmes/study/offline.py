"""The page that phones take to sea: its files, and the version that changes with any of them."""

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

FOLDER = Path(__file__).parent / "static" / "study" / "offline"
SHARED = ("web/banyan.svg",)
# The worker is served by itself; phones write no receipts, whose terminal is the boat's.
LEFT_OUT = ("worker.js", "journal/receipt.js")


def page_html(shore_key: str) -> str:
    """Return the page; ``shore_key`` (hexadecimal or empty) is the key that it trusts from its first opening on."""
    return render_to_string("study/offline.html", {"shore_key": shore_key, "static": settings.STATIC_URL})


def hub_style() -> bytes:
    """Return the sheet of style that the page shares with the boat's hub."""
    style: bytes = files("banyan.hub.pages").joinpath("hub.css").read_bytes()
    return style


def worker_script(shore_key: str) -> str:
    """Return the service worker with the version of the page and the addresses that it keeps."""
    addresses = [reverse("offline"), reverse("offline_style"), reverse("offline_manifest")]
    addresses += [f"{settings.STATIC_URL}{name}" for name in (*SHARED, *own_files())]
    version = sha256(_digest() + page_html(shore_key).encode()).hexdigest()[:12]
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(addresses)};\n"
    return head + (FOLDER / "worker.js").read_text(encoding="utf-8")


def own_files() -> list[str]:
    """Name the static files of the page, as ``static`` would."""
    found = (path for path in FOLDER.rglob("*") if path.suffix in (".js", ".css"))
    names = (path.relative_to(FOLDER).as_posix() for path in found)
    return sorted(f"study/offline/{name}" for name in names if name not in LEFT_OUT)


def manifest() -> dict[str, object]:
    """Return what lets a phone put the page on its home screen, where browsers keep its records for good."""
    icon = {"src": f"{settings.STATIC_URL}{SHARED[0]}", "sizes": "any", "type": "image/svg+xml"}
    here: dict[str, object] = {"start_url": reverse("offline"), "scope": reverse("offline"), "icons": [icon]}
    look = {"display": "standalone", "background_color": "#fbf8f1", "theme_color": "#123b2c", "lang": "zh-Hans"}
    return here | {"name": "榕树 · 海上学习", "short_name": "海上学习"} | look


@cache
def _digest() -> bytes:
    # Files change with the program, which starts anew then.
    contents = [path.read_bytes() for path in sorted(FOLDER.rglob("*")) if path.suffix in (".js", ".css")]
    return sha256(b"".join([*contents, hub_style()])).digest()
