"""Which findings count where only a part of a document is asked about."""

from __future__ import annotations

from aishare_lint.document.reader import Document, read
from aishare_lint.lint.findings import Judged
from aishare_lint.lint.scope import looks_at_whole, only_changed, only_safety
from aishare_lint.repo.configuration import Configuration
from aishare_lint.terms import Terms, terms_of

TERMS: Terms = terms_of(Configuration(""))
REPORT = """\
schema: aishare/1
id: ORG-2026-0001
title: An agent deleted files
kind: incident
status: draft
tlp: TLP:WHITE
created: "2026-11-01"
description:
  summary: A coding agent deleted the files of a customer
  activity: incdent
  obtained: dirct
  confidence: {level: high, malicious: unconfirmed}
"""


def judged(text: str) -> tuple[Judged, Document]:
    document = read(text)
    return TERMS.check(document), document


def changed(old: str, new: str, *lines: int) -> list[tuple[str, int]]:
    asked = []

    def earlier() -> tuple[Judged, Document]:
        asked.append(1)
        return judged(old)

    found = only_changed(*judged(new), TERMS.pack.rules, frozenset(lines), earlier)
    assert len(asked) <= 1
    return [(one.rule, one.region.line) for one in found.findings if not one.group]


def test_what_was_said_before_is_not_said_again() -> None:
    new = REPORT.replace("title: An", "title: One")
    assert changed(REPORT, new, 3) == [("tlp/retired-label", 6)], "over-sharing is said whatever changed"


def test_a_changed_line() -> None:
    assert changed(REPORT, REPORT, 11) == [("tlp/retired-label", 6), ("schema/wrong-value", 11)]


def test_lines_that_moved() -> None:
    new = REPORT.replace("title:", "lang: en\n# a comment\ntitle:")
    assert changed(REPORT, new, 3, 4) == [("tlp/retired-label", 8)]


def test_one_more_of_the_same() -> None:
    """What is said twice, and was said once, is new once."""
    old = REPORT.replace("  activity: incdent\n", "")
    assert ("schema/wrong-value", 11) not in changed(old, REPORT)
    assert ("schema/wrong-value", 10) in changed(old, REPORT)


def test_a_change_that_makes_another_line_wrong() -> None:
    """Nothing on the line changed: but a report that is ready must not say it."""
    new = REPORT.replace("status: draft", "status: ready")
    assert {("schema/wrong-value", 10), ("schema/wrong-value", 11)} <= set(changed(REPORT, new, 5))


def test_what_is_owed_is_said_of_the_whole() -> None:
    found = only_changed(*judged(REPORT), TERMS.pack.rules, frozenset(), lambda: judged(REPORT))
    groups = [one for one in judged(REPORT)[0].findings if one.group]
    assert groups
    assert [one for one in found.findings if one.group] == groups


def test_only_safety() -> None:
    rules = {one.rule for one in judged(REPORT)[0].findings}
    assert {one.rule for one in only_safety(judged(REPORT)[0]).findings} == {"tlp/retired-label"} < rules
    assert [one.rule for one in only_safety(judged("a: [")[0]).findings] == ["yaml/syntax"]


def test_rules_that_look_at_the_whole() -> None:
    whole = {rule.id: looks_at_whole(rule) for rule in TERMS.pack.rules}
    assert whole["tlp/looser-than-content"]
    assert not whole["schema/wrong-value"]
    assert not whole["identifiers/cve-form"]
