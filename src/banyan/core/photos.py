"""Photos as phones make them, made fit to keep: upright, without what the camera wrote into them, and not too large."""

import io
import struct
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from PIL import Image, ImageCms

from banyan.core.errors import RuleError

LONGEST_SIDE = 2000
MOST_BYTES = 2 * 1024 * 1024
# A picture of this many pixels takes 240 MB while it is decoded; Pillow itself starts to warn at 89 million.
MOST_PIXELS = 80_000_000
# A photo with a second picture in it (MPO) comes as a JPEG.
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITIES = (90, 82, 74, 66)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
# What a decoder raises for broken content differs by format and by place.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, ArithmeticError, struct.error)


class UnableToUsePhoto(RuleError):
    """The photo can't be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo ready to keep; ``kind`` is its media type, width and height are in pixels as seen."""

    content: bytes
    kind: Literal["image/jpeg", "image/png"]
    width: int
    height: int


def clean_photo(content: bytes, *, name: str, longest_side: int = LONGEST_SIDE, most_bytes: int = MOST_BYTES) -> Photo:
    """Turn a JPEG, PNG or WebP upright, drop all it says of camera and place, and make it small enough.

    A PNG stays one where it fits ``most_bytes``; anything else becomes JPEG, transparent parts white. ``name`` serves messages alone.
    Raise UnableToUsePhoto for other kinds, moving pictures, damage, and more pixels than can be opened safely.
    """
    if reason := _why_not_kind(content):
        raise UnableToUsePhoto(f"{name}: {reason}")
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            if reason := _why_not_open(image):
                raise UnableToUsePhoto(f"{name}: {reason}")
            was_png = image.format == "PNG"
            picture = _plain(image, longest_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnableToUsePhoto(f"{name}: {_too_many_pixels()}") from error
    except _BROKEN as error:
        reason = _("The photo is damaged or cut short. Fetch it once more from the phone or camera.")
        raise UnableToUsePhoto(f"{name}: {reason}") from error
    if was_png and len(encoded := _encoded(picture, "PNG")) <= most_bytes:
        return Photo(encoded, "image/png", *picture.size)
    return _as_jpeg(picture, most_bytes)


def _why_not_kind(content: bytes) -> str | None:
    """Say what the file is when its first bytes show something other than a JPEG, PNG or WebP."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return None
    if not content:
        return _("The photo is empty. Choose another one.")
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"):
        return _("This is a HEIC photo of an iPhone, which most programs can't show. Save it as JPG and send that.")
    if b"<svg" in content[:2048].lower():
        return _("This is a drawing (SVG), no photo. Save it as JPG or PNG and send that.")
    if content.startswith((b"GIF8", b"BM", b"II*\0", b"MM\0*")) or content[4:12] == b"ftypavif":
        return _("Photos of this kind are not taken. Save it as JPG or PNG and send that.")
    return _("This is no photo. Send a JPG or PNG.")


def _why_not_open(image: Image.Image) -> str | None:
    if image.width * image.height > MOST_PIXELS:
        return _too_many_pixels()
    # The second picture of an MPO is the camera's own extra, such as a depth map.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        return _("This picture moves. Send a still photo as JPG or PNG.")
    return None


def _too_many_pixels() -> str:
    return _("The photo has more than %(count)s million pixels. Make it smaller and send that.") % {"count": MOST_PIXELS // 1_000_000}


def _plain(image: Image.Image, longest_side: int) -> Image.Image:
    """The picture alone in RGB (with A where it is transparent): upright, sRGB, at most ``longest_side``, nothing else in it."""
    turn = _TURNS.get(_orientation(image))
    profile = image.info.get("icc_profile")
    # A JPEG can be decoded at a fraction of its size, which saves most of the memory.
    image.draft(None, (longest_side, longest_side))
    image.load()
    picture = _in_srgb(image, profile)
    picture.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info.clear()
    return picture


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    if image.mode.startswith("I"):
        # Sixteen bits of grey: Pillow's own conversion cuts off instead of scaling.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if isinstance(profile, bytes) and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, *_BROKEN):
            changed = None
        image = changed or image
    return image.convert(mode)


def _as_jpeg(picture: Image.Image, most_bytes: int) -> Photo:
    """Encode as JPEG, ever lower in quality and then in size until it fits."""
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    while True:
        for quality in _QUALITIES:
            encoded = _encoded(flat, "JPEG", quality)
            if len(encoded) <= most_bytes:
                return Photo(encoded, "image/jpeg", *flat.size)
        if max(flat.size) < 16:
            return Photo(encoded, "image/jpeg", *flat.size)
        flat.thumbnail((max(flat.width * 3 // 4, 1), max(flat.height * 3 // 4, 1)), Image.Resampling.LANCZOS)


def _encoded(picture: Image.Image, form: str, quality: int = 90) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, optimize=True, quality=quality)
    return stream.getvalue()
