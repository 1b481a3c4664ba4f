"""The engine: where rules look, what they weigh, what gives way to what."""

from __future__ import annotations

from typing import Any

import pytest

from aishare_lint.lint.engine import Selection
from tests.lint.packs import findings, judge, pack_of, rule


def ats(text: str, **rules: dict[str, Any]) -> list[str]:
    return [finding.at for finding in findings(text, {name.replace("_", "/", 1): data for name, data in rules.items()})]


NOTES = "note: bad\na: {note: bad, b: [{note: good}, {note: bad}]}\n"


def test_every_depth_is_looked_at() -> None:
    assert ats(NOTES, t_x=rule()) == ["$.note", "$.a.note", "$.a.b[1].note"]


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ("$.note", ["$.note"]),
        ("$.a.b[*].note", ["$.a.b[1].note"]),
        ("$.a.b[1].note", ["$.a.b[1].note"]),
        ("$.*.note", ["$.a.note"]),
        ("$.a..note", ["$.a.note", "$.a.b[1].note"]),
        (["$.note", "$.a.note"], ["$.note", "$.a.note"]),
        (["$.note", "$..note"], ["$.note", "$.a.note", "$.a.b[1].note"]),
        ("$.absent", []),
    ],
)
def test_given(given: Any, places: list[str]) -> None:
    assert ats(NOTES, t_x=rule(given=given)) == places


def test_conditions_on_the_value_and_on_the_report() -> None:
    text = "kind: incident\na: {note: bad, on: yes}\nb: {note: bad}\n"
    data = rule(given="$.*", then={"schema": {"not": {"type": "object", "required": ["note"]}}})
    assert ats(text, t_x=data) == ["$.a", "$.b"]
    assert ats(text, t_x={**data, "when": {"@.on": {"const": "yes"}}}) == ["$.a"]
    assert ats(text, t_x={**data, "when": {"@.on": False}}) == ["$.b"]
    assert ats(text, t_x={**data, "when": {"$.kind": {"const": "proactive"}}}) == []
    assert ats(text, t_x={**data, "when": {"$.kind": {"const": "incident"}, "@.on": {"const": "no"}}}) == []


@pytest.mark.parametrize(
    ("head", "severity", "expected"),
    [
        ("status: draft", {"draft": "warning", "ready": "error"}, "warning"),
        ("status: ready", {"draft": "warning", "ready": "error"}, "error"),
        ("status: withdrawn", {"draft": "warning", "ready": "error"}, "warning"),
        ("lang: en", {"draft": "warning", "ready": "error"}, "warning"),
        ("status: ready\nstage: final", {"draft": "info", "ready": "warning", "final": "error"}, "error"),
        ("status: draft\nstage: final", {"draft": "info", "ready": "warning", "final": "error"}, "info"),
        ("status: ready\nstage: final", {"draft": "info", "ready": "warning"}, "warning"),
        ("status: ready", {"strong": "error", "weak": "warning"}, "error"),
        ("status: [odd]", "error", "error"),
    ],
)
def test_severity(head: str, severity: Any, expected: str) -> None:
    found = findings(f"{head}\nnote: bad\n", {"t/x": rule(severity=severity)})
    assert [finding.severity for finding in found] == [expected]


def test_off_says_nothing() -> None:
    assert findings("note: bad\n", {"t/x": rule(severity={"draft": "off", "ready": "error"})}) == []


def test_selection() -> None:
    rules = {"t/x": rule(), "t/y": rule(), "u/z": rule()}

    def ids(**selection: Any) -> list[str]:
        return [finding.rule for finding in findings("note: bad\n", rules, selection=Selection(**selection))]

    assert ids() == ["t/x", "t/y", "u/z"]
    assert ids(select=frozenset({"t"})) == ["t/x", "t/y"]
    assert ids(select=frozenset({"t/y", "u"})) == ["t/y", "u/z"]
    assert ids(ignore=frozenset({"t"})) == ["u/z"]
    assert ids(select=frozenset({"t/y"}), ignore=frozenset({"t"})) == ["t/y"]
    assert ids(ignore=frozenset({"t/x", "u"})) == ["t/y"]
    assert ids(severity={"t": "off"}) == ["u/z"]
    assert ids(severity={"t": "off", "t/x": "info"}) == ["t/x", "u/z"]


def test_instead_of_drops_only_the_same_place() -> None:
    rules = {"t/x": rule(), "u/better": rule(given="$.note", instead_of=["t/x"]), "v/all": rule(given="$.a.note", instead_of=["t"])}
    found = [(finding.rule, finding.at) for finding in findings(NOTES, rules)]
    assert found == [("u/better", "$.note"), ("v/all", "$.a.note"), ("t/x", "$.a.b[1].note")]


