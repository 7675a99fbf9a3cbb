"""An official document as a Word file (.docx) that opens alike in Word and WPS."""

import io
import zipfile
from datetime import datetime, time
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

from banyan.core.official import layout, word_styles
from banyan.core.official.composition import Composition, Item, Picture, Sheet, Signature, Text, compose
from banyan.core.official.layout import CHARACTER_PITCH, FANGSONG, KAITI, PITCH, XIAOBIAOSONG, twips
from banyan.core.official.model import OfficialDocument
from banyan.core.official.word_styles import BODY, CAPTION, PICTURE, SUBTITLE, TITLE, heading_style
from banyan.core.official.word_tables import table
from banyan.core.official.word_xml import Element, paragraph, run, tag

# What python-docx's own template brings along and the document has no use for.
_UNUSED = ("/thumbnail", "/customXml", "/stylesWithEffects", "/numbering", "/webSettings")
_NO_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - Word's own properties are without a zone
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def as_word(document: OfficialDocument) -> bytes:
    """Write ``document`` as .docx; the same document gives the same bytes. Raise UnableToWrite for a photo that is neither JPEG nor PNG."""
    composition = compose(document)
    word = docx.Document()
    _prepare(word, composition)
    body = word.element.body
    end = body.sectPr
    for element in _title(composition):
        end.addprevious(element)
    for item in composition.items:
        for element in _elements(word, item):
            end.addprevious(element)
    for place, line in enumerate(composition.signatures):
        end.addprevious(_signature(line, first=place == 0))
    if end.getprevious() is None or end.getprevious().tag == qn("w:tbl"):
        # Word wants a paragraph below a table; one point high, it starts no new page.
        end.addprevious(paragraph(BODY, properties=(tag("spacing", line=20, lineRule="exact"),)))
    return _saved(word)


def _prepare(word: Any, composition: Composition) -> None:
    """Empty the template, and put in our styles, settings, page and footers."""
    for rels in (word.part.rels, word.part.package.rels):
        for key in [key for key, relation in rels.items() if relation.reltype.endswith(_UNUSED)]:
            del rels[key]
    for element, children in ((word.styles.element, word_styles.styles()), (word.settings.element, word_styles.settings())):
        element[:] = children
    section = word.sections[0]
    section.even_page_footer.is_linked_to_previous = section.footer.is_linked_to_previous = False
    for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
        footer._element[:] = [word_styles.page_number(odd=odd)]
    ids = {reference.type_.name: reference.rId for reference in section._sectPr.footerReference_lst}
    section._sectPr[:] = word_styles.section(odd=ids["PRIMARY"], even=ids["EVEN_PAGE"])
    moment = datetime.combine(composition.dated_on, time()) if composition.dated_on else _NO_DAY
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.comments = " ".join(composition.title)[:255], "", "", ""
    properties.created = properties.modified = moment
    properties.language = "zh-CN"


def _title(composition: Composition) -> list[Element]:
    made = []
    if composition.title:
        made.append(paragraph(TITLE, run(composition.title, XIAOBIAOSONG, layout.TITLE_SIZE)))
    if composition.subtitle:
        made.append(paragraph(SUBTITLE, run(composition.subtitle, KAITI)))
    return [*made, paragraph(BODY)] if made else []


def _elements(word: Any, item: Item) -> list[Element]:
    match item:
        case Text(lines=lines, level=0):
            return [paragraph(BODY, run(lines))]
        case Text(lines=lines, level=level):
            face, bold = layout.HEADINGS[level]
            return [paragraph(heading_style(level), run(lines, face, bold=bold))]
        case Sheet():
            return [table(item)]
        case Picture():
            return _picture(word, item)


def _picture(word: Any, picture: Picture) -> list[Element]:
    """The photo in a line of its own that stays on the page of its caption."""
    holder = word.add_paragraph()
    shape = holder.add_run().add_picture(io.BytesIO(picture.content), Pt(picture.width), Pt(picture.height))
    shape._inline.docPr.set("descr", picture.caption)
    drawing = holder._p.r_lst[0]
    holder._p.getparent().remove(holder._p)
    made = [paragraph(PICTURE, drawing, properties=(tag("keepNext"),) if picture.caption else ())]
    return [*made, paragraph(CAPTION, run((picture.caption,), FANGSONG, layout.SMALL_SIZE))] if picture.caption else made


def _signature(line: Signature, *, first: bool) -> Element:
    """A line at the right; two blank lines stand above the first."""
    space = tag("spacing", before=twips(2 * PITCH) if first else 0, line=twips(PITCH), lineRule="exact")
    inset = tag("ind", rightChars=round(line.free * 100), right=twips(line.free * CHARACTER_PITCH), firstLineChars=0, firstLine=0)
    return paragraph(BODY, run((line.text,)), properties=(tag("keepLines"), space, inset, tag("jc", val="right")))


def _saved(word: Any) -> bytes:
    """Save, and take the clock out of the archive."""
    stream, result = io.BytesIO(), io.BytesIO()
    word.save(stream)
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            kept.writestr(zipfile.ZipInfo(name, _ZIP_DAY), made.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()
