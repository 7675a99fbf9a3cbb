"""A quiz: its questions, and which answers were right and why."""

from banyan.hub.exchange import Refused, Response, redirect
from banyan.hub.marking import Chosen, right, score
from banyan.hub.markup import Html, tag
from banyan.hub.pages.frame import button, page, panel, refused, submit
from banyan.hub.pages.studying import begin, end, note
from banyan.hub.visit import Visit, address
from banyan.kernels.packs import Item, Question

MULTIPLE, TRUTH = "multiple", "truth"


def quiz_page(visit: Visit) -> Response:
    """Ask the questions; the time of the quiz counts from here."""
    if not visit.students:
        return redirect("/")
    one = _asked(visit, visit.request.query.get("id", ""))
    begin(visit, one)
    return _ask(visit, one, ((),) * len(one.quiz))


def quiz(visit: Visit) -> Response:
    """Mark what was chosen and note the score; a question left out is named and nothing is lost."""
    session = visit.session
    if session is None or not visit.students:
        return redirect("/")
    one = _asked(visit, visit.request.form.text("id"))
    chosen = _chosen(visit, one)
    missing = [str(number) for number, picked in enumerate(chosen, start=1) if not picked]
    if missing:
        those = visit.words("、", ", ").join(missing)
        return _ask(visit, one, chosen, Refused(f"还没有答的题：{those}。", f"Not answered yet: {those}."))
    seconds = end(visit, one)
    if seconds is not None:
        note(visit, one, seconds, score=score(one.quiz, chosen))
        with visit.boat.sessions.change():
            session.handed_in = (one.id, chosen)
    return redirect(address("/result", id=one.id))


def result(visit: Visit) -> Response:
    """Show the marks of the quiz that was handed in last."""
    session, words = visit.session, visit.words
    one = _asked(visit, visit.request.query.get("id", ""))
    if session is None or session.handed_in is None or session.handed_in[0] != one.id:
        return redirect("/study")
    chosen = session.handed_in[1]
    reached = score(one.quiz, chosen)
    is_passed = one.pass_score is None or reached >= one.pass_score
    verdict = (
        words("已通过", "Passed")
        if is_passed
        else words(f"{one.pass_score} 分通过，可以再做一次。", f"{one.pass_score} passes; try once more.")
    )
    figure = tag("p", tag("span", str(reached), tag("span", words(" 分", " of 100"), class_="unit"), class_="figure"))
    marks = zip(one.quiz, chosen, right(one.quiz, chosen), strict=True)
    return page(
        visit,
        one.title,
        panel(figure, tag("p", verdict), kind="said" if is_passed else "due"),
        *(_marked(visit, number, *those) for number, those in enumerate(marks, start=1)),
        tag(
            "p",
            button(words("回到列表", "To the list"), "/study", primary=is_passed),
            button(words("再做一次", "Once more"), address("/quiz", id=one.id), primary=not is_passed),
            class_="actions",
        ),
        back=("/study", words("学习列表", "The list")),
    )


def _asked(visit: Visit, id_: str) -> Item:
    one = visit.manifest.item(id_)
    if one is None or not one.quiz:
        raise Refused("没有这套题，可能换了新的学习包。", "There is no such quiz; the pack may have changed.", status=404)
    return one


def _chosen(visit: Visit, one: Item) -> Chosen:
    form = visit.request.form
    picked = [{int(value) for value in form.texts(f"q{at}") if value.isascii() and value.isdigit()} for at in range(len(one.quiz))]
    return tuple(
        tuple(sorted(place for place in those if place < len(question.options))) for those, question in zip(picked, one.quiz, strict=True)
    )


def _ask(visit: Visit, one: Item, chosen: Chosen, fault: Refused | None = None) -> Response:
    words = visit.words
    questions = [_question(visit, at, question, chosen[at]) for at, question in enumerate(one.quiz)]
    return page(
        visit,
        one.title,
        refused(visit, fault) if fault else None,
        visit.form("/quiz", tag("input", type="hidden", name="id", value=one.id), *questions, submit(words("交卷", "Hand in"))),
        back=("/study", words("学习列表", "The list")),
        status=fault.status if fault else 200,
    )


def _question(visit: Visit, at: int, question: Question, chosen: tuple[int, ...]) -> Html:
    words = visit.words
    kind = "checkbox" if question.kind == MULTIPLE else "radio"
    more = words("（可多选）", " (several)") if question.kind == MULTIPLE else ""
    options = [
        tag("label", tag("input", type=kind, name=f"q{at}", value=place, checked=place in chosen), tag("span", option), class_="pick")
        for place, option in enumerate(question.options)
    ]
    return tag("fieldset", tag("legend", f"{at + 1}. {question.question}{more}"), *options)


def _marked(visit: Visit, number: int, question: Question, chosen: tuple[int, ...], is_right: bool) -> Html:
    words = visit.words
    mark = (
        tag("span", words("✓ 对", "✓ right"), class_="tag") if is_right else tag("span", words("✗ 不对", "✗ not right"), class_="tag wrong")
    )
    answers = _options(visit, question, question.answers)
    return panel(
        tag("h2", f"{number}. {question.question}"),
        tag("p", mark),
        None if is_right else tag("p", words("您选了：", "You chose: "), _options(visit, question, chosen)),
        tag("p", words("正确答案：", "Right: "), answers),
        tag("p", question.why) if question.why else None,
    )


def _options(visit: Visit, question: Question, places: tuple[int, ...]) -> str:
    return visit.words("、", ", ").join(question.options[place] for place in places)
