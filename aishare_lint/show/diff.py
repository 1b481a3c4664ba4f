"""What fixing would change, line by line, as a unified diff of which nothing sensitive can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from aishare_lint.document.places import Lines
from aishare_lint.document.text import TAB, visible
from aishare_lint.show.style import Style


class Version(NamedTuple):
    """A text and its lines as they may be shown."""

    text: str
    shown: Sequence[str]


def diff(name: str, old: Version, new: Version, style: Style) -> str:
    """A unified diff between two versions of a file.

    The texts are compared, their masked lines are shown: a change inside something masked is seen as a change and not read.
    """
    from difflib import SequenceMatcher

    old_lines, new_lines = _lines(old.text), _lines(new.text)
    name = visible(name)
    out = [style.paint("strong", f"--- {name}"), style.paint("strong", f"+++ {name}")]
    for group in SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_grouped_opcodes(3):
        first, last = group[0], group[-1]
        out.append(style.paint("gutter", f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"))
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                out += _marked(" ", new_lines, new.shown, range(new_start, new_end))
            else:
                out += (style.paint("removed", line) for line in _marked("-", old_lines, old.shown, range(old_start, old_end)))
                out += (style.paint("added", line) for line in _marked("+", new_lines, new.shown, range(new_start, new_end)))
    return "\n".join(out) + "\n"


def _lines(text: str) -> list[str]:
    """Lines as they count in a report, so that they stand beside the masked ones; with their breaks, a change of which is a change."""
    lines = Lines(text)
    found = [text[start:end] for start, end in zip(lines.starts, [*lines.starts[1:], len(text)], strict=True)]
    return found if found[-1] else found[:-1]


def _marked(sign: str, lines: Sequence[str], shown: Sequence[str], numbers: Iterable[int]) -> Iterator[str]:
    for number in numbers:
        yield sign + visible(shown[number].rstrip("\r\n"), tab=TAB)
        if not lines[number].endswith(("\n", "\r")):
            yield "\\ No newline at end of file"


def _range(start: int, end: int) -> str:
    length = end - start
    return f"{start + (1 if length else 0)},{length}" if length != 1 else str(start + 1)
