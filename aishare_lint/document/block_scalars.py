"""Where a block scalar ends."""

from __future__ import annotations

from typing import Final

from aishare_lint.document.patterns import lazy

_LINE_BREAK: Final = lazy(r"\r\n?|\n")
_BLANKS: Final = lazy(" *")
#: A line break, the blanks behind it and the first character that is none; and one with nothing but blanks.
_LINE: Final = lazy(r"[\r\n] *[^ \r\n]")
_BLANK_LINE: Final = lazy(r"[\r\n] +(?=[\r\n]|\Z)")
_HEADER: Final = lazy(r"[|>][0-9+-]*")


def block_end(text: str, start: int, end: int, value: str) -> int:
    """Where the own lines of a block scalar end; the parser counts comments and blank lines behind it as its own.

    `start` is at the `|` or `>`, `end` where the next token begins. Without content it ends with its header.
    """
    content = value.lstrip("\n")
    at = start
    # Blank lines before the first line with content are line breaks of the value, in both styles.
    for _ in range(len(value) - len(content) + 1 if content else 0):
        found = _LINE_BREAK.search(text, at, end)
        if not found:
            break
        at = found.end()
    else:
        if content:
            return _content_end(text, at, end, content)
    header = _HEADER.match(text, start, end)
    return header.end() if header else end


def _content_end(text: str, at: int, end: int, content: str) -> int:
    """Where the last line ends that belongs to a block scalar whose first line with content begins at `at`."""
    # What the first line has beyond the indentation is part of the value.
    first = _BLANKS.match(text, at, end)
    beyond = _BLANKS.match(content)
    indent = (first.end() - at if first else 0) - (beyond.end() if beyond else 0)
    for found in _LINE.finditer(text, at, end):
        if found.end() - found.start() - 2 < indent:
            end = found.start()
            break
    last = at + len(text[at:end].rstrip(" \r\n"))
    # A line of blanks that are more than the indentation has content.
    for found in _BLANK_LINE.finditer(text, last if last > at else at - 1, end):
        if found.end() - found.start() - 1 > indent:
            last = found.end()
    line_break = _LINE_BREAK.search(text, last, end)
    return line_break.start() if line_break else end
