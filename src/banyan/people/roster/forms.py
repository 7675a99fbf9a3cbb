"""What people fill in about rosters: the file, the meaning of its columns, what a full list is needed for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.core.documents.sheets import Limits
from banyan.people.masking import masked
from banyan.people.models import Account, Organisation, RosterImport
from banyan.people.permissions import KEEPERS
from banyan.people.queries.accounts import visible_to
from banyan.people.roster.fields import FIELDS
from banyan.people.roster.mapping import mapping_from_json

NOTHING = "-"
MASKED = ("identity_number", "phone", "other_phone", "emergency_phone")


class KeptPlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """An organisation whose roster the account keeps."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), label=_("Organisation"), empty_label=None, **kwargs)

    def of(self, account: Account) -> None:
        self.queryset = visible_to(account, *KEEPERS).exclude(kind=Organisation.Kind.BRANCH)


class RosterForm(forms.Form):
    organisation = KeptPlaceField(help_text=_("Whose roster it is. Branches named in the file are looked for below it."))
    file = forms.FileField(
        label=_("File of the roster"),
        help_text=_(
            "Excel or WPS table (.xlsx, .xls) or .csv, at most 20 MB. "
            "Columns may stand in any order; nothing is saved before you have seen them."
        ),
        error_messages={"required": _("Choose the file of the roster first."), "empty": _("This file is empty. Choose another one.")},
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].of(account)  # type: ignore[attr-defined]  # Django types fields as Field

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > Limits().bytes:
            raise forms.ValidationError(_("This file is larger than 20 MB. Part the roster and hand the parts in."))
        return file

    def upload(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {
            "content": file.read(),
            "name": file.name,
            "kind": file.content_type or "",
            "organisation": self.cleaned_data["organisation"],
        }


class MappingForm(forms.Form):
    """One choice a column; the field's name is the column's letter."""

    def __init__(self, roster: RosterImport, samples: dict[str, list[str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(roster.sheets) > 1:
            choices = [(name, name) for name in roster.sheets]
            self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=choices, initial=roster.mapping["sheet"])
        meanings = [(NOTHING, _("not taken over")), *((field.name, field.label) for field in FIELDS if field.is_kept)]
        kept = {field.name for field in FIELDS if field.is_kept}
        for column in mapping_from_json(roster.mapping).columns:
            shown = [masked(text) if column.field in MASKED else text for text in samples.get(column.letter, ())]
            self.fields[column.letter] = forms.ChoiceField(
                label=f"{column.letter} {column.heading}",
                choices=meanings,
                initial=column.field if column.field in kept else NOTHING,
                help_text="、".join(shown),
            )

    @property
    def meanings(self) -> dict[str, str]:
        """The field of each column, by its letter; "" for none."""
        return {name: "" if value == NOTHING else value for name, value in self.cleaned_data.items() if name != "sheet"}


class ExportForm(forms.Form):
    organisation = KeptPlaceField(help_text=_("Everybody on its roster and on those below it."))
    in_full = forms.BooleanField(
        label=_("Numbers, care tags and remarks in full"),
        required=False,
        help_text=_("Otherwise they are masked. Who takes them out in full stands on the audit trail."),
    )
    reason = forms.CharField(
        label=_("What the full numbers are needed for"), max_length=300, required=False, help_text=_("For example: 送市局核对医保名单.")
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].of(account)  # type: ignore[attr-defined]  # Django types fields as Field
