"""Comments, each with the place it belongs to. The parser drops them, so they are looked for between the scalars."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Lines, Path, Place, Span


class Comment(NamedTuple):
    """A comment.

    span   from its `#` to the end of the line
    text   without the `#` and the space behind it
    path   what it belongs to: the key on whose line it stands, or, alone on its line or before a value, the next key below; None behind
           the last one
    alone  whether it has the line to itself
    """

    span: Span
    text: str
    path: Path | None
    alone: bool


_LINE_BREAK = lazy(r"[\r\n]")
_LINE_END = lazy(r"[\r\n]|\Z")


def find_comments(text: str, lines: Lines, places: Mapping[Path, Place], scalars: Sequence[Span]) -> tuple[Comment, ...]:
    """Every comment of a text, in document order, given where its values and its scalars stand, in document order."""
    spans = list(comment_spans(text, scalars))
    if not spans:
        return ()
    owners = _Owners(lines, places)
    found = []
    for span in spans:
        number = lines.number(span.start)
        alone = not text[lines.starts[number - 1] : span.start].strip(" \t\ufeff")
        path = None if alone else owners.on(number) or owners.ending_on(number)
        if path is None:
            path = owners.below(number)
        found.append(Comment(span, text[span.start + 1 : span.end].strip(), path, alone))
    return tuple(found)


def comment_spans(text: str, scalars: Sequence[Span]) -> Iterator[Span]:
    """Where the comments of a text stand. Between scalars nothing else holds a `#`: tags and directives may not."""
    at = text.find("#")
    while at >= 0:
        index = bisect_right(scalars, (at, len(text))) - 1
        start, end = scalars[index] if index >= 0 else (0, 0)
        inside = start <= at < end
        header = inside and text[start] in "|>" and not _LINE_BREAK.search(text, start, at)
        if inside and not header:
            at = text.find("#", end)
            continue
        line_end = _LINE_END.search(text, at)
        stop = line_end.start() if line_end else len(text)
        yield Span(at, stop)
        at = text.find("#", stop)


class _Owners:
    """What a comment on, or above, a line belongs to."""

    def __init__(self, lines: Lines, places: Mapping[Path, Place]) -> None:
        self.lines = lines
        self.places = places
        self.paths = list(places)
        self.starts = [(place.key or place.value)[0] for place in places.values()]
        self.known: dict[int, Path | None] = {}
        self.ends: dict[int, Path] | None = None

    def on(self, number: int) -> Path | None:
        """The last block key that begins on a line, else the first item or flow key."""
        if number not in self.known:
            self.known[number] = self._search(number)
        return self.known[number]

    def _search(self, number: int) -> Path | None:
        owner, rank = None, 0
        for path in self.paths[bisect_left(self.starts, self.lines.starts[number - 1]) : self._first_below(number)]:
            style = self.places[path[:-1]].style if path else "alias"
            if style == "alias":
                continue
            new = 3 if style == "map" else 2 if style == "list" else 1
            if new > rank or new == 3:
                owner, rank = path, new
        return owner

    def _first_below(self, number: int) -> int:
        """The index of the first place that begins behind a line."""
        return bisect_left(self.starts, self.lines.starts[number]) if number < len(self.lines) else len(self.starts)

    def below(self, number: int) -> Path | None:
        """What `on` says for the next line on which something begins."""
        index = self._first_below(number)
        return self.on(self.lines.number(self.starts[index])) if index < len(self.starts) else None

    def ending_on(self, number: int) -> Path | None:
        """The outermost value that ends on a line."""
        if self.ends is None:
            self.ends = {}
            for path, place in self.places.items():
                if path:
                    self.ends.setdefault(self.lines.number(place.value.end), path)
        return self.ends.get(number)
