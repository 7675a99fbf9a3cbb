"""What people fill in about orders: where it will be, the answer, the report, the rating, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Place
from banyan.orders.models import Order

ANSWERS = ((3, _("Very good")), (2, _("Good")), (1, _("Not so good")))
AGAIN = ((3, _("Yes, gladly")), (2, _("Perhaps")), (1, _("No")))


class CheckForm(forms.Form):
    """Whoever ordered was called back; where will it be?"""

    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Place"),
        required=False,
        help_text=_("One of your places, so that distance is known and the place is kept free. Leave it empty for a place of theirs."),
    )

    def __init__(self, order: Order, posted: Any = None) -> None:
        super().__init__(posted, initial={"place": order.place})
        places = Place.objects.filter(organisation=order.organisation, closed_on=None)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]  # Django types fields as Field


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)


class DeclineForm(forms.Form):
    answer = forms.CharField(label=_("Why not, if you like to say"), max_length=200, required=False)


class ReportForm(forms.Form):
    """How it was: how many listened, and how long when it was shorter."""

    audience = forms.IntegerField(label=_("How many listened"), min_value=0, max_value=100_000)
    minutes = forms.IntegerField(label=_("Minutes, if it was shorter than planned"), min_value=1, max_value=600, required=False)


class RatingForm(forms.Form):
    """Three taps: each question has three answers in words."""

    content = forms.TypedChoiceField(label=_("What was said"), choices=ANSWERS, coerce=int, widget=forms.RadioSelect)
    manner = forms.TypedChoiceField(label=_("How it was said"), choices=ANSWERS, coerce=int, widget=forms.RadioSelect)
    again = forms.TypedChoiceField(label=_("Would you order again?"), choices=AGAIN, coerce=int, widget=forms.RadioSelect)
    remark = forms.CharField(label=_("Anything else"), max_length=300, required=False)

    def answers(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in ("content", "manner", "again")}
