"""Ignore comments: what they cover, and what they cannot."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lint.packs import judge, rule

SAFETY = {**rule(), "safety": True}


def ignored(text: str, **rules: dict[str, Any]) -> dict[str, str | None]:
    judged = judge(text, {name.replace("_", "/", 1): data for name, data in (rules or {"t_x": rule()}).items()})
    return {finding.at: finding.ignored for finding in judged.findings}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("note: bad # aishare-lint: ignore[t/x] it is meant\n", {"$.note": "it is meant"}),
        ("# aishare-lint: ignore[t/x] above\nnote: bad\n", {"$.note": "above"}),
        ("# aishare-lint: ignore[t] the category\nnote: bad\n", {"$.note": "the category"}),
        ("# aishare-lint: ignore[u/y, t/x] several\nnote: bad\n", {"$.note": "several"}),
        ("note: bad # aishare-lint: ignore[t/x]\n", {"$.note": ""}),
        ("note: bad # aishare-lint: ignore[u/y] another\n", {"$.note": None}),
        ("note: bad # aishare-lint: ignore t/x\n", {"$.note": None}),
        (
            "a: # aishare-lint: ignore[t/x] below\n  note: bad\n  b: {note: bad}\nnote: bad\n",
            {"$.a.note": "below", "$.a.b.note": "below", "$.note": None},
        ),
        ("a: {note: bad} # aishare-lint: ignore[t/x] the line\nnote: bad\n", {"$.a.note": "the line", "$.note": None}),
        ("l:\n  - {note: bad} # aishare-lint: ignore[t/x] one item\n  - {note: bad}\n", {"$.l[0].note": "one item", "$.l[1].note": None}),
        ("l:\n  # aishare-lint: ignore[t/x] one item\n  - note: bad\n  - note: bad\n", {"$.l[0].note": "one item", "$.l[1].note": None}),
        ("note: bad\n# aishare-lint: ignore[t/x] behind everything\n", {"$.note": None}),
        ('note: "bad" # aishare-lint: ignore[t/x] quoted\n', {"$.note": "quoted"}),
    ],
)
def test_what_is_covered(text: str, expected: dict[str, str | None]) -> None:
    assert ignored(text) == expected


def test_text_that_only_looks_like_a_comment() -> None:
    assert ignored('other: "# aishare-lint: ignore[t/x] no"\nnote: bad\n') == {"$.note": None}


def test_a_safety_rule_wants_a_reason() -> None:
    assert ignored("note: bad # aishare-lint: ignore[t/x] because\n", t_x=SAFETY) == {"$.note": "because"}
    judged = judge("note: bad # aishare-lint: ignore[t/x]\n", {"t/x": SAFETY})
    (finding,) = judged.findings
    assert finding.ignored is None
    assert "needs a reason" in finding.related[0].label


@pytest.mark.parametrize("reason", ["-", ".", "]", "\u200b", "\u2800", ": :", "ok", "#"])
def test_a_reason_is_something_that_can_be_read(reason: str) -> None:
    assert ignored(f"note: bad # aishare-lint: ignore[t/x] {reason}\n", t_x=SAFETY) == {"$.note": None}
