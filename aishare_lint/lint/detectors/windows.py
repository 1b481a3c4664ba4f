"""Long texts in windows that overlap: what a judgement costs grows no faster than the text, and one that is full of it is done with early.

A text whose windows are clean is read to its end: an exploit at the end of a long log is found as one at its beginning is. Where window
after window is flagged, the rest is taken to be of the same kind, and its place is given with theirs: nothing of it is shown unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import Judgement

#: Texts up to this length, in characters, are judged as a whole.
SHORT: Final = 65_536
_WINDOW: Final = 32_768
#: An exploit that a border cuts stands whole in the next window, up to this length.
_OVERLAP: Final = 4096
#: A window ends behind a line where one ends so near its border.
_NEAR: Final = 1024
#: After so many windows that are flagged as errors, or so many that are flagged at all, nobody needs to read on.
_ENOUGH_STRONG: Final = 3
_ENOUGH: Final = 6


def in_windows(text: str, judge: Callable[[str], Judgement]) -> Judgement:
    """The judgement of the strongest window, with the places of all that are flagged, as offsets into the text.

    Where reading ended early the level is `strong` and the last span reaches to the end of the text.
    """
    strongest: Judgement | None = None
    spans: list[Span] = []
    strong = flagged = 0
    for window in windows(text):
        judged = judge(text[slice(*window)])
        if strongest is None or judged.score > strongest.score:
            strongest = judged
        spans += (Span(window.start + span.start, window.start + span.end) for span in judged.spans)
        strong += judged.level == "strong"
        flagged += judged.level != ""
        if (strong == _ENOUGH_STRONG or flagged == _ENOUGH) and window.end < len(text):
            spans.append(Span(window.end, len(text)))
            return strongest._replace(level="strong", spans=tuple(_merged(spans)))
    assert strongest is not None  # noqa: S101 - there is at least one window
    return strongest._replace(spans=tuple(_merged(spans)))


def windows(text: str) -> Iterator[Span]:
    """Where the windows of a text stand, from its beginning to its end; each begins some lines before the last one ends."""
    start = 0
    while True:
        end = start + _WINDOW
        if end >= len(text):
            yield Span(start, len(text))
            return
        end = (text.rfind("\n", end - _NEAR, end) + 1) or end
        yield Span(start, end)
        start = end - _OVERLAP
        start = (text.rfind("\n", start - _NEAR, start) + 1) or start


def _merged(spans: list[Span]) -> Iterator[Span]:
    """Spans in order, those that touch as one."""
    current: Span | None = None
    for span in sorted(spans):
        if current is None:
            current = span
        elif span.start <= current.end:
            current = Span(current.start, max(current.end, span.end))
        else:
            yield current
            current = span
    if current is not None:
        yield current
