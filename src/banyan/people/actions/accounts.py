"""What people do with accounts and roles."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.core.audit import name_verbs, record
from banyan.core.errors import RuleError
from banyan.people.actions.organisations import found_organisation
from banyan.people.models import Account, Organisation, Role, RoleGrant
from banyan.people.permissions import why_not_grant

name_verbs(
    {
        "open_account": gettext_lazy("opened an account"),
        "grant_role": gettext_lazy("granted a role"),
        "end_role": gettext_lazy("ended a role"),
        "sign_in": gettext_lazy("signed in"),
        "sign_out": gettext_lazy("signed out"),
        "sign_in_refused": gettext_lazy("tried to sign in"),
    }
)


class UnableToSetUp(RuleError):
    """The first set-up was made before."""


class UnableToOpenAccount(RuleError):
    """The account can't be opened."""


class UnableToGrant(RuleError):
    """The role can't be given or taken."""


@transaction.atomic
def open_account(*, username: str, name: str, password: str | None, by: Account | None) -> Account:
    """Open an account that can sign in; without a password it can't until one is set. Raise UnableToOpenAccount."""
    account = Account(username=username, name=name)
    if password is None:
        account.set_unusable_password()
    else:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise UnableToOpenAccount(" ".join(error.messages)) from error
        account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise UnableToOpenAccount(_("The user name %(username)s is taken. Choose another one.") % {"username": username}) from error
    record("open_account", "account", account.uuid, actor=by.uuid if by else None, subject=account.uuid, label=username)
    return account


@transaction.atomic
def set_up_office(*, kind: str, name: str, code: str, username: str, person: str, password: str) -> Account:
    """Begin an empty installation: its first organisation, and an account that organises it. Raise UnableToSetUp once there is one."""
    if Account.objects.exists() or Organisation.objects.exists():
        raise UnableToSetUp(_("Banyan is in use here already. Ask its organiser for an account."))
    organisation = found_organisation(code=code, name=name, kind=kind, parent=None, by=None)
    account = open_account(username=username, name=person, password=password, by=None)
    grant_role(account, organisation, Role.ORGANISER, by=None, from_on=timezone.localdate())
    return account


@transaction.atomic
def grant_role(account: Account, organisation: Organisation, role: str, *, by: Account | None, from_on: date) -> RoleGrant:
    """Give the account a role at the organisation; ``by`` None means the system. Raise UnableToGrant."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    organisation = Organisation.objects.get(pk=organisation.pk)
    if by is not None and (reason := why_not_grant(Account.objects.get(pk=by.pk), organisation, role)):
        raise UnableToGrant(reason)
    if RoleGrant.objects.filter(account=account, organisation=organisation, role=role, to_on=None).exists():
        raise UnableToGrant(_("%(account)s holds this role here already.") % {"account": account})
    grant = RoleGrant.objects.create(account=account, organisation=organisation, role=role, from_on=from_on)
    _record_grant("grant_role", grant, by)
    return grant


@transaction.atomic
def appoint(*, username: str, name: str, password: str, organisation: Organisation, role: str, from_on: date, by: Account) -> Account:
    """Open an account together with its first role. Raise UnableToOpenAccount or UnableToGrant."""
    account = open_account(username=username, name=name, password=password, by=by)
    grant_role(account, organisation, role, by=by, from_on=from_on)
    return account


@transaction.atomic
def end_role(grant: RoleGrant, *, by: Account | None, to_on: date) -> RoleGrant:
    """End a role on a day, the last one it is valid. Raise UnableToGrant."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("account", "organisation").get(pk=grant.pk)
    if by is not None and (reason := why_not_grant(Account.objects.get(pk=by.pk), grant.organisation, grant.role)):
        raise UnableToGrant(reason)
    if grant.to_on is not None:
        raise UnableToGrant(_("This role has ended already."))
    if to_on < grant.from_on:
        raise UnableToGrant(_("A role can't end before the day it began."))
    grant.to_on = to_on
    grant.save(update_fields=["to_on"])
    _record_grant("end_role", grant, by)
    return grant


@transaction.atomic
def record_session(verb: str, account: Account | None, *, username: str = "") -> None:
    """Put a sign-in, a failed sign-in or a sign-out on the audit trail of the account's first organisation."""
    grant = account.grants_now[0] if account is not None and account.grants_now else None
    record(
        verb,
        "session",
        account.uuid if account else "-",
        actor=account.uuid if account else None,
        subject=account.uuid if account else None,
        label=account.username if account else username[:60],
        organisation_code=grant.organisation.code if grant else "",
    )


def _record_grant(verb: str, grant: RoleGrant, by: Account | None) -> None:
    record(
        verb,
        "role",
        grant.pk,
        actor=by.uuid if by else None,
        subject=grant.account.uuid,
        label=str(grant),
        organisation_code=grant.organisation.code,
        difference={"role": grant.role, "from_on": str(grant.from_on), "to_on": grant.to_on and str(grant.to_on)},
    )
