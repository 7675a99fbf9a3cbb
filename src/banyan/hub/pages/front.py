"""The first page: choose your name, see what is new and what hasn't been handed over."""

from banyan.hub.exchange import Response
from banyan.hub.markup import Html, tag
from banyan.hub.pages.frame import button, page, panel
from banyan.hub.visit import Visit, address
from banyan.kernels.packs import Manifest

NAMES_A_PAGE = 40


def front(visit: Visit) -> Response:
    """Show the names of the newest roster, or how the first pack comes aboard."""
    words, aboard = visit.words, visit.aboard
    if aboard.manifest is None:
        return page(visit, words("还没有学习包", "No study pack yet"), _beginning(visit), _waiting(visit))
    revoked = _revoked(visit) if visit.boat.id.hex() in aboard.manifest.revoked else None
    return page(
        visit,
        words("请选您的名字", "Choose your name"),
        revoked,
        _names(visit, aboard.manifest),
        tag("p", button(words("几个人一起学", "Study together"), "/together"), class_="actions"),
        _news(visit, aboard.manifest),
        _waiting(visit),
    )


def _beginning(visit: Visit) -> Html:
    words = visit.words
    return panel(
        tag(
            "p",
            words(
                "岸上给的优盘或文件里有学习包。装好以后，这里会列出大家的名字。", "The office ashore gives a pack on a stick or as a file."
            ),
        ),
        tag("p", button(words("去装学习包", "Take a pack"), "/take", primary=True), class_="actions"),
        kind="topped",
    )


def _revoked(visit: Visit) -> Html:
    text = visit.words(
        "岸上已停用这台机器，请带回岸上重新登记。记录照常保存。",
        "The shore trusts this machine no longer: have it enrolled anew. Nothing is lost.",
    )
    return panel(tag("p", text), kind="trouble")


def _names(visit: Visit, manifest: Manifest) -> Html:
    words, query = visit.words, visit.request.query.get("from", "")
    start = int(query) if query.isascii() and query.isdigit() and len(query) < 6 else 0
    rows = sorted(manifest.roster, key=lambda row: row.number)
    links = [
        tag(
            "li",
            tag(
                "a",
                tag("span", str(row.number), class_="number"),
                tag("span", row.name, class_="serif"),
                href=address("/sign-in", who=row.learner),
            ),
        )
        for row in rows[start : start + NAMES_A_PAGE]
    ]
    more = [
        button(text, address("/", **{"from": str(at)}))
        for text, at, is_there in (
            (words("前面的名字", "Names before"), max(start - NAMES_A_PAGE, 0), start > 0),
            (words("后面的名字", "More names"), start + NAMES_A_PAGE, start + NAMES_A_PAGE < len(rows)),
        )
        if is_there
    ]
    if not rows:
        return panel(
            tag("p", words("这个学习包里没有名单，请向岸上要一个新的。", "This pack has no roster; ask the office ashore for a new one.")),
            kind="due",
        )
    return tag("div", tag("ul", *links, class_="names"), tag("p", *more, class_="actions") if more else None)


def _news(visit: Visit, manifest: Manifest) -> Html:
    words = visit.words
    items = sum(len(course.items) for course in manifest.courses)
    new = len(visit.aboard.new_items)
    said = words(f"{words.day(manifest.issued)}发出，共 {items} 项", f"issued {words.day(manifest.issued)}, {items} items")
    more = words(f"，其中新的 {new} 项", f", {new} of them new") if new else ""
    return panel(tag("h2", manifest.title), tag("p", f"{said}{more}{words('。', '.')}"), kind="topped")


def _waiting(visit: Visit) -> Html:
    """Say how many records the shore hasn't acknowledged."""
    words, aboard = visit.words, visit.aboard
    count, others = aboard.standing.unacknowledged, aboard.carried_events
    if not aboard.standing.events and not aboard.carried.records:
        return tag("p", words("这台机器还没有记录。", "This machine holds no records yet."))
    if not count and not others:
        return panel(tag("p", words("记录都已交回岸上。", "Everything has been handed over.")), kind="said")
    figure = tag("span", str(count), tag("span", words(" 条", " records"), class_="unit"), class_="figure")
    more = words(f"另外代别的手机保管 {others} 条。", f"And {others} of other phones.") if others else None
    return panel(
        tag("h2", words("尚未交回", "Not yet handed over")),
        tag("p", figure),
        tag("p", more) if more else None,
        tag("p", button(words("去交回", "Hand over"), "/hand-over"), class_="actions"),
        kind="due",
    )
