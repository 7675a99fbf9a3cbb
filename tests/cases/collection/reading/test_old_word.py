"""A case sent as .doc or .wps is read as the same case sent as .docx."""

from pathlib import Path

from banyan.cases.collection.reading import PartName, read_submission
from tests.core.test_conversion import as_old, needs_office, word_file

PARTS = tuple(map(PartName, ("背景情况", "主要做法", "工作成效", "经验启示")))
LINES = (
    "榕树下的声音",
    "一、背景情况",
    "镇里老同志多。",
    "二、主要做法",
    "在榕树下讲。",
    "三、工作成效",
    "来听的人多了。",
    "四、经验启示",
    "事情要小。",
)


@needs_office
def test_a_case_in_the_old_form_is_read_into_the_same_parts(tmp_path: Path) -> None:
    new = word_file(*LINES)

    reading = read_submission(as_old(new, "docx", tmp_path), name="案例.doc", parts=PARTS)

    assert reading == read_submission(new, name="案例.docx", parts=PARTS)
    assert [part.text for part in reading.parts] == ["镇里老同志多。", "在榕树下讲。", "来听的人多了。", "事情要小。"]
