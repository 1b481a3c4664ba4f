"""The formats for programs, read back by parsers written from their documented grammar, whatever a report says."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from show_hostile import results
from show_samples import INCIDENT, RESULT, TITLES, lines

from aishare_lint.document.places import Region, Span
from aishare_lint.document.text import HIDDEN, visible, whole
from aishare_lint.lint.findings import Failure, Finding, Judged, NotRun, Result
from aishare_lint.show import render
from aishare_lint.show.style import Style

UNSEEN = re.compile(f"[{HIDDEN}]")
SCHEMAS = Path(__file__).parents[2] / "schemas"
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)


def finding(line: int = 1, **more: Any) -> Finding:
    return Finding("a/b", "error", False, "no", Region(line, 1, line, 2), "$.a", (), Span(0, 0))._replace(**more)


def run(*found: Finding, **more: Any) -> Result:
    return Result((Judged("r.yaml", found, lines(INCIDENT)),), **more)


def is_quiet(written: str) -> bool:
    """Whether a terminal and a build server can take it."""
    return not UNSEEN.search(written.replace("\n", "")) and "##[" not in written


# JSON


@SLOW
@given(results())
def test_json_is_as_its_schema_says_and_holds_everything(result: Result) -> None:
    written = render("json", result)
    data = json.loads(written)
    empty = {"message": "."}
    for one in data["findings"]:
        one.update(empty if not one["message"] else {})
    Draft202012Validator(json.loads((SCHEMAS / "findings.schema.json").read_text())).validate(data)
    assert is_quiet(written)
    every = result.findings(ignored=True)
    assert [one["message"] for one in data["findings"]] == [whole(one.message) or "." for _, one in every]
    assert [one["ignored"] is None for one in data["findings"]] == [one.ignored is None for _, one in every]


def test_json_says_what_did_not_run_and_what_broke() -> None:
    result = Result(
        (Judged("r.yaml", (), (), (NotRun("a/b", "German"),), (Failure("a/c", "", "KeyError"),)),), (NotRun("a/d", "no parser"),)
    )
    assert json.loads(render("json", result))["summary"]["not_run"] == [
        {"check": "a/d", "why": "no parser"},
        {"check": "a/b", "why": "German", "path": "r.yaml"},
        {"check": "a/c", "why": "raised KeyError", "path": "r.yaml"},
    ]


# SARIF


@SLOW
@given(results())
def test_sarif_stays_whole(result: Result) -> None:
    written = render("sarif", result)
    assert is_quiet(written)
    found = json.loads(written)["runs"][0]
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert len(found["results"]) == len(result.findings(ignored=True))
    for entry, (file, one) in zip(found["results"], result.findings(ignored=True), strict=True):
        assert rules[entry["ruleIndex"]] == entry["ruleId"] == one.rule
        assert bool(entry["suppressions"]) == (one.ignored is not None)
        assert not re.search(r"\]\(|(?<!\{)\{\d+\}(?!\})", entry["message"]["text"])
        place = entry["locations"][0]["physicalLocation"]
        assert unquote(urlsplit(place["artifactLocation"]["uri"]).path, "utf-8", "surrogateescape").strip(".") in (
            file.path.strip("."),
            file.path.encode("utf-8", "replace").decode().strip("."),
        )
    prints = [entry["partialFingerprints"]["ruleAtPath/v1"] for entry in found["results"]]
    assert len(set(prints)) == len(prints)


def sarif(result: Result) -> dict[str, Any]:
    return json.loads(render("sarif", result, titles=TITLES))["runs"][0]


def test_sarif_fingerprints_do_not_move_with_lines() -> None:
    before = [entry["partialFingerprints"] for entry in sarif(run(finding(3), finding(4), finding(5, at="$.b")))["results"]]
    after = [entry["partialFingerprints"] for entry in sarif(run(finding(13), finding(14), finding(15, at="$.b")))["results"]]
    assert before == after
    assert sarif(run(finding(at="$.c")))["results"][0]["partialFingerprints"] not in before


def test_sarif_counts_columns_in_code_points_with_the_end_behind() -> None:
    found = sarif(RESULT)
    assert found["columnKind"] == "unicodeCodePoints"
    assert found["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 6,
        "startColumn": 6,
        "endLine": 6,
        "endColumn": 15,
    }


def test_sarif_paths() -> None:
    paths = {
        "a b/ü:%.yaml": {"uri": "a%20b/%C3%BC%3A%25.yaml", "uriBaseId": "%SRCROOT%"},
        "/tmp/x": {"uri": "file:///tmp/x"},
        "../x": {"uri": "../x"},
    }
    for path, expected in paths.items():
        found = sarif(Result((Judged(path, (finding(),)),)))
        assert found["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == expected


def test_sarif_says_what_did_not_run() -> None:
    invocation = sarif(RESULT)["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert [note["properties"]["check"] for note in invocation["toolExecutionNotifications"]] == [
        "indicators/pattern-invalid",
        "confidence/prose",
        "confidence/prose",
        "identifiers/purl-invalid",
    ]
    assert sarif(run(finding()))["invocations"][0]["executionSuccessful"] is True


def test_sarif_offers_no_suggestion_as_a_fix() -> None:
    offered = {entry["properties"]["fixSafety"] for entry in sarif(RESULT)["results"] if "fixes" in entry}
    assert offered == {"safe", "unsafe"}


# GitHub


def command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command by its grammar: `::name key=value,key=value::data`, unescaped as the runner does."""
    found = re.fullmatch(r"::(?P<name>[a-z]+)(?: (?P<properties>.*?))?::(?P<data>.*)", line)
    assert found, line
    properties = dict(part.split("=", 1) for part in found["properties"].split(",")) if found["properties"] else {}
    escapes = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}

    def plain(value: str, *names: str) -> str:
        return re.sub("|".join(names), lambda match: escapes[match[0]], value)

    return (
        found["name"],
        {key: plain(value, "%0D", "%0A", "%3A", "%2C", "%25") for key, value in properties.items()},
        plain(found["data"], "%0D", "%0A", "%25"),
    )


