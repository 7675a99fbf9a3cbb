"""What people fill in about vessels and devices, and how they hand in what came from the sea."""

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from banyan.activities.permissions import KEEPERS
from banyan.kernels.journal.records import MOST_PARCEL_BYTES
from banyan.people.models import Account, Dialect, Organisation
from banyan.people.queries import visible_to
from banyan.programmes.study.actions.courses import MOST_TEXT as MOST_ITEM_TEXT
from banyan.programmes.study.models import Course, Item, Pack, Vessel
from banyan.programmes.study.models.courses import LEAST_MINUTES, MOST_MINUTES
from banyan.programmes.study.permissions import AUTHORS
from banyan.programmes.study.queries.courses import courses_for, with_sizes
from banyan.programmes.study.queries.devices import vessels_for
from banyan.programmes.study.quizzes import UnableToReadQuiz, read_quiz
from banyan.web.forms import DateInput

MOST_FILES = 40
MOST_TEXT = 400_000
# Photos of a phone.
MOST_PHOTO_BYTES = 20 * 1024 * 1024


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        chosen = data if isinstance(data, (list, tuple)) else [data] if data else []
        if len(chosen) > MOST_FILES:
            raise forms.ValidationError(_("At most 40 files at once. Hand the others in after these."))
        return [super(FilesField, self).clean(file, initial) for file in chosen]


class VesselForm(forms.Form):
    code = forms.CharField(label=_("Code on the bow"), max_length=30, help_text=_("As painted on the bow, such as 粤东莞渔90001."))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), help_text=_("Whose people are aboard."))
    home_port = forms.CharField(label=_("Home port"), max_length=60, required=False)

    def __init__(self, account: Account, *args: Any, vessel: Vessel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = visible_to(account, *KEEPERS)  # type: ignore[attr-defined]  # Django types fields as Field
        if vessel is not None:
            del self.fields["code"]
            self.initial = {"organisation": vessel.organisation, "home_port": vessel.home_port}


class IntroductionForm(forms.Form):
    """The first step of enrolling: what the device shows."""

    file = forms.FileField(
        label=_("Introduction of the device"),
        help_text=_("The file “enrol” of the device, or a photo of the code that it shows."),
        error_messages={"required": _("Choose the file or the photo first."), "empty": _("This file is empty. Choose another one.")},
    )


class EnrolForm(forms.Form):
    """The second step: whose it is, in the eyes of who saw it."""

    introduction = forms.CharField(widget=forms.HiddenInput, max_length=1000)
    vessel = forms.ModelChoiceField(Vessel.objects.none(), label=_("Vessel"))
    title = forms.CharField(
        label=_("Name of the device"), max_length=40, help_text=_("So that people know which one is meant, such as 老陈的手机.")
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vessel"].queryset = vessels_for(account).filter(ended_on=None)  # type: ignore[attr-defined]  # the same


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("As: lost, sold, broken."))


class HandInForm(forms.Form):
    parcels = FilesField(
        label=_("Files and photos"),
        required=False,
        help_text=_("Files from a device, and photos of its codes: several at once, in any order, also ones that were handed in before."),
    )
    text = forms.CharField(
        label=_("Text of a message"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Characters of a short message, or the lines that were dictated over the radio."),
    )

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or self.cleaned_data
        if not filled.get("parcels") and not filled.get("text", "").strip() and not self.errors:
            raise forms.ValidationError(_("Choose files or photos, or paste a text."))
        for file in filled.get("parcels") or []:
            if file.size > max(MOST_PARCEL_BYTES, MOST_PHOTO_BYTES):
                raise forms.ValidationError(_("“%(name)s” is larger than 20 MB. Nothing that a device writes is.") % {"name": file.name})
        return filled

    def arrived(self) -> list[tuple[str, bytes]]:
        """What was handed in, each with its name."""
        found = [(file.name, file.read()) for file in self.cleaned_data["parcels"]]
        text = self.cleaned_data["text"].strip()
        return found + ([(str(_("Text of a message")), text.encode())] if text else [])


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
