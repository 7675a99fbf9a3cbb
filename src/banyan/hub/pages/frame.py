"""What every page of the hub has around its content: header, notices, a way back, the foot."""

from urllib.parse import urlencode

from banyan.hub.exchange import Refused, Response
from banyan.hub.markup import Html, joined, tag
from banyan.hub.visit import Visit, address


def page(visit: Visit, title: str, *inside: str | None, back: tuple[str, str] | None = None, status: int = 200) -> Response:
    """Put a page together; ``back`` is where its way back leads and how that is called."""
    words = visit.words
    way = tag("p", tag("a", f"‹ {back[1]}", href=back[0], class_="back")) if back else None
    body = tag(
        "body",
        tag("a", words("跳到正文", "Skip to the content"), href="#main", class_="skip"),
        _header(visit),
        tag("main", way, tag("h1", title), *inside, id="main", tabindex="-1"),
        _foot(visit),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("title", f"{title} · {words('榕树', 'Banyan')}"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="theme-color", content="#123b2c"),
        tag("link", rel="icon", href="/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href="/hub.css"),
    )
    whole = tag("html", head, body, lang=words("zh-Hans", "en"))
    return Response(f"<!doctype html>{whole}".encode(), status=status)


def panel(*inside: str | None, kind: str = "") -> Html:
    """Write a panel; ``kind`` is topped, said, due or trouble."""
    return tag("section", *inside, class_=f"panel {kind}".strip())


def button(text: str, href: str, *, primary: bool = False) -> Html:
    """Write a link that looks like what one presses."""
    return tag("a", text, href=href, class_="button primary" if primary else "button")


def submit(text: str, *, primary: bool = True, name: str | None = None, value: str | None = None) -> Html:
    """Write the button that sends a form."""
    return tag("button", text, type="submit", name=name, value=value, class_="button primary" if primary else "button")


def refused(visit: Visit, refusal: Refused) -> Html:
    """Say in a panel why it wasn't done."""
    return tag("div", tag("p", visit.words(refusal.chinese, refusal.english)), class_="panel trouble", role="alert")


def trouble(visit: Visit, refusal: Refused) -> Response:
    """Answer with a page that says what is wrong and what to do."""
    words = visit.words
    title = words("这一步没有做成", "This wasn't done")
    return page(visit, title, refused(visit, refusal), back=("/", words("回到首页", "To the first page")), status=refusal.status)


def _header(visit: Visit) -> Html:
    words, learner = visit.words, visit.learner
    other = words("en", "zh")
    # Where a form was sent to, there may be nothing to read.
    path = visit.request.path if not visit.request.is_post else "/"
    query = urlencode({**({} if visit.request.is_post else visit.request.query), "language": other})
    switch = tag("a", words("English", "中文"), href=f"{path}?{query}", lang=words("en", "zh-Hans"), class_="tool")
    leave = visit.form("/sign-out", tag("button", words("换人", "Leave"), type="submit", class_="tool")) if visit.students else None
    name = tag("span", learner.name, class_="serif") if learner else None
    return tag(
        "header",
        tag("div", tag("a", visit.boat.title, href="/", class_="brand"), tag("div", name, leave, switch, class_="tools"), class_="inside"),
    )


def _foot(visit: Visit) -> Html:
    words = visit.words
    places = [
        ("/", words("首页", "First page")),
        ("/hand-over", words("交回记录", "Hand over")),
        ("/take", words("交来文件", "Bring a file")),
    ]
    links = joined(tag("a", name, href=address(path)) for path, name in places)
    return tag("footer", tag("nav", links, class_="inside", aria_label=words("页脚", "Foot")))
