"""What people fill in to order a talk, and what the office chooses when it dispatches one."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.activities.models import Place, Programme
from banyan.people.models import Dialect
from banyan.programmes.talks.models import Audience, Topic
from banyan.web.forms import DateInput, TimeInput

ROWS = (1, 2, 3)
_PHONE = re.compile(r"\+?\d{7,15}")


class WishForm(forms.Form):
    """The second step: tongue, audience, and up to three times."""

    dialect = forms.ChoiceField(label=gettext_lazy("Which tongue"), widget=forms.RadioSelect)
    audience = forms.ChoiceField(label=gettext_lazy("Who listens"), choices=Audience.choices)
    listeners = forms.IntegerField(label=gettext_lazy("About how many"), min_value=1, max_value=10_000, required=False)

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(value, label) for value, label in Dialect.choices if value in topic.dialects]
        self.fields["dialect"].choices = offered  # type: ignore[attr-defined]  # Django types fields as Field
        self.fields["audience"].initial = topic.audience
        if len(offered) == 1:
            self.fields["dialect"].initial = offered[0][0]
        for row in ROWS:
            label = gettext_lazy("Day") if row == 1 else gettext_lazy("or another day")
            self.fields[f"on_{row}"] = forms.DateField(label=label, widget=DateInput, required=row == 1)
            self.fields[f"at_{row}"] = forms.TimeField(label=gettext_lazy("begins at"), widget=TimeInput, required=row == 1)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in ROWS[1:]:
            on, at = cleaned.get(f"on_{row}"), cleaned.get(f"at_{row}")
            if (on is None) != (at is None) and not self.errors.get(f"on_{row}") and not self.errors.get(f"at_{row}"):
                self.add_error(f"on_{row}", ValidationError(_("Fill in day and time, or leave both empty.")))
        return cleaned

    def times(self) -> list[datetime]:
        """The moments that were filled in."""
        zone = timezone.get_default_timezone()
        rows = [(self.cleaned_data.get(f"on_{row}"), self.cleaned_data.get(f"at_{row}")) for row in ROWS]
        return [datetime.combine(on, at, zone) for on, at in rows if on is not None and at is not None]

    def wishes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("dialect", "audience", "listeners")}


class RequesterForm(forms.Form):
    """The third step: who orders, whom to call back, where it will be. ``website`` stays empty but for machines that fill in everything."""

    requester = forms.CharField(label=gettext_lazy("Village, school, workshop or unit"), max_length=60)
    contact_name = forms.CharField(label=gettext_lazy("Your name"), max_length=40)
    contact_phone = forms.CharField(
        label=gettext_lazy("Your telephone"), max_length=30, help_text=gettext_lazy("We call back to check the order.")
    )
    place_text = forms.CharField(
        label=gettext_lazy("Where"), max_length=120, help_text=gettext_lazy("Name and address of the room or square.")
    )
    remark = forms.CharField(label=gettext_lazy("Anything we should know"), max_length=300, required=False)
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False, max_length=200)

    def clean_contact_phone(self) -> str:
        plain = re.sub(r"[\s\-()（）－]", "", self.cleaned_data["contact_phone"].translate(FULL_WIDTH))
        if not _PHONE.fullmatch(plain):
            raise ValidationError(_("Write the number with 7 to 15 digits, for example 13800000000 or 0769-83330000."))
        return plain

    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


FULL_WIDTH = str.maketrans("０１２３４５６７８９＋", "0123456789+")


class OfficeOrderForm(RequesterForm):
    """The same, entered by the office that was called: the place may be one of its own."""

    place = forms.ModelChoiceField(Place.objects.none(), label=gettext_lazy("One of our places"), required=False)
    field_order = ("requester", "contact_name", "contact_phone", "place", "place_text", "remark")

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.filter(organisation=programme.organisation, closed_on=None)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]  # Django types fields as Field
        self.fields["place_text"].required = False
        del self.fields["website"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("place") and not cleaned.get("place_text"):
            self.add_error("place_text", ValidationError(_("Say where: one of our places, or in words.")))
        return cleaned


class TopicChoiceForm(forms.Form):
    """What the office was asked for."""

    topic = forms.ModelChoiceField(Topic.objects.none(), label=gettext_lazy("Topic"))

    def __init__(self, topics: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]  # Django types fields as Field


class ChoicesForm(forms.Form):
    """For each order of a month the chosen speaker and time, as "speaker:time"; empty leaves the order for later."""

    def __init__(self, orders: Iterable[tuple[str, list[tuple[str, str]], str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices, initial in orders:
            self.fields[name] = forms.ChoiceField(choices=[("", _("later")), *choices], initial=initial, required=False)
