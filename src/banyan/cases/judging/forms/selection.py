"""A rule of the selection, and a case that can't win."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Submission
from banyan.cases.judging.models import SelectionRule
from banyan.cases.judging.queries.selection import Listed, values_for


class RuleForm(forms.Form):
    """At least or at most so many winners of what; the choice names scope and value in one."""

    bound = forms.ChoiceField(label=_("Bound"), choices=SelectionRule.Bound.choices)
    number = forms.IntegerField(label=_("Winners"), min_value=0, max_value=9999)
    of = forms.ChoiceField(label=_("Of"))

    def __init__(self, cases: list[Listed], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = values_for(cases)
        each = {
            SelectionRule.Scope.CATEGORY: _("each category"),
            SelectionRule.Scope.CITY: _("each city"),
            SelectionRule.Scope.UNIT_KIND: _("each kind of unit"),
        }
        groups = [
            (SelectionRule.Scope(scope).label, [(f"{scope}:", each[scope]), *((f"{scope}:{value}", name) for value, name in values[scope])])
            for scope in SelectionRule.Scope
            if scope in values
        ]
        self.fields["of"].choices = groups  # type: ignore[attr-defined]  # Django types fields as Field

    def rule(self) -> dict[str, Any]:
        """The rule as the action takes it."""
        scope, _colon, value = self.cleaned_data["of"].partition(":")
        return {"bound": self.cleaned_data["bound"], "number": self.cleaned_data["number"], "scope": scope, "value": value}


class ExclusionForm(forms.Form):
    """A case that can't win, by its number as it is said and printed, and why."""

    mark = forms.CharField(label=_("Reference number"), max_length=20, help_text=_("As in the list, for example 2022-007."))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("For example: commended by the province before."))

    def __init__(self, cases: list[Listed], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_mark = {case.mark: case.pk for case in cases}

    def clean_mark(self) -> Submission:
        mark = unicodedata.normalize("NFKC", self.cleaned_data["mark"]).strip()
        if mark not in self.by_mark:
            raise forms.ValidationError(_("No case of this judging has the number %(mark)s.") % {"mark": mark})
        return Submission.objects.get(pk=self.by_mark[mark])
