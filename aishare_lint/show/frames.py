"""Source frames: lines of a report in a gutter of line numbers, with what a finding is about underlined.

 7 | tlp: TLP:GREEN
   |      ^^^^^^^^^
...
42 |     tlp: TLP:RED
   |          ------- stricter than the report
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from aishare_lint.document.places import Region
from aishare_lint.document.text import TAB, columns, visible, width, wrap
from aishare_lint.show.style import Style

#: A second place at most so many lines away is shown in the same frame.
NEAR: Final = 12
#: A region of more lines is shown by its first two and its last.
TALLEST: Final = 4


class Mark(NamedTuple):
    """Something to underline: where, how, and what to say there. `role` names a colour."""

    region: Region
    label: str
    stroke: str
    role: str


def clamp(region: Region, lines: Sequence[str]) -> Region:
    """The region inside the lines there are; one that ends before the first character of a line ends on the line before."""
    last = max(len(lines), 1)
    line = min(max(region.line, 1), last)
    end_line = min(max(region.end_line, line), last)
    column = min(max(region.column, 1), len(lines[line - 1]) + 1) if lines else 1
    end_column = region.end_column
    if end_line > line and end_column <= 1:
        end_line -= 1
        end_column = len(lines[end_line - 1]) + 1
    end_column = min(max(end_column, 1), len(lines[end_line - 1]) + 1) if lines else 1
    return Region(line, column, end_line, max(end_column, column) if end_line == line else end_column)


class Margin(NamedTuple):
    """What stands left of a frame: line numbers `size` columns wide, and a bar."""

    style: Style
    size: int

    def row(self, number: int | None = None, bar: str = "|") -> str:
        """` 7 |` in its colour, blank where there is no number."""
        return self.style.paint("gutter", f"{'' if number is None else number:>{self.size}} {bar}")

    @property
    def room(self) -> int:
        """The columns right of it."""
        return max(self.style.width - self.size - 3, 20)


def margin(style: Style, lines: Sequence[str], region: Region) -> Margin:
    """A margin as wide as the numbers of a file's lines, so that all frames of a file stand under each other."""
    return Margin(style, len(str(max(len(lines), region.end_line))))


def frame(lines: Sequence[str], primary: Mark, others: Sequence[Mark], margin: Margin) -> list[str]:
    """The lines that hold the marks, underlined."""
    marks = [mark._replace(region=clamp(mark.region, lines)) for mark in (primary, *others)]
    spanned = marks[0].region
    tall = spanned.end_line > spanned.line
    shown = [margin.row()]
    wanted = _wanted(marks, tall=tall)
    previous = wanted[0]
    for number in wanted:
        if number > previous + 1:
            shown.append(margin.style.paint("gutter", "..."))
        previous = number
        here = [mark for mark in (marks[1:] if tall else marks) if mark.region.line == number]
        shown.extend(_line(lines[number - 1], number, here, marks[0] if tall else None, margin))
    return shown


def _wanted(marks: Sequence[Mark], *, tall: bool) -> list[int]:
    """The numbers of the lines to show; a gap of one line is filled."""
    numbers = {mark.region.line for mark in marks}
    if tall:
        first, last = marks[0].region.line, marks[0].region.end_line
        numbers.update(range(first, last + 1) if last - first < TALLEST else (first, first + 1, last))
    ordered = sorted(numbers)
    between = [number + 1 for number, following in pairwise(ordered) if following == number + 2]
    return sorted({*ordered, *between})


