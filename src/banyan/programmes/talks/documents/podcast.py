"""The library as a podcast: RSS 2.0 with the elements that podcast programs ask for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
ATOM = "http://www.w3.org/2005/Atom"
# Where Apple's list of categories has talks of the old to their village.
CATEGORY, SUBCATEGORY = "Society & Culture", "Personal Journals"
LONGEST_DESCRIPTION = 4000
# XML 1.0 has no place for these, however they came into a title.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Episode:
    """A recording as the feed tells it; addresses are whole."""

    uuid: str
    title: str
    text: str
    url: str
    audio_url: str
    kind: str
    size: int
    seconds: int | None
    author: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Show:
    """A programme as the feed tells it; addresses are whole."""

    title: str
    text: str
    author: str
    url: str
    feed_url: str
    cover_url: str


def feed(show: Show, episodes: Sequence[Episode]) -> bytes:
    """Return the feed as UTF-8 XML; the same library gives the same bytes."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"itunes": ITUNES, "atom": ATOM})
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", show.title)
    _add(channel, "link", show.url)
    etree.SubElement(channel, f"{{{ATOM}}}link", {"rel": "self", "type": "application/rss+xml", "href": show.feed_url})
    _add(channel, "description", (show.text or show.title)[:LONGEST_DESCRIPTION])
    _add(channel, "language", "zh-cn")
    _add(channel, f"{{{ITUNES}}}author", show.author)
    etree.SubElement(channel, f"{{{ITUNES}}}image", {"href": show.cover_url})
    category = etree.SubElement(channel, f"{{{ITUNES}}}category", {"text": CATEGORY})
    etree.SubElement(category, f"{{{ITUNES}}}category", {"text": SUBCATEGORY})
    _add(channel, f"{{{ITUNES}}}explicit", "false")
    _add(channel, f"{{{ITUNES}}}type", "episodic")
    for episode in episodes:
        _add_item(channel, episode)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add_item(channel: etree._Element, episode: Episode) -> None:
    item = etree.SubElement(channel, "item")
    _add(item, "title", episode.title)
    _add(item, "link", episode.url)
    _add(item, "description", (episode.text or episode.title)[:LONGEST_DESCRIPTION])
    etree.SubElement(item, "enclosure", {"url": episode.audio_url, "length": str(episode.size), "type": episode.kind})
    guid = _add(item, "guid", f"urn:uuid:{episode.uuid}")
    guid.set("isPermaLink", "false")
    _add(item, "pubDate", format_datetime(episode.published_at))
    if episode.author:
        _add(item, f"{{{ITUNES}}}author", episode.author)
    if episode.seconds:
        _add(item, f"{{{ITUNES}}}duration", str(episode.seconds))
    _add(item, f"{{{ITUNES}}}explicit", "false")


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, name)
    child.text = _NOT_XML.sub("", text)
    return child
