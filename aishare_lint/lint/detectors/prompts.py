"""Adversarial prompts: how much of a text is spoken to a model to turn it.

Reports speak *of* prompts in the third person; prompts speak *to* a model, in the second person or as orders. A phrase counts fully where
it is told, and little where it is reported ("causes the model to ...") or quoted as an example.
"""

from __future__ import annotations

import codecs
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import NOTHING, Feature, Judgement, weigh
from aishare_lint.lint.detectors.exploits import decodings
from aishare_lint.lint.detectors.gibberish import Stretch, oddest
from aishare_lint.lint.detectors.lines import RULE, lower
from aishare_lint.lint.detectors.normal import ENCODED as ENCODED_TEXT
from aishare_lint.lint.detectors.normal import Normal, normalise, occurrences, present
from aishare_lint.lint.detectors.normal import suspects as _suspects
from aishare_lint.lint.detectors.phrases import (
    AGENT,
    CONDITIONAL,
    ELSEWHERE,
    ENCODED,
    EXTRACTION,
    HARM,
    OVERRIDE,
    PERSONA,
    PHRASES,
    REFUSAL,
    REPORTED,
    REQUEST,
    SECOND_PERSON,
    TOKENS,
    TOLD,
    WORDS,
)

_T = TypeVar("_T")

#: From here on a text is flagged; from here on it is an error.
WEAK: Final = 2.75
STRONG: Final = 4.0
_MOST_MATCHES: Final = 40
#: Only these are looked for in what was decoded or respelled.
_PLAIN: Final = (OVERRIDE, EXTRACTION, AGENT)
#: Families whose phrases are orders: told to somebody where they begin a sentence.
_ORDERS: Final = (OVERRIDE, EXTRACTION, AGENT, REFUSAL, ENCODED, PERSONA, TOKENS)


class Match(NamedTuple):
    """A phrase that matched: where, and what it counts there."""

    family: str
    weight: float
    span: Span
    told: bool


def judge(text: str, *, shift: float = 0.0) -> Judgement:
    """How much of an adversarial prompt a text is. `shift` moves both thresholds."""
    if len(text) < 8:
        return NOTHING
    return judge_normal(normalise(text), shift=shift)


def suspects(items: Sequence[_T], text_of: Callable[[_T], str]) -> Iterator[_T]:
    """Those of many texts that are worth judging."""
    patterns = [(phrase.words, phrase.pattern) for phrase in (*PHRASES, *ELSEWHERE)]
    yield from _suspects(items, text_of, patterns, WORDS, _is_worth_it)


def _is_worth_it(text: str) -> bool:
    return (
        not text.isascii()
        or ENCODED_TEXT.search(text) is not None
        or REQUEST.search(lower(text)) is not None
        or _LEET.search(text) is not None
    )


def judge_normal(normal: Normal, *, shift: float = 0.0) -> Judgement:
    """As `judge`, of a text that was made ready before."""
    matches = [*_matches(normal), *_respelled(normal)]
    requests = list(_requests(normal))
    odd = oddest(normal, requests)
    if not matches and not requests and not odd.weight:
        return NOTHING
    features = _features(normal, matches, requests, odd)
    return weigh(features, lambda: _spans(normal, matches, requests, odd), weak=WEAK, strong=STRONG, shift=shift)


# Phrases


def _matches(normal: Normal) -> Iterator[Match]:
    words = [present(form.text, WORDS) for form in normal.forms]
    for phrase in (*PHRASES, *ELSEWHERE):
        seen: set[int] = set()
        for form, here in zip(normal.forms, words, strict=True):
            if here.isdisjoint(phrase.words):
                continue
            for count, found in enumerate(occurrences(form.text, phrase.words, phrase.pattern)):
                if count >= _MOST_MATCHES:
                    break
                span = form.span(*found.span())
                if span.start in seen:
                    continue
                seen.add(span.start)
                if normal.lines[normal.number(span.start)].kind != RULE:
                    told = _told(form.text, found.start())
                    factor = told if phrase.told else 1.0
                    yield Match(
                        phrase.family, phrase.weight * factor, span, (told >= 0.8 and phrase.family in _ORDERS) or phrase in ELSEWHERE
                    )


