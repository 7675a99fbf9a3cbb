"""The numbers and days of a round, and what is known of its judges."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Call, Submission
from banyan.cases.judging.actions.rounds import SETTINGS
from banyan.cases.judging.models import Judge, Judging
from banyan.cases.showcase.models import Programme
from banyan.people.models import Account, Organisation, Role
from banyan.web.forms import DateInput


class JudgingForm(forms.ModelForm[Judging]):
    class Meta:
        model = Judging
        fields = SETTINGS
        widgets = {"score_until": DateInput}
        help_texts = {
            "score_until": _("This day still counts."),
            "cases_least": _("0: no least number. A judge may have own numbers."),
            "former_years": _("Counted back from the day until which cities recommend."),
            "disagreement_points": _("Between the highest and the lowest score of a case; such cases are marked for discussion."),
            "floor_points": _("Empty: no such floor."),
            "notice_days": _("Counted from the day after posting."),
            "award_places": _("Cities with the same number of winners share a place. 0: no awards."),
        }


class BeginJudgingForm(JudgingForm):
    seed = forms.IntegerField(
        label=_("Number for the lots"),
        min_value=0,
        max_value=999_999_999,
        help_text=_("Where scores and criteria are equal, lots drawn from this number decide. Announce it now; it stays as it is."),
    )

    def __init__(self, call: Call, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = max(timezone.localdate(), call.recommend_until)
        self.initial.setdefault("score_until", first + timedelta(days=21))
        self.fields["seed"].initial = int(f"{first:%Y%m%d}")


class ReopenForm(forms.Form):
    until = forms.DateField(label=_("Judges score until"), widget=DateInput, help_text=_("This day still counts."))


class JudgeForm(forms.ModelForm[Judge]):
    """What a judge knows and takes on."""

    programmes = forms.MultipleChoiceField(
        label=_("Knows the programmes"), choices=Programme.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("account", "unit", "categories", "programmes", "least", "most", "available_from", "available_until")

    class Meta:
        model = Judge
        fields = ("unit", "categories", "programmes", "least", "most", "available_from", "available_until")
        widgets = {"available_from": DateInput, "available_until": DateInput, "categories": forms.CheckboxSelectMultiple}
        help_texts = {
            "unit": _("Cases of this unit and of its city are kept away from the judge."),
            "categories": _("Nothing ticked here or below: every case fits alike."),
            "least": _("Empty: as set for the round."),
            "most": _("Empty: as set for the round."),
        }

    def __init__(self, judging: Judging, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].queryset = judging.call.categories.all()  # type: ignore[attr-defined]  # Django types fields as Field
        self.fields["unit"].queryset = _units(judging)  # type: ignore[attr-defined]

    def own_fields(self) -> dict[str, Any]:
        """What was filled in, without the categories and the account, which the action takes by themselves."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("categories", "account")}


class NewJudgeForm(JudgeForm):
    account = forms.ModelChoiceField(
        Account.objects.none(), label=_("Account"), help_text=_("Accounts with the role of judge; others get it on the accounts page.")
    )

    def __init__(self, judging: Judging, *args: Any, **kwargs: Any) -> None:
        super().__init__(judging, *args, **kwargs)
        paths = [judging.call.organisation.path[:end] for end in range(Organisation.steplen, len(judging.call.organisation.path) + 1, 4)]
        holders = Account.objects.filter(
            grants__role=Role.JUDGE, grants__to_on=None, grants__organisation__path__in=paths, is_active=True
        ).exclude(judgings__judging=judging)
        self.fields["account"].queryset = holders.distinct().order_by("name")  # type: ignore[attr-defined]


class TieForm(forms.Form):
    """A tie to a unit or to one case."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Unit"), required=False)
    submission = forms.ModelChoiceField(Submission.objects.none(), label=_("or one case"), required=False)
    reason = forms.CharField(label=_("What the tie is"), max_length=200)

    def __init__(self, judging: Judging, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = _units(judging)  # type: ignore[attr-defined]
        cases = judging.call.submissions.past_the_city().only("title", "number", "call")
        self.fields["submission"].queryset = cases  # type: ignore[attr-defined]


class FormerPostForm(forms.Form):
    """A unit that the judge belonged to until a day."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Former unit"))
    until = forms.DateField(label=_("Until"), widget=DateInput)

    def __init__(self, judging: Judging, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = _units(judging)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


def _units(judging: Judging) -> QuerySet[Organisation]:
    kinds = (Organisation.Kind.PROVINCE, Organisation.Kind.CITY, Organisation.Kind.TOWN, Organisation.Kind.UNIT)
    units: QuerySet[Organisation] = Organisation.objects.under(judging.call.organisation).filter(kind__in=kinds)
    return units
