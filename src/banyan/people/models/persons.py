"""What is kept of persons: who they are, how to reach them, what they can do, and the branch they belong to."""

import uuid
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.core.encryption import EncryptedTextField, EncryptedWordsField, blind_index
from banyan.people.models.lookups import Begins
from banyan.people.models.organisations import Organisation

is_partial_day = RegexValidator(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$", _("Write the day as 1948, 1948-03 or 1948-03-12."))


models.CharField.register_lookup(Begins)


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")


class RetireeStatus(models.TextChoices):
    """离休 and 退休 are two statuses in law and are never merged; others are on the roster of a branch and still serve or never served."""

    LIXIU = "lixiu", _("lixiu (retired veteran)")
    RETIRED = "retired", _("retired")
    OTHER = "other", _("other")


class PartyStatus(models.TextChoices):
    MEMBER = "member", _("party member")
    PROBATIONARY_MEMBER = "probationary_member", _("probationary member")
    OTHER_PARTY = "other_party", _("member of another party")
    NONE = "none", _("no party")


class Dialect(models.TextChoices):
    YUE_DONGGUAN = "yue-dongguan", _("Dongguan Cantonese")
    YUE = "yue", _("Cantonese")
    HAKKA = "hakka", _("Hakka")
    TANKA = "tanka", _("Tanka (boat people's)")
    TEOCHEW = "teochew", _("Teochew")
    CMN = "cmn", _("Mandarin")


class CareTag(models.TextChoices):
    """Sensitive: kept encrypted, shown to who has the right."""

    ADVANCED_AGE = "advanced_age", _("advanced age")
    LIVES_ALONE = "lives_alone", _("lives alone")
    EMPTY_NEST = "empty_nest", _("empty nest")
    DISABLED = "disabled", _("disabled")
    HARDSHIP = "hardship", _("hardship")
    ILLNESS = "illness", _("serious illness")


class WordsField(models.CharField[Any, Any]):
    """A list of words in one column, with a comma before, between and after, so that ``__contains=["hakka"]`` finds a whole word."""

    def get_prep_value(self, value: Any) -> Any:
        words = [value] if isinstance(value, str) and value else list(value or [])
        return f",{','.join(word.replace(',', '，') for word in words)}," if words else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        # Nothing where a join found no person.
        return [word for word in (value or "").split(",") if word]

    def to_python(self, value: Any) -> Any:
        return [word for word in value.split(",") if word] if isinstance(value, str) else list(value or [])

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.get_prep_value(value))


def index_of_identity(number: str) -> str:
    """Return what a person is looked up by for an identity number in its usual form ("" for none)."""
    return blind_index("identity_number", number)


def index_of_phone(number: str) -> str:
    """Return what a person is looked up by for a telephone number, however it is written ("" for none)."""
    return blind_index("phone", "".join(sign for sign in number if sign.isdigit()))


class PersonQuerySet(QuerySet["Person"]):
    def living(self) -> "PersonQuerySet":
        """Persons on the roster now: not dead, not moved away, not erased."""
        return self.filter(died_on=None, left_on=None, erased_at=None)

    def named_like(self, words: str) -> "PersonQuerySet":
        """Persons whose name holds each word: characters, the beginning of the full pinyin (zengguo) or of the initials (zgh)."""
        found = self
        for word in words.split():
            plain = word.lower().replace("'", "")
            by_sound = Q(name_key__begins=plain) | Q(name_initials__begins=plain)
            found = found.filter(by_sound if plain.isascii() and plain.isalpha() else Q(name__contains=word))
        return found


