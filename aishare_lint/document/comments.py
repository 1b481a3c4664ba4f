"""Comments, each with the place it belongs to. The parser drops them, so they are looked for between the scalars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from aishare_lint.document.places import Lines, Path, Place, Span


class Comment(NamedTuple):
    """A comment.

    span   from its `#` to the end of the line
    text   without the `#` and the space behind it
    path   what it belongs to: the key on whose line it stands, or, alone on its line, the next key below; None behind the last one
    alone  whether it has the line to itself
    """

    span: Span
    text: str
    path: Path | None
    alone: bool


_CONTAINERS = ("map", "list", "flow-map", "flow-list")
_COMMENT = re.compile(r"(?:(?<=\s)|(?<![\s\S]))#[^\r\n]*")


def find_comments(text: str, lines: Lines, places: Mapping[Path, Place], unheard: Iterable[Place] = ()) -> tuple[Comment, ...]:
    """Every comment of a text whose values stand at `places`, in document order."""
    spans = list(_comment_spans(text, [*places.values(), *unheard]))
    if not spans:
        return ()
    starts = _starts_by_line(lines, places)
    numbers = sorted(starts)
    found = []
    for span in spans:
        number = lines.number(span.start)
        alone = not text[lines.starts[number - 1] : span.start].strip(" \t\ufeff")
        if alone:
            below = next((line for line in numbers if line > number), None)
            path = starts[below] if below is not None else None
        else:
            path = starts[number] if number in starts else _ends_on(number, lines, places)
        found.append(Comment(span, text[span.start + 1 : span.end].strip(), path, alone))
    return tuple(found)


def _comment_spans(text: str, places: list[Place]) -> Iterator[Span]:
    scalars = {place.key for place in places if place.key}
    scalars |= {place.value for place in places if place.style not in _CONTAINERS}
    at = 0
    for start, end in sorted(scalars):
        yield from _between(text, at, start)
        if text[start:end].startswith(("|", ">")):
            line_end = text.find("\n", start, end)
            yield from _between(text, start, line_end if line_end >= 0 else end)
        at = max(at, end)
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[Span]:
    for found in _COMMENT.finditer(text, start, end):
        yield Span(*found.span())


def _starts_by_line(lines: Lines, places: Mapping[Path, Place]) -> dict[int, Path]:
    """For each line the path that a comment at its end belongs to: the last block key on it, else the first item or flow key."""
    starts: dict[int, Path] = {}
    ranks: dict[int, int] = {}
    for path, place in places.items():
        if not path:
            continue
        parent = places[path[:-1]].style
        if place.style == "alias" and parent == "alias":
            continue
        line = lines.number(place.key.start if place.key else place.value.start)
        rank = 3 if parent == "map" else 2 if parent == "list" else 1
        if rank > ranks.get(line, 0) or (rank == ranks[line] == 3):
            starts[line], ranks[line] = path, rank
    return starts


def _ends_on(number: int, lines: Lines, places: Mapping[Path, Place]) -> Path | None:
    """The outermost value that ends on a line on which none begins."""
    for path, place in places.items():
        if path and lines.number(place.value.end) == number:
            return path
    return None
