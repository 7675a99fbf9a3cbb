"""What is kept of an order (点单 派单 接单 评单): who asks for what, when it could be, who was asked to do it, and how it was."""

import secrets
import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Activity, Place, Programme
from banyan.core.encryption import EncryptedTextField
from banyan.people.models import Account, Organisation, Person


def new_code() -> str:
    """Return a secret short enough for a text message: 60 bits in 12 signs that nobody mistakes for one another."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _sign in range(12))


class Owner(models.TextChoices):
    """Whose step it is."""

    OFFICE = "office", _("the office")
    ASSIGNEE = "assignee", _("who was asked to come")
    REQUESTER = "requester", _("who ordered")
    NOBODY = "nobody", _("nobody")


class OrderQuerySet(QuerySet["Order"]):
    def overdue(self, now: datetime) -> "OrderQuerySet":
        """Those whose step has passed its deadline."""
        return self.filter(due_at__lt=now)

    def unfinished(self) -> "OrderQuerySet":
        return self.exclude(state__in=(Order.State.RATED, Order.State.CANCELLED))


class Order(models.Model):
    """A request for a service, and the step at which it stands; each step has an owner and a deadline (``due_at``).

    ``kind`` is the programme's: what is ordered is kept by its own room, one to one with this row.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("ordered")
        CHECKED = "checked", _("to dispatch")
        DISPATCHED = "dispatched", _("dispatched")
        ACCEPTED = "accepted", _("said yes")
        DONE = "done", _("done, to be rated")
        RATED = "rated", _("finished")
        CANCELLED = "cancelled", _("cancelled")

    class Way(models.TextChoices):
        PAGE = "page", _("on the public page")
        PHONE = "phone", _("by telephone")
        CARD = "card", _("by card")
        OFFICE = "office", _("at the office")

    TRANSITIONS = (
        (State.REQUESTED, "check", State.CHECKED),
        (State.CHECKED, "dispatch", State.DISPATCHED),
        (State.DISPATCHED, "accept", State.ACCEPTED),
        (State.DISPATCHED, "decline", State.CHECKED),
        (State.DISPATCHED, "take_back", State.CHECKED),
        (State.ACCEPTED, "take_back", State.CHECKED),
        (State.ACCEPTED, "finish", State.DONE),
        (State.DONE, "rate", State.RATED),
        (State.DONE, "close", State.RATED),
        (State.REQUESTED, "cancel", State.CANCELLED),
        (State.CHECKED, "cancel", State.CANCELLED),
        (State.DISPATCHED, "cancel", State.CANCELLED),
        (State.ACCEPTED, "cancel", State.CANCELLED),
    )
    OWNERS = {
        State.REQUESTED: Owner.OFFICE,
        State.CHECKED: Owner.OFFICE,
        State.DISPATCHED: Owner.ASSIGNEE,
        State.ACCEPTED: Owner.ASSIGNEE,
        State.DONE: Owner.REQUESTER,
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    kind = models.SlugField(_("kind"), max_length=30, db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="orders", verbose_name=_("served by"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="orders", verbose_name=_("programme"))
    what = models.CharField(_("what"), max_length=120)
    requester = models.CharField(_("who orders"), max_length=60)
    contact_name = models.CharField(_("contact"), max_length=40)
    contact_phone = EncryptedTextField(_("telephone of the contact"))
    phone_index = models.CharField(max_length=32, blank=True, default="", editable=False)
    way = models.CharField(_("ordered"), max_length=10, choices=Way.choices)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("where"))
    place_text = models.CharField(_("where"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=60)
    remark = models.CharField(_("remarks"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REQUESTED)
    owner = models.CharField(_("whose step"), max_length=10, choices=Owner.choices, default=Owner.OFFICE)
    due_at = models.DateTimeField(_("until"), null=True)
    activity = models.OneToOneField(Activity, models.PROTECT, null=True, related_name="order", verbose_name=_("activity"))
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("ordered on"), auto_now_add=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [
            models.Index(fields=["organisation", "state", "due_at"], name="order_waiting"),
            models.Index(fields=["phone_index", "made_at"], name="order_by_phone"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="cancelled_order_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state__in=("rated", "cancelled"), due_at=None) | Q(due_at__isnull=False), name="open_order_has_a_deadline"
            ),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(activity__isnull=False), name="accepted_order_has_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.requester} · {self.what}"

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.uuid])


class OrderTime(models.Model):
    """A moment at which the service could begin; an order has up to three."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="times")
    starts_at = models.DateTimeField(_("begins"))

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["order", "starts_at"], name="order_time_once")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Dispatch(models.Model):
    """Somebody who was asked to serve an order at one of its times, why, and the answer. One at a time is open."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        SENT = "sent", _("waits for the answer")
        ACCEPTED = "accepted", _("said yes")
        DECLINED = "declined", _("said no")
        LAPSED = "lapsed", _("no answer in time")
        TAKEN_BACK = "taken_back", _("taken back")

    OPEN = (State.PROPOSED, State.SENT, State.ACCEPTED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="dispatches")
    person = models.ForeignKey(Person, models.PROTECT, related_name="dispatches", verbose_name=_("who"))
    time = models.ForeignKey(OrderTime, models.PROTECT, related_name="+", verbose_name=_("when"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    fit = models.JSONField(_("how it fits"), default=dict)
    by_hand = models.BooleanField(_("chosen by hand"), default=False)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        indexes = [models.Index(fields=["person", "state"], name="dispatch_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state__in=("proposed", "sent", "accepted")), name="one_open_dispatch"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.order}"


class Rating(models.Model):
    """What who ordered said afterwards: three answers of 1 (not well) to 3 (very well), and words if they like."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="rating", primary_key=True)
    content = models.PositiveSmallIntegerField(_("what was said"))
    manner = models.PositiveSmallIntegerField(_("how it was said"))
    again = models.PositiveSmallIntegerField(_("would you order again"))
    remark = models.CharField(_("remarks"), max_length=300, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content__gte=1, content__lte=3, manner__gte=1, manner__lte=3, again__gte=1, again__lte=3),
                name="rating_of_one_to_three",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.content} {self.manner} {self.again}"
