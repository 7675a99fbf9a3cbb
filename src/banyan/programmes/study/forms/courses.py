"""What people fill in about courses, items, crews and packs."""

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from banyan.people.models import Account, Dialect, Organisation
from banyan.people.queries import visible_to
from banyan.programmes.study.actions.courses import MOST_TEXT as MOST_ITEM_TEXT
from banyan.programmes.study.models import Course, Item, Pack, Vessel
from banyan.programmes.study.models.courses import LEAST_MINUTES, MOST_MINUTES
from banyan.programmes.study.permissions import AUTHORS
from banyan.programmes.study.queries.courses import courses_for, with_sizes
from banyan.programmes.study.quizzes import UnableToReadQuiz, read_quiz
from banyan.web.forms import DateInput


class CourseForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=80)
    language = forms.ChoiceField(label=_("Language of the sound"), choices=Dialect.choices)

    def __init__(self, account: Account, *args: Any, course: Course | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = visible_to(account, *AUTHORS)  # type: ignore[attr-defined]  # Django types fields as Field
        if course is not None:
            del self.fields["organisation"]
            self.initial = {"title": course.title, "language": course.language}


class ItemForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=80)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        help_text=_("What it credits; 80 of 100 of this time prove it."),
    )
    text = forms.CharField(
        label=_("Text to read"),
        required=False,
        max_length=MOST_ITEM_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Paste it from Word. A line that begins with # is a heading, one with - an entry of a list; **bold**."),
    )
    audio = forms.FileField(
        label=_("Sound"), required=False, help_text=_("MP3, M4A, Ogg or WAV. Data at sea is dear: speech at a low rate is enough.")
    )
    drop_audio = forms.BooleanField(label=_("Take the sound out"), required=False)
    pdf = forms.FileField(label="PDF", required=False)
    drop_pdf = forms.BooleanField(label=_("Take the PDF out"), required=False)
    quiz = forms.CharField(
        label=_("Quiz"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "One question after the other with an empty line between; answers as A. B. C., a star before each right one; "
            "（对） or （错） at the end of a question; 解析： says why."
        ),
    )
    pass_score = forms.IntegerField(
        label=_("Passed from"), required=False, min_value=0, max_value=100, help_text=_("Of 100; 60 when empty.")
    )

    def __init__(self, *args: Any, item: Item | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item is not None:
            self.initial = {name: getattr(item, name) for name in ("title", "minutes", "text", "quiz", "pass_score")}
        for name in ("audio", "pdf"):
            if item is None or getattr(item, name) is None:
                del self.fields[f"drop_{name}"]

    def clean_quiz(self) -> str:
        quiz: str = self.cleaned_data["quiz"]
        try:
            read_quiz(quiz)
        except UnableToReadQuiz as error:
            raise forms.ValidationError(str(error)) from error
        return quiz

    @property
    def details(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        filled = {name: self.cleaned_data[name] for name in ("title", "minutes", "text", "quiz", "pass_score")}
        for name in ("audio", "pdf"):
            file = self.cleaned_data[name]
            filled[name] = (file.name, file.read()) if file else False if self.cleaned_data.get(f"drop_{name}") else None
        return filled


class StepForm(forms.Form):
    note = forms.CharField(
        label=_("To the author"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is to be changed."),
    )


class DayForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DateInput)


class CoursesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django can't be told at run time
    """Courses with what they weigh."""

    def label_from_instance(self, course: Any) -> str:
        return f"{course} · {filesizeformat(course.bytes)}"


class PackForm(forms.Form):
    """Which approved courses go to sea, and what they build on."""

    title = forms.CharField(label=_("Title"), max_length=80, help_text=_("As the crew sees it, such as 九月学习包."))
    courses = CoursesField(Course.objects.none(), label=_("Courses"), widget=forms.CheckboxSelectMultiple)
    base = forms.ModelChoiceField(
        Pack.objects.none(),
        label=_("Builds on"),
        required=False,
        empty_label=_("nothing: everything is inside"),
        help_text=_("Files that this earlier pack brought are left out. Choose it only when it is surely aboard."),
    )

    def __init__(self, account: Account, vessel: Vessel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = with_sizes(courses_for(account).filter(state=Course.State.APPROVED))
        self.has_courses = courses.exists()
        self.fields["courses"].queryset = courses  # type: ignore[attr-defined]  # Django types fields as Field
        self.fields["base"].queryset = Pack.objects.filter(vessel=vessel)  # type: ignore[attr-defined]  # the same

    def chosen_bytes(self) -> int:
        """Return what is ticked weighs at most, also in a form that isn't whole yet."""
        field: Any = self.fields["courses"]
        ticked = set(field.widget.value_from_datadict(self.data, self.files, "courses") or ()) if self.is_bound else set()
        return sum(course.bytes for course in field.queryset if str(course.pk) in ticked)
