"""Comments, each with the place it belongs to. The parser drops them, so they are looked for between the scalars."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

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


#: Between scalars nothing else holds a `#`: tags and directives may not.
_COMMENT = re.compile(r"#[^\r\n]*")


def find_comments(text: str, lines: Lines, places: Mapping[Path, Place], scalars: Iterable[Span]) -> tuple[Comment, ...]:
    """Every comment of a text, in document order, given where its values and its scalars stand."""
    spans = list(comment_spans(text, scalars))
    if not spans:
        return ()
    owners = _owners(lines, places)
    numbers = list(owners)
    ends: dict[int, Path] | None = None
    found = []
    for span in spans:
        number = lines.number(span.start)
        alone = not text[lines.starts[number - 1] : span.start].strip(" \t\ufeff")
        path = None if alone else owners.get(number)
        if path is None and not alone:
            ends = _ends(lines, places) if ends is None else ends
            path = ends.get(number)
        if path is None:
            below = bisect_right(numbers, number)
            path = owners[numbers[below]] if below < len(numbers) else None
        found.append(Comment(span, text[span.start + 1 : span.end].strip(), path, alone))
    return tuple(found)


def comment_spans(text: str, scalars: Iterable[Span]) -> Iterator[Span]:
    """Where the comments of a text stand, in document order, given where its scalars stand, in document order."""
    at = 0
    for start, end in scalars:
        if start > at:
            yield from _between(text, at, start)
        if text.startswith(("|", ">"), start, end):
            line_end = _LINE_END.search(text, start, end)
            yield from _between(text, start, line_end.start() if line_end else end)
        at = end
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[Span]:
    for found in _COMMENT.finditer(text, start, end):
        yield Span(*found.span())


def _owners(lines: Lines, places: Mapping[Path, Place]) -> dict[int, Path]:
    """For each line the path that a comment at its end belongs to: the last block key on it, else the first item or flow key."""
    owners: dict[int, Path] = {}
    line_end = number = rank = 0
    for path, place in places.items():
        if not path:
            continue
        start = place.key[0] if place.key else place.value[0]
        style = places[path[:-1]].style
        if style == "alias":
            continue
        new = 3 if style == "map" else 2 if style == "list" else 1
        if start >= line_end:
            number = lines.number(start)
            line_end = lines.starts[number] if number < len(lines) else len(lines.text) + 1
            rank = 0
        if new > rank or new == 3:
            owners[number] = path
            rank = new
    return owners


def _ends(lines: Lines, places: Mapping[Path, Place]) -> dict[int, Path]:
    """For each line the outermost value that ends on it."""
    ends: dict[int, Path] = {}
    for path, place in places.items():
        if path:
            ends.setdefault(lines.number(place.value.end), path)
    return ends


_LINE_END = re.compile(r"[\r\n]")
