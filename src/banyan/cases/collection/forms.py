"""What people fill in about calls and submissions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.actions.calls import FIELDS, CallRules
from banyan.cases.collection.models import Call, CallNotice, Category, Level, Part, Stage, Submission
from banyan.cases.collection.permissions import OFFICE
from banyan.cases.showcase.models import Programme
from banyan.core.files import MOST_BYTES
from banyan.people.models import Account, Organisation, Role
from banyan.people.queries import visible_to
from banyan.web.forms import DateInput

# Rows offered for parts and criteria; collections elsewhere have four of each.
ROWS = 6


class CallForm(forms.ModelForm[Call]):
    class Meta:
        model = Call
        fields = FIELDS
        widgets = {
            "opens_on": DateInput,
            "submit_until": DateInput,
            "recommend_until": DateInput,
            "text": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "text": _("What is looked for and why; one paragraph a line."),
            "submit_until": _("This day still counts."),
            "recommend_until": _("This day still counts."),
            "city_quota": _("For cities without a number of their own."),
        }


class NewCallForm(CallForm):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Called by"), empty_label=None)
    field_order = ("organisation",)

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (Organisation.Kind.PROVINCE, Organisation.Kind.CITY)
        self.fields["organisation"].queryset = visible_to(account, Role.ORGANISER).filter(kind__in=kinds)  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2199)


class CategoriesForm(forms.Form):
    categories = forms.CharField(label=_("Categories"), help_text=_("One a line."), widget=forms.Textarea(attrs={"rows": 6}))

    def names(self) -> list[dict[str, str]]:
        return [{"name": line.strip()[:40]} for line in self.cleaned_data["categories"].splitlines() if line.strip()]


class PartForm(forms.ModelForm[Part]):
    class Meta:
        model = Part
        fields = ("name", "hint", "least_characters", "most_characters")
        help_texts = {"most_characters": _("0: only the limit of the whole text.")}


class CriterionForm(forms.Form):
    name = forms.CharField(label=_("Criterion"), max_length=40)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=1000)


PartFormSet = forms.formset_factory(PartForm, extra=1, max_num=ROWS + 6, can_delete=True)
CriterionFormSet = forms.formset_factory(CriterionForm, extra=1, max_num=ROWS + 6, can_delete=True)


class RulesForm:
    """Categories, parts and criteria of a call, filled in together."""

    def __init__(self, call: Call, posted: Any = None) -> None:
        names = "\n".join(call.categories.values_list("name", flat=True))
        parts = list(call.parts.values("name", "hint", "least_characters", "most_characters"))
        criteria = list(call.criteria.values("name", "weight"))
        self.categories = CategoriesForm(posted, initial={"categories": names})
        self.parts = PartFormSet(posted, initial=parts, prefix="part")
        self.criteria = CriterionFormSet(posted, initial=criteria, prefix="criterion")

    def is_valid(self) -> bool:
        return all([self.categories.is_valid(), self.parts.is_valid(), self.criteria.is_valid()])

    def rules(self) -> CallRules:
        """What was filled in; empty and deleted rows are left out."""
        return CallRules(categories=self.categories.names(), parts=_kept(self.parts), criteria=_kept(self.criteria))


class QuotasForm(forms.Form):
    """How many submissions each city may recommend."""

    def __init__(self, call: Call, cities: QuerySet[Organisation], quotas: Mapping[int, int], posted: Any = None) -> None:
        super().__init__(posted)
        self._cities = {f"city-{city.pk}": city for city in cities}
        for name, city in self._cities.items():
            self.fields[name] = forms.IntegerField(
                label=city.name, min_value=0, max_value=999, required=False, initial=quotas.get(city.pk, call.city_quota)
            )

    def places(self) -> dict[Organisation, int | None]:
        return {city: self.cleaned_data[name] for name, city in self._cities.items()}


class CallNoticeForm(forms.ModelForm[CallNotice]):
    class Meta:
        model = CallNotice
        fields = ("stage", "title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [choice for choice in Stage.choices if choice[0] != Stage.DRAFT]  # type: ignore[attr-defined]


class BeginForm(forms.Form):
    """Which unit hands in."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Unit"), empty_label=None)

    def __init__(self, call: Call, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (Organisation.Kind.TOWN, Organisation.Kind.UNIT, Organisation.Kind.CITY)
        units = visible_to(account, *OFFICE).under(call.organisation).filter(kind__in=kinds)
        self.fields["organisation"].queryset = units  # type: ignore[attr-defined]  # Django types fields as Field


class SubmissionForm(forms.Form):
    """A submission as it is written: anything may be missing until it is sent."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    subtitle = forms.CharField(label=_("Subtitle"), max_length=200, required=False)
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), choices=Programme.choices, initial=Programme.OTHER)
    contact_name = forms.CharField(label=_("Contact"), max_length=40, required=False)
    contact_phone = forms.CharField(label=_("Telephone of the contact"), max_length=30, required=False)

    def __init__(self, submission: Submission, texts: list[tuple[Part, str]], posted: Any = None) -> None:
        names = ("title", "subtitle", "category", "programme", "contact_name", "contact_phone")
        initial = {name: getattr(submission, name) for name in names} | {f"part-{part.pk}": text for part, text in texts}
        super().__init__(posted, initial=initial)
        self.fields["category"].queryset = submission.call.categories.all()  # type: ignore[attr-defined]  # Django types fields as Field
        for part, _text in texts:
            self.fields[f"part-{part.pk}"] = part_field(part)
        # Not asked for while it is written, but before it is sent.
        _call_none_optional(self, but=("subtitle",))

    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("part-")}

    def texts(self) -> dict[int, str]:
        return part_texts(self.cleaned_data)

    @property
    def head_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("part-")]

    @property
    def part_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("part-")]


class PlacingForm(forms.Form):
    """What was read from a Word file: the text found for each part, and the paragraphs that still need a place."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    subtitle = forms.CharField(label=_("Subtitle"), max_length=200, required=False)

    def __init__(self, parts: list[Part], found: dict[str, Any], rest: list[str], posted: Any = None) -> None:
        super().__init__(posted, initial=found)
        for part in parts:
            self.fields[f"part-{part.pk}"] = part_field(part)
        choices = [("", _("leave out")), *((str(part.pk), part.name) for part in parts)]
        self._rest = rest
        for place, paragraph in enumerate(rest):
            self.fields[f"rest-{place}"] = forms.ChoiceField(label=paragraph, choices=choices, required=False)
        _call_none_optional(self, but=())

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "subtitle") if self.cleaned_data[name]}

    def texts(self) -> dict[int, str]:
        """The parts, each followed by the paragraphs that were placed there."""
        texts = part_texts(self.cleaned_data)
        for place, paragraph in enumerate(self._rest):
            if chosen := self.cleaned_data[f"rest-{place}"]:
                texts[int(chosen)] = f"{texts[int(chosen)]}\n{paragraph}".strip("\n")
        return texts


