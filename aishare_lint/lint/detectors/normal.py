"""A text made ready for detectors, once for all of them: in lower case, decoded, its lines sorted into prose, code and the rest.

Payloads come percent-encoded, as HTML entities, as JSON or program escapes, with invisible characters between the letters. Detectors match
the text as it is written and the decoded form, and get spans of what is written back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from typing import Final, NamedTuple, TypeVar

from aishare_lint.document.hidden import SUSPECTS
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors.lines import Line, lower, read_lines

#: A payload may be encoded twice (`%252e`); more rounds only serve those who want us to work.
_ROUNDS: Final = 2


class Form(NamedTuple):
    """One way to read a text: lower case, and the spans of the written text that it stands for.

    starts   offsets into `text` at which a new piece begins
    sources  for each piece, the offset of the written text at which it begins, and whether it was decoded (then it maps as a whole)
    """

    text: str
    starts: Sequence[int]
    sources: Sequence[int]
    decoded: Sequence[bool]
    end: int

    def span(self, start: int, end: int) -> Span:
        """The part of the written text that a part of this form stands for."""
        if not self.starts:
            return Span(start, end)
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, max(start, end - 1)) - 1
        begin = self.sources[first] + (0 if self.decoded[first] else start - self.starts[first])
        if self.decoded[last]:
            stop = self.sources[last + 1] if last + 1 < len(self.sources) else self.end
        else:
            stop = self.sources[last] + end - self.starts[last]
        return Span(begin, stop)


class Normal:
    """A text with everything that detectors ask of it, each made when it is first asked for. Made by `normalise`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lowered = lower(text)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The text in lower case, and where anything in it is encoded, decoded too."""
        return (Form(self.lowered, (), (), (), len(self.text)), *_decoded(self.text))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines, sorted. They cost more than all the rest: most texts can be done with before anybody asks."""
        return tuple(read_lines(self.text))

    @cached_property
    def _starts(self) -> list[int]:
        return [line.span.start for line in self.lines]

    def number(self, offset: int) -> int:
        """The index of the line that holds an offset."""
        return bisect_right(self._starts, offset) - 1


@lru_cache(maxsize=4)
def normalise(text: str) -> Normal:
    """A text made ready. Several detectors judge a text one after the other; it is made ready once."""
    return Normal(text)


#: Characters by how seldom they stand in sentences: a word is looked for only in texts that hold its rarest.
_RARE: Final = "\\<{}$%[]@*`#&;|=!+>^_\n()\"':/"


def present(text: str, words: tuple[str, ...]) -> frozenset[str]:
    """Which of many words stand in a text: looked for once, however many patterns wait for them.

    Hundreds of words make as many passes over a text, so each passes over as little of it as can hold the word: every token once, and
    where the word is not of letters and digits alone, only the tokens that are not of letters alone.
    """
    tokens = dict.fromkeys(text.split())
    haystacks = (text, " ".join([token for token in tokens if not token.isalpha()]), " ".join(tokens))
    groups = _by_rarest(words)
    if len(text) > _SCREENED:
        here = set(text)
        possible = (
            (where, [word for word, letters in zip(those, _letters(those), strict=True) if letters <= here]) for where, _, those in groups
        )
        return frozenset([word for where, those in possible for word in those if word in haystacks[where]])
    return frozenset([word for where, rare, those in groups if rare in haystacks[where] for word in those if word in haystacks[where]])


#: In texts from this length on it pays to ask first which characters stand in them at all.
_SCREENED: Final = 8000


