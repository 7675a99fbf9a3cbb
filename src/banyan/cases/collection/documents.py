"""A submission as official documents: the case itself, and the application form with room for opinions and seals."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.utils import timezone

from banyan.cases.collection.models import Level, Submission
from banyan.cases.collection.queries import texts_of
from banyan.core import files
from banyan.core.official import Block, FactsTable, Heading, OfficialDocument, OpinionBox, Photo, blocks_of

# Official documents are in Chinese whatever the language of the page that makes them.
LOWER: dict[int, Literal[2, 3, 4]] = {1: 2, 2: 3, 3: 4, 4: 4}
OPINIONS = {Level.UNIT: "报送单位意见", Level.CITY: "市级推荐意见", Level.PROVINCE: "省级审核意见"}


def case_document(submission: Submission) -> OfficialDocument:
    """The case in its parts with its photos, as it is published among offices."""
    blocks: list[Block] = []
    for part, text in texts_of(submission):
        blocks.append(Heading(1, part.name))
        blocks += _below(blocks_of(text))
    blocks += [Photo(files.content_of(photo.file), photo.caption) for photo in submission.photos.select_related("file")]
    return OfficialDocument(
        title=submission.title or "（未拟标题）",
        subtitle=submission.subtitle,
        blocks=tuple(blocks),
        signers=(submission.organisation.name,),
        signed_on=_day(submission),
    )


def application_form(submission: Submission) -> OfficialDocument:
    """The form (申报表) that goes up with the case: its facts, and a box for each level's opinion, date and seal."""
    rows = [
        ("编号", submission.mark or "（报送后生成）"),
        ("案例题目", submission.title),
        ("副题", submission.subtitle),
        ("报送单位", submission.organisation.name),
        ("所在地市", submission.city.name if submission.city else ""),
        ("类别", submission.category.name if submission.category else ""),
        ("联系人", submission.contact_name),
        ("联系电话", submission.contact_phone),
        ("正文字数", f"{submission.characters} 字"),
        ("报送日期", _said(_day(submission))),
    ]
    boxes = tuple(OpinionBox(name) for name in OPINIONS.values())
    return OfficialDocument(title=f"{submission.call.title}申报表", blocks=(FactsTable(tuple(rows)), *boxes))


def _below(blocks: Sequence[Block]) -> list[Block]:
    """Set headings one level lower where the writer began with 一、 inside a part, which is the level of the parts."""
    if not any(isinstance(block, Heading) and block.level == 1 for block in blocks):
        return list(blocks)
    return [Heading(LOWER[block.level], block.text) if isinstance(block, Heading) else block for block in blocks]


def _day(submission: Submission) -> date:
    return timezone.localdate(submission.submitted_at or submission.changed_at)


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
