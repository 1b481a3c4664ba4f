"""What fixing would change, line by line, as a unified diff of which nothing sensitive can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aishare_lint.document.places import Lines
from aishare_lint.document.text import TAB, visible
from aishare_lint.lint.findings import Judged
from aishare_lint.show.style import Style


def diff(old: str, new: str, before: Judged, after: Judged, style: Style) -> str:
    """A unified diff between two texts of one file.

    The texts are compared, the masked lines of the two judgements are shown: a change inside something masked is seen as a change and
    not read. A judgement without findings has no masked lines; then nothing in its text needs a mask.
    """
    from difflib import SequenceMatcher

    old_lines, new_lines = _lines(old), _lines(new)
    old_shown, new_shown = before.lines or old_lines, after.lines or new_lines
    name = visible(before.path)
    out = [style.paint("strong", f"--- {name}"), style.paint("strong", f"+++ {name}")]
    for group in SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_grouped_opcodes(3):
        first, last = group[0], group[-1]
        out.append(style.paint("gutter", f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"))
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                out += _marked(" ", new_shown[new_start:new_end])
            else:
                out += (style.paint("removed", line) for line in _marked("-", old_shown[old_start:old_end]))
                out += (style.paint("added", line) for line in _marked("+", new_shown[new_start:new_end]))
    return "\n".join(out) + "\n"


def _lines(text: str) -> tuple[str, ...]:
    """Lines as they count in a report, so that they stand beside the masked ones; breaks are told apart by what they are."""
    lines = Lines(text)
    return tuple(text[start:end] for start, end in zip(lines.starts, [*lines.starts[1:], len(text)], strict=True))


def _marked(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield sign + visible(line.removesuffix("\n").removesuffix("\r"), tab=TAB)


def _range(start: int, end: int) -> str:
    length = end - start
    return f"{start + (1 if length else 0)},{length}" if length != 1 else str(start + 1)
