"""What people fill in about vessels and devices, and how they hand in what came from the sea."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.activities.permissions import KEEPERS
from banyan.kernels.journal.records import MOST_PARCEL_BYTES
from banyan.people.models import Account, Organisation
from banyan.people.queries import visible_to
from banyan.programmes.study.models import Port, Vessel, Waters
from banyan.programmes.study.queries.ashore import ports_for
from banyan.programmes.study.queries.devices import vessels_for

MOST_FILES = 40
MOST_TEXT = 400_000
# Photos of a phone.
MOST_PHOTO_BYTES = 20 * 1024 * 1024


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        chosen = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(chosen) > MOST_FILES:
            raise forms.ValidationError(_("At most 40 files at once. Hand the others in after these."))
        return [super(FilesField, self).clean(file, initial) for file in chosen]


class VesselForm(forms.Form):
    code = forms.CharField(label=_("Code on the bow"), max_length=30, help_text=_("As painted on the bow, such as 粤东莞渔90001."))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), help_text=_("Whose people are aboard."))
    home_port = forms.ModelChoiceField(
        Port.objects.none(),
        label=_("Home port"),
        required=False,
        help_text=_("Where the crew makes study up. Note a port first if it is missing."),
    )
    waters = forms.ChoiceField(label=_("Fishing waters"), choices=Waters.choices, help_text=_("Which fishing ban holds for it."))

    def __init__(self, account: Account, *args: Any, vessel: Vessel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = visible_to(account, *KEEPERS)  # type: ignore[attr-defined]  # Django types fields as Field
        self.fields["home_port"].queryset = ports_for(account)  # type: ignore[attr-defined]  # the same
        if vessel is not None:
            del self.fields["code"]
            self.initial = {name: getattr(vessel, name) for name in ("organisation", "home_port", "waters")}


class IntroductionForm(forms.Form):
    """The first step of enrolling: what the device shows."""

    file = forms.FileField(
        label=_("Introduction of the device"),
        help_text=_("The file “enrol” of the device, or a photo of the code that it shows."),
        error_messages={"required": _("Choose the file or the photo first."), "empty": _("This file is empty. Choose another one.")},
    )


class EnrolForm(forms.Form):
    """The second step: whose it is, in the eyes of who saw it."""

    introduction = forms.CharField(widget=forms.HiddenInput, max_length=1000)
    vessel = forms.ModelChoiceField(Vessel.objects.none(), label=_("Vessel"))
    title = forms.CharField(
        label=_("Name of the device"), max_length=40, help_text=_("So that people know which one is meant, such as 老陈的手机.")
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vessel"].queryset = vessels_for(account).filter(ended_on=None)  # type: ignore[attr-defined]  # the same


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("As: lost, sold, broken."))


class HandInForm(forms.Form):
    parcels = FilesField(
        label=_("Files and photos"),
        required=False,
        help_text=_("Files from a device, and photos of its codes: several at once, in any order, also ones that were handed in before."),
    )
    text = forms.CharField(
        label=_("Text of a message"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Characters of a short message, or the lines that were dictated over the radio."),
    )

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or self.cleaned_data
        if not filled.get("parcels") and not filled.get("text", "").strip() and not self.errors:
            raise forms.ValidationError(_("Choose files or photos, or paste a text."))
        for file in filled.get("parcels") or []:
            if file.size > max(MOST_PARCEL_BYTES, MOST_PHOTO_BYTES):
                raise forms.ValidationError(_("“%(name)s” is larger than 20 MB. Nothing that a device writes is.") % {"name": file.name})
        return filled

    def arrived(self) -> list[tuple[str, bytes]]:
        """What was handed in, each with its name."""
        found = [(file.name, file.read()) for file in self.cleaned_data["parcels"]]
        text = self.cleaned_data["text"].strip()
        return found + ([(str(_("Text of a message")), text.encode())] if text else [])