class Person(models.Model):
    """Somebody on a roster. Everything personal hangs on ``organisation``, the place whose office looks after the person.

    Once erased (``erased_at``) every identifying field is empty and the key of old values is gone; the row stays with a number, so that
    sums stand. ``version`` grows with each change, so that two people who edit at once don't overwrite one another.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="persons", verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=60)
    name_key = models.CharField(_("pinyin"), max_length=240, db_index=True, editable=False)
    name_initials = models.GeneratedField(
        expression=Substr("name_key", StrIndex("name_key", Value(" ")) + 1),
        output_field=models.CharField(max_length=240),
        db_persist=True,
        db_index=True,
    )
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, blank=True)
    born = models.CharField(_("born"), max_length=10, blank=True, validators=[is_partial_day], help_text=_("1948, 1948-03 or 1948-03-12"))
    identity_number = EncryptedTextField(_("identity number"), blank=True, default="")
    identity_index = models.CharField(max_length=32, blank=True, default="", editable=False, db_index=True)
    phone = EncryptedTextField(_("telephone"), blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, default="", editable=False, db_index=True)
    without_phone = models.BooleanField(_("has no telephone of their own"), default=False)
    address = EncryptedTextField(_("address"), blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=RetireeStatus.choices, default=RetireeStatus.RETIRED)
    retired_on = models.CharField(_("retired on"), max_length=10, blank=True, validators=[is_partial_day])
    party = models.CharField(_("party status"), max_length=20, choices=PartyStatus.choices, default=PartyStatus.NONE)
    joined_on = models.CharField(_("joined the party"), max_length=10, blank=True, validators=[is_partial_day])
    mobile_member = models.BooleanField(_("mobile member"), default=False)
    former_unit = models.CharField(_("former unit"), max_length=100, blank=True)
    former_post = models.CharField(_("former post"), max_length=100, blank=True)
    dialects = WordsField(_("dialects"), max_length=100, blank=True, default=list)
    skills = WordsField(_("skills"), max_length=300, blank=True, default=list)
    care_tags = EncryptedWordsField(_("care tags"), blank=True, default=list)
    emergency_name = EncryptedTextField(_("emergency contact"), blank=True, default="")
    emergency_phone = EncryptedTextField(_("telephone of the emergency contact"), blank=True, default="")
    remark = EncryptedTextField(_("remark"), blank=True, default="")
    died_on = models.DateField(_("died on"), null=True, blank=True)
    left_on = models.DateField(_("left the roster on"), null=True, blank=True)
    erased_at = models.DateTimeField(null=True, editable=False)
    tombstone = models.PositiveIntegerField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        indexes = [
            models.Index(fields=["organisation", "name_key"], name="person_of_place"),
            # Holds all that a list of the living and a search by characters ask, in the order of the list.
            models.Index(fields=["name_key", "name", "died_on", "left_on", "erased_at"], name="person_living"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["identity_index"], condition=~Q(identity_index=""), name="identity_number_once"),
            # No regular expression here: SQLite's own tools, which check constraints too, don't know Django's.
            models.CheckConstraint(condition=Q(born="") | Q(born__gte="1850", born__lt="2200"), name="person_born_is_a_day"),
            models.CheckConstraint(
                condition=Q(erased_at=None, tombstone=None)
                | Q(erased_at__isnull=False, tombstone__isnull=False, name="", identity_index=""),
                name="erased_person_has_no_name",
            ),
            models.CheckConstraint(condition=~Q(name="") | Q(erased_at__isnull=False), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("erased person no. %(number)d") % {"number": self.tombstone or 0})

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.uuid])

    @property
    def is_member(self) -> bool:
        return self.party in (PartyStatus.MEMBER, PartyStatus.PROBATIONARY_MEMBER)


class PersonKey(models.Model):
    """The person's own key, kept encrypted: old personal values in the audit trail are readable with it and with nothing else."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="key", primary_key=True)
    sealed = EncryptedTextField()

    def __str__(self) -> str:
        return f"key of {self.person_id}"


class Affiliation(models.Model):
    """A member's formal branch (组织关系) from one day to another: exactly one at a time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="affiliations", verbose_name=_("branch"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(to_on=None), name="one_open_affiliation"),
            models.UniqueConstraint(fields=["person", "from_on"], name="one_affiliation_from_a_day"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="affiliation_ends_after"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.branch}"
