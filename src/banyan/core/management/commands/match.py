"""`banyan match FILE --json`: who with whom, exactly, with a reason for every pair and for everybody left out."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from banyan.core.errors import RuleError
from banyan.kernels.matching import (
    Instance,
    LeftOut,
    Matching,
    OutReason,
    PairReason,
    Problem,
    UnableToMatch,
    Wishes,
    left_out,
    match,
    pair_reasons,
)

MOST_BYTES = 256 * 2**20
BEST_QUALITY = 1000


class UnableToRead(RuleError):
    """The file holds nothing that can be matched."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The instance of a file with the names of its persons."""

    lefts: list[str]
    rights: list[str]
    instance: Instance
    wishes: Wishes


class Command(BaseCommand):
    help = "Match persons on two sides: most places filled, least moved, best fit, then lots; --json as written in docs/formats.md."
    # Needs no database: what it says depends on the file alone.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="persons and eligible pairs as JSON, as written in docs/formats.md")
        parser.add_argument("--json", action="store_true", help="print JSON as written in docs/formats.md")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            asked = _asked(file)
            found = _answer(asked)
        except RuleError as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False))
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for pair in found["pairs"]:
            self.stdout.write(f"{pair['left']} – {pair['right']}  {pair['quality']}  {pair['for_coordinator']}")
        for person in found["unmatched"]:
            self.stdout.write(f"{person['id']}: {person['for_coordinator']}")


def _answer(asked: Asked) -> dict[str, Any]:
    try:
        matching = match(asked.instance, asked.wishes)
    except UnableToMatch as error:
        raise UnableToRead(" ".join(_say_problem(one, asked) for one in error.problems)) from error
    reasons = pair_reasons(asked.instance, matching)
    return {
        "pairs": [_pair(asked, edge, reason) for edge, reason in zip(matching.pairs.tolist(), reasons, strict=True)],
        "unmatched": [_out(asked, one) for one in left_out(asked.instance, matching)] + _idle(asked, matching),
        "filled": matching.filled,
        "broken": matching.broken,
        "bands": list(matching.bands),
        "total": matching.total,
    }


def _pair(asked: Asked, edge: int, reason: PairReason) -> dict[str, Any]:
    words = {
        PairReason.PINNED: _("fixed beforehand"),
        PairReason.KEPT: _("kept from before"),
        PairReason.ONLY: _("the only one who may"),
        PairReason.LOTTERY: _("equal with others, drawn by lot"),
        PairReason.BEST: _("the best for all together"),
    }
    left, right = asked.lefts[int(asked.instance.left[edge])], asked.rights[int(asked.instance.right[edge])]
    quality = int(asked.instance.quality[edge])
    return {"left": left, "right": right, "quality": quality, "reason": reason.value, "for_coordinator": words[reason]}


def _out(asked: Asked, found: LeftOut) -> dict[str, Any]:
    names = "、".join(asked.lefts[one] for one in found.partners)
    if found.reason == OutReason.NO_PARTNER:
        person, office = _("Nobody fits yet. We go on looking."), _("nobody is eligible")
    elif found.reason == OutReason.LOTTERY:
        person, office = _("Several fitted equally well, and the lots decided."), _("lost the lots; eligible: %(names)s") % {"names": names}
    else:
        person, office = _("All who fit have no place free now."), _("all who are eligible are full: %(names)s") % {"names": names}
    chain = [asked.lefts[one] if place % 2 == 0 else asked.rights[one] for place, one in enumerate(found.chain)]
    if chain:
        office += _("; a place would come free by: %(chain)s") % {"chain": " → ".join(chain)}
    return {
        "id": asked.rights[found.right],
        "missing": found.missing,
        "reason": found.reason.value,
        "chain": chain,
        "for_person": person,
        "for_coordinator": office,
    }


def _idle(asked: Asked, matching: Matching) -> list[dict[str, Any]]:
    """Those on the left who have room and nobody at all."""
    load = np.bincount(asked.instance.left[matching.pairs], minlength=len(asked.lefts))
    eligible = np.bincount(asked.instance.left, minlength=len(asked.lefts))
    return [
        {
            "id": asked.lefts[one],
            "missing": int(asked.instance.capacity[one]),
            "reason": "no_partner" if not eligible[one] else "not_needed",
            "chain": [],
            "for_person": _("Nobody needs you yet. We go on looking."),
            "for_coordinator": _("nobody is eligible") if not eligible[one] else _("everybody who is eligible is with others"),
        }
        for one in np.flatnonzero((load == 0) & (asked.instance.capacity > 0)).tolist()
    ]


def _say_problem(problem: Problem, asked: Asked) -> str:
    words = {
        "left": "、".join(asked.lefts[one] for one in problem.left),
        "right": "、".join(asked.rights[one] for one in problem.right),
        "needed": problem.needed,
        "there": problem.there,
    }
    said = {
        "pinned_and_forbidden": _("%(left)s and %(right)s are pinned and forbidden. Take one of the two out."),
        "too_many_pinned": _("%(left)s%(right)s has %(needed)d pinned pairs and room for %(there)d."),
        "minimum_above_capacity": _("%(left)s needs at least %(needed)d and has room for %(there)d."),
        "minimum_unmet": _("%(left)s together need at least %(needed)d, and only %(there)d are eligible for them (%(right)s)."),
    }
    return said[problem.code] % words


