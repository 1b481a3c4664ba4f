"""SARIF 2.1.0, for code scanning. It holds ids, places and messages, and no snippets of a report."""

from __future__ import annotations

from typing import Any, Final

from aishare_lint import __version__
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Region
from aishare_lint.document.text import uri, visible
from aishare_lint.lint.findings import Finding, Result, Severity
from aishare_lint.show.fingerprints import fingerprints
from aishare_lint.show.folding import failures, gaps
from aishare_lint.show.json import dump
from aishare_lint.show.style import Rules, Style

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_PLACEHOLDER = lazy(r"\{[0-9]{1,9}\}")


def render(result: Result, style: Style, rules: Rules) -> str:  # noqa: ARG001 - one signature for every format
    """The whole run; ignored findings are suppressed results."""
    ids = sorted({finding.rule for _, finding in result.findings(ignored=True)})
    index = {rule: number for number, rule in enumerate(ids)}
    run = {
        "tool": {
            "driver": {
                "name": "aishare-lint",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule, rules) for rule in ids],
            }
        },
        "invocations": [_invocation(result, index)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(file.path, finding, index, name) for file, finding, name in fingerprints(result, ignored=True)],
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, depth=4)


def _rule(rule: str, rules: Rules) -> dict[str, Any]:
    described: dict[str, Any] = {"id": rule, "properties": {"tags": ["security", rule.partition("/")[0]]}}
    if title := rules.title(rule):
        described["shortDescription"] = {"text": title}
    if why := rules.why(rule):
        described["fullDescription"] = {"text": why}
        described["help"] = {"text": why}
    if address := rules.address(rule):
        described["helpUri"] = address
    return described


def _result(path: str, finding: Finding, index: dict[str, int], fingerprint: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": _sentence(finding.message)},
        "locations": [_location(path, finding.region) | {"logicalLocations": [{"fullyQualifiedName": finding.at}]}],
        "partialFingerprints": {"ruleAtPath/v1": fingerprint},
        # The standard wants this on every result of a run or on none.
        "suppressions": [],
        "properties": {"safety": finding.safety},
    }
    if finding.related:
        found["relatedLocations"] = [
            {"id": number, **_location(path, related.region), "message": {"text": _sentence(related.label)}}
            for number, related in enumerate(finding.related, start=1)
        ]
    if finding.ignored is not None:
        suppression = {"kind": "inSource"}
        found["suppressions"] = [suppression | ({"justification": finding.ignored} if finding.ignored else {})]
    fix = finding.fix
    # A viewer applies what it is given by one click: a suggestion is words only.
    if fix and fix.shown and fix.safety != "suggest":
        replacements = [{"deletedRegion": _region(region), "insertedContent": {"text": text}} for region, text in fix.shown]
        change = {"artifactLocation": _artifact(path), "replacements": replacements}
        found["fixes"] = [{"description": {"text": _sentence(fix.title)}, "artifactChanges": [change]}]
    if fix:
        found["properties"] |= {"fix": fix.title, "fixSafety": fix.safety}
    return found


def _sentence(text: str) -> str:
    """A message that viewers show as it stands: `[text](1)` would be taken for a link and `{0}` for a placeholder."""
    plain = _PLACEHOLDER.sub(r"{\g<0>}", visible(text)).replace("](", "] (")
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."


def _location(path: str, region: Region) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(region)}}


def _artifact(path: str) -> dict[str, str]:
    if path.startswith("/"):
        return {"uri": f"file://{uri(path)}"}
    if path.startswith("../") or path == "..":
        return {"uri": uri(path)}
    return {"uri": uri(path) or ".", "uriBaseId": "%SRCROOT%"}


def _region(region: Region) -> dict[str, int]:
    return {"startLine": region.line, "startColumn": region.column, "endLine": region.end_line, "endColumn": region.end_column}


def _invocation(result: Result, index: dict[str, int]) -> dict[str, Any]:
    """What did not run and what broke, where a viewer looks for it."""
    notifications = [
        _notification(gap.check, "error" if gap.fault else "warning", f"did not run: {gap.why}", gap.path, index) for gap in gaps(result)
    ]
    broken = failures(result)
    notifications += [_notification(failure.rule, "error", f"raised {failure.error}", failure.path, index) for failure in broken]
    return {"executionSuccessful": not broken, "toolExecutionNotifications": notifications}


def _notification(check: str, level: str, what: str, path: str, index: dict[str, int]) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": level, "message": {"text": _sentence(f"`{check}` {what}")}, "properties": {"check": check}}
    if check in index:
        notification["associatedRule"] = {"id": check, "index": index[check]}
    if path:
        notification["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(path)}}]
    return notification
