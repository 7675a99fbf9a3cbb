"""What study at sea keeps."""

from banyan.programmes.study.models.journal import Batch, Event, Handover, Head, Receipt, Shore
from banyan.programmes.study.models.vessels import Device, Vessel

__all__ = ["Batch", "Device", "Event", "Handover", "Head", "Receipt", "Shore", "Vessel"]
