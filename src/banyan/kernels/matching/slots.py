"""One thing at a time: the pairs of one person in one slot share a seat with room for one of them."""

from dataclasses import dataclass

import numpy as np

from banyan.kernels.matching.instance import Flags, Instance, Ints, pair_keys
from banyan.kernels.matching.refusals import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """From where each pair leaves: the left person, or a seat (numbered on after the persons) whose ``owner`` is the left person."""

    node: Ints
    owner: Ints


def seats_of(instance: Instance, allowed: Flags) -> Seats:
    """Return a seat for each slot of a left person that several allowed pairs share; alone in its slot, a pair needs none."""
    if not len(instance.slot):
        return Seats(instance.left, np.zeros(0, dtype=np.int64))
    keys, first, place = np.unique(slot_keys(instance), return_index=True, return_inverse=True)
    shared = np.bincount(place[allowed], minlength=len(keys)) > 1
    seat = len(instance.capacity) + np.cumsum(shared) - 1
    return Seats(np.where(shared[place], seat[place], instance.left), instance.left[first[shared]])


def slot_keys(instance: Instance) -> Ints:
    """Number the slots of each left person, so that they can be compared as integers. There must be slots."""
    known, number = np.unique(instance.slot, return_inverse=True)
    return instance.left * np.int64(len(known)) + number


def slots_in_conflict(instance: Instance, pinned: Flags) -> list[Problem]:
    """Say which pins meet in one slot, and which two stand in several pairs although there is more than one place."""
    if not len(instance.slot):
        return []
    keys = slot_keys(instance)
    taken, count = np.unique(keys[pinned], return_counts=True)
    problems = []
    for key, needed in zip(taken[count > 1], count[count > 1], strict=True):
        pairs = np.flatnonzero(pinned & (keys == key))
        right = tuple(int(one) for one in instance.right[pairs])
        problems.append(Problem("pinned_at_once", (int(instance.left[pairs[0]]),), right, needed=int(needed), there=1))
    _keys, first, count = np.unique(pair_keys(instance, instance.left, instance.right), return_index=True, return_counts=True)
    problems += [
        Problem("same_two_twice", (int(instance.left[pair]),), (int(instance.right[pair]),), needed=int(several), there=1)
        for pair, several in zip(first, count, strict=True)
        if several > 1 and instance.places[instance.right[pair]] > 1
    ]
    return problems


def twin_numbers(instance: Instance) -> Ints:
    """Number the pairs that are of the same two in the same slot, in their order, so that lots can tell them apart. There must be slots."""
    keys = slot_keys(instance)
    order = np.lexsort((instance.right, keys))
    new = np.r_[True, (np.diff(keys[order]) != 0) | (np.diff(instance.right[order]) != 0)] if len(order) else np.zeros(0, dtype=np.bool_)
    place = np.arange(len(order))
    numbers = np.empty_like(instance.left)
    numbers[order] = place - np.maximum.accumulate(np.where(new, place, 0))
    return numbers
