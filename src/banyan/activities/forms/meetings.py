"""What is written down of a meeting, and the photos put in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import MeetingRecord

MOST_CHARACTERS = 20_000


class MinutesForm(forms.ModelForm[MeetingRecord]):
    """``version`` is the one that the writer began from (0: there was none)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = MeetingRecord
        fields = ("chair", "writer", "others", "topics", "discussion", "decisions")
        labels = {
            "topics": _("Topics of the meeting"),
            "discussion": _("Discussion at the meeting"),
            "decisions": _("Decisions of the meeting"),
        }
        help_texts = {
            "others": _("Guests and whoever else stands on no list."),
            "topics": _("One a line."),
            "decisions": _("One a line. What was decided, who does it, until when."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("topics", 4), ("discussion", 12), ("decisions", 6)):
            self.fields[name].widget.attrs["rows"] = rows
            self.fields[name].max_length = MOST_CHARACTERS  # type: ignore[attr-defined]  # a field of text
        self.fields["others"].widget = forms.Textarea(attrs={"rows": 2})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("topics", "discussion", "decisions"):
            if len(cleaned.get(name, "")) > MOST_CHARACTERS:
                self.add_error(name, _("At most %(most)d characters. Shorten it.") % {"most": MOST_CHARACTERS})
        return cleaned


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPG or PNG. What the camera wrote about the place is taken out."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    caption = forms.CharField(label=_("Caption"), max_length=100, required=False)
