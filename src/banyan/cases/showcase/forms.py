"""What people fill in about notices and cases."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from banyan.cases.showcase.actions import FACTS
from banyan.cases.showcase.models import Appearance, Case, Notice, Programme
from banyan.cases.showcase.permissions import OFFICE
from banyan.cases.showcase.queries import categories, found_among, years
from banyan.core.files import MOST_BYTES
from banyan.people.models import Account, Organisation
from banyan.people.queries import cities, visible_to
from banyan.web.forms import DateInput


class OfficeField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """The office that keeps what is made here: those where the account is clerk or organiser."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organisation.objects.none(), label=_("Office"), empty_label=None, **kwargs)

    def of(self, account: Account) -> None:
        # Branches keep no cases of their own; without them the list stays short.
        kinds = (Organisation.Kind.PROVINCE, Organisation.Kind.CITY, Organisation.Kind.TOWN, Organisation.Kind.UNIT)
        self.queryset = visible_to(account, *OFFICE).filter(kind__in=kinds)


class NoticeForm(forms.Form):
    organisation = OfficeField(help_text=_("Who answers for what is read."))
    file = forms.FileField(
        label=_("File of the notice"),
        help_text=_(
            "Word (.docx), PDF, a saved web page or plain text, at most 20 MB. "
            "It is read as it is; nothing is public before two people have seen it."
        ),
        error_messages={"required": _("Choose the file of the notice first."), "empty": _("This file is empty. Choose another one.")},
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].of(account)  # type: ignore[attr-defined]  # Django types fields as Field

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 20 MB. Save the pages you need as a file of their own and hand that in.")
            )
        return file

    def upload(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        kind = file.content_type or "application/octet-stream"
        return {"content": file.read(), "name": file.name, "kind": kind, "organisation": self.cleaned_data["organisation"]}


class SettleForm(forms.Form):
    note = forms.CharField(label=_("What was decided"), max_length=200, required=False)


class NoticeFactsForm(forms.ModelForm[Notice]):
    class Meta:
        model = Notice
        fields = FACTS
        help_texts = {"rank": _("Leave it open when the notice doesn't say.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].required = True
        for name in ("selected_total", "rank"):
            self.fields[name].required = False


class CaseForm(forms.ModelForm[Case]):
    class Meta:
        model = Case
        fields = ("place", "year", "category", "programme", "title", "subtitle", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}
        help_texts = {
            "category": _("As the notice names it, for example 发挥作用类."),
            "body": _("One paragraph a line."),
        }


class NewCaseForm(CaseForm):
    organisation = OfficeField()
    field_order = ("organisation",)

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].of(account)  # type: ignore[attr-defined]  # Django types fields as Field
        self.initial.setdefault("year", timezone.localdate().year)


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name as it stands in the text"), max_length=40)
    kind = forms.ChoiceField(label=_("Shown by"), choices=Appearance.Kind.choices, widget=forms.RadioSelect, initial=Appearance.Kind.NAME)


class ConsentForm(forms.Form):
    form = forms.ChoiceField(
        label=_("How the person agreed"), choices=Appearance.Form.choices, widget=forms.RadioSelect, initial=Appearance.Form.PAPER
    )
    agreed_on = forms.DateField(label=_("Agreed on"), initial=timezone.localdate, widget=DateInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ShowcaseSearch(forms.Form):
    """Words and filters of the public list, all in the address of the page."""

    q = forms.CharField(label=_("Search"), max_length=60, required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    city = forms.ModelChoiceField(
        label=_("City"), queryset=Organisation.objects.none(), to_field_name="code", required=False, empty_label=_("All cities")
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False, choices=[("", _("All programmes")), *Programme.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("All years")), *((str(year), str(year)) for year in years())]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("All categories")), *((name, name) for name in categories())]  # type: ignore[attr-defined]
        self.fields["city"].queryset = cities()  # type: ignore[attr-defined]

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The filters in use; a value that doesn't exist is left out rather than refused, since the address may be old."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrowed(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """Those cases that match every filter and word."""
        filters = {name: value for name, value in self.asked.items() if name != "q"}
        cases = cases.filter(**filters).order_by("-year", "city__path", "pk")
        return found_among(cases, self.asked["q"]) if "q" in self.asked else cases

    def chips(self) -> list[tuple[str, str]]:
        """Each filter in use as (words, address of the page without it)."""
        shown = []
        for name, value in self.asked.items():
            words = Programme(value).label if name == "programme" else f"“{value}”" if name == "q" else str(value)
            shown.append((str(words), self._address(without=name)))
        return shown

    def paging(self, page: Page[Case]) -> dict[str, str]:
        """Addresses of the pages before and after."""
        return {
            "previous": self._address(page=page.previous_page_number()) if page.has_previous() else "",
            "next": self._address(page=page.next_page_number()) if page.has_next() else "",
        }

    def _address(self, *, without: str = "", page: int | None = None) -> str:
        query = {name: getattr(value, "code", value) for name, value in self.asked.items() if name != without}
        return "?" + urlencode(query | ({"page": page} if page else {}))
