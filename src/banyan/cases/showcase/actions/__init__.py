"""What people do with notices and cases: hand in, check, send, approve, withdraw."""

from banyan.cases.showcase.actions.drafts import (
    UnableToEdit,
    draft_case,
    edit_case,
)
from banyan.cases.showcase.actions.notices import (
    FACTS,
    UnableToCheck,
    UnableToImport,
    correct_notice,
    discard_notice,
    import_notice,
    refuse_notice,
    send_notice,
    settle_warning,
    take_reading,
)
from banyan.cases.showcase.actions.persons import (
    confirm_persons,
    list_person,
    record_consent,
    withdraw_consent,
)
from banyan.cases.showcase.actions.publishing import (
    UnableToMove,
    approve_case,
    index_case,
    return_case,
    revise_case,
    send_case,
    withdraw_case,
)

__all__ = [
    "FACTS",
    "UnableToCheck",
    "UnableToEdit",
    "UnableToImport",
    "UnableToMove",
    "approve_case",
    "confirm_persons",
    "correct_notice",
    "discard_notice",
    "draft_case",
    "edit_case",
    "import_notice",
    "index_case",
    "list_person",
    "record_consent",
    "refuse_notice",
    "return_case",
    "revise_case",
    "send_case",
    "send_notice",
    "settle_warning",
    "take_reading",
    "withdraw_case",
    "withdraw_consent",
]