@SLOW
@given(results())
def test_github_lines_are_commands_that_say_it_all(result: Result) -> None:
    written = render("github", result, Style(verbose=True))
    assert is_quiet(written)
    commands = [command(line) for line in written.split("\n")[:-1]]
    assert {name for name, _, _ in commands} <= {"error", "warning", "notice"}
    assert {key for _, properties, _ in commands for key in properties} <= {"file", "line", "col", "endLine", "endColumn", "title"}
    found = Counter(
        (properties["file"], properties["title"], int(properties["line"])) for _, properties, _ in commands if "line" in properties
    )
    assert found == Counter((visible(file.path), one.rule, one.region.line) for file, one in result.findings())
    for _, properties, _ in commands:
        assert "endColumn" not in properties or properties["line"] == properties["endLine"]


def test_github_shows_errors_first_and_says_what_it_cuts() -> None:
    many = [finding(number, severity="info") for number in range(1, 13)] + [finding(number) for number in range(1, 15)]
    commands = [command(line) for line in render("github", run(*many)).splitlines()]
    assert [name for name, _, _ in commands] == ["error"] * 14 + ["notice"] * 13
    name, properties, data = commands[14]
    assert (name, properties) == ("notice", {"title": "aishare-lint"})
    assert "4 more of level error, 3 more of level notice" in data


def test_github_says_nothing_of_cutting_when_all_is_shown() -> None:
    ten = [finding(number) for number in range(1, 11)]
    assert len(render("github", run(*ten)).splitlines()) == 10


def test_github_keeps_commas_and_colons_out_of_properties() -> None:
    result = Result((Judged("a,b:c%.yaml", (finding(message="50% off: a,b\nc"),)),))
    name, properties, data = command(render("github", result).splitlines()[0])
    assert (name, properties["file"], properties["line"]) == ("error", "a,b:c%.yaml", "1")
    assert data == "a,b:c%.yaml:1:1: 50% off: a,b<U+000A>c"


# GitLab


@SLOW
@given(results())
def test_gitlab_issues_have_the_shape_that_gitlab_reads(result: Result) -> None:
    written = render("gitlab", result)
    assert is_quiet(written)
    issues = json.loads(written)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints)
    assert len(issues) >= len(result.findings())


# JUnit


@SLOW
@given(results())
def test_junit_is_well_formed_and_counts_right(result: Result) -> None:
    written = render("junit", result)
    assert is_quiet(written)
    root = ElementTree.fromstring(written.encode())
    names = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error", "skipped": "testcase/skipped"}
    for attribute, tag in names.items():
        for suite in root:
            assert int(suite.get(attribute)) == len(suite.findall(tag))
        assert int(root.get(attribute)) == len(root.findall(f"testsuite/{tag}"))
    bad = {(file.path, one.rule) for file, one in result.findings() if one.severity != "info"}
    assert int(root.get("failures")) == len(bad)


def test_junit_text_is_the_message() -> None:
    root = ElementTree.fromstring(render("junit", run(finding(message="a < b & \"c\" ]]> 'd' \x00"))))
    failure = root.find("testsuite/testcase/failure")
    assert failure.get("message") == "a < b & \"c\" ]]> 'd' <U+0000>"
    assert failure.get("type") == "error"


# Markdown


def cells(row: str) -> list[str]:
    """The cells of a row of a GFM table."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def without_code(text: str) -> str:
    """What a forge interprets of a line: code spans and <code> elements taken out."""
    text = re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", text)
    return re.sub(r"<code>[^<]*</code>", "", text)


@SLOW
@given(results())
def test_markdown_leaves_nothing_to_interpret(result: Result) -> None:
    written = render("markdown", result, Style(verbose=True, show_ignored=True), titles=TITLES)
    assert is_quiet(written)
    for line in written.split("\n"):
        parts = cells(line) if line.startswith("|") else [line]
        assert not line.startswith("|") or len(parts) in (4, 5), line
        for part in parts:
            plain = re.sub(r"</?(?:details|summary)>", "", without_code(part))
            assert not re.search(r"[<>@&$\\`\[\]!]|://|www\.|[A-Za-z0-9]#|[0-9a-f]{7,}", plain), line


def test_markdown_without_verbose_quotes_no_message() -> None:
    """Summaries and comments hold ids, places and counts: they are read and mailed beyond the report's mark."""
    result = run(finding(message="Acme Power was hit"))
    assert "Acme" not in render("markdown", result)
    assert "Acme" in render("markdown", result, Style(verbose=True))


def test_markdown_fits_a_comment_and_says_what_it_leaves_out() -> None:
    files = tuple(Judged(f"r{number}.yaml", tuple(finding(line) for line in range(1, 40))) for number in range(100))
    written = render("markdown", Result(files))
    assert len(written) < 65_536
    left = re.search(r"The findings of (\d+) more files do not fit here", written)
    assert left
    assert int(left[1]) + written.count("<details>") == 100
    assert "3900 errors" in written
