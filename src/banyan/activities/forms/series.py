"""What people fill in about weekly slots and the days without anything in the open."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.activities.forms.activities import offer
from banyan.activities.forms.programmes import OrganisationField
from banyan.activities.models import Kind, Place, Programme
from banyan.activities.models.series import Weekday
from banyan.people.models import Organisation, OrganisationQuerySet
from banyan.web.forms import DateInput, TimeInput


class NewSeriesForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.TALK)
    title = forms.CharField(label=_("Title"), max_length=120)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=Weekday.choices, coerce=int)
    begins = forms.TimeField(label=_("Begins at"), widget=TimeInput)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=600, initial=60)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Where"), empty_label=_("choose a place"))
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"), required=False, empty_label=_("none"))
    from_on = forms.DateField(label=_("First day"), widget=DateInput)
    to_on = forms.DateField(label=_("Last day"), widget=DateInput, required=False, help_text=_("Leave it empty when it goes on."))
    field_order = ("organisation",)

    def __init__(
        self,
        seen: OrganisationQuerySet,
        offered: Sequence[Organisation],
        places: Sequence[Place],
        programmes: Sequence[Programme],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(seen, offered, label=_("Organised by"))
        self.order_fields(self.field_order)
        offer(self.fields["place"], places)
        offer(self.fields["programme"], programmes)


class SkipForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=100)


class EndSeriesForm(forms.Form):
    on = forms.DateField(label=_("Last day"), widget=DateInput, help_text=_("What is planned after it is cancelled."))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class NoOutdoorDayForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=100, help_text=_("For example: heat, typhoon."))

    def __init__(self, seen: OrganisationQuerySet, offered: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(seen, offered, label=_("Which office"))
        self.order_fields(("organisation",))
