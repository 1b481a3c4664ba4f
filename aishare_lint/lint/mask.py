"""The mask over everything that is shown: whatever the sensitive rules match is replaced before a person, a log or a machine reads it.

The sensitive detectors run over the whole source, whatever rules are selected, also when the file could not be read. When one of them
cannot say (it raised, or took too long), nothing of the file is shown at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from aishare_lint.document.paths import look_up
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Span, Value
from aishare_lint.document.reader import Document
from aishare_lint.lint.detection import Detector, Passage, Reading, locate, look, matches_in, source_of

#: Stands for one character that is not shown. Lines keep their length, so that columns stay true.
FILL: Final = "•"
#: Shorter texts are masked where they stand, but not wherever else they occur.
SHORTEST: Final = 4
#: Lines of a file with more hidden texts than this are not shown at all.
MOST_STRINGS: Final = 1000
#: A text that was shortened before it got here ends so; what stands before may be the beginning of something hidden.
_CUT: Final = "…"
#: A shorter beginning tells nothing.
_BEGINNING: Final = 6
_ESCAPE = lazy(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|\r?\n[ \t]*)")
#: Line breaks stay where they are.
_SHOWN = lazy(r"[^\r\n]")
#: Where a proof of concept, a prompt or an attachment may stand in a file that cannot be read: this key, and what is indented more.
_MATERIAL = lazy(
    r"(?:^[ \t-]*|[{\[,][ \t]*)[\"']?(?:poc|prompts?|response|turns|content|attachments?)[\"']?[ \t]*:", re.IGNORECASE | re.MULTILINE
)


class Mask:
    """What of one document must not be shown."""

    def __init__(self, document: Document, detectors: Iterable[Detector], *, everything: bool = False) -> None:
        self.document = document
        self.detectors = tuple(detectors)
        self.everything = everything
        self.spans: list[Span] = []
        self.hidden: set[Path] = set()
        self._strings: set[str] = set()
        self._sorted: tuple[str, ...] | None = None
        self._beginnings: frozenset[str] = frozenset()
        self._contents: list[str] = []
        self._lowered: str | None = None
        self._shown: dict[str, str] = {}

    def detect(self, reading: Reading) -> None:
        """Look for sensitive material in everything the document says, and in its text as written."""
        written = source_of(self.document)
        try:
            for detector in self.detectors:
                for match in look(detector, reading, (), everything=True):
                    if match.passage.part == "attachment":
                        self.hide_text(match.text)
                    else:
                        self.hide(locate(self.document, match.passage, match.start, match.end), match.text)
                for match in matches_in(detector, written):
                    self.hide(Span(match.start, match.end), match.text)
            if self.document.data is None:
                self._detect_unread()
        except TimeoutError:
            self.everything = True

    def _detect_unread(self) -> None:
        """What a file that is no YAML would say: escapes undone, and every place hidden that may hold material of an exploit."""
        text = self.document.text
        if "\\" in text:
            decoded, sources = _without_escapes(text)
            passage = Passage((), "source", decoded, Span(0, len(text)), "source")
            for detector in self.detectors:
                for match in matches_in(detector, passage):
                    self.hide(Span(_source(match.start, sources), _source(match.end, sources)), match.text)
            for start, end in _secrets_in(decoded):
                self.hide(Span(_source(start, sources), _source(end, sources)), decoded[start:end])
        lines = self.document.lines
        for found in _MATERIAL.finditer(text):
            last = number = lines.number(found.end() - 1)
            depth = _depth(lines.line(number))
            while last < len(lines) and (not lines.line(last + 1).strip() or _depth(lines.line(last + 1)) > depth):
                last += 1
            self.hide(Span(found.end(), lines.span(number).end))
            for below in range(number + 1, last + 1):
                self.hide(lines.span(below))

    def hide(self, span: Span, text: str = "") -> None:
        """Hide a span, and its text wherever else it stands."""
        self.spans.append(span)
        self._shown.clear()
        self.hide_text(text)
        self.hide_text(self.document.text[span.start : span.end])

    def hide_text(self, text: str) -> None:
        """Hide a text wherever it stands."""
        if len(text.strip()) >= SHORTEST:
            self._strings.add(text)
            self._shown.clear()
            self._sorted = None

    def hide_place(self, path: Path) -> None:
        """Hide a whole value with everything below it."""
        place = self.document.places.get(path)
        value = look_up(self.document.data, path) if self.document.data is not None else None
        if place is None or value is None:
            return
        self.hidden.add(path)
        self.spans.append(place.value)
        self._shown.clear()
        self._sorted = None
        for text in _texts(value):
            self._contents.append(text)
            self._lowered = None
            if len(text.strip()) >= SHORTEST:
                self._strings.add(text)

    def covers(self, span: Span) -> bool:
        """Whether a span touches something hidden."""
        return self.everything or any(hidden.start < span.end and span.start < hidden.end for hidden in self.spans)

    def value(self, text: str, at: Path) -> str:
        """A value that was taken from a place, for a message."""
        if self.everything and text:
            return _said(text)
        if self._contents and len(text) > 2 and any(at[:length] in self.hidden for length in range(len(at) + 1)):
            if self._lowered is None:
                self._lowered = "\0".join(self._contents).lower()
            if text.strip().lower() in self._lowered:
                return _said(text)
        return self.text(text)

    def text(self, text: str) -> str:
        """Any text that is to be shown, with everything hidden replaced."""
        # Findings of one rule say the same over and over; a file may hold thousands of secrets.
        if text not in self._shown:
            self._shown[text] = self._replaced(text)
        return self._shown[text]

    def _replaced(self, text: str) -> str:
        for hidden in self._hidden_in(text):
            text = text.replace(hidden, _said(hidden))
        if _CUT in text:
            text = self._without_beginnings(text)
        passage = Passage((), "shown", text, Span(0, len(text)), "shown")
        for detector in self.detectors:
            try:
                found = list(matches_in(detector, passage))
            except TimeoutError:
                return _said(text)
            for match in found:
                text = text.replace(match.text, _said(match.text))
        return _without_secrets(text)

    def _hidden_in(self, text: str) -> list[str]:
        """Which of the hidden texts stand in a text, longest first. There may be thousands; their beginnings tell most apart."""
        if self._sorted is None:
            self._sorted = tuple(sorted(self._strings, key=len, reverse=True))
            self._beginnings = frozenset(hidden[:SHORTEST] for hidden in self._sorted)
        if not self._sorted:
            return []
        beginnings = {text[at : at + SHORTEST] for at in range(len(text) - SHORTEST + 1)} & self._beginnings
        return [hidden for hidden in self._sorted if hidden[:SHORTEST] in beginnings and hidden in text] if beginnings else []

    def _without_beginnings(self, text: str) -> str:
        """Without the beginning of something hidden where a text was cut."""
        before, cut, after = text.partition(_CUT)
        for hidden in self._sorted or ():
            at = before.find(hidden[:_BEGINNING]) if len(hidden) >= _BEGINNING else -1
            while at >= 0 and not hidden.startswith(before[at:]):
                at = before.find(hidden[:_BEGINNING], at + 1)
            if at >= 0:
                before = before[:at] + _said(hidden)
                break
        return before + cut + (self._without_beginnings(after) if _CUT in after else after)

    def lines(self) -> tuple[str, ...]:
        """The document's lines, each as long as it is, with everything hidden filled."""
        source = self.document.text
        if self.everything or len(self._strings) > MOST_STRINGS:
            return tuple(FILL * len(self.document.lines.line(number + 1)) for number in range(len(self.document.lines)))
        spans = list(self.spans)
        for hidden in self._strings:
            at = source.find(hidden)
            while at >= 0:
                spans.append(Span(at, at + len(hidden)))
                at = source.find(hidden, at + len(hidden))
        if spans:
            pieces: list[str] = []
            behind = 0
            for start, end in sorted(spans):
                if end > behind:
                    first = max(start, behind)
                    pieces += (source[behind:first], _SHOWN.sub(FILL, source[first:end]))
                    behind = end
            source = "".join((*pieces, source[behind:]))
        lines = self.document.lines
        return tuple(source[slice(*lines.span(number + 1))] for number in range(len(lines)))


