"""What people fill in about carriers and deliveries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.people.models import Account
from banyan.programmes.study.forms.ashore import KeptByForm
from banyan.programmes.study.models import Aboard, Carrier, Delivery, Handout, Learner, Pack, Vessel, Voyage
from banyan.programmes.study.queries.deliveries import carriers_for, packs_to_carry
from banyan.web.forms import DateInput, TimeInput


class CarrierForm(KeptByForm):
    trips_a_month = forms.IntegerField(label=_("Trips a month at most"), min_value=1, max_value=31, initial=2)
    on = forms.DateField(label=_("From"), widget=DateInput)


class ThingsForm(forms.Form):
    """What is carried beside packs: one thing a line, apart what is given and what is lent."""

    given = forms.CharField(
        label=_("To be given"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One thing a line, such as 报纸."),
    )
    lent = forms.CharField(
        label=_("To be given back"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One thing a line, such as a stick or a book bag: Banyan keeps in mind what is out."),
    )

    def things(self) -> list[tuple[str, bool]]:
        """What was named, each with whether it is given back."""
        named = [(line, False) for line in self.cleaned_data["given"].splitlines()]
        named += [(line, True) for line in self.cleaned_data["lent"].splitlines()]
        return [(line.strip(), is_lent) for line, is_lent in named if line.strip()]


class DispatchForm(ThingsForm):
    """For each voyage the chosen carrier and day, as "carrier:day"; empty leaves it for later."""

    def __init__(self, voyages: Iterable[tuple[str, list[tuple[str, str]], str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices, initial in voyages:
            self.fields[name] = forms.ChoiceField(choices=[("", _("later")), *choices], initial=initial, required=False)


class DeliveryForm(ThingsForm):
    """A delivery planned by hand."""

    carrier = forms.ModelChoiceField(Carrier.objects.none(), label=_("Carrier"))
    on = forms.DateField(label=_("Day"), widget=DateInput)
    voyage = forms.ModelChoiceField(Voyage.objects.none(), label=_("Before the voyage"), required=False, empty_label=_("none"))
    packs = forms.ModelMultipleChoiceField(Pack.objects.none(), label=_("Study packs"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("carrier", "on", "voyage", "packs", "given", "lent")

    def __init__(self, account: Account, vessel: Vessel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [pack.pk for pack in packs_to_carry([vessel.pk]).get(vessel.pk, [])]
        for name, queryset in (
            ("carrier", carriers_for(account).filter(to_on=None)),
            (
                "voyage",
                Voyage.objects.waiting().filter(vessel=vessel).exclude(deliveries__state__in=(Delivery.State.PLANNED, Delivery.State.DONE)),
            ),
            ("packs", Pack.objects.filter(vessel=vessel)),
        ):
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]  # Django types fields as Field
        self.initial = {"on": timezone.localdate(), "packs": waiting}


class HandOverForm(forms.Form):
    """What was really handed over, when, to whom, and how long the way took."""

    carried = forms.MultipleChoiceField(label=_("Handed over"), widget=forms.CheckboxSelectMultiple)
    received_by = forms.ModelChoiceField(Learner.objects.none(), label=_("To whom"), required=False, empty_label=_("nobody of the crew"))
    on = forms.DateField(label=_("Day"), widget=DateInput)
    at = forms.TimeField(label=_("Time"), widget=TimeInput)
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=600, initial=60, help_text=_("The time with the crew; the way there is no service.")
    )

    def __init__(self, delivery: Delivery, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        things = list(delivery.handouts.all())
        self.fields["carried"].choices = [(str(one.pk), one.title) for one in things]  # type: ignore[attr-defined]  # the same
        aboard = Aboard.objects.now().filter(vessel=delivery.vessel).order_by().values("learner")
        crew = Learner.objects.filter(pk__in=aboard).select_related("person")
        self.fields["received_by"].queryset = crew  # type: ignore[attr-defined]  # the same
        now = timezone.localtime()
        self.initial = {"carried": [str(one.pk) for one in things], "on": now.date(), "at": now.time().replace(second=0, microsecond=0)}

    def hand_over_fields(self) -> dict[str, Any]:
        """What the action needs."""
        filled = self.cleaned_data
        at = datetime.combine(filled["on"], filled["at"], timezone.get_default_timezone())
        carried = {int(pk) for pk in filled["carried"]}
        return {"at": at, "minutes": filled["minutes"], "received_by": filled["received_by"], "carried": carried}


class SettleForm(forms.Form):
    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(one.value, one.label) for one in (Handout.State.RETURNED, Handout.State.LOST, Handout.State.OUT)],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("Day"), widget=DateInput)
