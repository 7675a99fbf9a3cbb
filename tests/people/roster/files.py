"""Rosters for tests, as clerks would write them."""

import io
from collections.abc import Sequence

import xlsxwriter

from banyan.people.roster.identity import check_digit

HEAD = ("姓名", "性别", "出生年月", "身份证号码", "政治面貌", "离退休类别", "联系电话", "所在支部", "关爱标签", "备注")


def identity(order: int = 1, born: str = "19480312") -> str:
    """An identity number that is right in itself."""
    first = f"440107{born}{order:03d}"
    return first + check_digit(first)


def row(name: str = "李明", **cells: str) -> list[str]:
    """A row under HEAD."""
    known = {"姓名": name, "性别": "", "政治面貌": "群众", "离退休类别": "退休"} | cells
    return [known.get(heading, "") for heading in HEAD]


def csv_file(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    """A CSV in the coding that Excel writes in China."""
    return "\n".join(",".join(map(str, one)) for one in (head, *rows)).encode("gb18030")


def xlsx_file(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    """The same as an .xlsx, every cell as text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, one in enumerate((head, *rows)):
            for column, value in enumerate(one):
                if value != "":
                    sheet.write_string(number, column, str(value))
    return stream.getvalue()
