"""Who studies: a name and its four figures, or several who sit before one screen."""

from banyan.hub.exchange import Refused, Response, redirect
from banyan.hub.markup import Html, tag
from banyan.hub.pages.frame import page, refused, submit
from banyan.hub.visit import Visit
from banyan.kernels.packs import RosterRow


def sign_in_page(visit: Visit) -> Response:
    """Ask for the PIN of the name that was chosen, or for a first one; raise Refused for a name that isn't on the roster."""
    return _ask(visit, _row(visit, visit.request.query.get("who", "")))


def sign_in(visit: Visit) -> Response:
    """Check the PIN, or keep the first one, and go on to the list; a refusal is said above the same form."""
    form = visit.request.form
    row = _row(visit, form.text("who"))
    pins = visit.boat.pins
    try:
        if pins.is_set(row.learner):
            pins.check(row.learner, form.text("pin"))
        else:
            pins.choose(row.learner, form.text("pin"), form.text("again"))
    except Refused as error:
        return _ask(visit, row, error)
    visit.key = visit.boat.sessions.begin(learner=row.learner)
    return redirect("/study")


def sign_out(visit: Visit) -> Response:
    """Leave the screen to somebody else."""
    visit.boat.sessions.end(visit.key)
    return redirect("/")


def together_page(visit: Visit, fault: Refused | None = None) -> Response:
    """Ask who sits before this screen."""
    words = visit.words
    rows = sorted(visit.manifest.roster, key=lambda row: row.number)
    boxes = [_box(row) for row in rows]
    return page(
        visit,
        words("几个人一起学", "Study together"),
        refused(visit, fault) if fault else None,
        tag("p", words("请勾选在场的人。学完一项，每人各记一条。", "Tick who is here. Each gets a record of every item you finish.")),
        visit.form(
            "/together", tag("fieldset", tag("legend", words("在场的人", "Who is here")), *boxes), submit(words("开始学习", "Begin"))
        ),
        back=("/", words("选名字", "Names")),
        status=fault.status if fault else 200,
    )


def together(visit: Visit) -> Response:
    """Begin for those who were ticked."""
    rows = [row for learner in visit.request.form.texts("who") if (row := visit.row(learner))]
    if not rows:
        return together_page(visit, Refused("还没有勾选名字。", "Nobody is ticked yet."))
    visit.key = visit.boat.sessions.begin(together=tuple(dict.fromkeys(row.learner for row in rows)))
    return redirect("/study")


def _row(visit: Visit, learner: str) -> RosterRow:
    row = visit.row(learner)
    if row is None:
        raise Refused("名单上没有这个人，请重新选。", "This name isn't on the roster; choose again.", status=404)
    return row


def _box(row: RosterRow) -> Html:
    name = tag("span", row.name, class_="serif")
    return tag("label", tag("input", type="checkbox", name="who", value=row.learner), tag("span", f"{row.number}"), name, class_="pick")


def _ask(visit: Visit, row: RosterRow, fault: Refused | None = None) -> Response:
    words, is_set = visit.words, visit.boat.pins.is_set(row.learner)
    fields = [
        _figures("pin", words("四位密码", "PIN of four figures") if is_set else words("设一个四位密码", "Choose a PIN of four figures"))
    ]
    if not is_set:
        fields.append(_figures("again", words("再输一次", "The same once more")))
    why = words(
        "防止记到别人名下。忘记了，请船长清除后重设。",
        "It keeps records from the wrong name. Whoever forgets it asks the captain to clear it.",
    )
    return page(
        visit,
        row.name,
        refused(visit, fault) if fault else None,
        visit.form("/sign-in", tag("input", type="hidden", name="who", value=row.learner), *fields, submit(words("进入", "Go on"))),
        tag("p", why),
        back=("/", words("选名字", "Names")),
        status=fault.status if fault else 200,
    )


def _figures(name: str, label: str) -> Html:
    place = tag(
        "input",
        type="password",
        name=name,
        id=name,
        inputmode="numeric",
        pattern="[0-9]{4}",
        maxlength=4,
        required=True,
        autocomplete="off",
    )
    return tag("div", tag("label", label, for_=name), place, class_="field")
