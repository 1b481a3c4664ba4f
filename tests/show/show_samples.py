"""Results made by hand for the tests of `show/`: one small run with everything in it, and hostile ones."""

from __future__ import annotations

from aishare_lint.document.places import Lines, Region, Span
from aishare_lint.lint.findings import Edit, Failure, Finding, Fix, Group, Judged, NotRun, Related, Result

INCIDENT = """\
schema: aishare/1
id: ORG-2026-0001
title: Prompt injection through a build log
kind: incident
status: draft
tlp: TLP:WHITE
description:
  summary: |
    An agent that reads build logs was told by a log line
    to publish its token.
    It did so twice.
    Both tokens were revoked within the hour.
    Nothing else was taken.
  activity: incident
detection:
  initial_access: {vector: A log line, techniques: [T1195.002]}
  indicators:
    - {id: i1, type: domain, value: "evil[.]example", role: c2}
    - {id: i1, type: url, value: "https://evil[.]example/a/very/long/path/that/fits/on/no/line?with=a&query", role: c2, confidence: hihg}
  timeline:
    - {at: "2026-03-19", event: compromise, text: Token published}
technical:
  prompts:
    - {id: p1, origin: observed-in-attack, prompt: "••••••••••••••••••••", tlp: TLP:RED}
"""
TREND = "schema: aishare/1\ntitle: 漢字 in a title, and a\ttab\nkind: proactive\nstage: erly\ntlp: TLP:GREEN\n"


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text as `Judged` holds them."""
    return tuple(text.splitlines())


def region(text: str, part: str, nth: int = 0) -> Region:
    """Where the nth occurrence of a part stands."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(part, at + 1)
    return Lines(text).region(Span(at, at + len(part)))


def _finding(rule: str, severity: str, message: str, where: Region, at: str, **more: object) -> Finding:
    return Finding(rule, severity, bool(more.pop("safety", False)), message, where, at, (), Span(0, 0), **more)  # type: ignore[arg-type]


def _fix(title: str, safety: str, where: Region, new: str) -> Fix:
    return Fix(title, safety, (Edit(Span(0, 0), new),), ((where, new),))  # type: ignore[arg-type]


def _open(section: str, unit: str, total: int, line: int) -> Finding:
    return _finding(
        "completeness/unanswered-question",
        "warning",
        f"question {unit} has no answer",
        Region(line, 1, line, len(section) + 1),
        f"$.{section}",
        group=Group(section, unit, total),
        fix=Fix("answer it, or write `unknown`", "suggest", (), None),
    )


WHITE = region(INCIDENT, "TLP:WHITE")
SUMMARY = Region(8, 3, 14, 1)
HIHG = region(INCIDENT, "hihg")

FINDINGS = (
    _finding(
        "tlp/retired-label",
        "error",
        "`TLP:WHITE` was replaced by `TLP:CLEAR` in TLP 2.0",
        WHITE,
        "$.tlp",
        safety=True,
        fix=_fix("write `TLP:CLEAR`", "safe", WHITE, "TLP:CLEAR"),
    ),
    _finding(
        "tlp/looser-than-content",
        "error",
        "the report is marked `TLP:CLEAR`, but something in it is marked `TLP:RED`",
        WHITE,
        "$.tlp",
        safety=True,
        related=(Related(region(INCIDENT, "TLP:RED"), "this must not go further than its recipients"),),
        fix=Fix("mark the report `TLP:RED`, or take the prompt out", "suggest", (), None),
    ),
    _finding("confidence/prose-outruns-field", "warning", "the summary says more than the field", SUMMARY, "$.description.summary"),
    *(_open("description", unit, 5, 7) for unit in ("1.3", "1.5")),
    *(_open("detection", unit, 8, 15) for unit in ("2.2", "2.10", "2.4", "2.5")),
    _finding(
        "indicators/duplicate",
        "warning",
        "the id `i1` is taken",
        region(INCIDENT, "i1", 1),
        "$.detection.indicators[1].id",
        related=(Related(region(INCIDENT, "i1"), "first used here"),),
    ),
    _finding(
        "schema/wrong-value",
        "warning",
        "`hihg` is none of the words for a confidence: low, moderate, high; and of the words that say that there is no answer: unknown, "
        "none, not-applicable, withheld",
        HIHG,
        "$.detection.indicators[1].confidence",
        fix=_fix("write `high`", "unsafe", HIHG, "high"),
    ),
    _finding(
        "redaction/personal-information",
        "error",
        "an e-mail address stands here",
        region(INCIDENT, "Token published"),
        "$.detection.timeline[0].text",
        safety=True,
        ignored="the address is a documentation example",
    ),
    _finding(
        "redaction/poc-state-missing",
        "info",
        "the prompt says nothing of its disclosure",
        region(INCIDENT, "{id: p1"),
        "$.technical.prompts[0]",
        fix=_fix("add `disclosure`", "safe", Region(24, 8, 24, 8), "disclosure: non-public, "),
    ),
)

RESULT = Result(
    files=(
        Judged("reports/ORG-2026-0001.yaml", FINDINGS, lines(INCIDENT), (NotRun("confidence/prose", "reads en; the report is in `de`"),)),
        Judged(
            "reports/trend 100%.yaml",
            (
                _finding("yaml/hidden-characters", "error", "a tab", region(TREND, "\ttab"), "$.title", safety=True),
                _finding("schema/wrong-value", "warning", "`erly` is none of early, update, final", region(TREND, "erly"), "$.stage"),
            ),
            lines(TREND),
            (NotRun("confidence/prose", "reads en; the report is in `de`"),),
            (Failure("identifiers/purl-invalid", "reports/trend 100%.yaml", "KeyError in lint/checks/packages.py:17"),),
        ),
        Judged("reports/clean.yaml", (), ("schema: aishare/1",)),
        Judged("reports/binary.yaml", (_finding("yaml/unreadable", "error", "not a text file", Region(1, 1, 1, 1), "$", safety=True),)),
    ),
    not_run=(NotRun("indicators/pattern-invalid", "no parser for Sigma is installed"),),
)
TITLES = {
    "tlp/retired-label": ("a retired TLP label", "TLP 2.0 knows five labels. Older ones are read differently by different people."),
    "completeness/unanswered-question": ("a question without an answer", "Silence cannot be told from not having looked."),
}
