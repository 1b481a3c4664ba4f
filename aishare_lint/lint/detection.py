"""Patterns over what a report says: a cheap look for keywords first, then where exactly.

Patterns see decoded text (what the report says, not how YAML writes it), one value, key or comment at a time, and are mapped back to the
file. Those that came with the tool are linear and run on `re`; those of other packs run on `regex` with a timeout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path, Span, Value
from aishare_lint.document.reader import Document
from aishare_lint.lint.attachments import AttachmentFacts
from aishare_lint.lint.checks import Hit

#: The hit's value that says where in an attachment it is; it ends the message.
INSIDE: Final = "inside"
#: Seconds that a pattern of a private pack may take on one piece of text.
TIMEOUT: Final = 0.2


class Passage(NamedTuple):
    """A piece of text as it is understood: a value, a key, a comment or a text attachment, with where it stands.

    An attachment stands in no place of the report; its passage has the place of its path.
    """

    path: Path
    part: str
    text: str
    lowered: str
    span: Span
    style: str


class Match(NamedTuple):
    """Where a pattern matched. `kind` is the pattern's name, `values` its named groups."""

    passage: Passage
    start: int
    end: int
    text: str
    kind: str
    values: dict[str, str]


class Reading:
    """Everything a document says, passage by passage; made once and shared by all detectors."""

    def __init__(self, document: Document, attachments: Mapping[str, AttachmentFacts] | None = None) -> None:
        self.document = document
        self.passages = (*_passages(document), *(_attached(document, attachments) if attachments else ()))
        self.lowered = "\0".join(passage.lowered for passage in self.passages)


def _passages(document: Document) -> Iterator[Passage]:
    values: dict[Path, Value] = {}
    if document.data is not None:
        _flatten(document.data, (), values)
    for path, place in document.places.items():
        if place.key is not None and path and isinstance(path[-1], str):
            yield _passage(path, "key", path[-1], place.key, "plain")
        value = values.get(path)
        if isinstance(value, str) and value:
            yield _passage(path, "value", value, place.value, place.style)
    for path, place, text in document.unheard:
        if text:
            yield _passage(path, "value", text, place.value, place.style)
    for comment in document.comments:
        yield _passage(comment.path or (), "comment", comment.text, comment.span, "comment")
    if document.data is None and document.text:
        yield _passage((), "source", document.text, Span(0, len(document.text)), "source")


def _attached(document: Document, attachments: Mapping[str, AttachmentFacts]) -> Iterator[Passage]:
    """The texts of files that the report lists."""
    for path, place in document.places.items():
        if len(path) == 3 and path[0] == "attachments" and path[2] == "path" and document.data is not None:
            name = look_up(document.data, path)
            facts = attachments.get(name) if isinstance(name, str) else None
            if facts is not None and facts.text:
                yield _passage(path, "attachment", facts.text, place.value, place.style)


def _passage(path: Path, part: str, text: str, span: Span, style: str) -> Passage:
    return Passage(path, part, text, text.lower(), span, style)


def _flatten(value: Value, path: Path, into: dict[Path, Value]) -> None:
    pending: list[tuple[Path, Value]] = [(path, value)]
    while pending:
        at, current = pending.pop()
        into[at] = current
        if isinstance(current, dict):
            pending.extend(((*at, key), child) for key, child in current.items())
        elif isinstance(current, list):
            pending.extend(((*at, index), child) for index, child in enumerate(current))


def look(
    settings: Mapping[str, Any], reading: Reading, given: tuple[Path, ...], *, trusted: bool, everything: bool = False
) -> Iterator[Match]:
    """Every match of a detector in the passages at or below the given paths, and in keys and comments where its settings say so.

    `everything` looks at all passages whatever is given: that is how the mask asks.
    Raises TimeoutError when a pattern that did not come with the tool takes too long.
    """
    keywords = tuple(settings.get("keywords", ()))
    if keywords:
        # Of many keywords few occur at all; only those are looked for passage by passage.
        keywords = tuple(word for word in map(str.lower, keywords) if word in reading.lowered)
        if not keywords:
            return
    wanted = settings.get("in", ["values"])
    below = frozenset(given)
    whole = () in below or everything
    for passage in reading.passages:
        if keywords and not any(word in passage.lowered for word in keywords):
            continue
        if not everything:
            if passage.part == "value" and ("values" not in wanted or not (whole or _is_below(passage.path, below))):
                continue
            if passage.part == "attachment" and ("attachments" not in wanted or not (whole or _is_below(passage.path, below))):
                continue
            if (passage.part == "key" and "keys" not in wanted) or (passage.part == "comment" and "comments" not in wanted):
                continue
        yield from matches_in(settings, passage, trusted=trusted)


