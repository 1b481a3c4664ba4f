"""JUnit XML: a suite a file, a case a rule that has something to say of it.

Errors and warnings are failures (their `type` says which), infos are output, ignored findings and checks that did not run are skipped,
and a rule that raised is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aishare_lint.document.text import xml
from aishare_lint.lint.findings import SEVERITIES, Finding, Judged, Result
from aishare_lint.show.folding import failures, gaps, plural
from aishare_lint.show.style import Rules, Style


def render(result: Result, style: Style, rules: Rules) -> str:  # noqa: ARG001 - one signature for every format
    """The whole run."""
    suites = [(file.path, list(_cases(file))) for file in result.files]
    by_path = dict(suites)
    whole_run: list[str] = []
    for gap in gaps(result):
        outcome = "error" if gap.fault else "skipped"
        by_path.get(gap.path, whole_run).append(_case(gap.path or "run", gap.check, outcome, f"not run: {gap.why}"))
    for failure in failures(result):
        by_path.get(failure.path, whole_run).append(_case(failure.path or "run", failure.rule, "error", f"raised {failure.error}"))
    if whole_run:
        suites.append(("run", whole_run))
    for path, cases in suites:
        if not cases:
            cases.append(f'    <testcase classname="{xml(path)}" name="findings"/>')
    every = [case for _, cases in suites for case in cases]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="aishare-lint" {_counts(every)}>']
    for path, cases in suites:
        lines += [f'  <testsuite name="{xml(path)}" {_counts(cases)}>', *cases, "  </testsuite>"]
    return "\n".join([*lines, "</testsuites>", ""])


def _counts(cases: Sequence[str]) -> str:
    counts = {name: sum(f"<{tag} " in case for case in cases) for name, tag in _OUTCOMES.items()}
    return f'tests="{len(cases)}" ' + " ".join(f'{name}="{count}"' for name, count in counts.items())


_OUTCOMES = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _cases(file: Judged) -> Iterator[str]:
    """The findings of a file: what is ignored apart from what is not."""
    together: dict[tuple[str, bool], list[Finding]] = {}
    for finding in file.findings:
        together.setdefault((finding.rule, finding.ignored is not None), []).append(finding)
    for (rule, ignored), findings in together.items():
        worst = min((finding.severity for finding in findings), key=SEVERITIES.index)
        lines = [_line(file.path, finding) for finding in findings]
        first = findings[0].message if len(findings) == 1 else f"{plural(len(findings), 'finding')}, the first: {findings[0].message}"
        if ignored:
            reasons = dict.fromkeys(finding.ignored or "no reason given" for finding in findings)
            yield _case(file.path, rule, "skipped", f"ignored: {'; '.join(reasons)}", lines)
        elif worst == "info":
            yield _case(file.path, rule, "system-out", "", lines)
        else:
            yield _case(file.path, rule, "failure", first, lines, kind=worst)


def _line(path: str, finding: Finding) -> str:
    return f"{path}:{finding.region.line}:{finding.region.column}: {finding.severity} {finding.message}"


def _case(path: str, name: str, outcome: str, message: str, lines: Sequence[str] = (), *, kind: str = "") -> str:
    """One test case; `outcome` is the element that says how it ended."""
    attributes = (f' message="{xml(message)}"' if message else "") + (f' type="{xml(kind)}"' if kind else "")
    body = "\n".join(map(xml, lines))
    element = f"<{outcome}{attributes}>{body}</{outcome}>" if body else f"<{outcome}{attributes}/>"
    return f'    <testcase classname="{xml(path)}" name="{xml(name)}">{element}</testcase>'
