"""What people fill in about ports, times in port, voyages, teachers and make-up plans."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Place
from banyan.activities.permissions import KEEPERS
from banyan.activities.queries import places_for
from banyan.kernels.makeup import Span
from banyan.people.models import Account, Organisation
from banyan.people.queries import visible_to
from banyan.programmes.study.models import Port, Season, StudyTeacher, Voyage, Waters
from banyan.programmes.study.queries.ashore import ports_for
from banyan.web.forms import DateInput, TimeInput

FEWEST_STRETCHES, SPARE_STRETCHES, MOST_STRETCHES = 3, 2, 12
LAST_MINUTE = time(23, 59)


class KeptByForm(forms.Form):
    """A form that begins with whose something is, of the places that the account keeps."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "organisation" in self.fields:
            kept = visible_to(account, *KEEPERS)
            self.fields["organisation"].queryset = kept  # type: ignore[attr-defined]  # Django types fields as Field
            self.initial.setdefault("organisation", kept.first())


class PortForm(KeptByForm):
    name = forms.CharField(label=_("Name of the port"), max_length=60)
    rooms = forms.ModelMultipleChoiceField(
        Place.objects.none(),
        label=_("Rooms nearby"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where make-up study is held when crews are ashore here."),
    )

    def __init__(self, account: Account, *args: Any, port: Port | None = None, **kwargs: Any) -> None:
        super().__init__(account, *args, **kwargs)
        own = places_for(account).filter(closed_on=None)
        self.fields["rooms"].queryset = own  # type: ignore[attr-defined]  # the same
        if port is not None:
            del self.fields["organisation"]
            self.initial = {"name": port.name, "rooms": list(port.rooms.all())}


class SeasonForm(KeptByForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Season.Kind.choices)
    waters = forms.ChoiceField(
        label=_("Fishing waters"),
        choices=[("", _("all (Spring Festival)")), *Waters.choices],
        required=False,
        help_text=_("A fishing ban holds for the waters that its notice names."),
    )
    first = forms.DateField(label=_("Begins on"), widget=DateInput)
    first_at = forms.TimeField(label=_("at"), widget=TimeInput, initial=time())
    last = forms.DateField(label=_("Ends on"), widget=DateInput)
    last_at = forms.TimeField(label=_("at"), widget=TimeInput, initial=LAST_MINUTE)
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Such as the notice of the year, with its number."))

    def season_fields(self) -> dict[str, Any]:
        """What the action needs; the last minute of a day is its end."""
        filled = self.cleaned_data
        zone = timezone.get_default_timezone()
        begins, ends = (datetime.combine(filled[name], filled[f"{name}_at"], zone) for name in ("first", "last"))
        if filled["last_at"] == LAST_MINUTE:
            ends = datetime.combine(filled["last"] + timedelta(days=1), time(), zone)
        return {name: filled[name] for name in ("kind", "waters", "source")} | {"begins_at": begins, "ends_at": ends}


class VoyageForm(forms.Form):
    first = forms.DateField(label=_("Expected to leave"), widget=DateInput)
    last = forms.DateField(label=_("Expected back"), widget=DateInput)

    def __init__(self, *args: Any, voyage: Voyage | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if voyage is not None:
            self.initial = {"first": voyage.expected_from, "last": voyage.expected_to}
            if voyage.left_on is not None:
                self.fields["first"].disabled = True


class VoyageNoteForm(forms.Form):
    left_on = forms.DateField(label=_("Left on"), widget=DateInput, required=False)
    returned_on = forms.DateField(
        label=_("Returned on"), widget=DateInput, required=False, help_text=_("Leave it empty while the boat is out.")
    )

    def __init__(self, voyage: Voyage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        left = voyage.left_on or (min(voyage.expected_from, today) if voyage.expected_from <= today else None)
        self.initial = {"left_on": left, "returned_on": voyage.returned_on}


class TeacherForm(KeptByForm):
    """Where a teacher goes, and on which days: stretches of days, two of them always empty for more."""

    ports = forms.ModelMultipleChoiceField(
        Port.objects.none(),
        label=_("Ports"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where the teacher goes; none ticked means everywhere."),
    )

    def __init__(self, account: Account, *args: Any, teacher: StudyTeacher | None = None, **kwargs: Any) -> None:
        super().__init__(account, *args, **kwargs)
        self.fields["ports"].queryset = ports_for(account)  # type: ignore[attr-defined]  # the same
        spans = [(one.from_on, one.to_on) for one in teacher.days.all()] if teacher else []
        if teacher is not None:
            del self.fields["organisation"]
            self.initial = {"ports": list(teacher.ports.all())}
        self.stretches = min(max(len(spans) + SPARE_STRETCHES, FEWEST_STRETCHES), MOST_STRETCHES)
        for number in range(self.stretches):
            first, last = spans[number] if number < len(spans) else (None, None)
            words = {"number": number + 1}
            self.fields[f"first_{number}"] = forms.DateField(
                label=_("Comes from (%(number)d)") % words, widget=DateInput, required=False, initial=first
            )
            self.fields[f"last_{number}"] = forms.DateField(
                label=_("until (%(number)d)") % words, widget=DateInput, required=False, initial=last
            )

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or self.cleaned_data
        for number in range(self.stretches):
            first, last = filled.get(f"first_{number}"), filled.get(f"last_{number}")
            if first is not None and last is None:
                # A single day needs to be said once only.
                filled[f"last_{number}"] = first
            elif last is not None and first is None:
                self.add_error(f"first_{number}", _("Say from which day on."))
        return filled

    def days(self) -> list[Span]:
        """The stretches that were filled in."""
        pairs = ((self.cleaned_data[f"first_{number}"], self.cleaned_data[f"last_{number}"]) for number in range(self.stretches))
        return [Span(first, last) for first, last in pairs if first is not None]


class MakeupForm(KeptByForm):
    first = forms.DateField(label=_("From"), widget=DateInput)
    last = forms.DateField(label=_("To"), widget=DateInput, help_text=_("Both in one year, as study is owed by the year."))
    begins = forms.TimeField(label=_("Sessions begin at"), widget=TimeInput, initial=time(9))
