"""What pages stand on: the style, the sign, files of packs by their hash, and the word that the hub is well."""

from importlib.resources import files

from banyan.hub.exchange import Refused, Response
from banyan.hub.shelf import PACKS
from banyan.hub.visit import Visit

_KINDS = {
    "md": "text/plain; charset=utf-8",
    "opus": "audio/ogg",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
_A_DAY = [("Cache-Control", "max-age=86400")]


def style(_visit: Visit) -> Response:
    """Give the one sheet of style."""
    return Response(_read("hub.css"), kind="text/css; charset=utf-8", headers=[*_A_DAY])


def icon(_visit: Visit) -> Response:
    """Give the sign in the browser's tab."""
    return Response(_read("icon.svg"), kind="image/svg+xml", headers=[*_A_DAY])


def healthz(visit: Visit) -> Response:
    """Say that the hub works: its folder can be read."""
    visit.boat.aboard()
    return Response(b"ok\n", kind="text/plain; charset=utf-8")


def file(visit: Visit) -> Response:
    """Give a file of the newest pack; the name is looked up in what the pack lists and never becomes a path by itself."""
    asked = visit.request.path.removeprefix("/")
    name = next((name for name in visit.manifest.files if name == asked), None)
    if name is None:
        raise Refused("没有这个文件，可能换了新的学习包。", "There is no such file; the pack may have changed.", status=404)
    kind = _KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(kind=kind, file=visit.boat.folder / PACKS / name, headers=[("Cache-Control", "max-age=604800, immutable")])


def _read(name: str) -> bytes:
    # Found in a folder as well as in a zip that Python runs.
    return files(__package__).joinpath(name).read_bytes()
