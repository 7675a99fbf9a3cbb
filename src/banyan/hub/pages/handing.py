"""Handing over: a file, a series of codes, a text, and the introduction of this machine in port."""

import segno

from banyan.hub.answers import answers
from banyan.hub.device import ENROL
from banyan.hub.exchange import Refused, Response, download, redirect
from banyan.hub.gathering import parcels
from banyan.hub.markup import Html, tag
from banyan.hub.pages.frame import button, page, panel, submit
from banyan.hub.visit import Visit, address
from banyan.kernels.journal.frames import PART_BYTES, qr_texts
from banyan.kernels.journal.log import offered
from banyan.kernels.journal.records import key_record, packed
from banyan.kernels.journal.text import hanzi_text

WAYS = ("file", "codes", "text")
# More codes than somebody photographs, more text than somebody types.
MOST_CODES, MOST_TEXT_BYTES = 60, 4000


def hand_over_page(visit: Visit) -> Response:
    """Say what hasn't been handed over and offer the ways to do it."""
    words, aboard = visit.words, visit.aboard
    count = aboard.standing.unacknowledged
    figure = tag("span", str(count), tag("span", words(" 条", " records"), class_="unit"), class_="figure")
    others = words(
        f"另外代别的手机保管 {aboard.carried_events} 条，存成文件时一起带上。",
        f"And {aboard.carried_events} of other phones, which go into the file.",
    )
    return page(
        visit,
        words("交回记录", "Hand over"),
        panel(
            tag("h2", words("尚未交回", "Not yet handed over")),
            tag("p", figure),
            tag("p", others) if aboard.carried_events else None,
            tag(
                "p",
                words(
                    "岸上回告以前，记录一直在这台机器里，可以多交几次，不会重复计算。",
                    "Until the shore answers all stays here; handing over twice counts once.",
                ),
            ),
            kind="due" if count or aboard.carried_events else "said",
        ),
        _port(visit),
        visit.form(
            "/hand-over", *(submit(text, primary=way == "file", name="way", value=way) for way, text in _named(visit)), class_="actions"
        ),
        _answers(visit),
        _introduction(visit),
        back=("/", words("首页", "First page")),
    )


def hand_over(visit: Visit) -> Response:
    """Seal what waits and go to the way that was chosen."""
    way = visit.request.form.text("way")
    if way not in WAYS:
        raise Refused("请选一种交回的办法。", "Choose one of the ways.")
    with visit.boat.device() as device:
        device.hand_over()
    return redirect(f"/hand-over/{way}")


def files(visit: Visit) -> Response:
    """Give the parcels of this machine and of those it carries; several are listed, one comes at once."""
    words, those = visit.words, parcels([*_own(visit), *visit.aboard.carried_records])
    asked = visit.request.query.get("part", "1" if len(those) == 1 else "")
    if asked.isascii() and asked.isdigit() and len(asked) < 6 and 0 < int(asked) <= len(those):
        return download(those[int(asked) - 1], f"banyan-{visit.boat.id.hex()[:8]}-{asked}.banyan")
    links = [
        tag("li", button(f"{number} / {len(those)}", address("/hand-over/file", part=str(number)))) for number in range(1, len(those) + 1)
    ]
    return page(visit, words("存成文件", "Save files"), tag("ul", *links, class_="names"), back=_back(visit))


def codes(visit: Visit) -> Response:
    """Show the parcel of this machine as codes to photograph, in any order."""
    words, parcel = visit.words, packed(_own(visit))
    if len(parcel) > MOST_CODES * PART_BYTES:
        raise Refused("记录太多，二维码拍不完。请存成文件带上岸。", "These are too many for codes; save a file instead.")
    texts = qr_texts(parcel)
    figures = [_code(text, f"{number} / {len(texts)}") for number, text in enumerate(texts, start=1)]
    return page(
        visit,
        words("二维码", "Codes"),
        tag("p", words("请逐个拍下来，先后不要紧，拍重了也不要紧。", "Photograph each one; order doesn't matter, nor does one twice.")),
        tag("div", *figures, class_="codes"),
        back=_back(visit),
    )


