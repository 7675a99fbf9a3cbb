"""What is kept of people: the organisation tree, persons and their branches, accounts and roles, rosters handed in."""

from banyan.people.models.accounts import Account, AccountManager, Role, RoleGrant, RoleGrantQuerySet
from banyan.people.models.organisations import (
    BranchTerm,
    Organisation,
    OrganisationChange,
    OrganisationManager,
    OrganisationQuerySet,
)
from banyan.people.models.persons import (
    Affiliation,
    CareTag,
    Dialect,
    PartyStatus,
    Person,
    PersonKey,
    PersonQuerySet,
    RetireeStatus,
    Sex,
    index_of_identity,
    index_of_phone,
)
from banyan.people.models.roster import RosterImport, RosterRow

__all__ = [
    "Account",
    "AccountManager",
    "Affiliation",
    "BranchTerm",
    "CareTag",
    "Dialect",
    "Organisation",
    "OrganisationChange",
    "OrganisationManager",
    "OrganisationQuerySet",
    "PartyStatus",
    "Person",
    "PersonKey",
    "PersonQuerySet",
    "RetireeStatus",
    "Role",
    "RoleGrant",
    "RoleGrantQuerySet",
    "RosterImport",
    "RosterRow",
    "Sex",
    "index_of_identity",
    "index_of_phone",
]
