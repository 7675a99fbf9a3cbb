"""What is kept of people: the organisation tree, accounts, and the roles granted to them."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet


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


class OrganisationQuerySet(MP_NodeQuerySet):  # type: ignore[misc]  # treebeard has no types
    def under(self, *roots: "Organisation") -> "OrganisationQuerySet":
        """The given organisations and all below them, by ranges of the path, which an index serves (STACK.md)."""
        wanted = Q(pk=None)
        for root in roots:
            wanted |= Q(path__gte=root.path, path__lt=root.path + "~")
        found: OrganisationQuerySet = self.filter(wanted)
        return found


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]  # a class made at run time
    # treebeard names its own queryset class here, so from_queryset alone gives a manager whose querysets lack under().
    def get_queryset(self) -> OrganisationQuerySet:
        rows: OrganisationQuerySet = OrganisationQuerySet(self.model, using=self._db).order_by("path")
        return rows


class Organisation(MP_Node):  # type: ignore[misc]  # treebeard has no types
    """A node of the tree province → city → town → village, unit, general branch, branch. Its code never changes."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        TOWN = "town", _("town")
        VILLAGE = "village", _("village")
        UNIT = "unit", _("unit")
        GENERAL_BRANCH = "general_branch", _("general branch")
        BRANCH = "branch", _("branch")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    tile_row = models.PositiveSmallIntegerField(_("row on the tile map"), null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(_("column on the tile map"), null=True, blank=True)

    objects = OrganisationManager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(fields=["tile_row", "tile_column"], name="one_city_a_tile"),
            models.CheckConstraint(condition=Q(tile_row=None, tile_column=None) | Q(tile_row__gt=0, tile_column__gt=0), name="tile_whole"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """Somebody who can sign in. The uuid is the opaque id that the audit trail keeps."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
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
