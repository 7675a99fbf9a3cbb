"""HTML that nobody can break into: whatever isn't markup already is escaped on its way into a tag."""

from collections.abc import Iterable
from html import escape

_EMPTY = frozenset({"br", "hr", "input", "link", "meta"})


class Html(str):
    """Markup that is written as it stands; every other text is escaped."""

    __slots__ = ()


def tag(name: str, /, *inside: str | None, **attributes: str | int | bool | None) -> Html:
    """Write an element; ``class_`` and ``for_`` lose their underscore, others turn it into a hyphen; None and False leave it out."""
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{joined(inside)}</{name}>")


def joined(parts: Iterable[str | None]) -> Html:
    """Put texts and markup one behind the other."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts if part is not None))


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
