"""Texts to study are shown with their headings, lists and bold words, and never bring markup of their own."""

import re

from hypothesis import given
from hypothesis import strategies as st

from banyan.kernels.prose import html_of


def test_headings_lists_bold_words_and_paragraphs() -> None:
    text = "# 出海前\n\n- 救生衣**穿好**\n- 看天气\n\n第一行\n第二行\n\n1. 一\n2. 二\n### 末"

    assert html_of(text).split("\n") == [
        "<h3>出海前</h3>",
        "<ul><li>救生衣<strong>穿好</strong></li><li>看天气</li></ul>",
        "<p>第一行<br>第二行</p>",
        "<ol><li>一</li><li>二</li></ol>",
        "<h5>末</h5>",
    ]


def test_headings_begin_at_the_level_of_the_page() -> None:
    assert html_of("# 一\n## 二", top=6) == "<h6>一</h6>\n<h6>二</h6>"


def test_markup_is_shown_and_not_obeyed() -> None:
    assert html_of('<script>x</script> & "a" **<b>**') == (
        "<p>&lt;script&gt;x&lt;/script&gt; &amp; &quot;a&quot; <strong>&lt;b&gt;</strong></p>"
    )


def test_no_text_is_nothing() -> None:
    assert html_of(" \n\r\n ") == ""


@given(st.text(max_size=300))
def test_whatever_is_written_no_other_tag_comes_out(text: str) -> None:
    tags = set(re.findall(r"</?([a-z0-9]*)[^>]*>", html_of(text)))

    assert tags <= {"p", "br", "ul", "ol", "li", "strong", "h3", "h4", "h5"}
