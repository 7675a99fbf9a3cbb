"""What people fill in about speakers: what they offer, when and how far they go, and when they rest."""

from typing import Any

import django.forms
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Place, Programme
from banyan.activities.models.series import Weekday
from banyan.people.models import Dialect
from banyan.programmes.talks.actions.speakers import LEAST_KM, MOST_A_MONTH, MOST_KM
from banyan.programmes.talks.models import DayPart, Form, Speaker, SpokenDialect, Topic
from banyan.web.forms import DateInput

LEVELS = [("", _("doesn't speak it")), *reversed(SpokenDialect.Level.choices)]
HOURS = [(f"{day}-{part}", f"{day_words} · {part_words}") for day, day_words in Weekday.choices for part, part_words in DayPart.choices]


class SpeakerForm(django.forms.Form):
    forms = django.forms.MultipleChoiceField(
        label=_("Forms"), choices=Form.choices, widget=django.forms.CheckboxSelectMultiple, initial=[Form.TALK]
    )
    topics = django.forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label=_("Topics"),
        widget=django.forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Those on the menu."),
    )
    home = django.forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Sets out from"),
        required=False,
        empty_label=_("unknown"),
        help_text=_("Distances are measured from there."),
    )
    reach_km = django.forms.IntegerField(label=_("Goes as far as (km)"), min_value=LEAST_KM, max_value=MOST_KM, initial=10)
    talks_a_month = django.forms.IntegerField(label=_("Talks a month at most"), min_value=1, max_value=MOST_A_MONTH, initial=4)
    available = django.forms.MultipleChoiceField(
        label=_("Days and hours"),
        choices=HOURS,
        widget=django.forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick nothing when any time suits."),
    )
    indoors_only = django.forms.BooleanField(label=_("Speaks indoors only"), required=False)

    def __init__(self, programme: Programme, homes: Any, *args: Any, sees_health: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Topic.objects.filter(programme=programme, retired_on=None)  # type: ignore[attr-defined]  # Django types fields as Field
        self.fields["home"].queryset = homes  # type: ignore[attr-defined]  # the same
        for dialect, words in Dialect.choices:
            self.fields[f"dialect_{dialect}"] = django.forms.TypedChoiceField(
                label=words, choices=LEVELS, coerce=int, empty_value=None, required=False, widget=django.forms.Select
            )
        if sees_health:
            self.fields["health_limits"] = django.forms.CharField(
                label=_("Health limits"),
                required=False,
                max_length=500,
                widget=django.forms.Textarea(attrs={"rows": 3}),
                help_text=_("Only the clerk and the organiser see this. It is kept encrypted."),
            )
        dialects = [name for name in self.fields if name.startswith("dialect_")]
        self.order_fields(["forms", *dialects, *(name for name in self.fields if name not in dialects and name != "forms")])

    @property
    def details(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        filled = dict(self.cleaned_data)
        spoken = {name.removeprefix("dialect_"): filled.pop(name) for name in list(filled) if name.startswith("dialect_")}
        hours = {(int(day), part) for day, _dash, part in (word.partition("-") for word in filled.pop("available"))}
        return filled | {"spoken": {dialect: level for dialect, level in spoken.items() if level}, "available": hours}

    @staticmethod
    def values_of(speaker: Speaker, *, sees_health: bool) -> dict[str, Any]:
        """What the form shows of a speaker."""
        values: dict[str, Any] = {name: getattr(speaker, name) for name in ("forms", "home", "reach_km", "talks_a_month", "indoors_only")}
        values |= {f"dialect_{one.dialect}": one.level for one in speaker.spoken.all()}
        values["topics"] = list(speaker.topics.values_list("pk", flat=True))
        values["available"] = [f"{one.weekday}-{one.part}" for one in speaker.availabilities.all()]
        return values | ({"health_limits": speaker.health_limits} if sees_health else {})


class PauseForm(django.forms.Form):
    from_on = django.forms.DateField(label=_("From"), widget=DateInput)
    to_on = django.forms.DateField(label=_("To"), widget=DateInput, required=False, help_text=_("Leave it empty when nobody knows yet."))
    reason = django.forms.CharField(label=_("Reason"), max_length=200, required=False, help_text=_("Kept encrypted, for the office alone."))
    free = django.forms.BooleanField(label=_("Find others for what is agreed in these days"), required=False, initial=True)


class DayForm(django.forms.Form):
    on = django.forms.DateField(label=_("Day"), widget=DateInput)
