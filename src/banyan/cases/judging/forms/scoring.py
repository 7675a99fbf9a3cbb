"""The marks of one case: a number for each criterion, and a remark."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banyan.cases.collection.models import Criterion
from banyan.cases.judging.models import Assignment


class ScoringForm(forms.Form):
    """One whole number a criterion, from 0 to its weight; empty where no points are given yet."""

    def __init__(self, assignment: Assignment, criteria: list[Criterion], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        given = {mark.criterion_id: mark.points for mark in assignment.marks.all()}
        self.keys = {f"points-{criterion.pk}": criterion.pk for criterion in criteria}
        for criterion in criteria:
            self.fields[f"points-{criterion.pk}"] = forms.IntegerField(
                label=criterion.name,
                required=False,
                min_value=0,
                max_value=criterion.weight,
                initial=given.get(criterion.pk),
                help_text=_("0 to %(most)d points") % {"most": criterion.weight},
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "points", "step": 1}),
            )
            # Points may be given later, not left out.
            self.fields[f"points-{criterion.pk}"].needed_later = True  # type: ignore[attr-defined]  # read by web/forms/field.html
        self.fields["remark"] = forms.CharField(
            label=gettext_lazy("Remark"),
            required=False,
            max_length=2000,
            initial=assignment.remark,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=gettext_lazy("Seen by the organiser, and by the other judges of this case once their own marks are in."),
        )

    def marks(self) -> dict[int, int | None]:
        """The points by the criterion's key."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}
