"""Study packs: what goes to sea in one signed file, built the same from the same, and taken whole or not at all."""

from banyan.kernels.packs.building import build, cut, rotation
from banyan.kernels.packs.faults import PackError, PackFault
from banyan.kernels.packs.manifest import Course, Item, Manifest, Question, RosterRow, manifest_of
from banyan.kernels.packs.reading import Pack, joined, read_manifest, read_pack, trusted_after, unproved_manifest

__all__ = [
    "Course",
    "Item",
    "Manifest",
    "Pack",
    "PackError",
    "PackFault",
    "Question",
    "RosterRow",
    "build",
    "cut",
    "joined",
    "manifest_of",
    "read_manifest",
    "read_pack",
    "rotation",
    "trusted_after",
    "unproved_manifest",
]
