"""What study at sea keeps."""

from banyan.programmes.study.models.courses import Aboard, Course, Item, Learner, Pack
from banyan.programmes.study.models.journal import Batch, Event, Handover, Head, Receipt, Shore
from banyan.programmes.study.models.vessels import Device, Vessel

__all__ = ["Aboard", "Batch", "Course", "Device", "Event", "Handover", "Head", "Item", "Learner", "Pack", "Receipt", "Shore", "Vessel"]
