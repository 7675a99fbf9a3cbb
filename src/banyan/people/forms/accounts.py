"""What people fill in about accounts and roles."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.people.models import Account, Organisation, Role
from banyan.people.queries import visible_to
from banyan.web.forms import DateInput


class AccountForm(forms.Form):
    username = forms.SlugField(label=_("User name"), max_length=60, help_text=_("Latin letters and digits, for example chenmin."))
    name = forms.CharField(label=_("Name"), max_length=60)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Tell it to the person yourself; the person changes it after signing in."),
    )


class FirstUseForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What you set up"),
        choices=[(kind.value, kind.label) for kind in (Organisation.Kind.PROVINCE, Organisation.Kind.CITY, Organisation.Kind.TOWN)],
        widget=forms.RadioSelect,
        initial=Organisation.Kind.TOWN,
    )
    name = forms.CharField(label=_("Its name"), max_length=60, help_text=_("For example 沙田镇."))
    code = forms.SlugField(
        label=_("Its code"), max_length=40, help_text=_("Latin letters and digits, for example shatian. It never changes.")
    )
    username = forms.SlugField(label=_("Your user name"), max_length=60, help_text=_("Latin letters and digits, for example chenmin."))
    person = forms.CharField(label=_("Your name"), max_length=60)
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), help_text=_("At least 10 characters.")
    )


class RoleForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose one"),
        help_text=_("The role is valid here and everywhere below."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose one")), *Role.choices])
    from_on = forms.DateField(label=_("From"), initial=timezone.localdate, widget=DateInput)

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = visible_to(account, Role.ORGANISER, Role.CLERK)  # type: ignore[attr-defined]