def text(visit: Visit) -> Response:
    """Show the records of this machine as characters that one copies or dictates."""
    words, records = visit.words, _own(visit)
    if sum(map(len, records)) > MOST_TEXT_BYTES:
        raise Refused("记录太多，抄不完。请存成文件带上岸。", "This is too much to copy; save a file instead.")
    said = "\n".join(map(hanzi_text, records))
    place = tag("textarea", said, readonly=True, rows=12, id="text", spellcheck="false")
    return page(
        visit,
        words("抄写的文字", "Text to copy"),
        tag(
            "div",
            tag("label", words("每个字都要照抄，顺序不变。", "Copy every character in its order."), for_="text"),
            place,
            class_="field wide",
        ),
        back=_back(visit),
    )


def introduction(visit: Visit) -> Response:
    """Give the file that introduces this machine to the office ashore; it holds a secret."""
    return download((visit.boat.folder / ENROL).read_bytes(), f"banyan-{visit.boat.id.hex()[:8]}.enrol")


def answer(visit: Visit) -> Response:
    """Give a phone what the shore said about it."""
    device = visit.request.query.get("device", "")
    found = {one.hex(): record for one, record in answers(visit.boat.folder).items()}.get(device)
    if found is None:
        raise Refused("没有给这部手机的回告。", "There is no answer for this phone.", status=404)
    return download(packed([found]), f"banyan-{device[:8]}-ack.banyan")


def _port(visit: Visit) -> Html | None:
    """Say whether the shore was reached by the network; None where no address of it is known."""
    words, contact = visit.words, visit.boat.contact
    if contact is None:
        return None
    if not contact.reached:
        return panel(
            tag(
                "p",
                words(
                    "还没有连上岸上的网络，连上后会自动交回。", "The shore isn't reached yet; once it is, records go there by themselves."
                ),
            )
        )
    at = words.moment(contact.reached)
    if contact.refused:
        return panel(
            tag("p", words(f"{at}连上岸上，没有收下：{contact.refused}", f"{at}: the shore refused: {contact.refused}")), kind="trouble"
        )
    return panel(
        tag("p", words(f"{at}连上岸上，记录自动交回。", f"{at}: the shore was reached, and records went there by themselves.")), kind="said"
    )


def _answers(visit: Visit) -> Html | None:
    words, those = visit.words, answers(visit.boat.folder)
    if not those:
        return None
    links = [tag("li", button(device.hex(), address("/answer", device=device.hex()))) for device in those]
    text = words(
        "在手机上打开这一页，存下自己的回告，再到学习页面里收下。",
        "Open this page on the phone, save its answer, and take it in on the study page.",
    )
    return panel(tag("h2", words("岸上给手机的回告", "Answers for phones")), tag("p", text), tag("ul", *links, class_="names"))


def _named(visit: Visit) -> list[tuple[str, str]]:
    words = visit.words
    return [("file", words("存成文件", "Save a file")), ("codes", words("二维码", "Codes")), ("text", words("抄写的文字", "Text to copy"))]


def _own(visit: Visit) -> list[bytes]:
    """Return the key and the sealed batches that the shore hasn't acknowledged."""
    with visit.boat.device() as device:
        return [key_record(device.public_key), *(batch.record for batch in offered(device.log))]


def _code(said: str, name: str) -> Html:
    picture = segno.make(said, error="m").svg_inline(border=4, omitsize=True, dark="#000", light="#fff")
    return tag("figure", Html(picture), tag("figcaption", name))


def _introduction(visit: Visit) -> Html:
    words = visit.words
    return panel(
        tag("h2", words("第一次上岸", "The first time in port")),
        tag(
            "p",
            words(
                "新机器先要在岸上登记，记录才算学时。下面的文件里有密钥，请当面交给办公室，不要用聊天软件传。",
                "A new machine is enrolled ashore before its records count. This file holds its secret: give it to the office in person.",
            ),
        ),
        tag("p", words(f"机器编号 {visit.boat.id.hex()}", f"Device number {visit.boat.id.hex()}")),
        tag("p", button(words("保存登记文件", "Save the introduction"), "/introduction"), class_="actions"),
    )


def _back(visit: Visit) -> tuple[str, str]:
    return "/hand-over", visit.words("交回记录", "Hand over")