def _line(text: str, number: int, marks: Sequence[Mark], tall: Mark | None, margin: Margin) -> list[str]:
    """One line of the report with what is underlined in it; `tall` is a region of several lines, drawn as a bar at the left."""
    starts = columns(text, tab=TAB)
    room = margin.room - (2 if tall else 0)
    extents = [_extent(mark.region, starts, len(text)) for mark in marks]
    focus = _focus(extents, room)
    if tall and tall.region.end_line == number and not marks:
        focus = _extent(tall.region._replace(line=number, column=max(tall.region.end_column - 1, 1)), starts, len(text))
    rows: list[str] = []
    before = f"{margin.row()} {_bar(tall, number, margin.style, below=True)}"
    waiting = list(zip(marks, extents, strict=True))
    while waiting or not rows:
        shown, offset = _cut(text, starts, focus, room, margin.style)
        rows.append(f"{margin.row(number)} {_bar(tall, number, margin.style)}{shown}".rstrip())
        left, right = _window(starts, focus, room)
        # A mark outside the window hangs under nothing: the line is shown again, around it.
        outside = []
        for mark, (begin, end) in waiting:
            if focus != (begin, end) and not (starts[left] <= begin and (begin < starts[right] or right == len(text))):
                outside.append((mark, (begin, end)))
                continue
            column = min(max(begin - offset, 0), room - 1)
            rows.extend(f"{before}{row}" for row in _underline(mark, column, min(end - offset, room), room, margin.style))
        waiting = outside
        focus = _focus([extent for _, extent in waiting], room)
    if tall and tall.region.end_line == number:
        end = min(max(starts[max(tall.region.end_column - 2, 0)] - offset, 0), room - 1)
        rows.append(f"{margin.row()} {margin.style.paint(tall.role, '|_' + '_' * end + tall.stroke)}")
    return rows


def _bar(tall: Mark | None, number: int, style: Style, *, below: bool = False) -> str:
    if tall is None:
        return ""
    if not tall.region.line <= number <= tall.region.end_line or (below and number == tall.region.end_line):
        return "  "
    return style.paint(tall.role, "/" if number == tall.region.line and not below else "|") + " "


def _extent(region: Region, starts: Sequence[int], length: int) -> tuple[int, int]:
    """The columns that a mark underlines on its first line; at least one."""
    begin = starts[min(region.column - 1, length)]
    end = starts[min(region.end_column - 1, length)] if region.end_line == region.line else starts[length]
    return begin, max(end, begin + 1)


def _focus(extents: Sequence[tuple[int, int]], room: int) -> tuple[int, int]:
    """The columns to cut a line around: all that is underlined where there is room for it, else what is underlined first."""
    if not extents:
        return 0, 0
    begin, end = min(begin for begin, _ in extents), max(end for _, end in extents)
    return (begin, end) if end - begin <= room - room // 4 else extents[0]


def _cut(text: str, starts: Sequence[int], focus: tuple[int, int], room: int, style: Style) -> tuple[str, int]:
    """As much of a line as there is room for, around the columns in focus; and the column that its first one is."""
    left, right = _window(starts, focus, room)
    shown = visible(text[left:right], tab=TAB)
    if left:
        shown = style.ellipsis + shown
    if right < len(text):
        shown += style.ellipsis
    return shown, starts[left] - (1 if left else 0)


def changed(text: str, before: str, margin: Margin) -> str:
    """A line as a fix leaves it, cut to the room around what differs from the line before."""
    same = next((at for at, (new, old) in enumerate(zip(text, before, strict=False)) if new != old), min(len(text), len(before)))
    tail = next((at for at in range(min(len(text), len(before)) - same) if text[-1 - at] != before[-1 - at]), 0)
    starts = columns(text, tab=TAB)
    return _cut(text, starts, (starts[same], starts[max(len(text) - tail, same)]), margin.room, margin.style)[0]


def _window(starts: Sequence[int], focus: tuple[int, int], room: int) -> tuple[int, int]:
    """Which code points of a line are shown: all of them, or so many around the columns in focus as there is room for."""
    length = len(starts) - 1
    if starts[length] <= room:
        return 0, length
    begin, end = focus
    first = 0
    if end > room - 1:
        spare = max(room - (end - begin), room // 4)
        first = max(min(begin - spare // 2, starts[length] - room + 1), 0)
    left = next(index for index, at in enumerate(starts) if at >= first)
    used = 1 if left else 0
    if starts[length] - starts[left] + used <= room:
        return left, length
    return left, max(index for index in range(left, length + 1) if starts[index] - starts[left] + used + 1 <= room or index == left)


def _underline(mark: Mark, begin: int, end: int, room: int, style: Style) -> list[str]:
    """The strokes under a line, with the label behind them, or below where there is no room."""
    strokes = " " * begin + style.paint(mark.role, mark.stroke * max(end - begin, 1))
    label = visible(mark.label)
    if not label:
        return [strokes]
    if max(end, begin + 1) + 1 + width(label) <= room:
        return [f"{strokes} {style.paint(mark.role, label)}"]
    pieces = wrap(label, room)
    indent = max(min(begin, room - max(map(width, pieces))), 0)
    return [strokes, *(" " * indent + style.paint(mark.role, piece) for piece in pieces)]