_QUOTED = lazy(
    r"(?:\b(?:like|as|e\.g\.,?|phrases?|such|"
    r"instructions?|prompts?|saying|text|words?|example|or|and|strings?)|[,(])\s{0,2}[\"“'‘`]\s{0,2}(?:please )?$"
)


_QUOTES: Final = ('"', "“", "'", "‘", "`")


def _told(text: str, start: int) -> float:
    """Whether words are told to somebody (1), quoted as an example (a half), neither, or reported (a third)."""
    before = text[max(0, start - 90) : start]
    if _QUOTED.search(before):
        return 0.5
    if before.endswith(_QUOTES):
        return 0.8
    if TOLD.search(before) or CONDITIONAL.search(before):
        return 1.0
    if REPORTED.search(before):
        return 1.0 if before.endswith(" to ") and " you " in before else 0.35
    return 0.6


# Other spellings


def _respelled(normal: Normal) -> Iterator[Match]:
    """Orders that are encoded, written backwards, spaced out or in look-alike letters."""
    for count, (span, decoded) in enumerate(decodings(normal.text)):
        if count >= _MOST_MATCHES:
            break
        if _says(lower(decoded)):
            yield Match(ENCODED, 3.4, span, True)
    for spelled in _spellings(normal):
        found = _says(spelled)
        if found and not _says(normal.lowered):
            # Respelled texts have lost their places: the lines that were respelled are not known one by one.
            yield Match(ENCODED, 3.4, Span(0, len(normal.text)), True)
            return


def _says(text: str) -> bool:
    for phrase in PHRASES:
        if phrase.family in _PLAIN and phrase.weight >= 2.4 and any(word in text for word in phrase.words):
            for found in phrase.pattern.finditer(text):
                if not phrase.told or _told(text, found.start()) == 1.0:
                    return True
    return False


_LEET = lazy(r"[a-z][013457@$][a-z]|\b[013457@$][a-z]{2,}")
_LETTERS: Final = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
_SPACED = lazy(r"(?<!\w)(?:\w[ ._-]){7,}\w(?!\w)")
_LOOKALIKES: Final = str.maketrans("аеорсухіѕԁһӏԛԝվοανρτυικ", "aeopcyxisdhlqwyoavptuik")
_MIXED = lazy(r"[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")


def _spellings(normal: Normal) -> Iterator[str]:
    text = normal.lowered
    if "snoitcurtsni" in text or "erongi" in text or "tpmorp" in text:
        yield text[::-1]
    if "vtaber" in text or "vafgehpgvba" in text or "cebzcg" in text:
        yield codecs.encode(text, "rot13")
    if sum(1 for _ in zip(range(6), _LEET.finditer(text), strict=False)) >= 4:
        yield text.translate(_LETTERS)
    if _SPACED.search(text):
        yield _SPACED.sub(lambda found: found.group()[::2], text.replace("   ", "\0")).replace("\0", " ")
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", text).lower()
        if _MIXED.search(plain):
            plain = plain.translate(_LOOKALIKES)
        tags = "".join(chr(ord(character) - 0xE0000) for character in normal.text if "\U000e0020" <= character <= "\U000e007e")
        if plain != text:
            yield plain
        if tags:
            yield tags.lower()


# Requests and manner


def _requests(normal: Normal) -> Iterator[Span]:
    """Sentences that ask, as an order, for something harmful."""
    text = normal.lowered
    for count, found in enumerate(REQUEST.finditer(text)):
        if count >= _MOST_MATCHES * 10:
            return
        end = _sentence_end(text, found.end())
        harm = HARM.search(text, found.end(), min(end, found.end() + 200))
        if harm and normal.lines[normal.number(found.start())].kind != RULE:
            yield Span(found.start(), end)


_ENDS = lazy(r"[.!?](?:\s|$)|\n")


