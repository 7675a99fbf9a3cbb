"""What people fill in about recordings, and what the library is searched for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.people.models import Dialect
from banyan.programmes.talks.forms.menu import not_too_large
from banyan.programmes.talks.models import Form
from banyan.web.forms import DateInput


class RecordingForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    consent_on = forms.DateField(
        label=_("The speaker agreed on"),
        widget=DateInput,
        required=False,
        help_text=_("To the voice and the name being public. Leave it empty until you have asked; then only the office hears it."),
    )


class NewRecordingForm(RecordingForm):
    field_order = ("file",)
    file = forms.FileField(
        label=_("Audio file"),
        help_text=_("MP3 or M4A plays on every telephone; Ogg and WAV are taken too. At most 20 MB: 40 minutes at 64 kbit/s."),
    )

    def clean_file(self) -> Any:
        return not_too_large(self.cleaned_data["file"])


class LibrarySearch(forms.Form):
    """What is asked of the library; all of it stands in the address, and what is nonsense is left out."""

    q = forms.CharField(required=False, max_length=60)
    form = forms.ChoiceField(label=_("Form"), required=False, choices=[("", _("all")), *Form.choices])
    dialect = forms.ChoiceField(label=_("Dialect"), required=False, choices=[("", _("all")), *Dialect.choices])

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def words(self) -> list[str]:
        """The words searched for, at most four."""
        return self.asked.get("q", "").split()[:4]
