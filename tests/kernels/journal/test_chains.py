"""Forks are flagged, gaps are shown, and neither depends on the order in which batches came."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.journal.batch import Batch
from banyan.kernels.journal.chains import Fork, Gap, Link, Segment, survey
from banyan.kernels.journal.events import Event
from tests.kernels.journal.made import chain, study


def link(batch: Batch) -> Link:
    header = batch.header
    return Link(header.incarnation, header.first, header.last, batch.hash, header.previous)


def part(number: int, size: int = 2) -> list[Event]:
    return [study(item=f"{number}-{place}") for place in range(size)]


def test_an_unbroken_chain_is_one_segment_with_the_last_hash() -> None:
    batches = chain(part(1), part(2), part(3))

    found = survey(map(link, batches))

    assert found.segments == (Segment(b"inc1", 1, 6, batches[-1].hash),)
    assert (found.forks, found.gaps) == ((), ())


def test_a_batch_that_has_not_come_is_a_gap() -> None:
    batches = chain(part(1), part(2), part(3))

    found = survey([link(batches[0]), link(batches[2])])

    assert found.gaps == (Gap(b"inc1", 3, 4),)
    assert found.forks == ()
    assert found.segments == (Segment(b"inc1", 1, 2, batches[0].hash), Segment(b"inc1", 5, 6, batches[2].hash))


def test_what_comes_first_of_all_leaves_the_beginning_missing() -> None:
    batches = chain(part(1), part(2))

    assert survey([link(batches[1])]).gaps == (Gap(b"inc1", 1, 2),)


def test_a_device_restored_from_an_older_copy_makes_a_fork_and_both_sides_are_kept() -> None:
    begin = chain(part(1))
    one, other = chain(part(2), part(3), after=begin[0]), chain(part(4), after=begin[0])

    found = survey(map(link, [*begin, *one, *other]))

    assert found.forks == (Fork(b"inc1", 3),)
    assert found.gaps == ()
    assert {segment.head for segment in found.segments} == {begin[0].hash, one[-1].hash, other[-1].hash}


def test_two_beginnings_of_one_incarnation_are_a_fork() -> None:
    assert survey(map(link, [*chain(part(1)), *chain(part(2))])).forks == (Fork(b"inc1", 1),)


def test_a_fork_is_flagged_even_while_the_branch_has_a_gap() -> None:
    begin = chain(part(1))
    one, other = chain(part(2), part(3), after=begin[0]), chain(part(4), part(5), after=begin[0])

    found = survey(map(link, [*begin, *one, other[1]]))

    assert found.forks == (Fork(b"inc1", 5),)
    assert len(found.gaps) == 1


def test_a_batch_cut_elsewhere_on_the_other_branch_is_a_fork_too() -> None:
    begin = chain(part(1))
    one, other = chain(part(2, 5), after=begin[0]), chain(part(4, 3), part(5, 3), after=begin[0])

    assert len(survey(map(link, [*begin, *one, other[1]])).forks) == 1


def test_incarnations_are_chains_of_their_own() -> None:
    found = survey(map(link, [*chain(part(1)), *chain(part(1), incarnation=b"inc2")]))

    assert (found.forks, found.gaps, len(found.segments)) == ((), (), 2)


def test_the_order_of_arrival_makes_no_difference() -> None:
    begin = chain(part(1), part(2))
    links = list(map(link, [*begin, *chain(part(3), after=begin[0]), *chain(part(4), after=begin[1])]))

    assert len({survey(order) for order in permutations(links)}) == 1


@given(st.sets(st.integers(0, 11)))
def test_segments_and_gaps_together_are_the_whole_chain(held: set[int]) -> None:
    batches = chain(*(part(number) for number in range(12)))

    found = survey(link(batches[number]) for number in held)

    numbers = {
        number
        for first, last in [(one.first, one.last) for one in found.segments] + [(one.first, one.last) for one in found.gaps]
        for number in range(first, last + 1)
    }
    assert numbers == set(range(1, max(held, default=-1) * 2 + 3))
    assert {number // 2 for span in found.gaps for number in range(span.first - 1, span.last)} == set(range(max(held, default=0))) - held


@given(st.lists(st.integers(0, 8), max_size=14))
def test_each_place_where_a_device_went_on_twice_is_a_fork(parents: list[int]) -> None:
    batches = chain(part(0))
    for number, parent in enumerate(parents, start=1):
        batches += chain(part(number), after=batches[parent % len(batches)])
    children = [sum(other.header.previous == batch.hash for other in batches) for batch in batches]

    assert len(survey(map(link, batches)).forks) == sum(max(count - 1, 0) for count in children)
