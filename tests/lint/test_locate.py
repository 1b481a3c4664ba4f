"""Where a piece of a value stands in the file: exactly, in each way of writing a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.reader import Document, read
from aishare_lint.lint.detection import locate_in_value

LINE = st.text(alphabet="ab #:-\t", max_size=8)


def located(document: Document, start: int, end: int) -> str:
    value = document.data["text"]  # type: ignore[index, call-overload]
    span = locate_in_value(document, ("text",), value, start, end)
    return document.text[span.start : span.end]


@given(lines=st.lists(LINE, min_size=1, max_size=6), indent=st.integers(1, 4), keep=st.sampled_from(["", "-", "+"]), data=st.data())
def test_every_piece_of_a_line_of_a_literal_block_is_found_where_it_is(
    lines: list[str], indent: int, keep: str, data: st.DataObject
) -> None:
    blanks = " " * indent
    text = f"text: |{keep}\n{blanks}x\n" + "".join(f"{blanks}{line}\n" for line in lines) + "title: end\n"
    document = read(text, "report.yaml")
    if document.data is None or not isinstance(document.data, dict) or "text" not in document.data:
        return
    value = document.data["text"]
    assert isinstance(value, str)
    start = data.draw(st.integers(0, len(value) - 1))
    behind = value.find("\n", start)
    end = data.draw(st.integers(start, behind if behind >= 0 else len(value)))
    assert located(document, start, end) == value[start:end]


@pytest.mark.parametrize("style", ["|", ">", "|2", "|-", ">+"])
def test_the_second_of_two_equal_words_is_found(style: str) -> None:
    document = read(f"text: {style}\n  one two\n\n  one three\ntitle: end\n", "report.yaml")
    value = document.data["text"]  # type: ignore[index, call-overload]
    second = value.index("one", 3)
    span = locate_in_value(document, ("text",), value, second, second + 3)
    assert document.text[span.start :].startswith("one three")


def test_a_piece_over_two_lines_begins_and_ends_where_it_does() -> None:
    document = read("text: |\r\n   one\r\n   two\r\n", "report.yaml")
    assert located(document, 1, 6) == "ne\r\n   tw"
