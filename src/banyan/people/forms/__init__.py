"""What people fill in about organisations, persons, accounts and rules."""

from banyan.people.forms.accounts import AccountForm, FirstUseForm, RoleForm
from banyan.people.forms.organisations import MoveForm, OrganisationForm, RenameForm, RuleForm, TermForm
from banyan.people.forms.persons import AffiliateForm, DiedForm, EraseForm, LeftForm, LinkForm, PersonForm

__all__ = [
    "AccountForm",
    "AffiliateForm",
    "DiedForm",
    "EraseForm",
    "FirstUseForm",
    "LeftForm",
    "LinkForm",
    "MoveForm",
    "OrganisationForm",
    "PersonForm",
    "RenameForm",
    "RoleForm",
    "RuleForm",
    "TermForm",
]
