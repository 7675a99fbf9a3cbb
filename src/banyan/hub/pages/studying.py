"""What is to be studied, one item with its text and sound, and the record of it."""

import time
from collections.abc import Iterable

from banyan.hub.exchange import Refused, Response, redirect
from banyan.hub.markup import Html, tag
from banyan.hub.pages.frame import button, page, panel, submit
from banyan.hub.sessions import Opening
from banyan.hub.shelf import PACKS
from banyan.hub.visit import Visit, address
from banyan.kernels.journal.credit import Terms
from banyan.kernels.journal.events import Clock, Event, Kind
from banyan.kernels.packs import Course, Item
from banyan.kernels.prose import html_of


def study(visit: Visit) -> Response:
    """List the courses with what is done and owed; who hasn't said a name chooses one first."""
    if not visit.students:
        return redirect("/")
    words, courses = visit.words, visit.manifest.courses
    items = [item for course in courses for item in course.items]
    done = sum(_is_done(visit, item) for item in items)
    names = words("、", ", ").join(row.name for row in visit.students) if visit.is_together else None
    figure = tag("p", tag("span", f"{done} / {len(items)}", tag("span", words(" 项已学", " done"), class_="unit"), class_="figure"))
    return page(
        visit,
        words("一起学", "Together") if names else words("我的学习", "My study"),
        tag("p", names, class_="serif") if names else None,
        _told(visit),
        panel(figure, _waiting(visit)),
        *(_course(visit, course) for course in courses),
        back=("/", words("选名字", "Names")),
    )


def item(visit: Visit) -> Response:
    """Show an item and begin to count its time; one that is only a quiz is asked at once."""
    if not visit.students:
        return redirect("/")
    words, one = visit.words, visit.item()
    if not (one.text or one.audio or one.pdf):
        return redirect(address("/quiz", id=one.id))
    begin(visit, one)
    last = words("学完了，去做题", "Done, now the quiz") if one.quiz else words("学完了", "Done")
    return page(
        visit,
        one.title,
        tag("p", _length(visit, one)),
        _sound(visit, one),
        tag("div", _text(visit, one), class_="text") if one.text else None,
        tag("p", button(words("打开 PDF", "Open the PDF"), f"/{one.pdf}"), class_="actions") if one.pdf else None,
        visit.form("/item", tag("input", type="hidden", name="id", value=one.id), submit(last)),
        back=("/study", words("学习列表", "The list")),
    )


def studied(visit: Visit) -> Response:
    """Note that the item was studied, for each who is here, and go on."""
    if not visit.students:
        return redirect("/")
    one = visit.manifest.item(visit.request.form.text("id"))
    if one is None:
        raise Refused("没有这一项，可能换了新的学习包。", "This isn't in the pack any more.", status=404)
    seconds = end(visit, one)
    if seconds is not None:
        note(visit, one, seconds)
    return redirect(address("/quiz", id=one.id) if one.quiz else address("/study", did=one.id))


def begin(visit: Visit, one: Item) -> None:
    """Count the time of an item from now, unless it is open already."""
    session = visit.session
    if session and (session.opening is None or session.opening.item != one.id):
        with visit.boat.sessions.change():
            session.opening = Opening(one.id, time.monotonic(), time.time())


def end(visit: Visit, one: Item) -> int | None:
    """Return for how many seconds the item was open, and close it; None when it was noted already, as by a second press."""
    session = visit.session
    if session is None or session.opening is None:
        return None
    if session.opening.item != one.id:
        raise Refused(
            "您中间打开了另一项，这一项的时间没有记下。请从列表重新打开。",
            "Another item was opened meanwhile, so this one's time wasn't counted. Open it again from the list.",
        )
    seconds = session.opening.seconds(one.minutes)
    with visit.boat.sessions.change():
        session.opening = None
    return max(seconds, 1)


def note(visit: Visit, one: Item, seconds: int, *, score: int | None = None) -> None:
    """Note an event for each who is here; it is on the disk when this returns."""
    started, pack = int(time.time()) - seconds, visit.manifest.number
    kind = Kind.STUDY if score is None else Kind.QUIZ
    visit.boat.note(Event(row.learner, one.id, max(started, 0), seconds, kind, score, Clock.HAND, pack) for row in visit.students)


