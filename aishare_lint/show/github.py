"""GitHub workflow commands: findings as annotations on the lines of a pull request.

    ::error file=reports/a.yaml,line=6,col=6,endLine=6,endColumn=15,title=tlp/retired-label::reports/a.yaml:6:6: …

GitHub shows ten annotations of a level and a step, and says nothing of the others: errors come first, and when there are more than it
shows, a notice says so. The log keeps every line, but of a command only its message: that is why the place stands in it too.
"""

from __future__ import annotations

from typing import Final

from aishare_lint.document.text import command_data, command_property
from aishare_lint.lint.findings import SEVERITIES, Result, Severity
from aishare_lint.show.folding import Item, failures, fold, lead, not_run, shown, tally
from aishare_lint.show.style import Rules, Style

LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}
#: Annotations of one level that GitHub shows of one step.
MOST: Final = 10


def render(result: Result, style: Style, rules: Rules) -> str:  # noqa: ARG001 - one signature for every format
    """The whole run, the worst first."""
    commands: dict[str, list[str]] = {level: [] for level in LEVELS.values()}
    for failure in failures(result):
        commands["error"].append(_command("error", f"{failure.rule} raised {failure.error}", {"file": failure.path, "title": failure.rule}))
    for gap in not_run(result):
        text = f"not run: {', '.join(gap.checks)} ({gap.why})" + (f" in {', '.join(gap.paths)}" if gap.paths else "")
        level = "error" if gap.fault else "notice"
        commands[level].append(_command(level, text, {"title": "not run"}))
    items = [(file.path, item) for file in result.files for item in fold(shown(file, ignored=False), singly=style.verbose)]
    for path, item in sorted(items, key=lambda pair: SEVERITIES.index(lead(pair[1]).severity)):
        level = LEVELS[lead(item).severity]
        commands[level].append(_annotation(level, path, item))
    if any(len(lines) > MOST for lines in commands.values()):
        # Before the other notices: as the eleventh it would not be shown itself.
        commands["notice"].insert(0, "")
        beyond = ", ".join(f"{len(lines) - MOST} more of level {level}" for level, lines in commands.items() if len(lines) > MOST)
        text = f"{tally(result)}. GitHub shows {MOST} annotations of a level and a step; the log of this step has {beyond}"
        commands["notice"][0] = _command("notice", text, {"title": "aishare-lint"})
    return "".join(f"{line}\n" for lines in commands.values() for line in lines)


def _annotation(level: str, path: str, item: Item) -> str:
    finding = lead(item)
    region = finding.region
    properties = {"file": path, "line": str(region.line), "col": str(region.column), "endLine": str(region.end_line)}
    if region.end_line == region.line:
        # GitHub refuses an end column where the end is on another line.
        properties["endColumn"] = str(region.end_column)
    return _command(level, f"{path}:{region.line}:{region.column}: {item.message}", properties | {"title": finding.rule})


def _command(level: str, message: str, properties: dict[str, str]) -> str:
    written = ",".join(f"{name}={command_property(value)}" for name, value in properties.items() if value)
    return f"::{level} {written}::{command_data(message)}"
