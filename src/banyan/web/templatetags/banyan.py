"""Days, hours and figures as people say them, and the parts of a page, for all templates."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from banyan.web import charts, loop, tiles, words

register = template.Library()
_FIGURES = re.compile(r"([−-]?\d[\d,.:–]*)([^\d−-]*)")


def _time(value: date | None, said: str) -> SafeString | str:
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    stamp = local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()
    return format_html('<time datetime="{}">{}</time>', stamp, said)


@register.filter
def day(value: date | None) -> SafeString | str:
    return _time(value, words.say_day(value) if value else "")


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    return _time(value, words.say_moment(value) if value else "")


@register.filter
def when(value: date | None) -> SafeString | str:
    return moment(value) if isinstance(value, datetime) else day(value)


@register.filter
def elder_day(value: date | None) -> SafeString | str:
    return _time(value, words.say_elder_day(value) if value else "")


@register.filter
def hours(minutes: int | None) -> str:
    return words.say_hours(minutes or 0)


def _large(value: object, unit: str = "") -> SafeString:
    # "386 h 30 min" shows its figures large and its units small; what has no figure, a place's name, is large as a whole.
    said = f"{value} {unit}".strip()
    pieces = _FIGURES.findall(said)
    if not _FIGURES.match(said):
        return format_html("{}", said)
    return format_html_join(
        " ", '<span class="pair">{} <span class="unit">{}</span></span>', ((number, unit.strip()) for number, unit in pieces)
    )


@register.simple_tag
def figure(value: object, unit: str = "") -> SafeString:
    return format_html('<span class="figure">{}</span>', _large(value, unit))


@register.simple_tag
def phone(number: str, label: str = "") -> SafeString:
    dialled = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return format_html('<a class="button" href="tel:{}">{} <span class="nowrap">{}</span></a>', dialled, label, number)


@register.inclusion_tag("web/parts/stat.html")
def stat(label: str, value: object, unit: str = "", note: str = "", url: str = "", of: float | None = None) -> dict[str, Any]:
    share = round(100 * min(float(str(value)), of) / of) if of else None
    return {"label": label, "value": _large(value, unit), "note": note, "url": url, "of": of, "share": share}


@register.simple_tag
def tag(text: object, tone: str = "") -> SafeString:
    return format_html('<span class="tag {}">{}</span>', tone, text) if tone else format_html('<span class="tag">{}</span>', text)


@register.inclusion_tag("web/parts/work_row.html")
def work_row(
    title: str, text: str = "", note: str = "", tag: str = "", tone: str = "", url: str = "", action: str = "", primary: bool = False
) -> dict[str, Any]:
    return {"title": title, "text": text, "note": note, "tag": tag, "tone": tone, "url": url, "action": action, "primary": primary}


@register.inclusion_tag("web/parts/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    return {"title": title, "text": text, "url": url, "action": action}


@register.simple_block_tag
def panel(content: str, title: str = "", kind: str = "") -> SafeString:
    head = format_html("<h2>{}</h2>", title) if title else ""
    return format_html('<section class="panel {}">{}{}</section>', kind, head, content)


@register.inclusion_tag("web/parts/loop.html")
def loop_picture() -> dict[str, Any]:
    return {"stations": loop.stations(), "side": loop.SIDE, "middle": loop.MIDDLE, "radius": loop.RADIUS, "node": loop.NODE}


@register.inclusion_tag("web/parts/tile_map.html", takes_context=True)
def tile_map(context: template.Context, cities: Sequence[tiles.Tile], title: str, unit: str = "") -> dict[str, Any]:
    by_count = sorted(cities, key=lambda tile: -tile.count)
    return {"map": tiles.place_tiles(cities), "cities": by_count, "title": title, "unit": unit, "elder": context.get("elder")}


@register.inclusion_tag("web/parts/chart.html", takes_context=True)
def line_chart(context: template.Context, chart: charts.Chart) -> dict[str, Any]:
    return {"chart": chart, "drawing": charts.draw_line(chart), "elder": context.get("elder")}


@register.inclusion_tag("web/parts/chart.html", takes_context=True)
def bar_chart(context: template.Context, chart: charts.Chart) -> dict[str, Any]:
    return {"chart": chart, "drawing": charts.draw_bars(chart), "elder": context.get("elder")}


@register.inclusion_tag("web/parts/timeline.html", takes_context=True)
def timeline(context: template.Context, events: Sequence[Any]) -> dict[str, Any]:
    return {"events": events, "elder": context.get("elder")}