def _course(visit: Visit, course: Course) -> Html:
    rows = [_row(visit, one) for one in course.items]
    sound = visit.words.dialect(course.language) if any(one.audio for one in course.items) else None
    return tag("section", tag("h2", course.title), tag("p", sound) if sound else None, tag("ul", *rows, class_="items"))


def _row(visit: Visit, one: Item) -> Html:
    words, is_done = visit.words, _is_done(visit, one)
    tags = [tag("span", words("✓ 已学", "✓ done"), class_="tag") if is_done else tag("span", words("待学", "to do"), class_="tag owed")]
    if one.id in visit.aboard.new_items and not is_done:
        tags.append(tag("span", words("新", "new"), class_="tag"))
    about = tag("p", *_apart([*tags, _length(visit, one), _best(visit, one)]))
    label = words("再看一遍", "Again") if is_done else words("学习", "Study")
    open_ = tag(
        "a", label, href=address("/item", id=one.id), class_="button" if is_done else "button primary", aria_label=f"{label} {one.title}"
    )
    return tag("li", tag("h3", one.title), about, tag("p", open_, class_="actions"))


def _apart(parts: Iterable[str | None]) -> list[str]:
    """Put a blank between what is there."""
    there = [part for part in parts if part]
    return [one for part in there for one in (part, " ")][:-1]


def _is_done(visit: Visit, one: Item) -> bool:
    return all(visit.aboard.learning.is_done(row.learner, one) for row in visit.students)


def _length(visit: Visit, one: Item) -> str:
    words = visit.words
    parts = [words(f"{one.minutes} 分钟", f"{one.minutes} min")]
    if one.audio:
        parts.append(words("有录音", "with sound"))
    if one.quiz:
        parts.append(words(f"{len(one.quiz)} 道题", f"{len(one.quiz)} questions"))
    return words("，", ", ").join(parts)


def _best(visit: Visit, one: Item) -> str | None:
    best = visit.aboard.learning.best_score(visit.students[0].learner, one) if len(visit.students) == 1 else None
    return None if best is None else visit.words(f"最好 {best} 分", f"best {best}")


def _waiting(visit: Visit) -> Html | None:
    if not visit.aboard.standing.events:
        return None
    count = visit.aboard.standing.unacknowledged
    words = visit.words
    text = (
        words(f"尚未交回 {count} 条", f"Not yet handed over: {count} records")
        if count
        else words("记录都已交回岸上。", "All is handed over.")
    )
    return tag("p", tag("span", text, class_="tag owed" if count else "tag"))


def _told(visit: Visit) -> Html | None:
    one = visit.manifest.item(visit.request.query.get("did", ""))
    if one is None:
        return None
    words = visit.words
    text = words(f"《{one.title}》已记下。", f"“{one.title}” is noted.")
    return tag("div", tag("p", text), tag("p", _left(visit, one)) if not _is_done(visit, one) else None, class_="panel said", role="status")


def _left(visit: Visit, one: Item) -> str:
    """Say how much is left until the item counts as studied, of whoever has most left."""
    words, known = visit.words, visit.aboard.learning
    seconds = min(known.studied(row.learner, one) for row in visit.students)
    owed = one.minutes * 60 * Terms().least_share // 100 - seconds
    # A minute begun is a minute to go.
    left = words.minutes(max(-(-owed // 60), 1) * 60)
    return words(f"已学 {words.minutes(seconds)}，再学 {left}就算学完。", f"{words.minutes(seconds)} so far; {left} more and it is done.")


def _sound(visit: Visit, one: Item) -> Html | None:
    if one.audio is None:
        return None
    label = visit.words("录音", "Sound")
    return tag("audio", src=f"/{one.audio}", controls=True, preload="metadata", aria_label=f"{label} {one.title}")


def _text(visit: Visit, one: Item) -> Html | None:
    if one.text is None:
        return None
    content = (visit.boat.folder / PACKS / one.text).read_text(encoding="utf-8", errors="replace")
    first, _end, rest = content.lstrip().partition("\n")
    # The page's own title stands above it already.
    return Html(html_of(rest if first.lstrip("# ").strip() == one.title else content, top=2))
