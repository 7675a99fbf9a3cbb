"""What study at sea keeps."""

from banyan.programmes.study.models.ashore import MakeupPlan, Season, StudyTeacher, TeacherDays, Voyage
from banyan.programmes.study.models.courses import Aboard, Course, Item, Learner, Pack
from banyan.programmes.study.models.deliveries import Carrier, Delivery, Handout
from banyan.programmes.study.models.journal import Batch, Event, Handover, Head, Receipt, Shore
from banyan.programmes.study.models.vessels import Device, Port, Vessel, Waters

__all__ = [
    "Aboard",
    "Batch",
    "Carrier",
    "Course",
    "Delivery",
    "Device",
    "Event",
    "Handout",
    "Handover",
    "Head",
    "Item",
    "Learner",
    "MakeupPlan",
    "Pack",
    "Port",
    "Receipt",
    "Season",
    "Shore",
    "StudyTeacher",
    "TeacherDays",
    "Vessel",
    "Voyage",
    "Waters",
]