def test_instead_of_a_rule_that_is_not_selected_leaves_the_other() -> None:
    rules = {"t/x": rule(), "u/better": rule(instead_of=["t/x"])}
    found = findings("note: bad\n", rules, selection=Selection(ignore=frozenset({"u"})))
    assert [finding.rule for finding in found] == ["t/x"]


def test_another_language_is_not_run_and_says_so() -> None:
    judged = judge("lang: de\nnote: bad\n", {"t/x": rule(languages=["en"])})
    assert judged.findings == ()
    assert [(absent.check, absent.fault) for absent in judged.not_run] == [("t/x", False)]
    assert judge("lang: en-GB\nnote: bad\n", {"t/x": rule(languages=["en"])}).not_run == ()


def test_a_rule_that_raises_is_named_and_the_rest_is_judged() -> None:
    rules = {"t/broken": rule(given="$", then={"check": "no_such_module.at_all"}), "t/x": rule()}
    judged = judge("note: bad\n", rules)
    assert [finding.rule for finding in judged.findings] == ["t/x"]
    assert [failure.rule for failure in judged.failures] == ["t/broken"]
    assert "ModuleNotFoundError" in judged.failures[0].error


def test_a_failure_never_quotes_the_report() -> None:
    rules = {"t/broken": rule(given="$", then={"check": "marks.no_such_check_in_it"})}
    judged = judge("note: zk-0123456789abcdef\n", rules)
    assert "zk-" not in judged.failures[0].error


def test_unread_files_reach_only_rules_that_ask() -> None:
    judged = judge("a: [", {"t/x": rule(given="$"), "yaml/syntax": {**rule(given="$", unread=True), "then": {"schema": False}}})
    assert [finding.rule for finding in judged.findings] == ["yaml/syntax"]


def test_what_is_absent_points_at_what_holds_it() -> None:
    text = "kind: incident\ndetection:\n  method: unknown\n"
    data = rule(given="$.detection", then={"schema": {"required": ["indicators"]}})
    (finding,) = findings(text, {"t/x": data})
    assert (finding.region.line, finding.region.column, finding.region.end_column) == (2, 1, 10)


def test_findings_are_in_the_order_of_the_file() -> None:
    rules = {"z/z": rule(given="$.note"), "a/a": rule(given="$.a.note"), "b/b": rule(given="$.note")}
    assert [finding.rule for finding in findings(NOTES, rules)] == ["b/b", "z/z", "a/a"]


def test_a_private_pattern_without_end_is_given_up_once() -> None:
    slow = {"pattern": "(.*)(.*)(.*)(.*)(.*)[0-9]$"}
    rules = {"p/slow": rule(given="$", then={"detect": slow}), "t/x": rule()}
    pack = pack_of(rules, trusted=False)
    from aishare_lint.document.reader import read
    from aishare_lint.lint.checks import Circumstances
    from aishare_lint.lint.engine import check

    text = f"note: bad\nlong: {'a' * 400}\n"
    for _ in range(3):
        judged = check(read(text, "r.yaml"), pack, Circumstances(pack.format))
        assert [absent.check for absent in judged.not_run] == ["p/slow"]
        assert judged.not_run[0].fault
        assert [finding.rule for finding in judged.findings] == ["t/x"]
    assert pack.given_up == {"p/slow"}


def test_what_cannot_be_switched_off() -> None:
    rules = {"yaml/syntax": {**rule(given="$", unread=True, always=True), "severity": "error", "then": {"schema": {"const": "never"}}}}
    for selection in (
        Selection(select=frozenset({"t"})),
        Selection(ignore=frozenset({"yaml"})),
        Selection(severity={"yaml": "off", "yaml/syntax": "info"}),
    ):
        assert [finding.severity for finding in findings("a: [", rules, selection=selection)] == ["error"]


def test_of_thousands_alike_not_all_are_listed_and_it_is_said() -> None:
    judged = judge("".join(f"n{number}: {{note: bad}}\n" for number in range(700)), {"t/x": rule()})
    assert len(judged.findings) == 500
    assert [absent.why for absent in judged.not_run] == ["says the same of 200 more places, which are not listed"]


@pytest.mark.parametrize("pattern", ["(?:(?:x{1000}){1000}){50}", "x{999999999}", "(?:a|b){400000}", "x" * 30_000])
def test_a_private_pattern_that_no_machine_should_compile(pattern: str) -> None:
    from aishare_lint.errors import UserError
    from aishare_lint.lint.pack import read_rule
    from aishare_lint.repo.builtin import load_schema

    head = "title: x\nseverity: info\nsince: 0.1.0\nmessage: x\nwhy: x\ngiven: $\nexamples: {pass: [a], fail: [b]}\n"
    text = f"{head}then: {{detect: {{pattern: '{pattern}'}}}}\n"
    with pytest.raises(UserError, match="repeats too much"):
        read_rule("p/x", "p/x.yaml", text, load_schema("rule"))
