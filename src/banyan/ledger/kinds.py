"""What kinds, roles and happenings are called: named by the rooms above, since the ledger keeps short words and knows no programme."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from banyan.people.models import Account

# Finds the page of what happened, for an account that may see it ("" for others).
Finder = Callable[[Account, UUID], str]

_kinds: dict[str, Any] = {}
_roles: dict[str, Any] = {}
_finders: dict[str, Finder] = {}


def name_kinds(words: dict[str, Any]) -> None:
    """Say how kinds of facts read (short word → translatable words); each room names those that it records."""
    _kinds.update(words)


def name_roles(words: dict[str, Any]) -> None:
    """Say how roles read (short word → translatable words)."""
    _roles.update(words)


def find_source(source_kind: str, find: Finder) -> None:
    """Say how the page of what happened is found for facts of this source kind."""
    _finders[source_kind] = find


def kind_in_words(kind: str) -> str:
    """What a kind is called; its short word when no room named it."""
    return str(_kinds.get(kind, kind))


def role_in_words(role: str) -> str:
    """What a role is called; its short word when no room named it."""
    return str(_roles.get(role, role))


def named_kinds() -> list[tuple[str, str]]:
    """All kinds with their words, in the order in which the rooms named them."""
    return [(kind, str(words)) for kind, words in _kinds.items()]


def address_of_source(source_kind: str, uuid: UUID, account: Account) -> str:
    """The page of what happened, if the account may see it; "" else."""
    find = _finders.get(source_kind)
    return find(account, uuid) if find else ""
