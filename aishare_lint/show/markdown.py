"""Markdown for job summaries and comments on pull requests.

Such pages are read by more people than the report may be, and mailed: they hold ids, places and counts. `verbose` adds the messages,
which quote the report. Whatever comes from a report stands in code spans, where no forge looks for links, mentions or markup.
"""

from __future__ import annotations

from typing import Final

from aishare_lint.document.text import ELLIPSIS, markdown, markdown_code, shorten, xml
from aishare_lint.lint.findings import SEVERITIES, Judged, Result, Severity
from aishare_lint.show.folding import Fold, Item, failures, fixable, fold, lead, not_run, plural, shown, tally
from aishare_lint.show.style import Rules, Style

SIGNS: Final[dict[Severity, str]] = {"error": "🟥 error", "warning": "🟨 warning", "info": "🟦 info"}
#: GitHub refuses a comment of more than 65,536 characters.
LONGEST: Final = 60_000
#: Of one path or message.
_CUT: Final = 300


def render(result: Result, style: Style, rules: Rules) -> str:
    """The whole run: counts, a table of rules, the places of each file to unfold."""
    lines = [f"### aishare-lint: {_verdict(result)}", "", f"{tally(result)}" + (f"; {fixable(result)}" if fixable(result) else ""), ""]
    lines += _rules(result, rules)
    lines += _gaps(result)
    left = 0
    size = sum(map(len, lines))
    for file in result.files:
        block = _file(file, style)
        if block and size + sum(map(len, block)) > LONGEST:
            left += 1
            continue
        lines += block
        size += sum(map(len, block))
    if left:
        lines += [f"The findings of {plural(left, 'more file')} do not fit here; the counts above include them.", ""]
    return "\n".join(lines)


def _verdict(result: Result) -> str:
    worst = next((severity for severity in SEVERITIES if result.count(severity)), None)
    return plural(result.count(worst), worst) if worst else "no findings"


def _rules(result: Result, rules: Rules) -> list[str]:
    counts: dict[tuple[int, str], int] = {}
    for _, finding in result.findings():
        key = (SEVERITIES.index(finding.severity), finding.rule)
        counts[key] = counts.get(key, 0) + 1
    if not counts:
        return []
    rows = [
        f"| {SIGNS[SEVERITIES[level]]} | {_cell(rule)} | {markdown(rules.title(rule), table=True)} | {count} |"
        for (level, rule), count in sorted(counts.items())
    ]
    return ["| | rule | | count |", "|---|---|---|---:|", *rows, ""]


def _gaps(result: Result) -> list[str]:
    lines = []
    for gap in not_run(result):
        checks = ", ".join(map(_code, gap.checks))
        where = f" in {plural(len(gap.paths), 'file')}" if gap.paths else ""
        lines.append(f"- not run: {checks}{where}: {markdown(gap.why)}")
    lines += [f"- failed: {_code(failure.rule)}" + (f" in {_code(failure.path)}" if failure.path else "") for failure in failures(result)]
    return [*lines, ""] if lines else []


def _file(file: Judged, style: Style) -> list[str]:
    items = list(fold(shown(file, ignored=style.show_ignored), singly=False))
    if not items:
        return []
    counts = [plural(number, severity) for severity in SEVERITIES if (number := _count(file, severity))]
    head = f"<details><summary><code>{xml(shorten(file.path, _CUT))}</code> {', '.join(counts) or 'ignored findings'}</summary>"
    columns = ["", "rule", "line", "place", *(["message"] if style.verbose else [])]
    table = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return [head, "", *table, *(_row(item, style) for item in items), "", "</details>", ""]


def _count(file: Judged, severity: Severity) -> int:
    return sum(finding.severity == severity and finding.ignored is None for finding in file.findings)


def _row(item: Item, style: Style) -> str:
    finding = lead(item)
    sign = SIGNS[finding.severity] if finding.ignored is None else "ignored"
    place = f"{_cell(item.name)} {item.share}" if isinstance(item, Fold) else _cell(finding.at)
    cells = [sign, _cell(finding.rule), f"{finding.region.line}:{finding.region.column}", place]
    if style.verbose:
        cells.append(markdown(shorten(item.message, _CUT), table=True))
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    return markdown_code(shorten(text, _CUT)) or ELLIPSIS


def _cell(text: str) -> str:
    return markdown_code(shorten(text, _CUT), table=True) or ELLIPSIS
