"""A photo is kept upright, bare of what the camera wrote, and small; what is no photo is refused with a way out."""

import io
import zlib
from collections.abc import Iterator

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

from banyan.core.photos import MOST_PIXELS, Photo, UnableToUsePhoto, clean_photo


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def scene(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """Red in the upper left quarter, blue elsewhere: tells how it is turned."""
    image = Image.new("RGB", (width, height), (0, 0, 200))
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill=(200, 0, 0))
    return image.convert(mode)


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def opened(photo: Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.content))


def is_red(image: Image.Image, across: float, down: float) -> bool:
    red, _green, blue = image.convert("RGB").getpixel((int(image.width * across), int(image.height * down)))  # type: ignore[misc]
    return bool(red > blue)


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 90).convert("RGB")


@pytest.mark.parametrize(("form", "kind"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg"), ("MPO", "image/jpeg")])
def test_a_photo_is_known_by_its_content_whatever_its_name(form: str, kind: str) -> None:
    photo = clean_photo(encoded(scene(), form), name="photo.txt")

    assert (photo.kind, photo.width, photo.height) == (kind, 400, 300)
    assert opened(photo).size == (400, 300)
    assert is_red(opened(photo), 0.2, 0.2)


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (400, 300), (0.2, 0.2)),
        (2, (400, 300), (0.8, 0.2)),
        (3, (400, 300), (0.8, 0.8)),
        (4, (400, 300), (0.2, 0.8)),
        (5, (300, 400), (0.2, 0.2)),
        (6, (300, 400), (0.8, 0.2)),
        (7, (300, 400), (0.8, 0.8)),
        (8, (300, 400), (0.2, 0.8)),
    ],
)
def test_a_photo_stands_upright_in_each_of_the_eight_positions(orientation: int, size: tuple[int, int], red: tuple[float, float]) -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = orientation

    photo = clean_photo(encoded(scene(), exif=exif), name="a.jpg")

    assert (photo.width, photo.height) == size
    assert is_red(opened(photo), *red)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_the_camera_wrote_is_left(form: str) -> None:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Made-up Camera", "MU-1"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    remark = {"comment": b"secret remark"} if form == "JPEG" else {}

    photo = clean_photo(encoded(scene(), form, exif=exif, icc_profile=profile, dpi=(300, 300), **remark), name="a")

    assert dict(opened(photo).getexif()) == {}
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(opened(photo).info)
    assert b"Made-up" not in photo.content
    assert b"secret" not in photo.content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_colours_of_another_profile_become_srgb(form: str) -> None:
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # In this profile the first channel is the light that sRGB calls green.
    swapped = plain.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")

    photo = clean_photo(encoded(Image.new("RGB", (50, 50), (220, 0, 0)), form, icc_profile=swapped), name="a")

    red, green, _blue = opened(photo).getpixel((25, 25))  # type: ignore[misc]  # RGB
    assert (green > 200, red < 60) == (True, True)


@pytest.mark.parametrize("profile", [b"", b"no profile", b"\0" * 200])
def test_a_photo_with_a_broken_profile_is_taken_as_it_is(profile: bytes) -> None:
    photo = clean_photo(encoded(Image.new("CMYK", (50, 50), (0, 255, 255, 0)), icc_profile=profile), name="print.jpg")

    assert opened(photo).mode == "RGB"
    assert is_red(opened(photo), 0.5, 0.5)


def test_a_large_photo_is_made_smaller_and_a_small_one_left() -> None:
    large, small = clean_photo(encoded(scene(3000, 1500)), name="a"), clean_photo(encoded(scene(20, 10)), name="b")

    assert (large.width, large.height) == (2000, 1000)
    assert (small.width, small.height) == (20, 10)


def test_a_photo_fits_into_the_bytes_given() -> None:
    photo = clean_photo(encoded(noise(1200, 900), quality=95), name="a", most_bytes=60_000)

    assert len(photo.content) <= 60_000
    assert opened(photo).size == (photo.width, photo.height)


def test_a_png_too_large_becomes_a_jpeg_on_white() -> None:
    image = noise(600, 600).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 100, 100))

    photo = clean_photo(encoded(image, "PNG"), name="a", most_bytes=300_000)

    assert photo.kind == "image/jpeg"
    assert all(part > 230 for part in opened(photo).getpixel((30, 30)))  # type: ignore[union-attr]  # RGB


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_any_mode_are_taken(mode: str) -> None:
    image = scene().convert("P") if mode == "P" else Image.new("I;16", (40, 30), 40_000) if mode == "I;16" else scene(mode=mode)

    photo = clean_photo(encoded(image, "PNG"), name="a.png")

    assert opened(photo).mode == ("RGBA" if mode in ("LA", "RGBA") else "RGB")
    assert mode != "I;16" or opened(photo).getpixel((5, 5)) == (156, 156, 156)


def moving(form: str) -> bytes:
    return encoded(scene(), form, save_all=True, append_images=[scene().rotate(180)])


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30,000 pixels wide and high."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = (30_000).to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + size + b"\x08\x02\0\0\0")
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just words", "no photo"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (encoded(scene(), "GIF"), "Save it as JPG"),
        (encoded(scene(), "BMP"), "Save it as JPG"),
        (encoded(scene(), "TIFF"), "Save it as JPG"),
        (moving("WEBP"), "moves"),
        (moving("PNG"), "moves"),
        (encoded(scene())[:900], "damaged"),
        (encoded(scene(), "PNG")[:200], "damaged"),
        (encoded(scene(), "WEBP")[:200], "damaged"),
        (b"\xff\xd8\xff\xe0nothing", "damaged"),
        (b"\x89PNG\r\n\x1a\nnothing", "damaged"),
        (b"RIFF\x20\0\0\0WEBPnothing", "damaged"),
        (bomb(), "pixels"),
    ],
)
def test_what_is_no_photo_to_keep_is_refused_with_the_reason(content: bytes, words: str) -> None:
    with pytest.raises(UnableToUsePhoto) as refusal:
        clean_photo(content, name="合影.jpg")

    assert words in str(refusal.value)
    assert str(refusal.value).startswith("合影.jpg: ")


def test_more_pixels_than_can_be_opened_are_refused_before_decoding() -> None:
    side = int(MOST_PIXELS**0.5) + 10
    content = encoded(Image.new("1", (side, side)), "PNG")

    with pytest.raises(UnableToUsePhoto, match="80 million"):
        clean_photo(content, name="a")


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_a_photo_with_changed_bytes_is_taken_or_refused(place: int, change: bytes, form: str) -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    content = bytearray(encoded(scene(40, 30), form, exif=exif))
    content[place % len(content) : place % len(content) + len(change)] = change

    assert taken_or_refused(bytes(content))


def taken_or_refused(content: bytes) -> object:
    try:
        return clean_photo(content, name="a").content
    except UnableToUsePhoto as refusal:
        return str(refusal)
