"""What is kept of talks: the menu with its scripts, speakers, what was ordered and given, recordings."""

from banyan.programmes.talks.models.menu import Audience, Form, Script, Topic, TopicFile
from banyan.programmes.talks.models.speakers import Availability, DayPart, Pause, Speaker, SpokenDialect
from banyan.programmes.talks.models.talks import Recording, Talk, TalkOrder

__all__ = [
    "Audience",
    "Availability",
    "DayPart",
    "Form",
    "Pause",
    "Recording",
    "Script",
    "Speaker",
    "SpokenDialect",
    "Talk",
    "TalkOrder",
    "Topic",
    "TopicFile",
]
