from __future__ import annotations

import pytest

from aishare_lint.document.paths import show
from aishare_lint.document.reader import read


def comments(text: str) -> list[tuple[str, str | None, bool]]:
    document = read(text)
    assert document.data is not None, document.problems
    for comment in document.comments:
        assert text[comment.span.start : comment.span.end].lstrip("#").strip() == comment.text.lstrip("#").strip()
    return [(comment.text, show(comment.path) if comment.path is not None else None, comment.alone) for comment in document.comments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # x\n", [("x", "$.a", False)]),
        ("# x\na: 1\n", [("x", "$.a", True)]),
        ("a: 1\n# x\n", [("x", None, True)]),
        ("a: # x\n  b: 1\n", [("x", "$.a", False)]),
        ("a:\n  # x\n  b: 1\n", [("x", "$.a.b", True)]),
        ("- 1 # x\n- 2\n", [("x", "$[0]", False)]),
        ("- # x\n  a: 1\n", [("x", "$[0].a", False)]),
        ("- a: 1 # x\n  b: 2\n", [("x", "$[0].a", False)]),
        ("- a: {b: 1, c: 2} # x\n", [("x", "$[0].a", False)]),
        ("a: [b, c,\n  d] # x\ne: 1\n", [("x", "$.a[2]", False)]),
        ("a: [\n  b\n] # x\n", [("x", "$.a", False)]),
        ("a: [ # x\n  b, # y\n  # z\n  c]\n", [("x", "$.a", False), ("y", "$.a[0]", False), ("z", "$.a[1]", True)]),
        ("a: | # x\n  # no comment\nb: 1\n", [("x", "$.a", False)]),
        ("a: |\n  text\n # x\nb: 1\n", [("x", "$.b", True)]),
        ("a: >-\n  text # none\n\n# x\n", [("x", None, True)]),
        ("a: &n # x\n  1\nb: *n # y\n", [("x", "$.a", False), ("y", "$.b", False)]),
        ("--- # x\na: 1\n", [("x", "$.a", False)]),
        ("? a # x\n: b # y\n", [("x", "$.a", False), ("y", "$.a", False)]),
        ("a: 'it''s # none' # x\n", [("x", "$.a", False)]),
        ('a: "b\n  # none" # x\nc: 1\n', [("x", "$.a", False)]),
        ("a: b#c\n", []),
        ("a: see #1\n", [("1", "$.a", False)]),
        ('"a # b": 1\n"a # b": 2 # x\n', [("x", None, False)]),
        ("a: 1\na: {'k # k': [1]} # x\nb: 2\n", [("x", "$.b", False)]),
        ("\ufeff# x\na: 1\n", [("x", "$.a", True)]),
        ("# x\r# y\r\na: 1\r", [("x", "$.a", True), ("y", "$.a", True)]),
        ("#\n#!x\n##  y\na: 1\n", [("", "$.a", True), ("!x", "$.a", True), ("#  y", "$.a", True)]),
        ("# x\u2028b: 2\na: 1\n", [("x\u2028b: 2", "$.a", True)]),
        ("", []),
        ("# x\n", [("x", None, True)]),
    ],
)
def test_a_comment_belongs_to_a_key(text: str, expected: list[tuple[str, str | None, bool]]) -> None:
    assert comments(text) == expected


def test_a_file_that_cannot_be_read_has_none() -> None:
    assert read("a: [ # x\n").comments == ()


def test_many_comments_and_many_values_are_no_product() -> None:
    text = "a: [" + "b, " * 20_000 + "\n" + "# x\n" * 20_000 + "c]\n"
    found = read(text).comments
    assert len(found) == 20_000
    assert {comment.path for comment in found} == {("a", 20_000)}
