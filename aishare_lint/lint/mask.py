"""The mask over everything that is shown: whatever the sensitive rules match is replaced before a person, a log or a machine reads it.

The sensitive detectors run over the whole source, whatever rules are selected, also when the file could not be read. When one of them
cannot say (it raised, or took too long), nothing of the file is shown at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path, Span, Value
from aishare_lint.document.reader import Document
from aishare_lint.lint.detection import Detector, Passage, Reading, locate, look, matches_in, source_of

#: Stands for one character that is not shown. Lines keep their length, so that columns stay true.
FILL: Final = "•"
#: Shorter texts are masked where they stand, but not wherever else they occur.
SHORTEST: Final = 4


class Mask:
    """What of one document must not be shown."""

    def __init__(self, document: Document, detectors: Iterable[Detector], *, everything: bool = False) -> None:
        self.document = document
        self.detectors = tuple(detectors)
        self.everything = everything
        self.spans: list[Span] = []
        self.hidden: set[Path] = set()
        self._strings: set[str] = set()
        self._contents: list[str] = []
        self._shown: dict[str, str] = {}

    def detect(self, reading: Reading) -> None:
        """Look for sensitive material in everything the document says, and in its text as written."""
        written = source_of(self.document)
        try:
            for detector in self.detectors:
                for match in look(detector, reading, (), everything=True):
                    self.hide(locate(self.document, match.passage, match.start, match.end), match.text)
                for match in matches_in(detector, written):
                    self.hide(Span(match.start, match.end), match.text)
        except TimeoutError:
            self.everything = True

    def hide(self, span: Span, text: str = "") -> None:
        """Hide a span, and its text wherever else it stands."""
        self.spans.append(span)
        self._shown.clear()
        for form in (text, self.document.text[span.start : span.end]):
            if len(form.strip()) >= SHORTEST:
                self._strings.add(form)

    def hide_place(self, path: Path) -> None:
        """Hide a whole value with everything below it."""
        place = self.document.places.get(path)
        value = look_up(self.document.data, path) if self.document.data is not None else None
        if place is None or value is None:
            return
        self.hidden.add(path)
        self.spans.append(place.value)
        self._shown.clear()
        for text in _texts(value):
            self._contents.append(text)
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
            folded = text.strip().lower()
            if any(folded in content.lower() for content in self._contents):
                return _said(text)
        return self.text(text)

    def text(self, text: str) -> str:
        """Any text that is to be shown, with everything hidden replaced."""
        # Findings of one rule say the same over and over; a file may hold thousands of secrets.
        if text not in self._shown:
            self._shown[text] = self._replaced(text)
        return self._shown[text]

    def _replaced(self, text: str) -> str:
        for hidden in sorted(self._strings, key=len, reverse=True):
            if hidden in text:
                text = text.replace(hidden, _said(hidden))
        passage = Passage((), "shown", text, Span(0, len(text)), "shown")
        for detector in self.detectors:
            try:
                found = list(matches_in(detector, passage))
            except TimeoutError:
                return _said(text)
            for match in found:
                text = text.replace(match.text, _said(match.text))
        return text

    def lines(self) -> tuple[str, ...]:
        """The document's lines, each as long as it is, with everything hidden filled."""
        source = self.document.text
        if self.everything:
            return tuple(FILL * len(self.document.lines.line(number + 1)) for number in range(len(self.document.lines)))
        spans = list(self.spans)
        for hidden in self._strings:
            at = source.find(hidden)
            while at >= 0:
                spans.append(Span(at, at + len(hidden)))
                at = source.find(hidden, at + len(hidden))
        if spans:
            characters = list(source)
            for start, end in spans:
                for at in range(start, min(end, len(characters))):
                    if characters[at] not in "\r\n":
                        characters[at] = FILL
            source = "".join(characters)
        lines = self.document.lines
        return tuple(source[slice(*lines.span(number + 1))] for number in range(len(lines)))


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
