"""Every part of a page with none, one and many rows, for eyes and for axe; shown in the demo only."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import pgettext, pgettext_lazy

from banyan.web.charts import Band, Chart, Point
from banyan.web.forms import DateInput
from banyan.web.lists import Column, EmptyState, Filter, ListPage
from banyan.web.tiles import Tile
from banyan.web.timeline import Event
from banyan.web.words import MONTHS

# Data, not interface: a case's title and a city's name stand in Chinese in both languages.
TITLES = (
    "乡音传党音　宣讲入人心",
    "送学到渔家　船头党旗红",
    "结对互助　情暖大朗",
    "银发生辉映晚霞　老有所为谱新篇　退休干部党支部助力基层治理和乡村振兴的实践与思考——以渔村支部为例",
)
NAMES = ("何桂英", "欧阳国强", "阿依古丽·买买提明江·艾合", "陈敏")
CITIES = (
    ("韶关", 1, 0, 2), ("清远", 1, 1, 1), ("河源", 2, 1, 2), ("梅州", 2, 1, 3), ("潮州", 0, 1, 4), ("肇庆", 1, 2, 0), ("佛山", 2, 2, 1),
    ("广州", 6, 2, 2), ("惠州", 3, 2, 3), ("揭阳", 1, 2, 4), ("汕头", 1, 2, 5), ("云浮", 1, 3, 0), ("江门", 2, 3, 1), ("中山", 2, 3, 2),
    ("东莞", 5, 3, 3), ("深圳", 4, 3, 4), ("汕尾", 1, 3, 5), ("茂名", 1, 4, 0), ("阳江", 1, 4, 1), ("珠海", 2, 4, 2), ("湛江", 1, 5, 0),
)  # fmt: skip


class SampleForm(forms.Form):
    title = forms.CharField(
        label=pgettext_lazy("sample", "Title"),
        help_text=pgettext_lazy("sample", "At most 60 characters, as it will be printed."),
        max_length=60,
    )
    text = forms.CharField(label=pgettext_lazy("sample", "Text"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    category = forms.ChoiceField(label=pgettext_lazy("sample", "Category"), choices=[("role", "发挥作用类"), ("mixed", "综合类")])
    mode = forms.ChoiceField(
        label=pgettext_lazy("sample", "How it was done"),
        choices=[("home", pgettext_lazy("sample", "At home")), ("phone", pgettext_lazy("sample", "By phone"))],
        widget=forms.RadioSelect,
        help_text=pgettext_lazy("sample", "Choose one."),
    )
    held_on = forms.DateField(label=pgettext_lazy("sample", "Day"), widget=DateInput)
    photo = forms.FileField(
        label=pgettext_lazy("sample", "File"), required=False, help_text=pgettext_lazy("sample", "Word, PDF or text, at most 20 MB.")
    )
    agreed = forms.BooleanField(label=pgettext_lazy("sample", "The person agreed that the name is shown"))


def sample_list(request: HttpRequest) -> ListPage:
    """Return a list of 0, 1 or many rows, as ``?rows=`` asks."""
    known = ContentType.objects.order_by("pk")
    rows = {"0": known.none(), "1": known.filter(pk=known.values("pk")[:1])}.get(request.GET.get("rows", ""), known)
    tones = ("green", "amber", "seal", "")
    columns = [
        Column("model", pgettext("sample", "Title"), sort="model", text=lambda row: TITLES[row.pk % 4], url=lambda row: f"#{row.pk}"),
        Column("app_label", pgettext("sample", "Person"), sort="app_label", text=lambda row: NAMES[row.pk % 4]),
        Column(
            "state",
            pgettext("sample", "State"),
            text=lambda row: (
                pgettext("sample", "Published"),
                pgettext("sample", "Due"),
                pgettext("sample", "Overdue"),
                pgettext("sample", "Draft"),
            )[row.pk % 4],
            tone=lambda row: tones[row.pk % 4],
        ),
        Column("id", pgettext("sample", "Number"), sort="id", number=True),
    ]
    return ListPage(
        rows,
        request,
        columns=columns,
        filters=[
            Filter("app_label", pgettext("sample", "Year"), [("core", "2023"), ("people", "2022")]),
            Filter("model", pgettext("sample", "City"), [(name, name) for name, *_place in CITIES]),
        ],
        search=lambda queryset, words: queryset.filter(model__icontains=words[0]),
        empty=EmptyState(
            pgettext("sample", "No cases yet"),
            pgettext("sample", "Cases that were approved will stand here."),
            pgettext("sample", "Read a notice"),
            "#",
        ),
        export_name="parts",
    )


def sample_charts() -> list[Chart]:
    """Return a chart of a year with a ban and a target, one of a single figure, one of none."""
    figures: tuple[int | None, ...] = (1, 3, 5, 6, 14, 19, 23, 24, 26, 27, 29, None)
    points = [Point(str(month), value) for month, value in zip(MONTHS, figures, strict=True)]
    ban = [Band(4, 6, pgettext("sample", "Fishing ban"))]
    return [
        Chart(
            pgettext("sample", "Study hours a person at sea"), points, pgettext("sample", "hours"), 32, pgettext("sample", "Target"), ban
        ),
        Chart(pgettext("sample", "One figure"), points[4:5], pgettext("sample", "hours")),
        Chart(pgettext("sample", "No figure"), []),
    ]


def pattern_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the pattern page shows."""
    if request.GET.get("said"):
        messages.success(request, pgettext("sample", "Saved. The second person can check it now."))
        messages.error(request, pgettext("sample", "Not sent: the file is larger than 20 MB. Make it smaller or split it."))
    evening = timezone.localtime().replace(hour=19, minute=30, second=0, microsecond=0)
    wrong = SampleForm({"wrong-title": "长" * 70, "wrong-mode": "sea", "wrong-held_on": "昨天"}, prefix="wrong")
    return {
        "title": pgettext("sample", "Parts"),
        "context_line": pgettext("sample", "What every page is made of."),
        "page": sample_list(request),
        "form": SampleForm(),
        "wrong_form": wrong,
        "charts": sample_charts(),
        "bars": Chart(
            pgettext("sample", "Visits a month"),
            [Point(name, count) for name, count, *_place in CITIES[:8]],
            pgettext("sample", "times"),
            4,
            pgettext("sample", "Target"),
        ),
        "cities": [Tile(name, count, row, column, f"#{name}") for name, count, row, column in CITIES],
        "events": _events(evening),
        "evening": evening,
        "titles": TITLES,
        "names": NAMES,
        "work": range(3),
    }


def _events(evening: datetime) -> list[Event]:
    return [
        Event(evening, pgettext("sample", "Published"), NAMES[3], tone="green"),
        Event(
            evening - timedelta(days=1),
            pgettext("sample", "Sent back"),
            NAMES[1],
            pgettext("sample", "Two figures have no source."),
            "seal",
        ),
        Event((evening - timedelta(days=400)).date(), pgettext("sample", "Written"), NAMES[2]),
    ]
