"""GitLab Code Quality: a JSON list of issues."""

from __future__ import annotations

from typing import Any, Final

from aishare_lint.document.text import visible
from aishare_lint.lint.findings import Finding, Result
from aishare_lint.show.fingerprints import digest, fingerprints
from aishare_lint.show.folding import failures, gaps
from aishare_lint.show.json import dump
from aishare_lint.show.style import Rules, Style

#: GitLab wants a file for everything; what concerns the whole run is a matter of the configuration.
RUN: Final = "aishare-lint.yaml"


def render(result: Result, style: Style, rules: Rules) -> str:  # noqa: ARG001 - one signature for every format
    """The whole run. Ignored findings are left out: GitLab has no word for them."""
    issues = [
        _issue(finding.rule, finding.message, _severity(finding), (file.path, finding.region.line), name)
        for file, finding, name in fingerprints(result, ignored=False)
    ]
    issues += [
        _issue(
            gap.check,
            f"not run: {gap.why}",
            "major" if gap.fault else "info",
            (gap.path or RUN, 1),
            digest("not run", gap.check, gap.why, gap.path, gap.fault),
        )
        for gap in gaps(result)
    ]
    issues += [
        _issue(failure.rule, f"raised {failure.error}", "major", (failure.path or RUN, 1), digest("failed", *failure))
        for failure in failures(result)
    ]
    return dump(issues, depth=1)


def _severity(finding: Finding) -> str:
    if finding.severity == "error":
        return "critical" if finding.safety else "major"
    return "minor" if finding.severity == "warning" else "info"


def _issue(check: str, description: str, severity: str, place: tuple[str, int], fingerprint: str) -> dict[str, Any]:
    return {
        "description": visible(description),
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": place[0], "lines": {"begin": place[1]}},
    }
