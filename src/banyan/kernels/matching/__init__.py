"""Who with whom: most places filled first, then what was kept, what fits and what is fair, and lots where all else is equal."""

from banyan.kernels.matching.instance import Instance, Wishes
from banyan.kernels.matching.matching import Matching, match
from banyan.kernels.matching.reasons import LeftOut, OutReason, PairReason, left_out, pair_reasons
from banyan.kernels.matching.refusals import Problem, UnableToMatch

__all__ = [
    "Instance",
    "LeftOut",
    "Matching",
    "OutReason",
    "PairReason",
    "Problem",
    "UnableToMatch",
    "Wishes",
    "left_out",
    "match",
    "pair_reasons",
]
