"""What people fill in about an activity and who took part."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.activities.forms.programmes import OrganisationField, keep_what_was_shown
from banyan.activities.models import Activity, AttendanceRole, Kind, Place, Programme, Way
from banyan.people.models import Organisation, OrganisationQuerySet
from banyan.web.forms import DateInput, TimeInput

LONGEST_MINUTES = 3 * 24 * 60


class ActivityForm(forms.Form):
    """An activity: day, time and length in place of two moments."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=120)
    on = forms.DateField(label=_("Day"), widget=DateInput)
    at = forms.TimeField(label=_("Begins at"), widget=TimeInput)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=LONGEST_MINUTES, initial=60)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Where"), required=False, empty_label=_("to be announced"))
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), required=False, empty_label=_("none"))
    text = forms.CharField(label=_("What it is about"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, places: Sequence[Place], programmes: Sequence[Programme], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["place"], places)
        offer(self.fields["programme"], programmes)
        keep_what_was_shown(self)

    def activity_fields(self) -> dict[str, Any]:
        """What the action needs: the moments at which it begins and ends as the clock hangs here."""
        fields = {name: self.cleaned_data[name] for name in ("kind", "title", "text", "place", "programme")}
        begins = datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"], timezone.get_default_timezone())
        return fields | {"starts_at": begins, "ends_at": begins + timedelta(minutes=self.cleaned_data["minutes"])}

    def changed_fields(self) -> dict[str, Any]:
        """Those of them that the writer changed, so that what a colleague saved meanwhile stays."""
        moments = ["starts_at", "ends_at"] if {"on", "at", "minutes"} & set(self.changed_data) else []
        return {name: value for name, value in self.activity_fields().items() if name in [*self.changed_data, *moments]}

    @staticmethod
    def values_of(activity: Activity) -> dict[str, Any]:
        """What the form shows of an activity."""
        begins = timezone.localtime(activity.starts_at)
        values = {name: getattr(activity, name) for name in ("kind", "title", "text", "place", "programme", "minutes")}
        return values | {"on": begins.date(), "at": begins.time()}


class NewActivityForm(ActivityForm):
    field_order = ("organisation",)

    def __init__(self, seen: OrganisationQuerySet, offered: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(seen, offered, label=_("Organised by"))
        self.order_fields(self.field_order)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class WayForm(forms.Form):
    """How it is known who came; who signs in with a telephone does so alone."""

    way = forms.ChoiceField(
        label=_("How do you know?"),
        choices=[(value, label) for value, label in Way.choices if value != Way.QR],
        initial=Way.LIST,
        widget=forms.RadioSelect,
    )


class PartForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=AttendanceRole.choices)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, required=False, help_text=_("Leave it empty for the whole length."))


class ExcuseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=100, required=False, help_text=_("For example: in hospital, away."))


class AudienceForm(forms.Form):
    count = forms.IntegerField(label=_("How many listened"), min_value=0, max_value=100_000, required=False)


def offer(field: Any, rows: Sequence[Place | Programme]) -> None:
    """Offer these rows, each with the name of their organisation, since two towns may name a place alike."""
    field.queryset = field.queryset.model.objects.filter(pk__in=[row.pk for row in rows])
    field.choices = [("", field.empty_label), *((row.pk, f"{row} · {row.organisation}") for row in rows)]
