"""How the batches of a device hang together, whatever came by whatever way: unbroken chains, forks and gaps."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import groupby

from banyan.kernels.journal.batch import BEGINNING


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A batch's place in its chain: events ``first`` to ``last`` of an incarnation, its hash and that of the batch before."""

    incarnation: bytes
    first: int
    last: int
    hash: bytes
    previous: bytes


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """Events ``first`` to ``last`` of an incarnation that are held without a break; ``head`` is the hash of the last batch."""

    incarnation: bytes
    first: int
    last: int
    head: bytes


@dataclass(frozen=True, slots=True, order=True)
class Fork:
    """Where a device went on in two ways, as one restored from an older copy does: ``first`` is the first number that was given twice."""

    incarnation: bytes
    first: int


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Events ``first`` to ``last`` that were written before others which are here, and haven't come yet."""

    incarnation: bytes
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What is held of one device: unbroken stretches, forks and gaps, each in order."""

    segments: tuple[Segment, ...]
    forks: tuple[Fork, ...]
    gaps: tuple[Gap, ...]


def survey(links: Iterable[Link], *, heads: Container[bytes] = ()) -> Survey:
    """Say how the batches of one device hang together; the same for the same set, in whatever order it comes.

    ``heads`` are hashes of batches that a hand-over ended with. Segments end there too, so that a copy that has no more than that
    can tell that all it has is held.
    """
    segments: list[Segment] = []
    forks: list[Fork] = []
    gaps: list[Gap] = []
    for _incarnation, those in groupby(sorted(set(links)), key=lambda link: link.incarnation):
        held = list(those)
        tree = _Tree(held, heads)
        segments += tree.segments()
        forks += tree.forks()
        gaps += tree.gaps()
    return Survey(tuple(sorted(segments)), tuple(sorted(forks)), tuple(sorted(gaps)))


class _Tree:
    """The batches of one incarnation, each below the one it follows; those whose forerunner is missing are roots of their own."""

    def __init__(self, links: list[Link], heads: Container[bytes]) -> None:
        by_hash = {link.hash: link for link in links}
        self.links, self.heads = links, heads
        self.below: dict[bytes, list[Link]] = defaultdict(list)
        self.roots: list[Link] = []
        self.orphans: dict[bytes, list[Link]] = defaultdict(list)
        for link in links:
            before = by_hash.get(link.previous)
            if before is not None and before.last + 1 == link.first:
                self.below[before.hash].append(link)
            elif link.previous == BEGINNING:
                self.roots.append(link)
            else:
                self.orphans[link.previous].append(link)

    def segments(self) -> list[Segment]:
        begins = [*self.roots, *(link for those in self.orphans.values() for link in those)]
        begins += [link for before, those in self.below.items() if self._ends(before) for link in those]
        return [self._segment(link) for link in begins]

    def _segment(self, link: Link) -> Segment:
        first = link.first
        while not self._ends(link.hash):
            link = self.below[link.hash][0]
        return Segment(link.incarnation, first, link.last, link.hash)

    def _ends(self, hash_: bytes) -> bool:
        return len(self.below.get(hash_, ())) != 1 or hash_ in self.heads

    def forks(self) -> list[Fork]:
        siblings = [self.roots, *self.below.values(), *self.orphans.values()]
        forks = [Fork(those[0].incarnation, those[0].first) for those in siblings for _other in those[1:]]
        # Something else stands where an orphan's forerunner or the orphan stands, so what is missing is a branch of its own.
        return forks + [Fork(those[0].incarnation, those[0].first) for those in self.orphans.values() if self._is_beside(those)]

    def gaps(self) -> list[Gap]:
        return [Gap(those[0].incarnation, self._missing_from(those), those[0].first - 1) for those in self.orphans.values()]

    def _is_beside(self, orphans: list[Link]) -> bool:
        first = orphans[0].first
        own = self._descendants(orphans)
        return any(link.first <= first and link.last >= first - 1 for link in self.links if link.hash not in own)

    def _missing_from(self, orphans: list[Link]) -> int:
        first = orphans[0].first
        own = self._descendants(orphans)
        return max((link.last + 1 for link in self.links if link.last < first - 1 and link.hash not in own), default=1)

    def _descendants(self, links: list[Link]) -> set[bytes]:
        found: set[bytes] = set()
        waiting = list(links)
        while waiting:
            link = waiting.pop()
            found.add(link.hash)
            waiting += self.below.get(link.hash, ())
        return found
