"""What is kept of organisations: the tree, its moves and renames, and the terms of branches."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet


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


class OrganisationChange(models.Model):
    """A rename or a move of an organisation on a day. The tree itself shows how things are now; these rows tell how they were."""

    class Kind(models.TextChoices):
        RENAME = "rename", _("renamed")
        MOVE = "move", _("moved")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="changes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    made_on = models.DateField(_("on"))
    name_before = models.CharField(max_length=60)
    name_after = models.CharField(max_length=60)
    parent_before = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    parent_after = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.name_before} → {self.name_after}"


class BranchTerm(models.Model):
    """A term of office of a branch's committee; the branch elects again (换届) before ``ends_on``."""

    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="terms")
    from_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ends"))

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "from_on"], name="one_term_from_a_day"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("from_on")), name="term_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.from_on}–{self.ends_on}"
