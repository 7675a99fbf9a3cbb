"""Which branch of the tree a roster means by what it writes under 所在支部."""

from collections.abc import Iterable

from banyan.people.models import Organisation
from banyan.people.roster.fields import plain_heading

Kind = Organisation.Kind


class Branches:
    """The branches at and below an organisation, found by their name or by a part of it that means only one."""

    def __init__(self, branches: Iterable[Organisation]) -> None:
        self._by_name: dict[str, list[Organisation]] = {}
        for branch in branches:
            self._by_name.setdefault(plain_heading(branch.name), []).append(branch)
        self._found: dict[str, Organisation | None] = {}

    def named(self, name: str) -> Organisation | None:
        """Return the branch of this name; None when there is none or more than one."""
        if name not in self._found:
            self._found[name] = self._look_up(plain_heading(name))
        return self._found[name]

    def _look_up(self, plain: str) -> Organisation | None:
        exact = self._by_name.get(plain)
        if exact is None and len(plain) > 2:
            # 沙田镇机关退休干部党支部 and 机关退休干部党支部 are the same where only one ends so.
            exact = [one for known, some in self._by_name.items() if known.endswith(plain) or plain.endswith(known) for one in some]
        return exact[0] if exact is not None and len(exact) == 1 else None


def branches_below(organisation: Organisation) -> Branches:
    """Return the branches that a roster of the organisation may name."""
    return Branches(Organisation.objects.under(organisation).filter(kind=Kind.BRANCH))
