"""For people at a terminal: each finding with the lines it is about, what mends it, and the counts at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from aishare_lint.document.places import Region
from aishare_lint.document.text import fit, pad, visible, width, wrap
from aishare_lint.lint.findings import Finding, Fix, Judged, Result
from aishare_lint.show.folding import Fold, fold, shown
from aishare_lint.show.frames import NEAR, Margin, Mark, changed, clamp, frame, margin
from aishare_lint.show.style import Rules, Style
from aishare_lint.show.summary import closing

#: How a fix is applied, by its safety.
APPLIED = {"safe": "--fix", "unsafe": "--fix --unsafe-fixes"}
#: A fix that leaves more lines than this is told by its title only.
MOST_LINES = 3


class Changed(NamedTuple):
    """A line that a fix writes (`+`) or takes out (`-`), and the line that stood in its place."""

    number: int
    sign: str
    text: str
    before: str


def render(result: Result, style: Style, rules: Rules) -> str:
    """The whole run."""
    blocks = [block for file in result.eloquent for block in _file(file, style, rules)]
    blocks.append(closing(result, style, rules))
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def _file(file: Judged, style: Style, rules: Rules) -> Iterator[list[str]]:
    """The findings of one file in order, then its groups: one block a rule."""
    items = list(fold(shown(file, ignored=style.show_ignored), singly=style.verbose))
    for item in items:
        if isinstance(item, Finding):
            yield _finding(file, item, style, rules)
    folds = sorted((item for item in items if isinstance(item, Fold)), key=lambda item: (_kind(item), item.rank))
    for _, together in groupby(folds, key=_kind):
        yield _folds(file, list(together), style, rules)


def _kind(item: Fold) -> tuple[bool, str, str, str]:
    first = item.findings[0]
    return first.ignored is not None, first.rule, first.severity, first.ignored or ""


def _head(finding: Finding, message: str, style: Style, rules: Rules) -> list[str]:
    """`error[tlp/retired-label]: …`, continued on lines of its own where the message is long."""
    role = finding.severity if finding.ignored is None else "ignored"
    label = finding.severity if finding.ignored is None else f"ignored {finding.severity}"
    rule = visible(finding.rule)
    pieces = wrap(visible(message), style.width - 2, first=len(label) + width(rule) + 2)
    start = f"{style.paint(role, f'{label}[')}{style.paint(role, style.link(rule, rules.address(finding.rule)))}{style.paint(role, ']')}"
    return [f"{start}: {style.paint('strong', pieces[0])}", *(f"  {style.paint('strong', piece)}" for piece in pieces[1:])]


def _place(file: Judged, region: Region, at: str, margin: Margin, arrow: str = "-->") -> str:
    where = f"{visible(file.path)}:{region.line}:{region.column}"
    line = f"{' ' * margin.size}{margin.style.paint('gutter', arrow)} {where}"
    room = margin.style.width - margin.size - len(arrow) - width(where) - 3
    return f"{line}  {margin.style.paint('faint', fit(visible(at), room))}" if at not in ("", "$") and room > 12 else line


def _finding(file: Judged, finding: Finding, style: Style, rules: Rules) -> list[str]:
    region = clamp(finding.region, file.lines) if file.lines else finding.region
    marks = [Mark(related.region, related.label, "-", "related") for related in finding.related]
    near = [mark for mark in marks if abs(mark.region.line - region.line) <= NEAR]
    after = _after(file, finding)
    edge = margin(style, file.lines, region)
    block = _head(finding, finding.message, style, rules)
    block.append(_place(file, region, finding.at, edge))
    if file.lines:
        block += frame(file.lines, Mark(region, "", "^", finding.severity if finding.ignored is None else "related"), near, edge)
        for mark in marks:
            if mark not in near:
                block.append(_place(file, mark.region, "", edge, ":::"))
                block += frame(file.lines, mark, [], edge)
    else:
        block += [_note("note", f"{mark.label} (line {mark.region.line})", edge) for mark in marks]
    if finding.ignored is not None:
        block.append(_note("ignored", finding.ignored or "no reason given", edge))
    elif finding.fix:
        block += _help(finding.fix, after, edge)
    return block


def _note(word: str, text: str, edge: Margin) -> str:
    """`   = help: …`, continued under its first letter."""
    paint = edge.style.paint
    start = f"{' ' * edge.size} {paint('gutter', '=')} {paint('help' if word in ('help', 'suggestion') else 'strong', word)}: "
    indent = edge.size + len(word) + 5
    first, *more = wrap(visible(text), edge.style.width - indent)
    return "\n".join([start + first, *(" " * indent + piece for piece in more)])


def _help(fix: Fix, after: Sequence[Changed], edge: Margin) -> list[str]:
    """What mends it, how to apply that, and what the lines are then."""
    applied = APPLIED.get(fix.safety) if fix.edits else None
    block = [_note("help" if applied else "suggestion", f"{fix.title} ({applied})" if applied else fix.title, edge)]
    for number, sign, text, before in after:
        line = changed(text, before, edge)
        block.append(f"{edge.row(number, sign)} {edge.style.paint('added' if sign == '+' else 'removed', line)}")
    return block


def _after(file: Judged, finding: Finding) -> list[Changed]:
    """The lines as a fix leaves them, where those are few."""
    fix = finding.fix
    if not fix or not fix.shown or not file.lines or finding.ignored is not None:
        return []
    first = min(region.line for region, _ in fix.shown)
    last = max(region.end_line for region, _ in fix.shown)
    if first < 1 or last > len(file.lines) or last - first > MOST_LINES:
        return []
    before = list(file.lines[first - 1 : last])
    text = "\n".join(before)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line) + 1)
    for region, new in reversed(fix.shown):
        start = starts[region.line - first] + region.column - 1
        end = starts[region.end_line - first] + region.end_column - 1
        text = text[:start] + new + text[end:]
    now = text.replace("\r\n", "\n").split("\n")
    while before and now and before[0] == now[0]:
        before, now, first = before[1:], now[1:], first + 1
    while before and now and before[-1] == now[-1]:
        before, now = before[:-1], now[:-1]
    if now and len(now) <= MOST_LINES:
        return [Changed(first + index, "+", line, before[index] if index < len(before) else "") for index, line in enumerate(now)]
    if before and not now:
        return [Changed(first + index, "-", line, "") for index, line in enumerate(before)]
    return []


def _folds(file: Judged, folds: Sequence[Fold], style: Style, rules: Rules) -> list[str]:
    """Groups of one rule: a line each, with what is in them."""
    first = min((item.first for item in folds), key=lambda finding: finding.region)
    findings = [finding for item in folds for finding in item.findings]
    total = sum(item.total for item in folds)
    title = rules.title(first.rule)
    edge = margin(style, file.lines, first.region)
    block = _head(first, f"{len(findings)} of {total} open" + (f": {title}" if title else ""), style, rules)
    block.append(_place(file, first.region, "", edge))
    names = max(width(visible(item.name)) for item in folds)
    shares = max(len(item.share) for item in folds)
    indent = names + 2 + shares + 2
    for item in folds:
        units = wrap(visible(" ".join(item.units)), edge.room - indent)
        name = style.paint("strong", pad(visible(item.name), names))
        block.append(f"{edge.row()} {name}  {item.share:<{shares}}  {style.paint('faint', units[0])}")
        block += [f"{edge.row()} {' ' * indent}{style.paint('faint', piece)}" for piece in units[1:]]
    if first.ignored is not None:
        block.append(_note("ignored", first.ignored or "no reason given", edge))
    else:
        fixes = {(finding.fix.safety, finding.fix.title): finding.fix for finding in findings if finding.fix}
        if len(fixes) == 1:
            block += _help(next(iter(fixes.values())), [], edge)
    return block
