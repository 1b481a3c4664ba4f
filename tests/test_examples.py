"""The example repository: three real cases as drafts, the same ones ready, and a report that says too much."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from aishare_lint import Configuration, Result, check_paths, check_text, configuration, coverage, fix_text
from aishare_lint.document.answers import STATES
from aishare_lint.document.reader import Limits, read
from aishare_lint.lint.findings import Failure, NotRun
from aishare_lint.show.folding import failures, gaps

EXAMPLES = Path(__file__).parent.parent / "examples"
REPORTS = EXAMPLES / "reports"
DRAFTS = ("EX-2024-0005", "EX-2025-0002", "EX-2025-0006")
READY = ("EX-2024-1005", "EX-2025-1002", "EX-2025-1006")
PAIRS = list(zip(READY, DRAFTS, strict=True))


@pytest.fixture(scope="module")
def settings() -> Configuration:
    return configuration(file=str(EXAMPLES / "aishare-lint.yaml"))


def report(name: str) -> Path:
    return REPORTS / f"{name}.yaml"


def head(name: str) -> dict[str, object]:
    data = read(report(name).read_bytes(), name, Limits()).data
    assert isinstance(data, dict)
    return data


def unjudged(result: Result) -> list[NotRun | Failure]:
    """Checks that did not run, and rules that raised."""
    return [*gaps(result), *failures(result)]


def test_every_example_is_tested() -> None:
    assert {path.stem for path in REPORTS.rglob("*.yaml")} == {*DRAFTS, *READY}
    assert [path.name for path in (EXAMPLES / "mistakes").iterdir()] == ["oversharing.yaml"]


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_can_be_committed(name: str, settings: Configuration) -> None:
    result = check_paths([report(name)], configuration=settings)
    assert result.count("error") == 0
    assert unjudged(result) == []
    assert head(name)["status"] == "draft"


def test_what_is_said_of_the_drafts(settings: Configuration) -> None:
    result = check_paths([report(name) for name in DRAFTS], configuration=settings)
    warnings = Counter(finding.rule for _, finding in result.findings() if finding.severity == "warning")
    assert warnings == {"completeness/unanswered-question": 1, "indicators/no-time": 1}


# The counting rule is settled by these three: by hand, question by question.
@pytest.mark.parametrize(
    ("name", "counts", "open_"),
    [
        ("EX-2025-0002", (43, 3, 4, 8, 0, 1), ["2.6"]),
        ("EX-2024-0005", (36, 1, 2, 16, 4, 0), []),
        ("EX-2025-0006", (10, 1, 30, 14, 0, 4), ["3.2", "6.7", "7.2", "7.3"]),
    ],
)
def test_coverage_of_the_drafts(name: str, counts: tuple[int, ...], open_: list[str], settings: Configuration) -> None:
    (covered,) = coverage([report(name)], configuration=settings)
    assert covered.coverage.count() == dict(zip(STATES, counts, strict=True))
    assert [question.id for question in covered.coverage.questions if question.state == "open"] == open_


# The first line says where the schema is, which differs; everything else is as it was written by hand.
@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("EX-2024-0005", "1c823b7c49b0aaec941e38f075877214783c2cdd3fdd4833826d0ddf67ff8f55"),
        ("EX-2025-0002", "4205ec2e3f9462560de154264cd2a1d231cf740b875c86e781dd78a4f5c034e4"),
        ("EX-2025-0006", "f54f2cd48805417b978f19bd25a13e4f9f8c825400ec424764aba51c2a248aae"),
    ],
)
def test_the_drafts_are_as_they_were_written(name: str, digest: str) -> None:
    modeline, rest = report(name).read_bytes().split(b"\n", 1)
    assert sha256(rest).hexdigest() == digest
    assert modeline == b"# yaml-language-server: $schema=../../schemas/report.schema.json"


@pytest.mark.parametrize(("name", "draft"), PAIRS)
def test_a_ready_one_is_clean(name: str, draft: str, settings: Configuration) -> None:
    result = check_paths([report(name)], configuration=settings)
    assert [(finding.rule, finding.at) for _, finding in result.findings(ignored=True)] == []
    assert unjudged(result) == []
    assert head(name)["status"] == "ready"
    assert head(name)["supersedes"] == draft
    (covered,) = coverage([report(name)], configuration=settings)
    assert [question.id for question in covered.coverage.questions if question.state == "open" and question.owed != "silent"] == []


@pytest.mark.parametrize(("name", "draft"), PAIRS)
def test_a_ready_one_keeps_what_the_draft_says(name: str, draft: str) -> None:
    """Getting ready took answers, not the removal of what was known."""
    (now,), (before,) = coverage([report(name)]), coverage([report(draft)])
    answered = {question.id for question in before.coverage.questions if question.state == "answered"}
    assert answered <= {question.id for question in now.coverage.questions if question.state == "answered"}


OVERSHARING = {
    "error": {
        "redaction/non-public-poc": ["$.technical.prompts[0].prompt", "$.technical.prompts[0].response"],
        "redaction/personal-information": ["$.detection.behaviors[1].text"],
        "redaction/secret": ["$.detection.behaviors[0].text"],
        "redaction/poc-state-missing": ["$.technical.prompts[1]"],
        "tlp/above-repository": ["$.victims.targets.tlp"],
        "tlp/looser-than-content": ["$.tlp"],
        "tlp/looser-than-source": ["$.tlp"],
        "tlp/quoted-across-marks": ["$.description.summary"],
    },
    "warning": {"indicators/live-in-prose": ["$.description.summary"]},
}
SECRET = ("Northwind", "of-course", "j.miller", "word for word", "how the agent obeyed")


def found(settings: Configuration) -> dict[str, dict[str, list[str]]]:
    told: dict[str, dict[str, list[str]]] = {"error": {}, "warning": {}}
    result = check_paths([EXAMPLES / "mistakes" / "oversharing.yaml"], configuration=settings)
    assert unjudged(result) == []
    for _, finding in result.findings():
        if finding.severity != "info":
            told[finding.severity].setdefault(finding.rule, []).append(finding.at)
    return told


def test_oversharing_is_stopped_by_exactly_these_rules(settings: Configuration) -> None:
    assert found(settings) == OVERSHARING


def test_nothing_secret_of_it_is_shown(settings: Configuration) -> None:
    from aishare_lint.show import FORMATS, render
    from aishare_lint.show.style import Style

    result = check_paths([EXAMPLES / "mistakes" / "oversharing.yaml"], configuration=settings)
    for name in FORMATS:
        text = render(name, result, Style(show_ignored=True, statistics=True, verbose=True), titles={})
        assert [secret for secret in SECRET if secret in text] == [], name


def test_every_guard_of_it_counts(settings: Configuration) -> None:
    """Without the place that a rule points to, that rule is silent: the example has one mistake for each."""
    text = (EXAMPLES / "mistakes" / "oversharing.yaml").read_text()
    mended = text.replace("tlp: TLP:GREEN", "tlp: TLP:AMBER").replace(", tlp: TLP:AMBER+STRICT", "").replace(" at Northwind Hospitals", "")
    mended = mended.replace('      prompt: "(what we', '      x_was: "(what we').replace('      response: "(and', '      note: "(and')
    mended = mended.replace("Bearer of-course-no-real-token-8Zq3vTr2wLm9Kx", "a bearer token").replace(
        "j.miller@northwind-hospitals.example", "a nurse"
    )
    mended = mended.replace("    - {id: p2, prompt:", "    - {id: p2, origin: observed-in-attack, disclosure: lesser-known, prompt:")
    rules = {finding.rule for _, finding in check_text(mended, configuration=settings).findings() if finding.severity == "error"}
    assert rules == {"redaction/non-public-poc"}, "a key of one's own is no place for it either"


def test_a_safe_fix_leaves_the_rest_to_the_author(settings: Configuration) -> None:
    text = (EXAMPLES / "mistakes" / "oversharing.yaml").read_text()
    fixed = fix_text(text, configuration=settings)
    assert fixed.applied == 1
    assert "hxxps://collect[.]mail-sync[.]example/in until" in fixed.text
    assert {finding.rule for _, finding in fixed.result.findings() if finding.severity == "error"} == set(OVERSHARING["error"])


def test_the_demo_shows_what_it_says() -> None:
    """`make demo` fails by itself when a step ends otherwise than it says."""
    demo = Path(__file__).parent.parent / "tools" / "demo.py"
    ran = subprocess.run([sys.executable, str(demo)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
