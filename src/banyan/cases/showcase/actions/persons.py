"""The persons named or shown in a case, and their consent."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from banyan.cases.showcase.actions.drafts import UnableToEdit
from banyan.cases.showcase.actions.publishing import move_case
from banyan.cases.showcase.actions.trail import locked_case, record_step
from banyan.cases.showcase.models import Appearance, Case
from banyan.cases.showcase.permissions import why_not_edit, why_not_prepare
from banyan.people.models import Account


@transaction.atomic
def list_person(case: Case, *, name: str, kind: str, by: Account) -> Appearance:
    """List a person who is named or shown in a draft. Raise UnableToEdit."""
    case = locked_case(case)
    if reason := why_not_edit(by, case):
        raise UnableToEdit(reason)
    if case.appearances.filter(name=name, kind=kind).exists():
        raise UnableToEdit(_("%(name)s is on the list already.") % {"name": name})
    appearance = Appearance.objects.create(case=case, name=name, kind=kind)
    record_step("list_person", "case", case.uuid, by, label=case.title, organisation=case.organisation)
    return appearance


@transaction.atomic
def record_consent(appearance: Appearance, *, form: str, agreed_on: date, by: Account) -> Appearance:
    """Record that the person agrees to be named or shown in this case. Raise UnableToEdit."""
    case = locked_case(appearance.case)
    appearance = Appearance.objects.select_for_update().get(pk=appearance.pk)
    if reason := why_not_prepare(by, case.organisation):
        raise UnableToEdit(reason)
    if agreed_on > timezone.localdate():
        raise UnableToEdit(_("The day of the consent lies in the future. Enter the day the person agreed."))
    appearance.consent_on, appearance.consent_form = agreed_on, form
    appearance.consent_recorded_by, appearance.consent_withdrawn_on = by, None
    appearance.save()
    record_step("record_consent", "case", case.uuid, by, label=case.title, organisation=case.organisation, difference={"form": form})
    return appearance


@transaction.atomic
def withdraw_consent(appearance: Appearance, *, by: Account) -> Appearance:
    """Take a person's consent back; a public page goes down at once. Raise UnableToEdit."""
    case = locked_case(appearance.case)
    appearance = Appearance.objects.select_for_update().get(pk=appearance.pk)
    if reason := why_not_prepare(by, case.organisation):
        raise UnableToEdit(reason)
    if not appearance.stands:
        raise UnableToEdit(_("There is no consent on record to take back."))
    appearance.consent_withdrawn_on = timezone.localdate()
    appearance.save(update_fields=["consent_withdrawn_on"])
    record_step("withdraw_consent", "case", case.uuid, by, label=case.title, organisation=case.organisation)
    if case.state == Case.State.PUBLISHED:
        move_case(case, "withdraw", by=by, remark=_("A person named here took the consent back."))
    elif case.state == Case.State.WAITING:
        move_case(case, "return", by=by, remark=_("A person named here took the consent back."))
    return appearance


@transaction.atomic
def confirm_persons(case: Case, *, by: Account) -> Case:
    """Confirm that every person named or shown in the draft is on its list. Raise UnableToEdit."""
    case = locked_case(case)
    if reason := why_not_edit(by, case):
        raise UnableToEdit(reason)
    case.persons_checked = True
    case.save(update_fields=["persons_checked", "changed_at"])
    record_step("confirm_persons", "case", case.uuid, by, label=case.title, organisation=case.organisation)
    return case
