"""The demo's people: the branches of one city's towns, and the towns' rosters, taken over from files as an office hands them in."""

from datetime import date
from random import Random

from banyan.demo.places import BRANCH, TOWNS
from banyan.demo.roster import NUMBERS, OTHER_TOWNS, RETIRED_BRANCH, VILLAGE, branch_names, roster_file, roster_row, town_rows
from banyan.people.actions import found_organisation, record_term
from banyan.people.models import Organisation, RosterImport
from banyan.people.roster.actions import confirm_roster, hand_in_roster
from banyan.people.roster.importing import apply_all, read_into

# The latest elections: three years later the next ones are due, some of them soon.
ELECTED_ON = (date(2024, 6, 28), date(2025, 3, 14), date(2025, 9, 5), date(2023, 12, 20))


def make_people(places: dict[str, Organisation], chance: Random) -> int:
    """Make branches with their terms and take over the rosters; return how many persons there are."""
    count = 0
    for code, name in TOWNS:
        retirees, members = NUMBERS.get(code, OTHER_TOWNS)
        if code == "shatian":
            rows = town_rows(chance, RETIRED_BRANCH + 9, RETIRED_BRANCH, [BRANCH[1]])
            _record_term(places[BRANCH[0]], chance)
        else:
            rows = town_rows(chance, retirees, members, _make_branches(places[code], name, members, chance))
        count += _take_over(rows, places[code], name)
    return count + _take_over(_village_rows(places, chance), places[VILLAGE[0]], VILLAGE[1])


def _make_branches(town: Organisation, name: str, members: int, chance: Random) -> list[str]:
    names = branch_names(name, members)
    parent = town
    if len(names) > 1:
        kind = Organisation.Kind.GENERAL_BRANCH
        parent = found_organisation(code=f"{town.code}-general", name=f"{name}退休干部党总支", kind=kind, parent=town, by=None)
    for number, branch_name in enumerate(names, start=1):
        code = f"{town.code}-branch-{number}"
        branch = found_organisation(code=code, name=branch_name, kind=Organisation.Kind.BRANCH, parent=parent, by=None)
        _record_term(branch, chance)
    return names


def _village_rows(places: dict[str, Organisation], chance: Random) -> list[list[str]]:
    code, name, members, at_sea = VILLAGE
    kinds = Organisation.Kind
    places[code] = found_organisation(code=code, name=name, kind=kinds.VILLAGE, parent=places["shatian"], by=None)
    branch = found_organisation(code=f"{code}-branch", name=f"{name}党支部", kind=kinds.BRANCH, parent=places[code], by=None)
    record_term(branch, from_on=date(2026, 1, 16), ends_on=date(2031, 1, 15), by=None)
    return [roster_row(chance, member=True, branch=branch.name, at_sea=number < at_sea, retired=False) for number in range(members)]


def _record_term(branch: Organisation, chance: Random) -> None:
    began = chance.choice(ELECTED_ON)
    record_term(branch, from_on=began, ends_on=began.replace(year=began.year + 3), by=None)


def _take_over(rows: list[list[str]], place: Organisation, name: str) -> int:
    file = roster_file(rows)
    roster = hand_in_roster(file, name=f"{name}离退休干部名册.csv", kind="text/csv", organisation=place, by=None, in_background=False)
    roster = read_into(roster, round_=roster.round, say=_silent)
    if roster.state == RosterImport.State.MAPPING:
        roster = confirm_roster(roster, by=None, in_background=False)
    return apply_all(roster, say=_silent).created


def _silent(done: int, total: int) -> None:
    """Report to nobody."""
