"""For programs: everything there is to say about a run, as `schemas/findings.schema.json` describes it.

Nothing is folded or left out. A finding is one line, so that `grep` and `diff` are of use too.
"""

from __future__ import annotations

import json
from typing import Any

from aishare_lint import __version__
from aishare_lint.document.places import Region
from aishare_lint.document.text import has_surrogates, json_text, whole
from aishare_lint.lint.findings import SEVERITIES, Finding, Fix, NotRun, Result, Shard
from aishare_lint.show.folding import failures, gaps
from aishare_lint.show.style import Rules, Style


def render(result: Result, style: Style, rules: Rules) -> str:  # noqa: ARG001 - one signature for every format
    """The whole run."""
    return dump(
        {
            "version": 1,
            "tool": {"name": "aishare-lint", "version": __version__},
            "summary": {
                "files": len(result.files),
                **{f"{severity}s": result.count(severity) for severity in SEVERITIES},
                "ignored": result.ignored,
                "not_run": stopped(result),
            },
            **({"shard": _shard(result.shard, result)} if result.shard else {}),
            "findings": [_finding(file.path, finding) for file in result.files for finding in file.findings],
        },
        depth=2,
    )


def dump(data: Any, *, depth: int = 2) -> str:
    """JSON that can be shown on a terminal and kept in a build log: so many levels spread over lines, what lies below on one line each."""
    text = _spread(data, depth, "\n")
    if has_surrogates(text):
        text = _spread(_whole(data), depth, "\n")
    return json_text(text) + "\n"


def _spread(data: Any, depth: int, margin: str) -> str:
    if not depth or not data or not isinstance(data, (dict, list)):
        return json.dumps(data, ensure_ascii=False)
    inner = f"{margin}  "
    if isinstance(data, dict):
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {_spread(value, depth - 1, inner)}" for key, value in data.items()]
    else:
        lines = [_spread(value, depth - 1, inner) for value in data]
    opening, closing = "{}" if isinstance(data, dict) else "[]"
    return f"{opening}{inner}{f',{inner}'.join(lines)}{margin}{closing}"


def _whole(data: Any) -> Any:
    if isinstance(data, str):
        return whole(data)
    if isinstance(data, dict):
        return {key: _whole(value) for key, value in data.items()}
    return [_whole(item) for item in data] if isinstance(data, list) else data


def stopped(result: Result) -> list[dict[str, Any]]:
    """What did not run or broke, each with the file where it is about one."""
    broken = [NotRun(failure.rule, f"raised {failure.error}", failure.path) for failure in failures(result)]
    optional = ("path", "fault", "routine")
    return [
        {"check": gap.check, "why": gap.why} | {key: said for key in optional if (said := getattr(gap, key))}
        for gap in (*gaps(result, routine=True), *broken)
    ]


def _shard(shard: Shard, result: Result) -> dict[str, Any]:
    """Which part of a run this is, for whoever puts the parts together."""
    return {**shard._asdict(), "files": [file.path for file in result.files]}


def _finding(path: str, finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity,
        "safety": finding.safety,
        "message": finding.message,
        "path": path,
        **_region(finding.region),
        "at": finding.at,
        "fix": _fix(finding.fix) if finding.fix else None,
        "related": [{"path": path, **_region(related.region), "label": related.label} for related in finding.related],
        "ignored": finding.ignored,
        **({"group": finding.group._asdict()} if finding.group else {}),
    }


def _region(region: Region) -> dict[str, int]:
    return {"line": region.line, "column": region.column, "end_line": region.end_line, "end_column": region.end_column}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "safety": fix.safety,
        "edits": [
            {
                "start": {"line": region.line, "column": region.column},
                "end": {"line": region.end_line, "column": region.end_column},
                "text": text,
            }
            for region, text in fix.shown or ()
        ],
    }
