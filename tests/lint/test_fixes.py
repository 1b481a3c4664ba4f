"""Fixes: text edits, byte-exact outside the edit, never in evidence, the same result when run twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aishare_lint.document.reader import read
from aishare_lint.document.scalars import write
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.fixing import fix
from tests.lint.packs import NOW, pack_of, rule

NOT_BAD = {"schema": {"not": {"const": "bad"}}}
REPLACE = {"title": "write good", "safety": "safe", "replace": "good"}


def fixed(text: str, data: dict[str, Any], *, unsafe: bool = False) -> str:
    pack = pack_of({"t/x": data})
    result = fix(read(text, "r.yaml"), pack, Circumstances(pack.format, now=NOW), unsafe=unsafe)
    assert result.judged.failures == ()
    again = fix(read(result.text, "r.yaml"), pack, Circumstances(pack.format, now=NOW), unsafe=unsafe)
    assert again.text == result.text, "a second run changes nothing"
    return result.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("note: bad\n", "note: good\n"),
        ("note: bad", "note: good"),
        ("note: 'bad'   # kept\n", "note: 'good'   # kept\n"),
        ('a: {note: "bad", b: [1]}\r\n', 'a: {note: "good", b: [1]}\r\n'),
        ("note:   bad\n\n# end\n", "note:   good\n\n# end\n"),
        ("\ufeffnote: bad\n", "\ufeffnote: good\n"),
        ("é: ü\nnote: bad\n", "é: ü\nnote: good\n"),
    ],
)
def test_replace(text: str, expected: str) -> None:
    assert fixed(text, rule(then=NOT_BAD, fix=REPLACE)) == expected


def test_a_new_value_is_quoted_where_it_must_be() -> None:
    data = rule(then=NOT_BAD, fix={"title": "x", "safety": "safe", "replace": "yes: no"})
    assert fixed("note: bad\n", data) == 'note: "yes: no"\n'


def test_a_part_of_a_value() -> None:
    data = rule(then={"detect": {"pattern": "bad"}}, fix={"title": "x", "safety": "safe", "replace": "[good]"})
    assert fixed("note: so bad, bad\n", data) == "note: so [good], [good]\n"
    assert fixed("a: {note: so bad}\n", data) == 'a: {note: "so [good]"}\n'
    assert fixed("note: >-\n  so\n  bad\n", data) == "note: >-\n  so\n  [good]\n"
    assert fixed("note: |\n  so bad\n\nb: 1\n", data) == "note: |\n  so [good]\n\nb: 1\n"


def test_rename_remove_swap() -> None:
    rename = rule(given="$.note", then={"schema": False}, fix={"title": "x", "safety": "safe", "rename": "remark"})
    assert fixed("# c\nnote: bad # d\n", rename) == "# c\nremark: bad # d\n"
    remove = rule(given="$..note", then=NOT_BAD, fix={"title": "x", "safety": "safe", "remove": True})
    assert fixed("a: 1\nnote: bad\nb: 2\n", remove) == "a: 1\nb: 2\n"
    assert fixed("a: {x: 1, note: bad}\n", remove) == "a: {x: 1}\n"
    assert fixed("a: {note: bad, x: 1}\n", remove) == "a: {x: 1}\n"
    item = rule(given="$.l[*]", then=NOT_BAD, fix={"title": "x", "safety": "safe", "remove": True})
    assert fixed("l:\n  - a\n  - bad\n  - c\n", item) == "l:\n  - a\n  - c\n"
    swap = rule(then=NOT_BAD, fix={"title": "x", "safety": "safe", "swap": {"bad": "good"}})
    assert fixed("note: bad\n", swap) == "note: good\n"


def test_insert() -> None:
    data = rule(given="$.a", then={"schema": {"required": ["new"]}}, fix={"title": "x", "safety": "safe", "insert": {"@.new": "v"}})
    assert fixed("a:\n  b: 1\nc: 2\n", data) == "a:\n  b: 1\n  new: v\nc: 2\n"
    assert fixed("a: {b: 1}\n", data) == "a: {b: 1, new: v}\n"


@pytest.mark.parametrize(
    ("safety", "unsafe", "expected"),
    [("safe", False, "good"), ("unsafe", False, "bad"), ("unsafe", True, "good"), ("suggest", True, "bad")],
)
def test_safety(safety: str, unsafe: bool, expected: str) -> None:
    assert fixed("note: bad\n", rule(then=NOT_BAD, fix={**REPLACE, "safety": safety}), unsafe=unsafe) == f"note: {expected}\n"


def test_an_ignored_finding_is_not_fixed() -> None:
    text = "note: bad # aishare-lint: ignore[t/x] meant so\n"
    assert fixed(text, rule(then=NOT_BAD, fix=REPLACE)) == text


@pytest.mark.parametrize(
    "text",
    [
        "technical: {prompts: [{prompt: bad}]}\n",
        "technical:\n  prompts:\n    - response: bad\n",
        "technical: {prompts: [{turns: [{role: user, text: bad}]}]}\n",
        "detection: {indicators: [{type: domain, value: bad}]}\n",
        "mitigations: {defensive_measures: [{type: sigma, text: bad}]}\n",
        "technical: {prompts: [{prompt: {text: bad}}]}\n",
    ],
)
def test_evidence_is_never_touched(text: str) -> None:
    assert fixed(text, rule(given="$..*", then=NOT_BAD, fix=REPLACE), unsafe=True) == text


def test_what_an_alias_repeats_is_mended_where_it_stands() -> None:
    assert fixed("a: &x {note: bad}\nb: *x\n", rule(then=NOT_BAD, fix=REPLACE)) == "a: &x {note: good}\nb: *x\n"


def test_a_fix_that_would_break_the_file_is_given_up_and_the_others_are_applied() -> None:
    rules = {
        "t/breaks": rule(given="$.a", then={"schema": False}, fix={"title": "x", "safety": "safe", "rename": "[: {"}),
        "t/x": rule(then=NOT_BAD, fix=REPLACE),
    }
    pack = pack_of(rules)
    result = fix(read("a: 1\nnote: bad\n", "r.yaml"), pack, Circumstances(pack.format, now=NOW))
    assert result.text == "a: 1\nnote: good\n"
    assert result.applied == 1


def test_two_fixes_that_undo_each_other_end() -> None:
    rules = {
        "t/a": rule(then={"schema": {"not": {"const": "a"}}}, fix={"title": "x", "safety": "safe", "replace": "b"}),
        "t/b": rule(then={"schema": {"not": {"const": "b"}}}, fix={"title": "x", "safety": "safe", "replace": "a"}),
    }
    pack = pack_of(rules)
    assert fix(read("note: a\n", "r.yaml"), pack, Circumstances(pack.format, now=NOW)).text in ("note: a\n", "note: b\n")


@settings(max_examples=200, deadline=None)
@given(
    before=st.text(max_size=20),
    style=st.sampled_from(["plain", "'", '"', "|", ">"]),
    comment=st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20),
)
def test_everything_else_stays_byte_for_byte(before: str, style: str, comment: str) -> None:
    try:
        head = f"other: {write(before, style)}\n"
    except ValueError:
        return
    tail = f"\n# {comment.strip()}\nlast:   {{x:   1}}\n"
    text = f"{head}note: bad{tail}"
    if read(text).data is None:
        return
    assert fixed(text, rule(given="$.note", then=NOT_BAD, fix=REPLACE)) == f"{head}note: good{tail}"


def test_one_fix_that_breaks_evidence_does_not_keep_hundreds_of_others_back() -> None:
    notes = "".join(f"n{number}: {{note: bad}}\n" for number in range(300))
    text = f"{notes}last: {{note: &p bad}}\ntechnical: {{prompts: [{{prompt: *p}}]}}\n"
    assert fixed(text, rule(then=NOT_BAD, fix=REPLACE)) == text.replace("note: bad", "note: good")
