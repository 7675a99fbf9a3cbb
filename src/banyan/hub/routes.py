"""Every address of the hub, and nothing else: what a request names is only ever looked up."""

from banyan.hub.exchange import Refused, Response
from banyan.hub.pages import handing, quiz, signing, studying, taking
from banyan.hub.pages.files import file, healthz, icon, style
from banyan.hub.pages.front import front
from banyan.hub.visit import Page, Visit

# Pages and files that are read.
READ: dict[str, Page] = {
    "/": front,
    "/sign-in": signing.sign_in_page,
    "/together": signing.together_page,
    "/study": studying.study,
    "/item": studying.item,
    "/quiz": quiz.quiz_page,
    "/result": quiz.result,
    "/hand-over": handing.hand_over_page,
    "/hand-over/file": handing.files,
    "/hand-over/codes": handing.codes,
    "/hand-over/text": handing.text,
    "/answer": handing.answer,
    "/introduction": handing.introduction,
    "/take": taking.take_page,
    "/healthz": healthz,
    "/hub.css": style,
    "/icon.svg": icon,
}
# What forms are sent to.
SENT: dict[str, Page] = {
    "/sign-in": signing.sign_in,
    "/sign-out": signing.sign_out,
    "/together": signing.together,
    "/item": studying.studied,
    "/quiz": quiz.quiz,
    "/hand-over": handing.hand_over,
    "/take": taking.bring,
    "/take/stick": taking.bring_from_stick,
}
FILES = "/files/"


def page_of(visit: Visit) -> Response:
    """Answer a request by its page; raise Refused when there is none or the form isn't ours."""
    request = visit.request
    if request.path.startswith(FILES) and not request.is_post:
        return file(visit)
    pages = SENT if request.is_post else READ
    if request.path not in pages:
        raise Refused("没有这一页。请从首页重新选。", "There is no such page; begin at the first one.", status=404)
    if request.is_post:
        visit.check_token()
    return pages[request.path](visit)
