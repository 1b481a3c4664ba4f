"""The diff of fixes: exact, and silent about what is masked."""

from __future__ import annotations

from aishare_lint.show.diff import Version, diff
from aishare_lint.show.style import Style


def test_diff() -> None:
    old, new = "a: 1\nb: 2\nc: 3\n", "a: 1\nb: two\nc: 3\n"
    assert diff("x", Version(old, old.split("\n")), Version(new, new.split("\n")), Style()) == (
        "--- x\n+++ x\n@@ -1,3 +1,3 @@\n a: 1\n-b: 2\n+b: two\n c: 3\n"
    )


def test_what_is_masked_is_not_read() -> None:
    old, new = "a: topsecret\nb: 2\n", "a: TOPSECRET\nb: 3\n"
    shown = diff("x", Version(old, ["a: •••••••••", "b: 2", ""]), Version(new, ["a: •••••••••", "b: 3", ""]), Style())
    assert "secret" not in shown.lower()
    assert shown.count("•••••••••") == 2, "the change is seen"


def test_line_breaks_and_hidden_characters() -> None:
    old, new = "a: 1\r\nb: \u202e2\r\n", "a: 1\nb: 2\n"
    shown = diff("x", Version(old, ["a: 1", "b: \u202e2", ""]), Version(new, ["a: 1", "b: 2", ""]), Style())
    assert "\u202e" not in shown
    assert "\r" not in shown
    assert shown.count("\n-a: 1\n") == shown.count("\n+a: 1\n") == 1, "a changed line break is a change"


def test_only_what_changes_and_what_is_around_it() -> None:
    lines = [f"k{number}: v" for number in range(30)]
    changed = [*lines]
    changed[3], changed[25] = "k3: w", "k25: w"
    shown = diff("x", Version("\n".join(lines) + "\n", lines), Version("\n".join(changed) + "\n", changed), Style())
    assert shown.count("@@") == 4
    assert "k12" not in shown


def test_colour() -> None:
    assert "\x1b[31m-a: 1\x1b[0m" in diff("x", Version("a: 1\n", ["a: 1"]), Version("a: 2\n", ["a: 2"]), Style(colour=True))


def test_no_line_break_at_the_end() -> None:
    shown = diff("x", Version("a: 1", ["a: 1"]), Version("a: 1\n", ["a: 1", ""]), Style())
    assert shown == "--- x\n+++ x\n@@ -1 +1 @@\n-a: 1\n\\ No newline at end of file\n+a: 1\n"
