"""What is kept of accounts and the roles granted to them."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from banyan.people.models.organisations import Organisation
from banyan.people.models.persons import Person


class Role(models.TextChoices):
    """What an account may do at an organisation and everywhere below it."""

    ORGANISER = "organiser", _("organiser")
    CLERK = "clerk", _("clerk")
    BRANCH_SECRETARY = "branch_secretary", _("branch secretary")
    JUDGE = "judge", _("judge")
    COORDINATOR = "coordinator", _("coordinator")
    CARRIER = "carrier", _("carrier")
    TEACHER = "teacher", _("teacher")
    PARTICIPANT = "participant", _("participant")


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """Somebody who can sign in. The uuid is the opaque id that the audit trail keeps."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="account", verbose_name=_("person"))
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        ordering = ["username"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def grants_now(self) -> list["RoleGrant"]:
        return list(self.grants.in_force().select_related("organisation"))

    def has_role(self, *roles: str) -> bool:
        """Tell whether the account holds one of the roles anywhere."""
        return any(grant.role in roles for grant in self.grants_now)

    def has_role_at(self, organisation: Organisation, *roles: str) -> bool:
        """Tell whether the account holds one of the roles at the organisation or above it."""
        return any(grant.role in roles and organisation.path.startswith(grant.organisation.path) for grant in self.grants_now)


class RoleGrantQuerySet(QuerySet["RoleGrant"]):
    def in_force(self) -> "RoleGrantQuerySet":
        today = timezone.localdate()
        return self.filter(Q(to_on=None) | Q(to_on__gte=today), from_on__lte=today, account__is_active=True)


class RoleGrant(models.Model):
    """A role held by an account at an organisation, valid for its whole subtree, from one day to another."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    from_on = models.DateField(_("from"), default=timezone.localdate)
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__path", "role"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["account", "organisation", "role"], condition=Q(to_on=None), name="one_open_grant"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")), name="grant_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_role_display()} · {self.organisation}"
