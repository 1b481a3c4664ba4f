"""What is said of the form of a report, on whole reports."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from aishare_lint.document.places import Path as Place
from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Case, Circumstances, schema
from aishare_lint.lint.engine import Selection, check
from aishare_lint.lint.findings import Finding
from aishare_lint.repo.builtin import data_folder, load_pack

DRAFTS = Path(__file__).parents[2] / "data" / "first-draft"
HEAD = "schema: aishare/1\nid: A-1\ntitle: T\nkind: incident\nstatus: {status}\ntlp: TLP:GREEN\ndescription: {{summary: S}}\n"


def judged(text: str, *rules: str) -> list[Finding]:
    pack = load_pack()
    result = check(read(text, "A-1.yaml"), pack, Circumstances(pack.format), Selection(select=frozenset(rules or {"schema"})))
    assert result.failures == ()
    return list(result.findings)


def said(text: str) -> list[str]:
    return [finding.message for finding in judged(text)]


@pytest.mark.parametrize("path", sorted((data_folder() / "examples" / "reports").glob("*.yaml")), ids=lambda path: path.name)
def test_the_real_cases_have_no_finding_but_words_of_open_lists(path: Path) -> None:
    assert judged(path.read_text(encoding="utf-8")) == []


def test_what_the_first_drafts_are_told() -> None:
    """Honest mistakes, made by hand before there was a schema: each is met with what it was meant to be."""
    drafts = {path.name: said(path.read_text(encoding="utf-8")) for path in DRAFTS.glob("*.yaml")}
    incident = drafts["incident-amazon-q-2025.yaml"]
    assert "`aishare` is not a key; its place is `schema`: the version is written `schema: aishare/1`" in incident
    assert "`first-seen` is spelled `first_seen`" in incident
    assert "`detection.indicators-of-attack` is not a key; did you mean `behaviors`?" in incident
    assert "`vulnerabilities` is a map; expected a list" in incident
    assert "7 items of `techniques` are each text; expected a map with id, name, tactic, use, indicators" in incident
    assert not any("is missing" in message for message in incident), "`aishare` stands for the line that is missing"
    trend = drafts["proactive-ide-agent-settings-2025.yaml"]
    assert "`assessment.likelihood` is not a key; its place is `assessment.outlook.likelihood`: belongs to the outlook" in trend
    assert "`status` is missing; one of draft, ready, withdrawn" in trend
    ray = drafts["vuln-ray-CVE-2023-48022.yaml"]
    assert "`vulnerabilities.poc.availability` is not a key; did you mean `disclosure`?" in ray
    assert '`exploited` is text; expected a map with status, since, evidence: write `{status: "yes"}`' in ray
    assert not any("unknown, none" in message for messages in drafts.values() for message in messages)


def test_what_decides_who_may_see_it_is_an_error_in_a_draft() -> None:
    text = (
        HEAD.format(status="draft")
        + "handlng: {}\nvictims: {tpl: TLP:RED, limit: TLP:RED, sectrs: [energy]}\ntechnical: {prompts: [{dislosure: public}]}\n"
    )
    severities = {finding.at: finding.severity for finding in judged(text)}
    assert severities == {
        "$.handlng": "error",
        "$.victims.tpl": "error",
        "$.victims.limit": "error",
        "$.victims.sectrs": "warning",
        "$.technical.prompts[0].dislosure": "error",
    }
    assert {finding.severity for finding in judged(text.replace("status: draft", "status: ready"))} == {"error"}


def test_a_file_that_is_no_report_is_told_so_once_and_alone() -> None:
    pack = load_pack()
    for text in ("steps: [build]\n", "- a\n- b\n", "just text\n", "schema: something/1\nstages: [a]\n"):
        result = check(read(text, "x.yaml"), pack, Circumstances(pack.format))
        assert [finding.rule for finding in result.findings] == ["schema/not-a-report"], text


def test_a_report_without_the_line_that_says_so_is_judged_all_the_same() -> None:
    """Else taking the line out would take the marks out of the gate."""
    text = HEAD.format(status="draft").replace("schema: aishare/1\n", "").replace("TLP:GREEN", "TLP:WHITE")
    pack = load_pack()
    found = {finding.rule for finding in check(read(text, "A-1.yaml"), pack, Circumstances(pack.format)).findings}
    assert {"schema/missing-key", "tlp/retired-label"} <= found
    assert "schema/not-a-report" not in found


def test_two_keys_are_not_both_renamed_to_one() -> None:
    text = HEAD.format(status="draft") + "detection: {iocs: none, observables: none}\n"
    first, second = judged(text)
    assert first.fix is not None
    assert first.fix.edits
    assert second.fix is None


def test_a_guess_is_never_applied() -> None:
    (finding,) = judged(HEAD.format(status="draft") + "detection: {indcators: none}\n")
    assert finding.fix is not None
    assert finding.fix.safety == "suggest"


def test_a_long_value_is_not_shown_in_part() -> None:
    """The mask does not know the half of a secret."""
    (finding,) = judged(HEAD.format(status="draft") + f"stage: {'s3cr3t' * 20}\n")
    assert finding.message == "`stage` is a text of 120 characters; allowed: early, update, final"


def test_an_alias_is_judged_but_its_anchor_is_mended() -> None:
    text = HEAD.format(status="draft") + "victims: {locations: [&c us, *c]}\n"
    first, second = judged(text)
    assert first.fix is not None
    assert second.fix is None


def test_the_explanation_is_made_once_and_goes_with_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(*arguments: object) -> tuple[list[object], bool]:
        calls.append(arguments)
        return [], False

    monkeypatch.setattr("aishare_lint.lint.schema.explain.explain_some", counted)
    document = read("zebra: x\n", "x.yaml")
    at: Place = ()
    case = Case(document, at, "", {}, Circumstances(load_pack().format))
    for function in (schema.unknown_key, schema.missing_key, schema.wrong_type, schema.wrong_value):
        assert list(function(case)) == []
    assert len(calls) == 1
    assert any(isinstance(known, schema._Form) for known in document.memory.values())


def test_a_valid_report_never_loads_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise AssertionError("explained a valid report")

    monkeypatch.setattr("aishare_lint.lint.schema.explain.explain_some", refused)
    assert judged(HEAD.format(status="draft")) == []


def test_a_report_that_is_wrong_throughout_is_told_as_much_as_helps() -> None:
    """And within the time that any bad input may take; the number of findings is what costs."""
    bodies = {
        "keys": "".join(f"indicatrs{number}: x\n" for number in range(20_000)),
        "items": "victims: {locations: [" + ", ".join(["xx"] * 20_000) + "]}\n",
        "maps": "victims: {harm: [" + ", ".join(["{severity: hihg, kindd: x}"] * 10_000) + "]}\n",
    }
    for name, body in bodies.items():
        before = time.process_time()
        messages = said(HEAD.format(status="draft") + body)
        assert time.process_time() - before < 10, name
        assert len(messages) == 500, name
        assert sum("more is wrong with the form" in message for message in messages) == 1, name


@pytest.mark.parametrize(
    ("text", "rule", "at"),
    [
        ("attribution: {actors: [{name: X, known: yes}]}", "schema/wrong-value", "$.attribution.actors[0].known"),
        ("vulnerabilities: [{id: CVE-2025-8217, exploited: yes}]", "schema/wrong-type", "$.vulnerabilities[0].exploited"),
        ("created: 2026-13-20", "time/impossible-date", "$.created"),
        ("created: 20260320", "time/form", "$.created"),
        ("victims: {information_lost: TBD}", "completeness/placeholder", "$.victims.information_lost"),
        ("victims: {information_lost: '?'}", "completeness/placeholder", "$.victims.information_lost"),
        ("description: {activity: scanning, confidence: {level: high, malicous: confirmed}}",
         "schema/unknown-key", "$.description.confidence.malicous"),
    ],
)  # fmt: skip
def test_one_place_has_one_finding(text: str, rule: str, at: str) -> None:
    head = HEAD.format(status="draft").replace("description: {summary: S}\n", "")
    rules = {
        "schema/wrong-type",
        "schema/wrong-value",
        "schema/unknown-key",
        "yaml",
        "time",
        "completeness/placeholder",
        "confidence/missing",
    }
    found = [
        (finding.rule, finding.at)
        for finding in judged(head + text + "\n", *rules)
        if finding.rule != "confidence/missing" or "malic" in text
    ]
    assert found == [(rule, at)]


def test_a_key_that_others_misread_is_said_beside_its_wrong_value() -> None:
    found = judged(HEAD.format(status="draft") + "answers: {8.10: maybe}\n", "schema/wrong-value", "yaml")
    assert [(finding.rule, finding.at) for finding in found] == [
        ("yaml/looks-like-another-type", "$.answers['8.10']"),
        ("schema/wrong-value", "$.answers['8.10']"),
    ]


def test_a_word_is_not_offered_for_another_where_the_list_has_it() -> None:
    text = HEAD.format(status="draft").replace("{summary: S}", "{summary: S, effects: [LIST]}")
    both, one = (judged(text.replace("LIST", words), "schema/wrong-value") for words in ("confidentiality, privacy", "privacy"))
    assert [finding.message for finding in both] == ["`effects` is `privacy`; `confidentiality`, which it may mean, is in the list already"]
    assert both[0].fix is None
    assert one[0].fix is not None


@pytest.mark.parametrize("value", ["maybe so", "|\n  high", "[high]", "high"])
def test_only_a_word_of_one_key_is_rewritten_as_a_map(value: str) -> None:
    text = HEAD.format(status="draft").replace("{summary: S}", f"\n summary: S\n confidence: {value}")
    (finding,) = judged(text, "schema/wrong-type")
    assert (finding.fix is not None) == (value == "high")
