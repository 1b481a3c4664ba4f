"""Where things stand in a text: paths, spans, places, lines and columns."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import NamedTuple, TypeAlias

from aishare_lint.document.patterns import lazy

Key: TypeAlias = "str | int"
Path: TypeAlias = "tuple[Key, ...]"
#: What a report is made of. A plain `true` or `false` is a boolean, every other scalar the text that was written.
Value: TypeAlias = "dict[str, Value] | list[Value] | str | bool"


class Span(NamedTuple):
    """Offsets into a text in code points; `end` is exclusive."""

    start: int
    end: int


class Place(NamedTuple):
    """Where one value stands.

    key    span of its key; None for the root and for items of a list
    value  span of the value; of a block scalar only its own lines, without what follows
    style  how it is written: `plain`, `'`, `"`, `|`, `>`, `map`, `list`, `flow-map`, `flow-list` or `alias`
    """

    key: Span | None
    value: Span
    style: str

    @property
    def whole(self) -> Span:
        """Key and value together."""
        return Span(self.key.start if self.key else self.value.start, self.value.end)


class Region(NamedTuple):
    """A span as people count: 1-based lines and columns in code points, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


_LINE_BREAK = lazy(r"\r\n?|\n")


class Lines:
    """The lines of a text. Only LF, CRLF and CR end a line, as in YAML 1.2."""

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        #: Offsets; an array, because a hostile file may have millions of lines.
        self.starts = array("L", [0])
        self.starts.extend(found.end() for found in _LINE_BREAK.finditer(text))

    def __len__(self) -> int:
        return len(self.starts)

    def number(self, offset: int) -> int:
        """The 1-based line that holds an offset."""
        return bisect_right(self.starts, offset)

    def span(self, line: int) -> Span:
        """The 1-based line without its line break."""
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line(self, line: int) -> str:
        """The text of the 1-based line without its line break."""
        start, end = self.span(line)
        return self.text[start:end]

    def region(self, span: Span) -> Region:
        """A span as lines and columns."""
        line, end_line = self.number(span.start), self.number(span.end)
        return Region(line, span.start - self.starts[line - 1] + 1, end_line, span.end - self.starts[end_line - 1] + 1)
