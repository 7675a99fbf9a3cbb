"""Chinese is complete: no string of the code or the pages is left untranslated, and the compiled catalogue is the written one."""

import gettext
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.core.management import call_command

SOURCE = Path(__file__).parents[1] / "src" / "banyan"
LOCALE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES"
KINDER = SOURCE / "web" / "words_of_libraries" / "zh_Hans" / "LC_MESSAGES"


@pytest.fixture(params=[LOCALE, KINDER], ids=["ours", "libraries"])
def folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def catalog(folder: Path) -> Catalog:
    with (folder / "django.po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


def first(value: object) -> str:
    return str(value[0] if isinstance(value, tuple | list) else value)


def is_whole(message: Message) -> bool:
    return "fuzzy" not in message.flags and bool(first(message.string))


def test_every_string_is_translated_and_none_is_fuzzy(catalog: Catalog) -> None:
    assert [message.id for message in catalog if message.id and not is_whole(message)] == []


def test_a_translation_keeps_the_places_for_values(catalog: Catalog) -> None:
    assert [message.id for message in catalog if message.id and [*map(str, message.check())]] == []


def test_chinese_punctuation_is_full_width(catalog: Catalog) -> None:
    half = [
        first(m.string)
        for m in catalog
        if m.id and any("一" <= c <= "鿿" and n in ",;:?!" for c, n in zip(first(m.string), first(m.string)[1:], strict=False))
    ]

    assert half == []


def test_the_compiled_catalogue_is_the_written_one(catalog: Catalog, folder: Path) -> None:
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    def said(message: Message) -> str:
        words = first(message.id)
        if isinstance(message.id, tuple):
            return compiled.ngettext(words, words, 1)
        return compiled.pgettext(message.context, words) if message.context else compiled.gettext(words)

    assert [message.id for message in catalog if message.id and said(message) != first(message.string)] == []


@pytest.mark.parametrize("folder", [LOCALE], indirect=True, ids=["ours"])
@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext isn't installed")
def test_the_catalogue_holds_every_string_of_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    copy = tmp_path / "banyan"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(copy)

    call_command("makemessages", locale=["zh_Hans"], no_location=True, no_obsolete=True, verbosity=0)

    with (copy / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        fresh = {(first(message.id), message.context) for message in read_po(file) if message.id}
    assert fresh - {(first(message.id), message.context) for message in catalog} == set()
