"""Ignore comments that are of no use: when they count as such, and what is left when they are taken out."""

from __future__ import annotations

from typing import Any

import pytest

from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import EVERYTHING, Selection
from aishare_lint.lint.fixing import fix
from tests.lint.packs import NOW, findings, judge, pack_of, rule

UNUSED: dict[str, Any] = {
    "title": "an ignore comment that silences nothing",
    "severity": "warning",
    "message": "{names}",
    "given": "$",
    "then": {"ignores": "ignores.unused"},
    "fix": {"title": "take it out", "safety": "safe", "edits": True},
}
RULES = {
    "t/x": rule(),
    "t/y": rule(given="$..other"),
    "u/german": rule(languages=["de"]),
    "v/attached": rule(given="$", then={"check": "attachments.missing"}),
    "w/ready": rule(severity={"draft": "off", "ready": "error"}),
    "x/across": rule(given="$.id", then={"across": "repository.id_unique"}),
    "repository/ignore-unused": UNUSED,
}


def unused(text: str, **arguments: Any) -> list[str]:
    return [finding.message for finding in findings(text, RULES, **arguments) if finding.rule == "repository/ignore-unused"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("note: bad # aishare-lint: ignore[t/x] why", []),
        ("note: bad # aishare-lint: ignore[t] why", []),
        ("note: bad # aishare-lint: ignore[t/x]", []),
        ("note: good # aishare-lint: ignore[t/x] why", ["`t/x`"]),
        ("note: good # aishare-lint: ignore[t] why", ["`t`"]),
        ("note: bad # aishare-lint: ignore[t/y, t/x] why", ["`t/y`"]),
        ("note: good # aishare-lint: ignore[t/y, t/x] why", ["`t/y`, `t/x`"]),
        ("a: {note: bad} # aishare-lint: ignore[t/x] one\nnote: good # aishare-lint: ignore[t/x] two", ["`t/x`"]),
        ("a: # aishare-lint: ignore[t/x] outer\n  note: bad # aishare-lint: ignore[t/x] inner", []),
        ("note: bad\n# aishare-lint: ignore[t/x] behind everything", ["`t/x`"]),
        # Where a rule did not look nobody knows.
        ("note: good # aishare-lint: ignore[u/german] why", []),
        ("lang: de\nnote: good # aishare-lint: ignore[u/german] why", ["`u/german`"]),
        ("attachments: [{path: a}] # aishare-lint: ignore[v/attached] why", []),
        ("note: good # aishare-lint: ignore[w/ready] why", []),
        ("status: ready\nnote: good # aishare-lint: ignore[w/ready] why", ["`w/ready`"]),
        ("id: X # aishare-lint: ignore[x/across] why", []),
        ("id: X # aishare-lint: ignore[nothing/known] why", []),
        # A comment may silence this rule, too.
        ("note: good # aishare-lint: ignore[t/x, repository/ignore-unused] why", []),
    ],
)
def test_what_counts_as_unused(text: str, expected: list[str]) -> None:
    assert unused(text) == expected


def test_a_rule_that_was_not_selected_has_not_looked() -> None:
    text = "note: good # aishare-lint: ignore[t/x] why"
    assert unused(text, selection=Selection(select=frozenset({"repository", "t/x"}))) == ["`t/x`"]
    assert unused(text, selection=Selection(select=frozenset({"repository", "t/y"}))) == []
    assert unused(text, selection=Selection(ignore=frozenset({"t/x"}))) == []
    assert unused(text, selection=Selection(severity={"t/x": "off"})) == []


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("note: good # aishare-lint: ignore[t/x] why\nb: c\n", "note: good\nb: c\n"),
        ("note: good \t # aishare-lint: ignore[t/x] why", "note: good"),
        ("# aishare-lint: ignore[t/x] why\nnote: good\n", "note: good\n"),
        ("a:\r\n  # aishare-lint: ignore[t/x] why\r\n  note: good\r\n", "a:\r\n  note: good\r\n"),
        ("\ufeff# aishare-lint: ignore[t/x] why\nnote: good\n", "\ufeffnote: good\n"),
        ("note: bad\n# aishare-lint: ignore[t/x] why", "note: bad\n"),
        ("note: bad # aishare-lint: ignore[t/y, t/x] [why]\n", "note: bad # aishare-lint: ignore[t/x] [why]\n"),
        ("note: | # aishare-lint: ignore[t/x] why\n  good # as it is\n", "note: |\n  good # as it is\n"),
        ("a: [good, # aishare-lint: ignore[t/x] why\n  b]\n", "a: [good,\n  b]\n"),
    ],
)
def test_the_comment_goes_and_nothing_else(text: str, fixed: str) -> None:
    pack = pack_of(RULES)
    document = read(text, "r.yaml")
    done = fix(document, pack, Circumstances(pack.format, now=NOW), EVERYTHING)
    assert done.text == fixed
    assert read(done.text, "r.yaml").data == document.data


def test_nothing_is_said_where_there_is_no_comment() -> None:
    assert judge("note: good\ntitle: 'aishare-lint: ignore[t/x]'\n", RULES).findings == ()
