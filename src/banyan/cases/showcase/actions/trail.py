"""What every step on a notice or case begins and ends with: its row, locked, and its entry on the audit trail."""

from typing import Any

from django.utils.translation import gettext_lazy

from banyan.cases.showcase.models import Case, Notice
from banyan.core.audit import name_verbs, record
from banyan.people.models import Account, Organisation

name_verbs(
    {
        "import_notice": gettext_lazy("handed in a notice"),
        "read_notice": gettext_lazy("read a notice"),
        "refuse_notice": gettext_lazy("could not read a notice"),
        "correct_notice": gettext_lazy("corrected a notice"),
        "settle_warning": gettext_lazy("settled a doubtful place"),
        "send_notice": gettext_lazy("sent on a notice"),
        "discard_notice": gettext_lazy("discarded a notice"),
        "draft_case": gettext_lazy("began a case"),
        "edit_case": gettext_lazy("changed a case"),
        "list_person": gettext_lazy("listed a person in a case"),
        "record_consent": gettext_lazy("recorded a consent"),
        "withdraw_consent": gettext_lazy("took back a consent"),
        "confirm_persons": gettext_lazy("confirmed the persons of a case"),
        "send_case": gettext_lazy("sent a case to a second person"),
        "discard_case": gettext_lazy("put a case aside"),
        "return_case": gettext_lazy("returned a case"),
        "approve_case": gettext_lazy("approved a case"),
        "withdraw_case": gettext_lazy("took a case down"),
        "revise_case": gettext_lazy("opened a case again"),
    }
)


def locked_notice(notice: Notice) -> Notice:
    """The row as it is now, locked until the transaction ends."""
    return Notice.objects.select_for_update(of=("self",)).select_related("organisation", "file").get(pk=notice.pk)


def locked_case(case: Case) -> Case:
    """The row as it is now, locked until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)


def record_step(
    verb: str, kind: str, id_: Any, by: Account | None, *, label: str, organisation: Organisation, difference: dict[str, Any] | None = None
) -> None:
    """Put a step of a notice or case on the audit trail of its office."""
    record(verb, kind, id_, actor=by.uuid if by else None, label=label, organisation_code=organisation.code, difference=difference)
