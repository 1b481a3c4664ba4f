from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.places import Lines, Place, Region, Span

TEXTS = st.text(st.sampled_from("ab\n\r é🎉\u2028\x85\x0b\x0c"), max_size=30)


def by_hand(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@given(TEXTS)
def test_lines_are_those_of_yaml(text: str) -> None:
    lines = Lines(text)
    assert [lines.line(number) for number in range(1, len(lines) + 1)] == by_hand(text)


@given(TEXTS, st.data())
def test_an_offset_is_on_its_line(text: str, data: st.DataObject) -> None:
    lines = Lines(text)
    offset = data.draw(st.integers(0, len(text)))
    number = lines.number(offset)
    assert lines.starts[number - 1] <= offset
    assert number == len(lines) or offset < lines.starts[number]


@given(TEXTS, st.data())
def test_a_region_leads_back_to_its_span(text: str, data: st.DataObject) -> None:
    lines = Lines(text)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    region = lines.region(span)
    assert lines.starts[region.line - 1] + region.column - 1 == span.start
    assert lines.starts[region.end_line - 1] + region.end_column - 1 == span.end


@pytest.mark.parametrize(
    ("text", "span", "region"),
    [
        ("a: b\n", Span(3, 4), Region(1, 4, 1, 5)),
        ("a:\r\n  é🎉\r\n", Span(6, 8), Region(2, 3, 2, 5)),
        ("", Span(0, 0), Region(1, 1, 1, 1)),
        ("a\rb", Span(0, 3), Region(1, 1, 2, 2)),
    ],
)
def test_regions_count_code_points_from_one(text: str, span: Span, region: Region) -> None:
    assert Lines(text).region(span) == region


def test_key_and_value_together() -> None:
    assert Place(Span(2, 5), Span(7, 9), "plain").whole == Span(2, 9)
    assert Place(None, Span(7, 9), "plain").whole == Span(7, 9)
