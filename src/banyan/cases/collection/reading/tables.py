"""Forms: a row that begins with the name of a part, or with 案例名称, holds that part or the title beside it."""

import re
from collections.abc import Iterable, Iterator

from banyan.cases.collection.reading.names import Names
from banyan.core.documents.word_paragraphs import WordParagraph
from banyan.core.documents.word_styles import Look

_TITLE = re.compile(r"(?:案例|作品|项目)(?:名称|题目|标题|题名)|题目|标题")


def unfolded(paragraphs: Iterable[WordParagraph], names: Names) -> Iterator[WordParagraph]:
    """Give rows that hold a part as its heading and lines of text, the row of the title as a title, all else as it is."""
    for paragraph in paragraphs:
        label, *values = [cell for cell in dict.fromkeys(paragraph.cells) if cell] or [""]
        if len(values) == 1 and names.exactly(label):
            yield WordParagraph(label, cells=(label,))
            yield from (WordParagraph(line) for line in values[0].split("\n") if line.strip())
        elif len(values) == 1 and _TITLE.fullmatch(label):
            yield WordParagraph(f"{label}：{values[0]}", Look(style="title"))
        else:
            yield paragraph


def is_label(paragraph: WordParagraph) -> bool:
    """Tell whether ``paragraph`` is the label of a row taken apart, whose part ends with its row."""
    return len(paragraph.cells) == 1
