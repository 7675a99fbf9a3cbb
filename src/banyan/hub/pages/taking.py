"""Bringing something aboard: a pack, an answer of the shore, the records of a phone or of another boat."""

from banyan.hub.errors import UnableToUseDevice
from banyan.hub.exchange import Refused, Response
from banyan.hub.markup import Html, tag
from banyan.hub.pages.frame import page, panel, refused, submit
from banyan.hub.taking import Told, on_stick, refusal, stick_name, take, take_from_stick, whole
from banyan.hub.visit import Visit


def take_page(visit: Visit, told: list[Told] | None = None, fault: Refused | None = None) -> Response:
    """Offer the ways to bring something, and say what became of what was brought."""
    words = visit.words
    file = tag("input", type="file", name="file", id="file", multiple=True)
    typed = tag("textarea", name="text", id="text", rows=6, spellcheck="false", autocomplete="off")
    return page(
        visit,
        words("交来文件", "Bring a file"),
        refused(visit, fault) if fault else None,
        *(tag("div", tag("p", words(*one)), class_="panel said", role="status") for one in told or ()),
        tag(
            "p",
            words(
                "学习包、岸上的回告、手机或别的船的记录，都从这里交来，程序自己会认。",
                "Packs, answers of the shore, records of phones and boats: it knows them by itself.",
            ),
        ),
        _stick(visit),
        visit.form(
            "/take",
            tag(
                "div", tag("label", words("文件（可以一次选几个）", "Files (several at once, too)"), for_="file"), file, class_="field wide"
            ),
            tag("div", tag("label", words("或者把文字贴在这里", "Or paste a text"), for_="text"), typed, class_="field wide"),
            submit(words("交来", "Bring it")),
            enctype="multipart/form-data",
        ),
        back=("/", words("首页", "First page")),
        status=fault.status if fault else 200,
    )


def bring(visit: Visit) -> Response:
    """Take what was chosen or typed; what can't be taken is said with its name, the rest is kept."""
    form = visit.request.form
    typed = form.text("text").strip()
    brought = [one for one in form.files if one[1]] + ([(visit.words("文字", "Text"), typed.encode())] if typed else [])
    if not brought:
        return take_page(visit, fault=Refused("还没有选文件，也没有贴文字。", "There is no file chosen and no text."))
    told: list[Told] = []
    faults: list[Refused] = []
    try:
        brought = whole(brought)
    except Refused as error:
        return take_page(visit, fault=error)
    for name, content in brought:
        try:
            told += take(visit.boat, content)
        except Refused as error:
            faults.append(_named(name, error))
        except UnableToUseDevice as error:
            faults.append(_named(name, refusal(error)))
    return take_page(visit, told, _all(faults))


def bring_from_stick(visit: Visit) -> Response:
    """Take a file of the memory stick."""
    try:
        return take_page(visit, take_from_stick(visit.boat, visit.request.form.text("name")))
    except Refused as error:
        return take_page(visit, fault=error)
    except (UnableToUseDevice, OSError) as error:
        return take_page(visit, fault=refusal(error))


def _stick(visit: Visit) -> Html | None:
    words, boat = visit.words, visit.boat
    if boat.stick is None:
        return None
    there = on_stick(boat)
    if not there:
        return panel(
            tag("h2", words("优盘", "Memory stick")),
            tag(
                "p",
                words(
                    "没有看到优盘，或者上面没有文件。插好后刷新这一页。", "No stick, or nothing on it. Put it in and load this page again."
                ),
            ),
        )
    buttons = [
        tag(
            "li",
            visit.form(
                "/take/stick",
                submit(
                    f"{stick_name(boat, path)}（{words.size(path.stat().st_size)}）",
                    primary=False,
                    name="name",
                    value=stick_name(boat, path),
                ),
            ),
        )
        for path in there
    ]
    return panel(tag("h2", words("优盘上的文件", "On the memory stick")), tag("ul", *buttons, class_="names"))


def _named(name: str, error: Refused) -> Refused:
    return Refused(f"{name}：{error.chinese}", f"{name}: {error.english}", status=error.status)


def _all(faults: list[Refused]) -> Refused | None:
    if not faults:
        return None
    return Refused(" ".join(one.chinese for one in faults), " ".join(one.english for one in faults), status=faults[0].status)
