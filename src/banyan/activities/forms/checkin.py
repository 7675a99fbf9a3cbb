"""What people type who sign in with a telephone that isn't remembered."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.activities.queries.checkin import DIGITS


class SignInForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "off"})
    )
    digits = forms.CharField(
        label=_("The last four digits of your telephone number"),
        max_length=20,
        help_text=_("The number that your office knows."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    remember = forms.BooleanField(label=_("Remember me on this telephone"), required=False)

    def clean_name(self) -> str:
        return unicodedata.normalize("NFKC", self.cleaned_data["name"]).strip()

    def clean_digits(self) -> str:
        digits = "".join(sign for sign in unicodedata.normalize("NFKC", self.cleaned_data["digits"]) if sign.isdigit())
        # Whoever types the whole number means its end.
        if len(digits) < DIGITS:
            raise forms.ValidationError(_("Type four digits, the last ones of your number."))
        return digits[-DIGITS:]
