"""What people fill in about persons."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.people.details import DETAILS, MASKED, checked_details
from banyan.people.masking import masked
from banyan.people.models import Account, CareTag, Dialect, OrganisationQuerySet, PartyStatus, Person, RetireeStatus, Sex
from banyan.people.queries import label_of
from banyan.web.forms import DateInput

SECTIONS = (
    (gettext_lazy("Who it is"), ("name", "sex", "born", "identity_number")),
    (gettext_lazy("How to reach them"), ("phone", "without_phone", "address", "emergency_name", "emergency_phone")),
    (gettext_lazy("Retirement"), ("status", "retired_on", "former_unit", "former_post")),
    (gettext_lazy("Party"), ("party", "joined_on", "mobile_member")),
    (gettext_lazy("What they can and what they need"), ("dialects", "skills", "care_tags", "remark")),
)
_A_DAY = gettext_lazy("As exactly as it is known: 1948, 1948-03 or 1948-03-12.")
_HINTS = {
    "name": gettext_lazy("As on the identity card, in one piece: 曾国华."),
    "born": _A_DAY,
    "retired_on": _A_DAY,
    "joined_on": _A_DAY,
    "phone": gettext_lazy("One number: 13800001234, or with area code 0769-88881234."),
    "without_phone": gettext_lazy("Then they are reached through family, a neighbour or by a visit."),
    "mobile_member": gettext_lazy("Away from the home branch for long, for example at sea."),
    "skills": gettext_lazy("Divided by 、, for example 书法、粤曲."),
    "care_tags": gettext_lazy("Sensitive. Only clerks and organisers of your office see it."),
}
_LONGEST = {"former_unit": 100, "former_post": 100, "address": 300, "emergency_name": 60, "remark": 1000, "skills": 280}


def _choice(name: str, choices: list[tuple[str, Any]], *, required: bool) -> forms.Field:
    empty = [] if required else [("", gettext_lazy("not known"))]
    return forms.ChoiceField(choices=[*choices, *empty], widget=forms.RadioSelect, required=required)


def _field(name: str) -> forms.Field:
    if name in ("without_phone", "mobile_member"):
        return forms.BooleanField(required=False)
    if name == "sex":
        return _choice(name, Sex.choices, required=False)
    if name in ("status", "party"):
        return _choice(name, (RetireeStatus if name == "status" else PartyStatus).choices, required=True)
    if name in ("dialects", "care_tags"):
        choices = (Dialect if name == "dialects" else CareTag).choices
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, required=False)
    widget = forms.Textarea(attrs={"rows": 3}) if name == "remark" else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(required=name == "name", max_length=_LONGEST.get(name, 60), widget=widget)


class PersonForm(forms.Form):
    """Every detail of a person in sections. Numbers that are kept stay hidden: an empty field keeps them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_somebody_else = forms.BooleanField(required=False, label=gettext_lazy("This is somebody else with the same name and birth date"))
    # Whether the page puts that question: only once there is a namesake.
    asks_about_namesake = False

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for name in DETAILS:
            field = self.fields[name] = _field(name)
            field.label, field.help_text = label_of(name), _HINTS.get(name, "")
            field.initial = {"status": RetireeStatus.RETIRED, "party": PartyStatus.NONE}.get(name)
            if person is not None:
                self._show(name, field, person)

    def _show(self, name: str, field: forms.Field, person: Person) -> None:
        kept = getattr(person, name)
        self.fields["version"].initial = person.version
        if name not in MASKED:
            field.initial = "、".join(kept) if name == "skills" else kept
        elif kept:
            field.help_text = _("Now %(number)s. Leave this empty to keep it; write 无 to take it out.") % {"number": masked(kept)}

    @property
    def sections(self) -> list[tuple[str, list[BoundField]]]:
        return [(str(title), [self[name] for name in names]) for title, names in SECTIONS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {name: cleaned[name] for name in DETAILS if name in cleaned}
        if "skills" in given:
            given["skills"] = [word for word in given["skills"].replace("，", "、").replace(",", "、").split("、") if word.strip()]
        if self.person is not None:
            given = {name: value for name, value in given.items() if value != "" or name not in MASKED}
        values, problems = checked_details(given)
        for name, problem in problems.items():
            self.add_error(name, problem)
        self.details = values
        return cleaned


class AffiliateForm(forms.Form):
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Branch"), queryset=Person.objects.none(), to_field_name="code", empty_label=gettext_lazy("Choose one")
    )
    from_on = forms.DateField(
        label=gettext_lazy("From"),
        initial=timezone.localdate,
        widget=DateInput,
        help_text=gettext_lazy("The affiliation before ends on the day before."),
    )

    def __init__(self, branches: OrganisationQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]
        self.fields["branch"].label_from_instance = lambda branch: (  # type: ignore[attr-defined]
            f"{branch.parent_name} · {branch.name}" if branch.parent_name else branch.name
        )


class DiedForm(forms.Form):
    died_on = forms.DateField(label=gettext_lazy("Died on"), widget=DateInput)


class LeftForm(forms.Form):
    left_on = forms.DateField(label=gettext_lazy("Left the roster on"), initial=timezone.localdate, widget=DateInput)


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("For example: at the wish of the person, letter of 3 March.")
    )
    typed_name = forms.CharField(
        label=gettext_lazy("Type the person's name"),
        max_length=60,
        help_text=gettext_lazy("So that nobody is erased by a slip of the hand."),
    )


class LinkForm(forms.Form):
    account = forms.ModelChoiceField(
        label=gettext_lazy("Account"), queryset=Account.objects.none(), to_field_name="username", empty_label=gettext_lazy("Choose one")
    )

    def __init__(self, accounts: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