def _without_secrets(text: str) -> str:
    """What is shown may come from elsewhere than the document: a file name, a setting."""
    for start, end in reversed(_secrets_in(text)):
        text = text[:start] + _said(text[start:end]) + text[end:]
    return text


def _secrets_in(text: str) -> list[Span]:
    if len(text) < 16:
        return []
    from aishare_lint.lint.detectors.secrets import find

    return [one.span for one in find(text)]


def _without_escapes(text: str) -> tuple[str, tuple[list[int], list[int]]]:
    """A text with the escapes of double quotes undone, and for each piece of it where it begins and where that stands in the text."""
    parts: list[str] = []
    begins, sources = [0], [0]
    at = size = 0
    for found in _ESCAPE.finditer(text):
        code = found[1] or found[2] or found[3]
        character = chr(int(code, 16)) if code else ""
        parts += (text[at : found.start()], character)
        size += found.start() - at
        begins += (size, size + len(character))
        sources += (found.start(), found.end())
        size += len(character)
        at = found.end()
    parts.append(text[at:])
    return "".join(parts), (begins, sources)


def _source(offset: int, pieces: tuple[list[int], list[int]]) -> int:
    begins, sources = pieces
    number = bisect_right(begins, offset) - 1
    return sources[number] + offset - begins[number]


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t-"))


def _said(text: str) -> str:
    return f"[masked, {len(text)} characters]"


def _texts(value: Value) -> Iterable[str]:
    pending: list[Value] = [value]
    while pending:
        current = pending.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, dict):
            pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
