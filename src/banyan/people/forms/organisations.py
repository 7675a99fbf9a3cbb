"""What people fill in about organisations, terms of office and rules."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.core.rules import Definition
from banyan.people.models import Organisation, OrganisationQuerySet
from banyan.web.forms import DateInput


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Its name"), max_length=60, help_text=_("As on its seal, for example 沙田镇机关退休干部党支部."))
    code = forms.SlugField(
        label=_("Its code"), max_length=40, help_text=_("Latin letters and digits, for example shatian-retired. It never changes.")
    )

    def __init__(self, kinds: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [choice for choice in Organisation.Kind.choices if choice[0] in kinds]  # type: ignore[attr-defined]


class RenameForm(forms.Form):
    name = forms.CharField(label=_("New name"), max_length=60)
    made_on = forms.DateField(label=_("In force from"), initial=timezone.localdate, widget=DateInput)


class MoveForm(forms.Form):
    parent = forms.ModelChoiceField(
        label=_("Where it belongs from now on"),
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label=_("Choose one"),
        help_text=_("Everything below it moves along."),
    )
    made_on = forms.DateField(label=_("In force from"), initial=timezone.localdate, widget=DateInput)

    def __init__(self, places: OrganisationQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]


class TermForm(forms.Form):
    from_on = forms.DateField(label=_("Elected on"), widget=DateInput)
    ends_on = forms.DateField(
        label=_("Term ends on"),
        widget=DateInput,
        required=False,
        help_text=_("Leave it empty and Banyan counts the years that the rules set."),
    )


class RuleForm(forms.Form):
    """The value of one rule: a number, or which of its choices."""

    value = forms.IntegerField(
        label=_("Value"), min_value=0, required=False, help_text=_("Left empty, the value of the office above holds again.")
    )
    from_on = forms.DateField(label=_("In force from"), initial=timezone.localdate, widget=DateInput)

    def __init__(self, definition: Definition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if definition.choices:
            self.fields["value"] = forms.MultipleChoiceField(
                choices=definition.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("With none chosen, the value of the office above holds again."),
            )
        label = _("%(words)s (%(unit)s)") if definition.unit else "%(words)s"
        self.fields["value"].label = label % {"words": definition.words, "unit": definition.unit}

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        return None if value in ("", []) else value