def _sentence_end(text: str, start: int) -> int:
    found = _ENDS.search(text, start)
    return found.start() + 1 if found else len(text)


_WORDS = lazy(r"[^\W\d_]+")


def _features(normal: Normal, matches: list[Match], requests: list[Span], odd: Stretch) -> Iterator[Feature]:
    by_family: dict[str, list[float]] = {}
    for match in matches:
        by_family.setdefault(match.family, []).append(match.weight)
    told = {match.family for match in matches if match.told or match.family in (TOKENS, AGENT, ENCODED)}
    second = len(SECOND_PERSON.findall(normal.lowered))
    spoken = bool(second) or PERSONA in told
    for family, weights in by_family.items():
        ordered = sorted(weights, reverse=True)
        more = 1.5 if spoken or family in told else 0.3
        weight = ordered[0] + min(more, sum(ordered[1:]) * 0.35)
        if not spoken and family not in told:
            weight *= 0.5
        yield Feature(family, weight)
    if odd.weight:
        yield Feature("a stretch that reads like an optimised suffix", odd.weight)
    if requests:
        yield Feature("an order that asks for something harmful", 1.6)
    words = max(1, sum(1 for _ in _WORDS.finditer(normal.lowered))) if second >= 3 else 1
    if second >= 3 and second / words >= 0.03:
        yield Feature("a text in the second person", 1.6 if second / words >= 0.05 and second >= 5 else 1.0)
    if any(line.kind == RULE for line in normal.lines):
        yield Feature("the shape of a detection rule", -4.0)


# Where


#: What a sentence must hold to be the core of a prompt.
_CORE: Final = 1.3
#: A prompt goes on over so many sentences that say nothing to anybody.
_GAP: Final = 8


def _spans(normal: Normal, matches: list[Match], requests: list[Span], odd: Stretch) -> Iterator[Span]:
    """The sentences that speak to a model, and from there on those around them that go on in the second person."""
    text = normal.lowered
    units = list(_sentences(text))
    begins = [unit.start for unit in units]
    strength = [0.0] * len(units)
    harmful = [Match("", 1.6 if odd.weight or matches else 2.0, span, True) for span in requests]
    stretch = [Match("", 3.0, odd.span, True)] if odd.weight else []
    for match in (*matches, *harmful, *stretch):
        first = max(0, bisect_right(begins, match.span.start) - 1)
        last = max(first, bisect_right(begins, max(match.span.start, match.span.end - 1)) - 1)
        for number in range(first, last + 1):
            strength[number] = max(strength[number], match.weight)
    best = max(strength, default=0.0)
    core = [number for number, value in enumerate(strength) if value >= min(_CORE, best)]
    spoken = [value >= 0.7 or SECOND_PERSON.search(text, *units[number]) is not None for number, value in enumerate(strength)]
    paragraphs = [normal.number(begin) for begin in begins]
    merged: list[Span] = []
    behind = -1
    for number in core:
        if number <= behind:
            continue
        first, last = _grown(spoken, paragraphs, number, -1, behind), _grown(spoken, paragraphs, number, 1, len(units))
        merged.append(Span(units[first].start, units[last].end))
        behind = last
    yield from merged


def _grown(spoken: list[bool], paragraphs: list[int], start: int, step: int, stop: int) -> int:
    """How far a prompt reaches from a sentence of it: over sentences that speak to somebody, and gaps between them."""
    reached, at = start, start + step
    while at != stop and abs(at - reached) <= (_GAP if paragraphs[at] == paragraphs[reached] else 1 + (step > 0)):
        if spoken[at]:
            reached = at
        at += step
    return reached


_BOUNDARY = lazy(r"[.!?:](?=\s)\s{1,4}|\n+")


def _sentences(text: str) -> Iterator[Span]:
    at = 0
    for found in _BOUNDARY.finditer(text):
        if text[at : found.end()].strip():
            yield Span(at, found.end() if found.group() and found.group()[0] != "\n" else found.start())
        at = found.end()
    if text[at:].strip():
        yield Span(at, len(text))
