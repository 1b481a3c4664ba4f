"""The rules on completeness, confidence, time and consistency: what their examples cannot say, and the real cases as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.answers import coverage
from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import Selection, check
from aishare_lint.lint.findings import Finding
from aishare_lint.repo.builtin import data_folder, load_pack

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CATEGORIES = frozenset({"completeness", "confidence", "time", "consistency"})
PACK = load_pack()


def findings(text: str | bytes, *select: str) -> list[Finding]:
    judged = check(read(text), PACK, Circumstances(PACK.format, now=NOW), Selection(select=frozenset(select or CATEGORIES)))
    assert judged.failures == ()
    return list(judged.findings)


def said(text: str | bytes, *select: str) -> list[tuple[str, str]]:
    return [(finding.rule, finding.at) for finding in findings(text, *select)]


# Severity


def test_in_a_draft_only_over_sharing_is_an_error() -> None:
    for rule in PACK.rules:
        if rule.category in CATEGORIES and not rule.safety:
            levels = {
                rule.severity(status=status, stage=stage) for status in ("draft", "withdrawn") for stage in ("early", "update", "final")
            }
            assert "error" not in levels, rule.id


def test_only_a_final_report_makes_an_open_question_an_error() -> None:
    for id_ in ("completeness/unanswered-question", "completeness/needs-a-value"):
        rule = PACK.rule(id_)
        assert rule is not None
        weights = {
            (status, stage): rule.severity(status=status, stage=stage) for status in ("draft", "ready") for stage in ("update", "final")
        }
        assert weights.pop(("ready", "final")) == "error"
        assert set(weights.values()) == {"warning"}


# The real cases


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("EX-2024-0005", [("time/stale", "$.created")]),
        (
            "EX-2025-0002",
            [
                ("time/stale", "$.created"),
                ("completeness/unanswered-question", "$.detection.indicators"),
                ("completeness/none-secondhand", "$.impact.lateral_movement"),
                ("completeness/none-secondhand", "$.impact.exfiltration"),
            ],
        ),
        ("EX-2025-0006", [("time/stale", "$.created")]),
    ],
)
def test_every_finding_on_a_real_case_is_one_to_agree_with(name: str, expected: list[tuple[str, str]]) -> None:
    assert said((data_folder() / "examples" / "reports" / f"{name}.yaml").read_bytes()) == expected


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "data" / "first-draft").glob("*.yaml")), ids=lambda path: path.stem)
def test_first_drafts_are_judged_to_their_end(path: Path) -> None:
    rules = {rule for rule, _ in said(path.read_bytes())}
    assert "completeness/unanswered-question" in rules


# Questions


def test_open_questions_of_a_section_are_one_group() -> None:
    early = findings("{kind: incident, description: {activity: incident, obtained: direct}}", "completeness/unanswered-question")
    groups = [finding.group for finding in early if finding.group is not None]
    assert len(groups) == len(early)
    assert ("description", "1.5", 5) in groups
    assert {group.name for group in groups} == {section.key for section in PACK.format.tear_sheet.sections.values()}


def test_a_missing_confidence_is_said_once() -> None:
    report = "{kind: proactive, description: {obtained: direct, source_access: public}}"
    rules = [rule for rule, at in said(report) if at == "$.description.confidence"]
    assert rules == ["completeness/unanswered-question"]
    assert said(report, "confidence/missing") == [("confidence/missing", "$.description.confidence")]


def test_early_owes_no_details() -> None:
    report = """
        kind: incident
        stage: early
        status: draft
        created: "2026-11-20"
        description: {summary: An agent deleted it., activity: incident, obtained: direct, confidence: {level: low, malicious: confirmed}}
        detection: {indicators: [{type: domain, value: "evil[.]example"}]}
        ai_systems: {models: [{name: example-chat}], platforms: [{name: Example, type: agent}]}
        victims: {harm: [{category: data-destruction}], users_affected: {direct: "3"}}
        mitigations: {actions: [{technique: rollback}]}
        technical: {prompts: [{prompt: Delete it.}]}
    """
    assert said(report) == []


words = st.sampled_from(["unknown", "none", "not-applicable", "withheld", "TBD", "see above", "", "incident", "direct", "public"])
entries = words | st.fixed_dictionaries({"answer": words}, optional={"reason": words}) | st.lists(words, max_size=2)


@given(
    st.sampled_from(["incident", "vulnerability", "proactive"]),
    st.sampled_from(["early", "update", "final"]),
    st.dictionaries(st.sampled_from(["activity", "obtained", "source_access", "confidence", "rest"]), entries, max_size=4),
    st.dictionaries(st.sampled_from(["status", "actions", "rest"]), entries, max_size=2),
)
def test_open_and_bare_never_meet_and_agree_with_coverage(kind: str, stage: str, description: Any, mitigations: Any) -> None:
    import json

    text = json.dumps({"kind": kind, "stage": stage, "description": description, "mitigations": mitigations}, ensure_ascii=False)
    found = findings(text, "completeness/unanswered-question", "completeness/needs-a-value")
    asked = {finding.group.unit for finding in found if finding.group}
    bare = {finding.message.split()[1] for finding in found if finding.message.startswith("question ") and not finding.group}
    assert not asked & bare
    held = coverage(read(text), PACK.format.tear_sheet, PACK.format.vocabularies)
    assert asked == {question.id for question in held.questions if question.state == "open" and question.owed != "silent"}


# Words


@pytest.mark.parametrize(
    ("text", "new"),
    [("TBD", "unknown"), ("?", "unknown"), ("n/a", "not-applicable"), ("-", "not-applicable"), ("xxx", "unknown")],
)
def test_a_placeholder_is_offered_its_word_and_never_mended(text: str, new: str) -> None:
    [finding] = findings(f"impact: {{lateral_movement: '{text}'}}", "completeness/placeholder")
    assert finding.fix is not None
    assert finding.fix.safety == "suggest"
    assert [edit.text for edit in finding.fix.edits] == [f"'{new}'"]


def test_a_placeholder_outside_the_sections_is_offered_no_word() -> None:
    [finding] = findings("title: TODO", "completeness/placeholder")
    assert finding.fix is None


def test_a_reminder_inside_a_text_is_underlined_itself() -> None:
    text = "description:\n  summary: >-\n    An agent deleted files.\n    TODO whose.\n"
    [finding] = findings(text, "completeness/placeholder")
    assert text[slice(*finding.span)] == "TODO"


def test_other_rules_own_marks_and_states() -> None:
    report = "{tlp: TBD, technical: {prompts: [{disclosure: TBD, origin: '?'}]}, internal: {notes: TODO}}"
    assert said(report, "completeness/placeholder") == []


# Prose


@pytest.mark.parametrize(
    ("summary", "flagged"),
    [
        ("A confirmed attack on the model.", True), ("The breach was confirmed on Monday.", True), ("Confirmed malicious activity.", True),
        ("No confirmed attack is known.", False), ("It has not been a confirmed compromise.", False),
        ("Whether the breach was confirmed is open.", False),
        ("Staff confirmed the invoice.", False), ("The vendor confirmed receipt.", False), ("An unconfirmed attack.", False),
    ],
)  # fmt: skip
def test_confirmed_in_prose_against_unconfirmed(summary: str, flagged: bool) -> None:
    report = f"description: {{summary: '{summary}', confidence: {{malicious: unconfirmed}}}}"
    assert bool(said(report, "confidence/prose-outruns-field")) is flagged


@pytest.mark.parametrize(
    ("title", "facts"),
    [
        ("CVE-2025-8217 and CVE-2025-8217", ["CVE-2025-8217"]), ("as in T1195.002", ["T1195.002"]), ("on 17 July 2025", ["17 July 2025"]),
        ("release 1.84.0, then v1.85.0", ["1.84.0", "v1.85.0"]), ("host 192.0.2.10 and section 4.2", []), ("https://a.example/1.2.3/x", []),
        ("d41d8cd98f00b204e9800998ecf8427e", ["d41d8cd98f00b204e9800998ecf8427e"]),
    ],
)  # fmt: skip
def test_facts_in_prose(title: str, facts: list[str]) -> None:
    text = f"title: '{title}'"
    assert [text[slice(*finding.span)] for finding in findings(text, "completeness/in-prose-only")] == facts


# Scales


def test_scales_meet_at_their_edges() -> None:
    def disagree(**confidence: str) -> bool:
        return bool(said(f"description: {{confidence: {confidence}}}".replace("'", '"'), "confidence/scales-disagree"))

    assert not any(disagree(level="high", score=score) for score in ("70", "85", "100"))
    assert disagree(level="high", score="69")
    assert not disagree(level="moderate", admiralty="C4")
    assert disagree(level="high", admiralty="A4")
    assert disagree(admiralty="A1", score="70")
    assert not disagree(level="low", admiralty="F6", score="1000")


# Names


def test_an_anonymous_reporter_is_found_in_any_dress() -> None:
    report = """
        reporter: {organization: Example Utility, contact: soc@utility.example, anonymous: true}
        title: What example
          utility saw
        sources: {s1: {url: "https://www.utility.example/blog"}}
        detection: {indicators: [{type: email, value: "x@utility[.]example"}]}
        victims: {products: [Utilities of the Example Group]}
        internal: {notes: Example Utility}
    """
    at = [place for _, place in said(report, "consistency/anonymous-but-named")]
    assert at == [
        "$.reporter.organization", "$.reporter.contact", "$.title", "$.sources.s1.url", "$.detection.indicators[0].value",
    ]  # fmt: skip
    assert said(report.replace("anonymous: true", "anonymous: false"), "consistency/anonymous-but-named") == []


def test_an_address_at_a_mail_provider_gives_only_itself_away() -> None:
    report = "{reporter: {contact: soc@gmail.com, anonymous: true}, title: Phishing for gmail.com accounts}"
    assert [at for _, at in said(report, "consistency/anonymous-but-named")] == ["$.reporter.contact"]


# Anything

keys = st.sampled_from(
    ["confidence", "level", "malicious", "name", "at", "date", "since", "exploited", "actors", "timeline", "status", "value", "answer"]
)
scalars = st.sampled_from(
    ["unknown", "confirmed", "high", "2026-13", "2026-11-25T10:00", "9999-12-31", "none", "TBD", "known", "B2", "withdrawn", "draft"]
) | st.text(max_size=12)
below = st.recursive(
    scalars | st.booleans(),
    lambda child: st.lists(child, max_size=2) | st.dictionaries(keys, child, max_size=4),
    max_leaves=10,
)


def places() -> Iterator[str]:
    yield from (
        "description",
        "detection",
        "vulnerabilities",
        "attribution",
        "technical",
        "victims",
        "reporter",
        "handling",
        "answers",
        "withdrawn",
    )
    yield from ("created", "updated", "id", "status", "stage", "assessment", "obligations", "mitigations")


@given(st.dictionaries(st.sampled_from(sorted(places())), below, max_size=6))
def test_no_rule_raises_on_any_shape(report: dict[str, Any]) -> None:
    import json

    findings(json.dumps({"kind": "incident", **report}, ensure_ascii=True))
