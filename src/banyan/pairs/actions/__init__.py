"""What people do with pairs: from the proposal to the closing talk."""

from banyan.pairs.actions.life import (
    UnableToPair,
    answer_pair,
    close_pair,
    confirm_pair,
    extend_pair,
    propose_pair,
    sign_pair,
)
from banyan.pairs.actions.meetings import (
    UnableToMeet,
    confirm_meetings,
    drop_meeting,
    reach_goal,
    record_meeting,
    set_goals,
    write_note,
)

__all__ = [
    "UnableToMeet",
    "UnableToPair",
    "answer_pair",
    "close_pair",
    "confirm_meetings",
    "confirm_pair",
    "drop_meeting",
    "extend_pair",
    "propose_pair",
    "reach_goal",
    "record_meeting",
    "set_goals",
    "sign_pair",
    "write_note",
]