def _asked(path: Path) -> Asked:
    whole = _read(path)
    lefts, capacity = _persons(whole, "left")
    rights, places = _persons(whole, "right")
    minimum = [_number(one, "minimum", f"left[{index}]", 0) for index, one in enumerate(whole["left"])]
    seat, place = {name: number for number, name in enumerate(lefts)}, {name: number for number, name in enumerate(rights)}
    rows = []
    for index, edge in enumerate(_list(whole, "edges")):
        where = f"edges[{index}]"
        quality = _number(edge, "quality", where, None)
        if quality > BEST_QUALITY:
            raise UnableToRead(_("%(where)s: quality goes from 0 to 1000.") % {"where": where})
        marks = (int(bool(edge.get("existing"))), int(bool(edge.get("pinned"))))
        rows.append((_known(edge, "left", seat, where), _known(edge, "right", place, where), quality, *marks))
    if len({row[:2] for row in rows}) < len(rows):
        raise UnableToRead(_("edges: a pair stands there twice. Take one out."))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    bans = [
        (_known({"left": ban[0]}, "left", seat, f"forbidden[{index}]"), _known({"right": ban[1]}, "right", place, f"forbidden[{index}]"))
        for index, ban in enumerate(_list(whole, "forbidden"))
        if isinstance(ban, list) and len(ban) == 2
    ]
    forbidden = np.array(bans, dtype=np.int64).reshape(-1, 2).T
    instance = Instance(
        capacity=np.array(capacity, dtype=np.int64),
        minimum=np.array(minimum, dtype=np.int64),
        places=np.array(places, dtype=np.int64),
        left=columns[0],
        right=columns[1],
        quality=columns[2],
        existing=columns[3],
        pinned=columns[4],
        forbidden_left=forbidden[0],
        forbidden_right=forbidden[1],
    )
    bands = tuple(_number({"bands": one}, "bands", "bands", None) for one in _list(whole, "bands"))
    if list(bands) != sorted(set(bands)):
        raise UnableToRead(_("bands: thresholds rise from the first to the last."))
    keep = bool(whole.get("keep_existing"))
    return Asked(lefts, rights, instance, Wishes(bands=bands, keep_existing=keep, seed=_number(whole, "seed", "", 0)))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnableToRead(_("%(file)s is larger than %(size)d MB.") % {"file": path.name, "size": MOST_BYTES // 2**20})
        whole = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UnableToRead(_("%(file)s can't be opened: %(why)s.") % {"file": path, "why": error.strerror or error}) from error
    except (ValueError, RecursionError) as error:
        raise UnableToRead(_("%(file)s is no JSON in UTF-8: %(why)s.") % {"file": path.name, "why": error}) from error
    if not isinstance(whole, dict):
        raise UnableToRead(_("%(file)s: one object is wanted, as docs/formats.md writes it.") % {"file": path.name})
    known = {"left", "right", "edges", "forbidden", "bands", "keep_existing", "seed"}
    if unknown := sorted(whole.keys() - known):
        raise UnableToRead(_("%(where)s: no such key is known; correct its spelling or take it out.") % {"where": unknown[0]})
    return whole


def _persons(whole: Mapping[str, Any], side: str) -> tuple[list[str], list[int]]:
    names, numbers = [], []
    for index, one in enumerate(_list(whole, side)):
        where = f"{side}[{index}]"
        if not isinstance(one, dict) or not isinstance(one.get("id"), str | int):
            raise UnableToRead(_("%(where)s: an object with an id is wanted.") % {"where": where})
        names.append(str(one["id"]))
        numbers.append(_number(one, "capacity", where, 1))
    if len(set(names)) < len(names):
        raise UnableToRead(_("%(where)s: an id stands there twice.") % {"where": side})
    return names, numbers


def _list(whole: Mapping[str, Any], name: str) -> list[Any]:
    value = whole.get(name, [])
    if not isinstance(value, list):
        raise UnableToRead(_("%(where)s: a list is wanted.") % {"where": name})
    return value


def _number(one: Any, name: str, where: str, default: int | None) -> int:
    value = one.get(name, default) if isinstance(one, dict) else None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise UnableToRead(_("%(where)s: a whole number from 0 is wanted.") % {"where": f"{where}.{name}" if where else name})
    return value


def _known(edge: Any, name: str, known: Mapping[str, int], where: str) -> int:
    value = edge.get(name) if isinstance(edge, dict) else None
    if str(value) not in known:
        raise UnableToRead(_("%(where)s: nobody is called %(value)s.") % {"where": f"{where}.{name}", "value": value})
    return known[str(value)]
