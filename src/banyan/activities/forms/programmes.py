"""What people fill in about programmes and places."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Place, Programme, Template
from banyan.core.files import MOST_BYTES
from banyan.people.models import Organisation, OrganisationQuerySet
from banyan.web.forms import DateInput

# The kinds themselves are registered above this room, by the programmes.
PROGRAMME_KINDS = (
    ("talks", _("Talks under the banyan")),
    ("study", _("Study at sea, made up ashore")),
    ("mentoring", _("Qinglan studio")),
    ("care", _("Paired mutual care")),
)


def kind_in_words(kind: str) -> str:
    """What a kind of programme is called on pages."""
    return str(dict(PROGRAMME_KINDS).get(kind, kind))


def keep_what_was_shown(form: forms.BaseForm) -> None:
    """Let the page send along what its fields held when it was opened, so that ``changed_data`` tells what the writer changed."""
    for field in form.fields.values():
        field.show_hidden_initial = not isinstance(field, forms.FileField)


class OrganisationField(forms.ModelChoiceField[Organisation]):
    """An organisation of the own tree; only some are offered, so that a province's list stays short."""

    def __init__(self, seen: OrganisationQuerySet, offered: Sequence[Organisation], *, label: Any) -> None:
        super().__init__(seen, label=label, empty_label=None)
        self.choices = [(place.pk, place.name) for place in offered]


class ProgrammeForm(forms.ModelForm[Programme]):
    class Meta:
        model = Programme
        fields = ("name", "slogan", "slug", "home_place", "contact_phone", "begun_on")
        widgets = {"begun_on": DateInput}
        labels = {"name": _("Name of the programme"), "slug": _("Short name in the address"), "begun_on": _("Since")}
        help_texts = {
            "slug": _("Latin letters, digits and hyphens; the public page of the programme has it in its address. Example: banyan-talks"),
            "slogan": _("One line that says what it is about."),
            "home_place": _("Where it usually takes place."),
        }

    def __init__(self, places: Sequence[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_what_was_shown(self)
        self.fields["home_place"].empty_label = _("none")  # type: ignore[attr-defined]
        self.fields["home_place"].queryset = Place.objects.filter(pk__in=[place.pk for place in places])  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        # The action says whose the address is.
        pass

    def changed_fields(self) -> dict[str, Any]:
        """What the writer changed, so that what a colleague saved meanwhile stays."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class NewProgrammeForm(ProgrammeForm):
    kind = forms.ChoiceField(label=_("Kind of programme"), choices=PROGRAMME_KINDS)
    template = forms.ModelChoiceField(
        Template.objects.all(), label=_("Begin from a template"), required=False, to_field_name="uuid", empty_label=_("none: begin anew")
    )
    field_order = ("organisation", "kind", "template")

    def __init__(self, seen: OrganisationQuerySet, offered: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(seen, offered, label=_("Run by"))
        self.order_fields(self.field_order)


class EndForm(forms.Form):
    on = forms.DateField(label=_("Last day"), widget=DateInput)


class TemplateForm(forms.Form):
    title = forms.CharField(
        label=_("Name of the template"), max_length=120, help_text=_("Others find it under this name when they begin a programme.")
    )


class PlaceForm(forms.ModelForm[Place]):
    position = forms.CharField(
        label=_("Position"),
        required=False,
        max_length=60,
        help_text=_("Degrees north and east, for distances; copy them from a map. Example: 22.97310, 113.99050"),
    )
    photo = forms.FileField(
        label=_("Picture of the way"), required=False, help_text=_("A photo or a drawing; JPEG, PNG or WebP, at most 20 MB.")
    )

    class Meta:
        model = Place
        fields = ("name", "address", "seats", "step_free", "outdoors", "way_there")
        widgets = {"way_there": forms.Textarea(attrs={"rows": 4})}
        labels = {"name": _("Name of the place"), "address": _("Street and number")}
        help_texts = {
            "step_free": _("One gets in with a wheelchair."),
            "outdoors": _("Nothing takes place here on days of heat or storm."),
            "way_there": _("As one says it on the telephone: stop, gate, landmark."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_what_was_shown(self)
        if self.instance.position:
            self.fields["position"].initial = f"{self.instance.latitude}, {self.instance.longitude}"

    def clean_position(self) -> tuple[Decimal, Decimal] | None:
        said = self.cleaned_data["position"].replace("，", ",").strip()
        if not said:
            return None
        try:
            north, east = (Decimal(part.strip()).quantize(Decimal("0.00001")) for part in said.split(","))
        except (ValueError, InvalidOperation):
            raise forms.ValidationError(_("Write two numbers with a comma between them, for example 22.97310, 113.99050.")) from None
        if not (north.is_finite() and east.is_finite()) or abs(north) > 90 or abs(east) > 180:
            raise forms.ValidationError(_("There is no such place on the globe. North comes first, then east: 22.97310, 113.99050."))
        return north, east

    def clean_photo(self) -> Any:
        photo = self.cleaned_data["photo"]
        if photo and photo.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Choose a smaller one."))
        return photo

    def validate_unique(self) -> None:
        # The action says which place has the name.
        pass

    def place_fields(self) -> dict[str, Any]:
        """What the action needs of the place: what the writer filled in or changed."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.changed_data}
        north, east = self.cleaned_data["position"] or (None, None)
        return fields | ({"latitude": north, "longitude": east} if "position" in self.changed_data else {})

    def photo_content(self) -> bytes | None:
        """The picture that was sent; None for none."""
        photo = self.cleaned_data["photo"]
        return photo.read() if photo else None


class NewPlaceForm(PlaceForm):
    field_order = ("organisation",)

    def __init__(self, seen: OrganisationQuerySet, offered: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(seen, offered, label=_("Kept by"))
        self.order_fields(self.field_order)
