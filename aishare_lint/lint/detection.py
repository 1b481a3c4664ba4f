"""Patterns over what a report says: a cheap look for keywords first, then where exactly.

Patterns see decoded text (what the report says, not how YAML writes it), one value, key or comment at a time, and are mapped back to the
file. Those that came with the tool are linear and run on `re`; those of other packs run on `regex` with a timeout.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, Final, NamedTuple

from aishare_lint.document.memory import once
from aishare_lint.document.paths import look_up
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Span
from aishare_lint.document.reader import Document
from aishare_lint.lint.attachments import AttachmentFacts
from aishare_lint.lint.checks import Hit

#: The hit's value that says where in an attachment it is; it ends the message.
INSIDE: Final = "inside"
#: Directives, anchors and tags: parts of the text that say nothing, and travel with it.
_SILENT: Final = lazy(r"^%[^\r\n]{8,}|[&!][^\s,\[\]{}]{8,}", re.MULTILINE)
#: Seconds that a pattern of a private pack may take on one piece of text.
TIMEOUT: Final = 0.2


class Passage(NamedTuple):
    """A piece of text as it is understood: a value, a key, a comment or a text attachment, with where it stands.

    An attachment stands in no place of the report; its passage has the place of its path.
    """

    path: Path
    part: str
    text: str
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


class Named(NamedTuple):
    """One pattern of a detector. Where none of its keywords (in lower case) stands it cannot match; without keywords it can anywhere."""

    kind: str
    pattern: str
    keywords: tuple[str, ...]


class Detector(NamedTuple):
    """What to look for, and where.

    flags    `i`, `m`, `s`, `a`
    unless   a pattern for matches that are none, or empty
    parts    which of `values`, `keys` and `comments`
    trusted  whether it came with the tool; the patterns of others run with a timeout
    """

    patterns: tuple[Named, ...]
    flags: str
    unless: str
    parts: tuple[str, ...]
    trusted: bool


def detector_from(settings: Mapping[str, Any], *, trusted: bool) -> Detector:
    """A detector from the `detect` of a rule file. Patterns that name no keywords of their own have the detector's."""
    shared = _lowered(settings)
    named = [Named("", settings["pattern"], shared)] if "pattern" in settings else []
    patterns = settings.get("patterns", ())
    for kind, pattern in patterns.items() if isinstance(patterns, Mapping) else (("", pattern) for pattern in patterns):
        one = (pattern, shared) if isinstance(pattern, str) else (pattern["pattern"], _lowered(pattern))
        named.append(Named(kind, *one))
    parts = tuple(settings.get("in", ("values",)))
    return Detector(tuple(named), settings.get("flags", ""), settings.get("unless", ""), parts, trusted)


