"""What closes a run for people: statistics, what did not run, what broke, and the counts."""

from __future__ import annotations

from collections import Counter

from aishare_lint.document.text import visible, width, wrap
from aishare_lint.lint.findings import SEVERITIES, Result
from aishare_lint.show.folding import failures, fixable, not_run, plural, tally
from aishare_lint.show.style import Rules, Style

#: Files named in one line about a check that did not run; the others are counted.
NAMED = 3


def closing(result: Result, style: Style, rules: Rules) -> list[str]:
    """The last lines of a run."""
    lines = [*statistics(result, style, rules), ""] if style.statistics and result.findings() else []
    lines += stopped(result, style)
    counts = tally(result)
    worst = next((severity for severity in SEVERITIES if result.count(severity)), None)
    mending = fixable(result)
    lines.append((style.paint(worst, counts) if worst else style.paint("strong", counts)) + (f"; {mending}" if mending else ""))
    return lines


def stopped(result: Result, style: Style) -> list[str]:
    """A line for each check that did not run and each rule that raised: silence would be taken for a clean bill."""
    lines = []
    for gap in not_run(result, routine=style.verbose):
        where = ", ".join(visible(path) for path in gap.paths[:NAMED])
        if len(gap.paths) > NAMED:
            where += f" and {plural(len(gap.paths) - NAMED, 'file')} more"
        text = f"{', '.join(map(visible, gap.checks))} ({visible(gap.why)})" + (f" in {where}" if where else "")
        lines += _entry("not run", "error" if gap.fault else "warning", text, style)
    for rule, path, error in failures(result):
        text = f"{visible(rule)} raised {visible(error)}" + (f" in {visible(path)}" if path else "") + "; the other rules ran"
        lines += _entry("failed", "error", text, style)
    return lines


def _entry(word: str, role: str, text: str, style: Style) -> list[str]:
    first, *more = wrap(text, style.width - len(word) - 2)
    return [f"{style.paint(role, word)}: {first}", *(" " * (len(word) + 2) + piece for piece in more)]


def statistics(result: Result, style: Style, rules: Rules) -> list[str]:
    """Findings a rule, the most frequent first; `*` where all of them, `+` where some can be fixed by --fix."""
    found = [finding for _, finding in result.findings()]
    counts = Counter((finding.rule, finding.severity) for finding in found)
    safe = Counter(
        (finding.rule, finding.severity) for finding in found if finding.fix and finding.fix.edits and finding.fix.safety == "safe"
    )
    names = max(width(visible(rule)) for rule, _ in counts)
    digits = max(len(str(count)) for count in counts.values())
    lines = []
    for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], SEVERITIES.index(item[0][1]), item[0][0])):
        mark = "*" if safe[rule, severity] == count else "+" if safe[rule, severity] else " "
        name = visible(rule)
        title = rules.title(rule)
        start = f"{count:>{digits}} {mark} {style.paint(severity, f'{severity:<7}')} "
        lines.append(f"{start} {name}{' ' * (names - width(name))}  {style.paint('faint', visible(title))}".rstrip())
    if safe:
        lines.append(style.paint("faint", f"{'':>{digits}} * all, + some fixable with --fix"))
    return lines
