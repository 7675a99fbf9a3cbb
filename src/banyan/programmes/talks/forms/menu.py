"""What people fill in about topics and the versions of their scripts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banyan.activities.models import Programme
from banyan.core.files import MOST_BYTES
from banyan.people.models import Dialect
from banyan.programmes.talks.actions.scripts import USUAL_DAYS
from banyan.programmes.talks.models import Audience, Form, Topic
from banyan.web.forms import DateInput

MOST_CHARACTERS = 40_000


class TopicForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=60)
    summary = forms.CharField(
        label=_("What it is about"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Two or three lines; whoever orders a talk reads them."),
    )
    form = forms.ChoiceField(label=_("Form"), choices=Form.choices)
    audience = forms.ChoiceField(label=_("For whom"), choices=Audience.choices)
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=300, initial=40)
    dialects = forms.MultipleChoiceField(
        label=_("Dialects offered"),
        choices=Dialect.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those in which somebody can give it; orders choose among them."),
    )

    @staticmethod
    def values_of(topic: Topic) -> dict[str, Any]:
        """What the form shows of a topic."""
        return {name: getattr(topic, name) for name in ("title", "summary", "form", "audience", "minutes", "dialects")}


class NewTopicForm(TopicForm):
    field_order = ("programme",)

    def __init__(self, programmes: Sequence[Programme], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Programme.objects.filter(pk__in=[programme.pk for programme in programmes])
        field = forms.ModelChoiceField(offered, label=_("Programme"), empty_label=None)
        field.choices = [(programme.pk, f"{programme} · {programme.organisation}") for programme in programmes]
        self.fields["programme"] = field
        self.order_fields(self.field_order)


class TopicFileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("PDF, PPTX, DOCX, XLSX, JPEG or PNG, at most 20 MB."))

    def clean_file(self) -> Any:
        return not_too_large(self.cleaned_data["file"])


class ScriptForm(forms.Form):
    text = forms.CharField(
        label=_("Text of the script"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("Speakers read about 200 characters a minute."),
    )


class ApproveForm(forms.Form):
    usable_until = forms.DateField(
        label=_("May be used until"), widget=DateInput, help_text=_("Usually a year; then it is reviewed again.")
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usable_until"].initial = timezone.localdate() + timedelta(days=USUAL_DAYS)


class ReturnForm(forms.Form):
    note = forms.CharField(label=_("What is to be changed"), max_length=300, help_text=_("The author reads it."))


class WithdrawForm(forms.Form):
    note = forms.CharField(label=_("Reason"), max_length=300)


def not_too_large(file: Any) -> Any:
    """Return the file, or say that it is larger than what is kept."""
    if file.size > MOST_BYTES:
        raise forms.ValidationError(_("The file is larger than 20 MB. Make it smaller and choose it again."))
    return file