def _lowered(settings: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(map(str.lower, settings.get("keywords", ())))


class Reading:
    """Everything a document says, passage by passage. Most documents are done with when the text was asked for a few words."""

    def __init__(self, document: Document, attachments: Mapping[str, AttachmentFacts] | None = None) -> None:
        pieces = tuple(_pieces(document))
        self._pieces = (*pieces, *_silent(document, pieces), *(_attached(document, attachments) if attachments else ()))

    @cached_property
    def text(self) -> str:
        """All of it, one after the other."""
        return "\0".join(piece[2] for piece in self._pieces)

    @cached_property
    def lowered(self) -> str:
        return "\0".join(piece[2].lower() for piece in self._pieces)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(map(Passage._make, self._pieces))

    def holding(self, words: Iterable[str]) -> dict[int, Passage]:
        """The passages in which one of some words (in lower case) stands, by number; not in order."""
        found: dict[int, Passage] = {}
        for word in words:
            at = self.lowered.find(word)
            while at >= 0:
                number = bisect_right(self._starts, at) - 1
                found[number] = Passage._make(self._pieces[number])
                at = self.lowered.find(word, self._starts[number + 1])
        return found

    @cached_property
    def _starts(self) -> list[int]:
        """Where each passage begins in `lowered`, and where the one behind the last would."""
        return list(accumulate((len(piece[2].lower()) + 1 for piece in self._pieces), initial=0))


def reading_with(document: Document, attachments: Mapping[str, AttachmentFacts] | None) -> Reading:
    """What a document says, and the texts that lie beside it."""
    return Reading(document, attachments) if attachments else reading_of(document)


@once
def reading_of(document: Document) -> Reading:
    """What a document says, shared by all who look for something in it."""
    return Reading(document)


def _pieces(document: Document) -> Iterator[tuple[Path, str, str, Span, str]]:
    """What passages are made of. There are hundreds, and few of them are ever looked at."""
    values = document.values
    for path, place in document.places.items():
        if place.key is not None and isinstance(path[-1], str):
            yield path, "key", path[-1], place.key, "plain"
        value = values.get(path)
        if isinstance(value, str) and value:
            yield path, "value", value, place.value, place.style
    for path, place, text in document.unheard:
        if text:
            yield path, "value", text, place.value, place.style
    for comment in document.comments:
        yield comment.path or (), "comment", comment.text, comment.span, "comment"
    if document.data is None and document.text:
        yield source_of(document)


def _silent(document: Document, pieces: tuple[tuple[Path, str, str, Span, str], ...]) -> Iterator[Passage]:
    """Names of anchors, tags and directives: no reader hears them, and whoever is sent the file has them."""
    text = document.text
    if document.data is None or not ("&" in text or "!" in text or "%" in text):
        return
    spans = None
    for found in _SILENT.finditer(text):
        spans = sorted({piece[3] for piece in pieces}) if spans is None else spans
        nearest = bisect_right(spans, (found.start(), len(text))) - 1
        if nearest < 0 or spans[nearest].end <= found.start():
            yield Passage((), "source", found[0], Span(*found.span()), "source")


def _attached(document: Document, attachments: Mapping[str, AttachmentFacts]) -> Iterator[Passage]:
    """The texts of files that the report lists."""
    for path, place in document.places.items():
        if len(path) == 3 and path[0] == "attachments" and path[2] == "path" and document.data is not None:
            name = look_up(document.data, path)
            facts = attachments.get(name) if isinstance(name, str) else None
            if facts is not None and facts.text:
                yield Passage(path, "attachment", facts.text, place.value, place.style)


def source_of(document: Document) -> Passage:
    """The whole text as it is written."""
    return Passage((), "source", document.text, Span(0, len(document.text)), "source")


def look(detector: Detector, reading: Reading, given: tuple[Path, ...], *, everything: bool = False) -> Iterator[Match]:
    """Every match of a detector in the passages at or below the given paths, and in keys and comments where its settings say so.

    `everything` looks at all passages whatever is given: that is how the mask asks.
    Raises TimeoutError when a pattern that did not come with the tool takes too long.
    """
    below = frozenset(given)
    whole = () in below or everything
    for passage, patterns in _worth_trying(detector, reading):
        if not everything:
            if passage.part == "value" and ("values" not in detector.parts or not (whole or _is_below(passage.path, below))):
                continue
            if passage.part == "attachment" and ("attachments" not in detector.parts or not (whole or _is_below(passage.path, below))):
                continue
            if passage.part in ("key", "comment") and f"{passage.part}s" not in detector.parts:
                continue
        yield from _matches(detector, patterns, passage)


def _worth_trying(detector: Detector, reading: Reading) -> Iterator[tuple[Passage, list[Named]]]:
    """Each passage that patterns of a detector may match in, in order. Of many keywords few occur: only their patterns are compiled."""
    tried: dict[int, tuple[Passage, list[Named]]] = {}
    for one in detector.patterns:
        for number, passage in (reading.holding(one.keywords) if one.keywords else dict(enumerate(reading.passages))).items():
            tried.setdefault(number, (passage, []))[1].append(one)
    yield from (tried[number] for number in sorted(tried))


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


def matches_in(detector: Detector, passage: Passage) -> Iterator[Match]:
    """Every match of a detector in one passage, without those that `unless` excepts."""
    lowered = passage.text.lower()
    patterns = (one for one in detector.patterns if not one.keywords or any(word in lowered for word in one.keywords))
    return _matches(detector, patterns, passage)


def _matches(detector: Detector, patterns: Iterable[Named], passage: Passage) -> Iterator[Match]:
    _, flags, unless, _, trusted = detector
    for one in patterns:
        for found in _finditer(one.pattern, flags, passage.text, trusted):
            text = found.group()
            if unless and next(iter(_finditer(unless, flags, text, trusted)), None) is not None:
                continue
            groups = {name: value for name, value in found.groupdict().items() if value is not None}
            yield Match(passage, found.start(), found.end(), text, one.kind, groups)


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
    text, said = document.text, passage.text
    if passage.part == "attachment":
        return passage.span
    if passage.part == "comment":
        begin = max(text.find(said, first, last), first)
        return Span(begin + start, begin + end)
    # As it is, or in quotation marks. Compared where it stands: a long text may be asked for hundreds of its pieces.
    quotes = (last - first - len(said)) // 2
    if quotes in (0, 1) and last - first == len(said) + 2 * quotes and text.startswith(said, first + quotes):
        return Span(first + quotes + start, first + quotes + end)
    if passage.style == "|" and (span := _by_line(document, passage, start, end)):
        return span
    return _search(text[first:last], first, said, start, end) or passage.span


def _by_line(document: Document, passage: Passage, start: int, end: int) -> Span | None:
    """Where a piece of a literal block stands in the file: such a block is written line for line, each indented the same."""
    text, lines = passage.text, document.lines
    header = lines.number(passage.span.start)
    ends: list[int] = []
    for at in (start, end):
        number = header + 1 + text.count("\n", 0, at)
        begin = text.rfind("\n", 0, at) + 1
        behind = text.find("\n", at)
        said = text[begin : behind if behind >= 0 else len(text)]
        if number > len(lines):
            return None
        line = lines.span(number)
        if not document.text.endswith(said, line.start, line.end):
            return None
        ends.append(line.end - len(said) + at - begin)
    return Span(*ends)


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
    return locate(document, Passage(path, "value", value, place.value, place.style), start, end)
