"""One request on its way through the hub: who asks, in which language, and how pages are put together."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hmac import compare_digest
from hmac import new as hmac
from urllib.parse import quote

from banyan.hub.boat import Aboard, Boat
from banyan.hub.exchange import Refused, Request, Response
from banyan.hub.markup import Html, tag
from banyan.hub.sessions import Session
from banyan.hub.words import Words
from banyan.kernels.packs import Item, Manifest, RosterRow

COOKIE, LANGUAGE_COOKIE = "banyan_hub", "banyan_language"


@dataclass
class Visit:
    """A request with everything that a page asks for."""

    boat: Boat
    request: Request
    key: str
    words: Words

    @cached_property
    def session(self) -> Session | None:
        """The session of this browser, when there is one."""
        return self.boat.sessions.get(self.key)

    @cached_property
    def aboard(self) -> Aboard:
        """What is aboard at this moment."""
        return self.boat.aboard()

    @property
    def manifest(self) -> Manifest:
        """The newest pack; raise Refused when there is none."""
        if self.aboard.manifest is None:
            raise Refused("船上还没有学习包。请先装一个。", "There is no study pack aboard yet; take one first.", status=404)
        return self.aboard.manifest

    @property
    def learner(self) -> RosterRow | None:
        """The learner who signed in and is on the newest roster."""
        session = self.session
        return self.row(session.learner) if session and session.learner else None

    @property
    def students(self) -> tuple[RosterRow, ...]:
        """Those who study here: the one who signed in, or all who ticked their names."""
        if self.learner:
            return (self.learner,)
        rows = [self.row(learner) for learner in (self.session.together if self.session else ())]
        return tuple(row for row in rows if row)

    @property
    def is_together(self) -> bool:
        """Say whether several study on one screen."""
        return self.learner is None and bool(self.students)

    @property
    def token(self) -> str:
        """What every form of this browser carries, and nobody else's could know."""
        return hmac(self.boat.form_key, self.key.encode(), "sha256").hexdigest()[:32]

    def row(self, learner: str) -> RosterRow | None:
        """Return the learner's row of the newest roster."""
        manifest = self.aboard.manifest
        return next((row for row in manifest.roster if row.learner == learner), None) if manifest else None

    def item(self) -> Item:
        """Return the item that the address names; raise Refused."""
        item = self.manifest.item(self.request.query.get("id", ""))
        if item is None:
            raise Refused(
                "没有这一项，可能换了新的学习包。请从列表里选。", "This isn't in the pack any more; choose from the list.", status=404
            )
        return item

    def check_token(self) -> None:
        """Raise Refused for a form that didn't come from a page of ours in this browser."""
        if not compare_digest(self.request.form.text("token").encode(), self.token.encode()):
            raise Refused(
                "这一页放得太久了。请返回，重新打开再试。", "This page is too old; go back, open it again and try once more.", status=403
            )

    def form(self, action: str, *inside: str | None, **attributes: str | None) -> Html:
        """Write a form that this browser alone can send."""
        hidden = tag("input", type="hidden", name="token", value=self.token)
        return tag("form", hidden, *inside, method="post", action=action, **attributes)


Page = Callable[[Visit], Response]


def address(path: str, **query: str) -> str:
    """Write an address within the hub."""
    said = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    return f"{path}?{said}" if said else path
