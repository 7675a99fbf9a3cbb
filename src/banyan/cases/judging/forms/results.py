"""An objection and its answer."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.cases.collection.models import Submission
from banyan.cases.judging.models import Judging, Objection
from banyan.cases.judging.queries.rounds import judged_submissions
from banyan.web.forms import DateInput


class CaseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # django-stubs makes it generic, Django doesn't
    """A case by its number and title, as titles may be alike."""

    def label_from_instance(self, obj: Submission) -> str:
        return f"{obj.mark} {obj.title}"


class ObjectionForm(forms.Form):
    """What somebody objects to, as the office received it."""

    raised_by = forms.CharField(label=_("Raised by"), max_length=60, help_text=_("A name, or “anonymous”."))
    received_on = forms.DateField(label=_("Received on"), widget=DateInput)
    submission = CaseChoice(Submission.objects.none(), label=_("About the case"), required=False)
    text = forms.CharField(label=_("Objection"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, judging: Judging, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate()
        cases = cast("CaseChoice", self.fields["submission"])
        cases.queryset = judged_submissions(judging).order_by("number")


class AnswerForm(forms.Form):
    """The answer that the person gets."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(one.value, one.label) for one in (Objection.Outcome.DISMISSED, Objection.Outcome.UPHELD)],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