@lru_cache(maxsize=256)
def _letters(words: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The characters of each word."""
    return tuple(map(frozenset, words))


@lru_cache(maxsize=16)
def _by_rarest(words: tuple[str, ...]) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Words by where to look for them (in the text, in its marked tokens, in all tokens) and by their rarest character."""
    groups: dict[tuple[int, str], list[str]] = {}
    for word in words:
        where = 0 if len(word.split()) != 1 or word.strip() != word else 2 if word.isalnum() else 1
        groups.setdefault((where, next((rare for rare in _RARE if rare in word), "")), []).append(word)
    return tuple((where, rare, tuple(those)) for (where, rare), those in groups.items())


#: Texts up to this length are searched as a whole; in longer ones only what stands around the words that a pattern waits for.
_SHORT: Final = 20_000
_BEFORE, _BEHIND = 120, 300
_MOST_WORDS: Final = 160


def occurrences(text: str, words: tuple[str, ...], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where a pattern matches that matches nowhere without one of its words.

    In a long text it is let loose on so many of them and no more: a text full of them is flagged for what was found by then.
    """
    if len(text) <= _SHORT:
        yield from pattern.finditer(text)
        return
    places = list[int]()
    for word in words:
        at = text.find(word)
        for _ in range(_MOST_WORDS // len(words) + 1):
            if at < 0:
                break
            places.append(at)
            at = text.find(word, at + 1)
    behind = 0
    places.sort()
    index = 0
    while index < len(places):
        start = max(behind, places[index] - _BEFORE)
        end = places[index] + _BEHIND
        while index < len(places) and places[index] <= end:
            end = places[index] + _BEHIND
            index += 1
        yield from pattern.finditer(text, start, end)
        behind = end


_T = TypeVar("_T")


def suspects(
    items: Sequence[_T],
    text_of: Callable[[_T], str],
    patterns: Iterable[tuple[tuple[str, ...], re.Pattern[str]]],
    words: tuple[str, ...],
    always: Callable[[str], bool],
) -> Iterator[_T]:
    """Those of many short texts in which any pattern matches, or that `always` says are to be judged.

    They are read as one text, so that a report in which there is nothing costs little more than a look for the words.
    """
    whole = lower("\n\n".join(text_of(item) for item in items))
    starts, length = list[int](), 0
    for item in items:
        starts.append(length)
        length += len(text_of(item)) + 2
    chosen = {number for number, item in enumerate(items) if always(text_of(item))}
    here = present(whole, words)
    for waiting, pattern in patterns:
        if not here.isdisjoint(waiting):
            for found in occurrences(whole, waiting, pattern):
                first, last = (bisect_right(starts, at) - 1 for at in found.span())
                chosen.update(range(first, last + 1))
    yield from (items[number] for number in sorted(chosen))


# Decoding

#: What is written in place of something else: what it opens with, so that the rest of a text is passed over quickly, and how it goes on.
_OPENS: Final = r"%&\\+"
_GOES_ON: Final = (
    r"(?<=%)[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*+|(?<=&)(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"
    r"|(?<=\\)(?:u[0-9A-Fa-f]{4}(?:\\u[0-9A-Fa-f]{4})*+|x[2-7][0-9A-Fa-f]|[/\"'])|(?<=[\w)'\"]\+)(?=[\w('\"])"
)
_ENCODED = lazy(f"[{_OPENS}](?:{_GOES_ON})")


@cache
def _hiding() -> re.Pattern[str]:
    """As `_ENCODED`, and runs of characters that a reader does not see."""
    suspect = SUSPECTS.pattern
    return re.compile(f"[{_OPENS}{suspect[1:-1]}](?:{_GOES_ON}|(?<={suspect}){suspect}*+)")


#: What may be an encoded payload or lies hidden.
ENCODED: Final = lazy(r"%[0-9A-Fa-f]{2}|&#|&[a-z]{2,6};|\\[ux/\"']|[A-Za-z0-9+/_-]{22}|(?:\w[ ._-]){8}")
_TRIGGER = lazy(r"%[0-9A-Fa-f]{2}|&[#A-Za-z]|\\[ux/\"']|[\w)'\"]\+[\w('\"]")


def hides(text: str) -> bool:
    """Whether characters stand in a text that a reader may not see; in plain ASCII there is but one."""
    return (not text.isascii() or "\x7f" in text) and SUSPECTS.search(text) is not None


def _decoded(text: str) -> Iterator[Form]:
    """The decoded form, where there is anything to decode."""
    pieces: list[tuple[str, int, bool]] = []
    encoded = any(mark in text for mark in "%&\\+") and _TRIGGER.search(text)
    if not encoded and not hides(text):
        return
    current, mapping = text, None
    for _ in range(_ROUNDS):
        pieces, changed = _decode(current)
        if not changed:
            break
        form = _form(pieces, len(current))
        mapping = form if mapping is None else _composed(mapping, form)
        current = mapping.text
        if not _TRIGGER.search(current):
            break
    if mapping is not None:
        yield mapping._replace(text=lower(mapping.text))


def _decode(text: str) -> tuple[list[tuple[str, int, bool]], bool]:
    """The text in pieces `(text, where it began, whether it was decoded)`, and whether anything was."""
    pieces: list[tuple[str, int, bool]] = []
    known: dict[str, str] = {}
    at, changed = 0, False
    for found in (_hiding() if hides(text) else _ENCODED).finditer(text):
        written = found.group()
        replacement = known.get(written)
        if replacement is None:
            replacement = known[written] = _plain(written)
        if replacement == written:
            continue
        start = found.start()
        if start > at:
            pieces.append((text[at:start], at, False))
        if replacement:
            pieces.append((replacement, start, True))
        at, changed = found.end(), True
    if at < len(text):
        pieces.append((text[at:], at, False))
    return pieces, changed


def _plain(written: str) -> str:
    """What an encoded piece stands for: nothing, where it is hidden."""
    match written[0], written[1:2]:
        case "%", _:
            return bytes.fromhex(written.replace("%", "")).decode("utf-8", "replace")
        case "&", _:
            from html import unescape

            return unescape(written)
        case "\\", "u":
            return bytes.fromhex(written.replace("\\u", "")).decode("utf-16-be", "replace")
        case "\\", "x":
            return bytes.fromhex(written[2:]).decode("latin-1")
        case "\\", _:
            return written[1]
        case "+", _:
            return " "
        case _:
            return ""


def _form(pieces: list[tuple[str, int, bool]], end: int) -> Form:
    texts, sources, decoded = zip(*pieces, strict=True) if pieces else ((), (), ())
    return Form("".join(texts), list(accumulate(map(len, texts), initial=0))[:-1], sources, decoded, end)


def _composed(first: Form, second: Form) -> Form:
    """Two rounds as one: the second's pieces, each at where the first says it was written."""
    starts, sources, decoded = list[int](), list[int](), list[bool]()
    known, count = first.starts, len(first.starts)
    index = 0
    for start, stop, at, was in zip(second.starts, [*second.starts[1:], len(second.text)], second.sources, second.decoded, strict=True):
        while index + 1 < count and known[index + 1] <= at:
            index += 1
        starts.append(start)
        sources.append(first.sources[index] + (0 if first.decoded[index] else at - known[index]))
        decoded.append(was or first.decoded[index])
        if was:
            continue
        last = bisect_left(known, at + stop - start)
        starts.extend([known[number] - at + start for number in range(index + 1, last)])
        sources.extend(first.sources[index + 1 : last])
        decoded.extend(first.decoded[index + 1 : last])
        index = max(index, last - 1)
    return Form(second.text, starts, sources, decoded, first.end)
