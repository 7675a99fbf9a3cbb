"""Packs for tests: a small course with every kind of file and question."""

from dataclasses import replace
from typing import Any

from banyan.kernels.journal.keys import public_of
from banyan.kernels.packs import Course, Item, Manifest, Question, RosterRow, build
from banyan.kernels.packs.building import file_name
from tests.kernels.journal.made import BEGAN, secret_of

SHORE = secret_of(99)
TRUSTED = [public_of(SHORE)]
TEXT, SOUND, SHEET = "# 休渔期\n\n南海休渔期自5月1日12时起。".encode(), b"OggS" + bytes(range(200)), b"%PDF-1.4\n%%EOF\n"
CONTENTS = {file_name(TEXT, "md"): TEXT, file_name(SOUND, "opus"): SOUND, file_name(SHEET, "pdf"): SHEET}
QUIZ = (
    Question("single", "休渔期从哪天开始？", ("4月1日", "5月1日"), (1,), "南海为5月1日12时。"),
    Question("multiple", "船上必备？", ("救生衣", "火把", "对讲机"), (0, 2)),
    Question("truth", "休渔期可以出海。", ("对", "错"), (1,)),
)
ITEMS = (
    Item("71", "休渔期", 30, 60, text=file_name(TEXT, "md"), audio=file_name(SOUND, "opus"), quiz=QUIZ),
    Item("72", "讲义", 20, pdf=file_name(SHEET, "pdf")),
)


def made(**changes: Any) -> Manifest:
    manifest = Manifest(
        number=3,
        issued=BEGAN,
        title="九月学习包",
        store="0011223344556677",
        key=public_of(SHORE).hex(),
        courses=(Course("7", "海上安全", 4, "yue-dongguan", ITEMS),),
        files={name: len(content) for name, content in CONTENTS.items()},
        roster=(RosterRow(1, "1001", "陈*明"), RosterRow(2, "1002", "冯*生")),
    )
    return replace(manifest, **changes)


def pack(**changes: Any) -> bytes:
    return build(made(**changes), CONTENTS, secret=SHORE)
