"""The minutes of a meeting (会议记录) as an official document: who was expected, came and was excused, topics, discussion, decisions."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone, translation

from banyan.activities.models import Activity, Attendance, MeetingRecord
from banyan.activities.queries import people_of
from banyan.core import files
from banyan.core.official import Block, FactsTable, Heading, OfficialDocument, Paragraph, Photo
from banyan.core.official.composition import chinese_day
from banyan.core.official.plain import printable

# Documents are in Chinese whatever the language of the page that makes them.
NOTHING = "无"
SIGNATURES = (("主持人签名", ""), ("记录人签名", ""), ("日期", "　　年　　月　　日"))


def minutes_of(activity: Activity, record: MeetingRecord) -> OfficialDocument:
    """Make the document of a meeting and what was written down of it."""
    with translation.override("zh-hans"):
        kind = str(activity.get_kind_display())
    name = f"{kind}会议记录" if activity.is_meeting and not kind.endswith("会") else f"{kind}记录"
    blocks: list[Block] = [
        FactsTable(tuple(_facts(activity, record))),
        *_part("议题", record.topics),
        *_part("讨论情况", record.discussion),
        *_part("议定事项", record.decisions),
        FactsTable(SIGNATURES),
        *_photos(activity),
    ]
    return OfficialDocument(f"{activity.organisation.name}\n{name}", subtitle=activity.title, blocks=tuple(blocks))


def _facts(activity: Activity, record: MeetingRecord) -> Iterable[tuple[str, str]]:
    people = people_of(activity)
    counted = {state: len(rows) for state, rows in people.items()}
    place = activity.place
    yield "时间", _when(activity.starts_at, activity.ends_at)
    yield "地点", f"{place.name}　{place.address}".strip() if place else ""
    yield "主持人", record.chair
    yield "记录人", record.writer
    yield "应到", f"{sum(counted.values())}人"
    yield "实到", _counted(people[Attendance.State.ATTENDED])
    yield "请假", _counted(people[Attendance.State.EXCUSED], excuses=True)
    if people[Attendance.State.EXPECTED]:
        yield "未到", _counted(people[Attendance.State.EXPECTED])
    yield "列席", record.others or NOTHING


def _counted(rows: list[Attendance], *, excuses: bool = False) -> str:
    if not rows:
        return NOTHING
    names = [f"{row.person.name}（{row.excuse}）" if excuses and row.excuse else row.person.name for row in rows]
    return f"{len(rows)}人：{'、'.join(names)}"


def _when(begins: datetime, ends: datetime) -> str:
    begins, ends = timezone.localtime(begins), timezone.localtime(ends)
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{chinese_day(ends.date())}{ends:%H:%M}"
    return f"{chinese_day(begins.date())}（星期{'一二三四五六日'[begins.weekday()]}）{begins:%H:%M}至{until}"


def _part(name: str, text: str) -> list[Block]:
    """A part with its heading, each line a paragraph with the number that was typed; what nobody wrote leaves no heading."""
    lines = [line.strip() for line in printable(text).split("\n")]
    paragraphs = [Paragraph(line) for line in lines if line]
    return [Heading(1, name), *paragraphs] if paragraphs else []


def _photos(activity: Activity) -> list[Block]:
    photos = [Photo(files.content_of(row.file), row.caption) for row in activity.photos.select_related("file")]
    return [Heading(1, "会议照片" if activity.is_meeting else "活动照片"), *photos] if photos else []
