"""Days, times and hours as people say them, in Chinese and English."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

_SHORT_DAYS = (
    pgettext_lazy("weekday, short", "Mon"),
    pgettext_lazy("weekday, short", "Tue"),
    pgettext_lazy("weekday, short", "Wed"),
    pgettext_lazy("weekday, short", "Thu"),
    pgettext_lazy("weekday, short", "Fri"),
    pgettext_lazy("weekday, short", "Sat"),
    pgettext_lazy("weekday, short", "Sun"),
)
_LONG_DAYS = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)
MONTHS = (
    pgettext_lazy("month, short", "Jan"),
    pgettext_lazy("month, short", "Feb"),
    pgettext_lazy("month, short", "Mar"),
    pgettext_lazy("month, short", "Apr"),
    pgettext_lazy("month, short", "May"),
    pgettext_lazy("month, short", "Jun"),
    pgettext_lazy("month, short", "Jul"),
    pgettext_lazy("month, short", "Aug"),
    pgettext_lazy("month, short", "Sep"),
    pgettext_lazy("month, short", "Oct"),
    pgettext_lazy("month, short", "Nov"),
    pgettext_lazy("month, short", "Dec"),
)
# From which hour each part of the day is called so.
_PARTS_OF_THE_DAY = (
    (18, gettext_noop("in the evening")),
    (13, gettext_noop("in the afternoon")),
    (12, gettext_noop("at midday")),
    (8, gettext_noop("in the morning")),
    (5, gettext_noop("early in the morning")),
    (0, gettext_noop("in the small hours")),
)


def _here(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def say_day(value: date) -> str:
    """Say the day: 周三 12 月 2 日; with the year when it isn't this one."""
    value = _here(value)
    parts = {
        "weekday": _SHORT_DAYS[value.weekday()],
        "day": value.day,
        "month": MONTHS[value.month - 1],
        "year": value.year,
    }
    if value.year == timezone.localdate().year:
        return _("%(weekday)s %(day)d %(month)s") % parts
    return _("%(weekday)s %(day)d %(month)s %(year)d") % parts


def say_moment(value: datetime) -> str:
    """Say day and time: 周三 12 月 2 日 19:30."""
    return _("%(day)s, %(time)s") % {"day": say_day(value), "time": _here(value).strftime("%H:%M")}


def say_clock(value: datetime) -> str:
    """Say the time without figures that need thinking: 晚上 7 点半."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    hour, minute = local.hour, local.minute
    part = next(words for start, words in _PARTS_OF_THE_DAY if hour >= start)
    parts = {"part": _(part), "hour": hour % 12 or 12, "minute": minute}
    if minute == 0:
        return _("%(hour)d o'clock %(part)s") % parts
    if minute == 30:
        return _("half past %(hour)d %(part)s") % parts
    return _("%(hour)d:%(minute)02d %(part)s") % parts


def say_elder_day(value: date) -> str:
    """Say day and time in words: 星期三 晚上 7 点半; nearer days by name, farther ones with their date."""
    value = _here(value)
    on = value.date() if isinstance(value, datetime) else value
    said = str(_LONG_DAYS[on.weekday()])
    away = (on - timezone.localdate()).days
    near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get(away)
    if near:
        said = _("%(near)s, %(weekday)s") % {"near": near, "weekday": said}
    elif not 0 < away < 7:
        month = MONTHS[on.month - 1]
        form = _("%(weekday)s %(day)d %(month)s") if on.year == timezone.localdate().year else _("%(weekday)s %(day)d %(month)s %(year)d")
        said = form % {"weekday": said, "day": on.day, "month": month, "year": on.year}
    return _("%(day)s, %(time)s") % {"day": said, "time": say_clock(value)} if isinstance(value, datetime) else said


def say_hours(minutes: int) -> str:
    """Say whole minutes as hours: 1 小时 30 分; a reversed entry has a minus before it."""
    hours, rest = divmod(abs(minutes), 60)
    parts = {"hours": hours, "minutes": rest}
    if not hours:
        said = _("%(minutes)d min") % parts
    elif not rest:
        said = _("%(hours)d h") % parts
    else:
        said = _("%(hours)d h %(minutes)d min") % parts
    return f"−{said}" if minutes < 0 else said