def in_attachment(passage: Passage, start: int, values: Mapping[str, str]) -> Hit:
    """A hit in a text attachment: it points at the key of its path, which may be shown, and says the line. No edit mends it."""
    line = passage.text.count("\n", 0, start) + 1
    return Hit(passage.path, "key", values={**values, INSIDE: f" (in the attached file, line {line})"}, safety="none")


def _is_below(path: Path, given: frozenset[Path]) -> bool:
    return any(path[:length] in given for length in range(len(path), -1, -1))


def without_overlaps(matches: Iterable[Match]) -> Iterator[Match]:
    """Matches of one detector without those that lie in another: several of its patterns may know the same thing."""
    by_passage: dict[Passage, list[Match]] = {}
    for match in matches:
        by_passage.setdefault(match.passage, []).append(match)
    for found in by_passage.values():
        behind = -1
        for match in sorted(found, key=lambda match: (match.start, -match.end)):
            if match.start >= behind:
                yield match
                behind = match.end


def matches_in(settings: Mapping[str, Any], passage: Passage, *, trusted: bool) -> Iterator[Match]:
    """Every match of a detector in one passage, without those that `unless` excepts."""
    flags = settings.get("flags", "")
    unless = settings.get("unless")
    for kind, pattern in _named(settings):
        for found in _finditer(pattern, flags, passage.text, trusted):
            text = found.group()
            if unless and next(iter(_finditer(unless, flags, text, trusted)), None) is not None:
                continue
            groups = {name: value for name, value in found.groupdict().items() if value is not None}
            yield Match(passage, found.start(), found.end(), text, kind, groups)


def _named(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "pattern" in settings:
        yield "", settings["pattern"]
    patterns = settings.get("patterns", ())
    if isinstance(patterns, Mapping):
        yield from patterns.items()
    else:
        yield from (("", pattern) for pattern in patterns)


def _finditer(pattern: str, flags: str, text: str, trusted: bool) -> Iterator[Any]:
    if trusted:
        return _compiled(pattern, flags).finditer(text)
    return _compiled_foreign(pattern, flags).finditer(text, timeout=TIMEOUT)  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    return re.compile(pattern, _flag_bits(flags))


@lru_cache(maxsize=1024)
def _compiled_foreign(pattern: str, flags: str) -> Any:
    import regex

    return regex.compile(pattern, _flag_bits(flags))


def _flag_bits(flags: str) -> int:
    bits = 0
    for letter in flags:
        bits |= {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "a": re.ASCII}[letter]
    return bits


def locate(document: Document, passage: Passage, start: int, end: int) -> Span:
    """Where a piece of a passage stands in the file: exactly where that can be told, else the whole passage."""
    first, last = passage.span
    written = document.text[first:last]
    if passage.part == "attachment":
        return passage.span
    if passage.part == "comment":
        offset = written.find(passage.text)
        return Span(first + offset + start, first + offset + end)
    if written == passage.text:
        return Span(first + start, first + end)
    if written[1:-1] == passage.text:
        return Span(first + 1 + start, first + 1 + end)
    return _search(written, first, passage.text, start, end) or passage.span


def _search(written: str, first: int, text: str, start: int, end: int) -> Span | None:
    """The same words in the written form, where line breaks and indentation may stand for a space or a line break."""
    words = text[start:end].split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    nth = sum(1 for _ in pattern.finditer(text, 0, start))
    for number, found in enumerate(pattern.finditer(written)):
        if number == nth:
            return Span(first + found.start(), first + found.end())
    return None


def locate_in_value(document: Document, path: Path, value: str, start: int, end: int) -> Span:
    """Where a piece of the value at a path stands in the file, as `locate`."""
    place = document.places[path]
    return locate(document, _passage(path, "value", value, place.value, place.style), start, end)
