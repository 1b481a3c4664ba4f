"""Checks of `yaml/` that look at single characters: how the file is encoded, and what in it nobody sees."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from aishare_lint.document.hidden import SUSPECTS, describe, find_hidden
from aishare_lint.document.paths import look_up
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Place, Span
from aishare_lint.document.reader import Document
from aishare_lint.document.scalars import escape, quote, write
from aishare_lint.lint.checks import Case, Hit
from aishare_lint.lint.findings import Edit
from aishare_lint.lint.fixes import is_evidence

_CARRIAGE_RETURN = lazy(r"\r\n?")
#: Reading gave up before these became characters; what stands in the text instead is not the author's.
_NOT_TEXT = frozenset(("binary", "encoding", "utf-16", "utf-32", "nul", "surrogate", "control"))


def encoding(case: Case) -> Iterator[Hit]:
    """A byte order mark, line ends other than LF, and text that is not in normal form C."""
    document, text = case.document, case.document.text
    if text.startswith("\ufeff"):
        values = {"problem": "the file begins with a byte order mark, which some YAML readers take for a part of the first key"}
        yield Hit((), span=Span(0, 1), values={**values, "mend": "delete it"}, edits=(Edit(Span(0, 1), ""),))
    ends = [Span(*found.span()) for found in _CARRIAGE_RETURN.finditer(text)] if "\r" in text else []
    if ends:
        windows = sum(end.end - end.start == 2 for end in ends)
        names = " and ".join(name for name, number in (("CRLF", windows), ("CR", len(ends) - windows)) if number)
        mixed = " beside LF" if len(ends) + 1 < len(document.lines) else ""
        values = {"problem": f"{_counted(len(ends), 'line')} with {names}{mixed}", "mend": "end every line with LF"}
        yield Hit((), span=ends[0], values=values, edits=tuple(Edit(end, "\n") for end in ends))
    if not unicodedata.is_normalized("NFC", text):
        yield from _not_composed(document)


def _counted(number: int, noun: str) -> str:
    return f"1 {noun} ends" if number == 1 else f"{number} {noun}s end"


def _not_composed(document: Document) -> Iterator[Hit]:
    values = {
        "problem": "letters and their accents stand as separate characters, so that what looks the same is not found",
        "mend": "compose them (NFC)",
    }
    for path, place in document.places.items():
        value = look_up(document.data or "", path)
        if isinstance(value, str) and place.style != "alias" and not is_evidence(path) and not unicodedata.is_normalized("NFC", value):
            written = document.text[slice(*place.value)]
            new = unicodedata.normalize("NFC", written)
            # Written as escapes, the parts were meant to stay apart.
            if new != written and len(written) > 0 and not unicodedata.combining(written[0]):
                yield Hit(path, span=place.value, values=values, edits=(Edit(place.value, new),))
        key = document.text[slice(*place.key)] if place.key and place.style != "alias" else ""
        if place.key and not unicodedata.is_normalized("NFC", key):
            yield Hit(path, "key", place.key, values, edits=(Edit(place.key, unicodedata.normalize("NFC", key)),))


class _Part(NamedTuple):
    """A stretch of the text: a value, a key, a comment, or what lies between."""

    span: Span
    path: Path
    kind: str
    place: Place | None


def hidden(case: Case) -> Iterator[Hit]:
    """Characters that nobody sees, wherever they stand; one finding for each value, key or comment that holds some."""
    document = case.document
    text = document.text
    if text.isascii() or not SUSPECTS.search(text) or any(problem.detail in _NOT_TEXT for problem in document.problems):
        return
    # A byte order mark at the very start is a question of encoding.
    found = [at for at in find_hidden(text) if at or text[0] != "\ufeff"]
    if not found:
        return
    parts = sorted(_parts(document), key=lambda part: part.span)
    starts = [part.span.start for part in parts]
    grouped: dict[_Part, list[int]] = {}
    for at in found:
        nearest = bisect_right(starts, at) - 1
        inside = nearest >= 0 and at < parts[nearest].span.end
        part = parts[nearest] if inside else _Part(document.lines.span(document.lines.number(at)), (), "line", None)
        grouped.setdefault(part, []).append(at)
    for part, offsets in grouped.items():
        yield _hidden_in(document, part, offsets)


def _parts(document: Document) -> Iterator[_Part]:
    for path, place in document.places.items():
        if place.style == "alias":
            continue
        if place.key is not None:
            yield _Part(place.key, path, "key", place)
        if isinstance(look_up(document.data or "", path), str):
            yield _Part(place.value, path, "value", place)
    for path, place, _ in document.unheard:
        yield _Part(place.value, path, "value", None)
    for comment in document.comments:
        yield _Part(comment.span, comment.path or (), "comment", None)


def _hidden_in(document: Document, part: _Part, offsets: list[int]) -> Hit:
    text = document.text
    counts: dict[str, int] = {}
    for at in offsets:
        counts[text[at]] = counts.get(text[at], 0) + 1
    named = [f"{describe(character)}{f' ({number} times)' if number > 1 else ''}" for character, number in counts.items()]
    more = f" and {len(named) - 3} others" if len(named) > 3 else ""
    in_prompt = part.path[:2] == ("technical", "prompts") and is_evidence(part.path)
    advice = {
        "comment": "delete what nobody sees",
        "line": "delete what nobody sees",
        "key": "write the key without it",
    }.get(part.kind, "delete it, or write it as an escape in double quotes")
    if in_prompt:
        advice = "store it escaped in double quotes, and say `encoding: escaped`"
    elif is_evidence(part.path) and part.kind == "value":
        advice = "write it as an escape in double quotes"
    values = {"where": f"this {part.kind}", "points": ", ".join(named[:3]) + more, "advice": advice}
    path = part.path
    # A path with an invisible key in it would be shown as if it were another.
    clean = next(
        (length for length, key in enumerate(path) if isinstance(key, str) and next(find_hidden(key), None) is not None), len(path)
    )
    edits = _escaped(document, part, offsets)
    if is_evidence(path) and part.kind == "value":
        edits = ()
    span = Span(offsets[0], offsets[0] + 1)
    return Hit(path[:clean], "key" if part.kind == "key" else "value", span, values, edits=edits)


def _escaped(document: Document, part: _Part, offsets: list[int]) -> tuple[Edit, ...]:
    """The same text with what is not seen as escapes of double quotes; nothing where escapes do not exist."""
    if part.place is None or part.kind not in ("value", "key"):
        return ()
    text = document.text
    if text[part.span.start] == '"':
        return tuple(Edit(Span(at, at + 1), escape(text[at])) for at in offsets)
    value = part.path[-1] if part.kind == "key" else look_up(document.data or "", part.path)
    if not isinstance(value, str):
        return ()
    return (Edit(part.span, quote(value) if next(find_hidden(value), None) is not None else write(value, '"')),)