class WordForm(forms.Form):
    file = forms.FileField(
        label=_("Word file (.docx; .doc and .wps where LibreOffice is there)"),
        help_text=_("The parts are found by their headings; what isn't found you place yourself."),
    )

    def clean_file(self) -> Any:
        return _not_too_large(self.cleaned_data["file"])


class PhotoForm(forms.Form):
    file = forms.FileField(label=_("Photo"), help_text=_("JPEG, PNG or WebP; place and camera data are taken out."))
    caption = forms.CharField(label=_("What it shows"), max_length=80, required=False)

    def clean_file(self) -> Any:
        return _not_too_large(self.cleaned_data["file"])


class CaptionForm(forms.Form):
    caption = forms.CharField(label=_("What it shows"), max_length=80)


class ScanForm(forms.Form):
    level = forms.ChoiceField(label=_("Whose opinion and seal"), choices=Level.choices)
    file = forms.FileField(label=_("Scan or photo of the form"), help_text=_("PDF, JPEG or PNG, at most 20 MB."))

    def clean_file(self) -> Any:
        return _not_too_large(self.cleaned_data["file"])


class DecideForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The unit reads it."))


def part_field(part: Part) -> forms.CharField:
    """A field for the text of a part, with its limits for the live count."""
    limits = {"data-least": part.least_characters, "data-most": part.most_characters}
    widget = forms.Textarea(attrs={"rows": 12, "data-count": ""} | limits)
    return forms.CharField(label=part.name, help_text=part.hint, required=False, widget=widget, max_length=60_000)


def part_texts(values: Mapping[str, Any]) -> dict[int, str]:
    """The texts among a form's values, by the key of their part."""
    return {int(name.removeprefix("part-")): value for name, value in values.items() if name.startswith("part-")}


def _call_none_optional(form: forms.Form, *, but: tuple[str, ...]) -> None:
    for name, field in form.fields.items():
        field.needed_later = name not in but  # type: ignore[attr-defined]  # read by the template of fields


def _kept(formset: Any) -> list[dict[str, Any]]:
    rows = (form.cleaned_data for form in formset if form.has_changed() or form.initial)
    return [{name: value for name, value in row.items() if name != "DELETE"} for row in rows if row and not row.get("DELETE")]


def _not_too_large(file: Any) -> Any:
    if file.size > MOST_BYTES:
        raise forms.ValidationError(_("This file is larger than 20 MB. Choose a smaller one."))
    return file
