"""What is kept of calendar feeds: secret addresses that can be withdrawn."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banyan.activities.models.programmes import Place
from banyan.people.models import Account, Organisation, Person


def new_secret() -> str:
    """Return a secret of 128 bits for an address."""
    return secrets.token_urlsafe(16)


class FeedAddress(models.Model):
    """The secret address of a calendar of one person, one organisation or one place; withdrawn, it answers nobody any more."""

    secret = models.CharField(max_length=30, unique=True, default=new_secret, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="feeds")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="feeds")
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="feeds")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation=None, place=None)
                | Q(person=None, organisation__isnull=False, place=None)
                | Q(person=None, organisation=None, place__isnull=False),
                name="feed_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.organisation or self.place)
