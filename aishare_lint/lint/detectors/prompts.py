"""Adversarial prompts: how much of a text is spoken to a model to turn it.

Reports speak *of* prompts in the third person; prompts speak *to* a model, in the second person or as orders. A phrase counts fully where
it is told, and little where it is reported ("causes the model to ...") or quoted as an example.

Hardly any text holds words that open the gate of a phrase, and where none does nothing else is looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple, TypeVar

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import NOTHING, Feature, Judgement, weigh
from aishare_lint.lint.detectors.gibberish import CURIOUS, Stretch, oddest
from aishare_lint.lint.detectors.instructions import are_about_work
from aishare_lint.lint.detectors.lines import RULE, lower
from aishare_lint.lint.detectors.normal import Normal, normalise
from aishare_lint.lint.detectors.phrases import (
    AGENT,
    CHAINED,
    CONDITIONAL,
    ELSEWHERE,
    ENCODED,
    EXTRACTION,
    FICTION,
    HARM_PHRASES,
    HARMS,
    OVERRIDE,
    PERSONA,
    PHRASES,
    REFUSAL,
    REPORTED,
    REQUEST,
    REQUESTS,
    SECOND_PERSON,
    SMUGGLE,
    SPOKEN_OF,
    TOKENS,
    TOLD,
    UNBOUND,
    Phrase,
)
from aishare_lint.lint.detectors.spellings import bare, decoded, is_escaped, may_be_encoded, may_be_respelled, readings
from aishare_lint.lint.detectors.windows import SHORT, in_windows

_T = TypeVar("_T")

#: From here on a text is flagged; from here on it is an error.
WEAK: Final = 2.75
STRONG: Final = 4.0
_SHORTEST: Final = 8
_MOST_MATCHES: Final = 40
#: Only these are looked for in what was decoded or respelled.
_PLAIN: Final = (OVERRIDE, EXTRACTION, AGENT, SMUGGLE, UNBOUND, REFUSAL)
#: To speak as honest prompts do too, with a persona and a form of answer, comes to no more than this without anything of these.
_MANNER: Final = 2.2
_CORE_FAMILIES: Final = (OVERRIDE, EXTRACTION, UNBOUND, TOKENS, ENCODED)
_CORE_WEIGHT: Final = 1.6
#: Families of which honest instructions to an assistant about its work hold little.
_GRAVE_FAMILIES: Final = (OVERRIDE, EXTRACTION, UNBOUND, ENCODED, SMUGGLE, FICTION, TOKENS)
#: From so much of those on, instructions are no longer taken for honest; of suppressed refusals only what is above the second counts.
_GRAVE: Final = 5.0
_USUAL_REFUSALS: Final = 2.3
#: One phrase of this weight, as to ignore all instructions before, stands in no honest ones.
_OPEN: Final = 2.6
#: Families whose phrases are orders: told to somebody where they begin a sentence.
_ORDERS: Final = (OVERRIDE, EXTRACTION, AGENT, SMUGGLE, REFUSAL, ENCODED, PERSONA, TOKENS)


class Match(NamedTuple):
    """A phrase that matched: where, and what it counts there."""

    family: str
    weight: float
    span: Span
    told: bool
    core: bool


def judge(text: str, *, shift: float = 0.0) -> Judgement:
    """How much of an adversarial prompt a text is. `shift` moves both thresholds."""
    if len(text) < _SHORTEST or (len(text) <= SHORT and not _is_suspect(text, bare(text))):
        return NOTHING
    return judge_suspect(text, shift=shift)


def judge_suspect(text: str, *, shift: float = 0.0) -> Judgement:
    """As `judge`, of a text that `suspects` let through."""
    if len(text) > SHORT:
        return in_windows(text, lambda window: judge(window, shift=shift))
    return judge_normal(normalise(text), shift=shift)


def suspects(items: Sequence[_T], text_of: Callable[[_T], str]) -> Iterator[_T]:
    """Those of many texts that are worth judging.

    They are looked at as one text first: what none of them holds is looked for in none.
    """
    texts = [text_of(item).replace("\0", " ") for item in items]
    if not texts:
        return
    whole = "\0".join(texts)
    plain = bare(whole)
    words = frozenset(plain.replace(b"\0", b" ").split())
    opening = REQUESTS.union(*(phrase.words for phrase in _candidates(whole.lower(), words)))
    encoded, escaped, foreign = may_be_encoded(whole), is_escaped(whole), not whole.isascii()
    respelled = may_be_respelled(whole, plain, words)
    marked = _MARKUP.search(whole) is not None
    for item, text, its in zip(items, texts, plain.split(b"\0"), strict=True):
        if (
            len(text) >= _SHORTEST
            and (
                not opening.isdisjoint(its.split())
                or (marked and _MARKUP.search(text))
                or (encoded and may_be_encoded(text))
                or (escaped and is_escaped(text))
                or (foreign and not text.isascii())
                or (respelled and may_be_respelled(text, its, its.split()))
            )
            and (len(text) > SHORT or _is_suspect(text, its))
        ):
            yield item


def judge_normal(normal: Normal, *, shift: float = 0.0) -> Judgement:
    """As `judge`, of a text that was made ready before."""
    plain = bare(normal.text)
    matches = [*_matches(normal), *_respelled(normal.text, plain, frozenset(plain.split()))]
    asked = [Span(*found.span()) for _, found in zip(range(_MOST_MATCHES * 10), REQUEST.finditer(normal.lowered), strict=False)]
    requests = list(_harmful(normal, asked))
    odd = oddest(normal, asked, requests)
    if not matches and not requests and not odd.weight:
        return NOTHING
    features = _features(normal, matches, requests, odd)
    return weigh(features, lambda: _spans(normal, matches, requests, odd), weak=WEAK, strong=STRONG, shift=shift)


# Screens


_ALL: Final = (*PHRASES, *ELSEWHERE)


@cache
def _gates() -> tuple[dict[bytes, tuple[int, ...]], tuple[int, ...], tuple[int, ...]]:
    """Which phrases wait for each word; which for marks; which do so in texts that are not plain ASCII only."""
    waiting: dict[bytes, list[int]] = {}
    for number, phrase in enumerate(_ALL):
        for word in phrase.words:
            waiting.setdefault(word, []).append(number)
    marked = tuple(number for number, phrase in enumerate(_ALL) if phrase.marks)
    split = sum(number < len(PHRASES) for number in marked)
    return {word: tuple(numbers) for word, numbers in waiting.items()}, marked[:split], marked[split:]


#: This stands in every mark of `PHRASES`.
_MARKUP = lazy(r"[<\[]|##|--|==|\*\*|[#=*-] end")


def _candidates(text: str, words: frozenset[bytes]) -> list[Phrase]:
    """The phrases whose words stand in a text; `text` in lower case."""
    waiting, marked, elsewhere = _gates()
    numbers = {number for word in waiting.keys() & words for number in waiting[word]}
    chosen = {number for number in numbers if not any(others.isdisjoint(words) for others in _ALL[number].others)}
    if _MARKUP.search(text):
        chosen.update(number for number in marked if any(mark in text for mark in _ALL[number].marks))
    if not text.isascii():
        chosen.update(number for number in elsewhere if any(mark in text for mark in _ALL[number].marks))
    return [_ALL[number] for number in sorted(chosen)]


def _is_suspect(text: str, plain: bytes) -> bool:
    """Whether any phrase matches, or the text may be something else than what it reads like; far quicker than to judge it."""
    words = frozenset(plain.split())
    if any(True for _ in _respelled(text, plain, words)):
        return True
    return _has_any(text, lower(text), words) or (
        is_escaped(text) and any(_has_any(form.text, form.text, frozenset(bare(form.text).split())) for form in normalise(text).forms[1:])
    )


def _has_any(text: str, lowered: str, words: frozenset[bytes]) -> bool:
    """Whether there is a phrase, or an order with something harmful or curious beside it."""
    return any(_search(phrase, lowered) for phrase in _candidates(lowered, words)) or (
        not REQUESTS.isdisjoint(words)
        and (_is_harmful(lowered, words) or CURIOUS.search(text) is not None)
        and REQUEST.search(lowered) is not None
    )


def _search(phrase: Phrase, lowered: str) -> bool:
    return phrase.pattern.search(lowered, 0, _WHOLE) is not None or len(lowered) > _WHOLE


def _is_harmful(lowered: str, words: Iterable[bytes]) -> bool:
    return not HARMS.isdisjoint(words) or any(phrase in lowered for phrase in HARM_PHRASES)


# Phrases

#: Longer texts are read in pieces, each with the end of the one before it: in a piece stand the words of few phrases.
_WHOLE: Final = 8000
_PIECE: Final = 1000
_OVERLAP: Final = 400
#: So many patterns may be tried at each character of a longer text. Sentences come to half of that; what comes to more is made of the
#: words of orders, and is not read to its end.
_MOST_TRIED: Final = 40
_STUFFED: Final = "a text stuffed with the words of orders, not read to its end"


def _matches(normal: Normal) -> Iterator[Match]:
    seen = set[tuple[int, int]]()
    left = _MOST_TRIED * len(normal.text)
    for form in normal.forms:
        length = _PIECE if len(form.text) > _WHOLE else _WHOLE
        for start in range(0, len(form.text), length):
            if left < 0 and length == _PIECE:
                yield Match(_STUFFED, WEAK, form.span(start, len(form.text)), True, True)
                return
            piece = form.text[max(0, start - _OVERLAP) : start + length]
            before = start - max(0, start - _OVERLAP)
            for phrase in _candidates(piece, frozenset(bare(piece).split())):
                left -= len(piece)
                for _, found in zip(range(_MOST_MATCHES), phrase.pattern.finditer(piece), strict=False):
                    span = form.span(start - before + found.start(), start - before + found.end())
                    if (id(phrase), span.start) in seen or normal.lines[normal.number(span.start)].kind == RULE:
                        continue
                    seen.add((id(phrase), span.start))
                    told = _told(piece, found.start())
                    certain = (told >= 0.8 and phrase.family in _ORDERS) or phrase in ELSEWHERE
                    if phrase.family == EXTRACTION and _FORBIDDEN.search(piece, max(0, found.start() - 12), found.start()):
                        told = 0.35
                    weight = phrase.weight * (told if phrase.told else 1.0)
                    if phrase.family == UNBOUND and not SPOKEN_OF.search(piece, max(0, found.start() - 70), found.end() + 40):
                        weight *= 0.4
                    yield Match(phrase.family, weight, span, certain, phrase.family in _CORE_FAMILIES or weight >= _CORE_WEIGHT)


#: To forbid it is no extraction.
_FORBIDDEN = lazy(r"\b(?:not|never|n't)\s$")
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
    if TOLD.search(before) or CONDITIONAL.search(before) or (before.endswith(("and ", "then ", ", ")) and CHAINED.search(before)):
        return 1.0
    if REPORTED.search(before):
        return 1.0 if before.endswith(" to ") and " you " in before else 0.35
    return 0.6


# Other spellings


def _respelled(text: str, plain: bytes, words: frozenset[bytes]) -> Iterator[Match]:
    """Orders that are encoded, written backwards, spaced out or in look-alike letters; `plain` the text bare, `words` its words."""
    if may_be_encoded(text):
        yield from (Match(ENCODED, 3.4, span, True, True) for span, meant in decoded(text) if _says(meant))
    if not may_be_respelled(text, plain, words):
        return
    at = 0
    for line in text.split("\n")[:_MOST_LINES]:
        written = line[:_WHOLE]
        plain = bare(written)
        if may_be_respelled(written, plain, plain.split()) and not _says(lower(written)) and any(map(_says, readings(written))):
            yield Match(ENCODED, 3.4, Span(at, at + len(line)), True, True)
        at += len(line) + 1


_MOST_LINES: Final = 400


def _says(text: str) -> bool:
    """Whether a text, in lower case, gives an order."""
    words = frozenset(bare(text).split())
    for phrase in _candidates(text, words):
        if phrase.family in _PLAIN and phrase.weight >= 2.2:
            for found in phrase.pattern.finditer(text):
                if not phrase.told or _told(text, found.start()) == 1.0:
                    return True
    return _is_harmful(text, words) and REQUEST.search(text) is not None


# Requests and manner


def _harmful(normal: Normal, asked: Iterable[Span]) -> Iterator[Span]:
    """Sentences that ask, as an order, for something harmful."""
    text = normal.lowered
    for span in asked:
        end = _sentence_end(text, span.end)
        sentence = text[span.end : min(end, span.end + 200)]
        if _is_harmful(sentence, bare(sentence).split()) and normal.lines[normal.number(span.start)].kind != RULE:
            yield Span(span.start, end)


_ENDS = lazy(r"[.!?](?:\s|$)|\n")


def _sentence_end(text: str, start: int) -> int:
    found = _ENDS.search(text, start)
    return found.start() + 1 if found else len(text)


_WORDS = lazy(r"[^\W\d_]+")
_PARAGRAPH = lazy(r"\n[ \t]*\n\s*")


def _second_person(text: str) -> float:
    """What it counts how often a text says `you`, in the paragraphs that do."""
    spoken = [part for part in _PARAGRAPH.split(text) if SECOND_PERSON.search(part)]
    times = sum(len(SECOND_PERSON.findall(part)) for part in spoken)
    if times < 3:
        return 0.0
    density = times / max(1, sum(1 for part in spoken for _ in _WORDS.finditer(part)))
    return 0.0 if density < 0.03 else 1.6 if density >= 0.05 and times >= 5 else 1.0


def _features(normal: Normal, matches: list[Match], requests: list[Span], odd: Stretch) -> Iterator[Feature]:
    """What speaks for a prompt; of honest ones, to whose manner alone all of it belongs, less than what is flagged."""
    features = list(_all_features(normal, matches, requests, odd))
    manner = sum(feature.weight for feature in features)
    if manner > _MANNER:
        grave = sum(feature.weight for feature in features if feature.says in _GRAVE_FAMILIES) + odd.weight + 1.6 * bool(requests)
        grave += sum(
            feature.weight - _USUAL_REFUSALS for feature in features if feature.says == REFUSAL and feature.weight > _USUAL_REFUSALS
        )
        honest = not odd.weight and not requests and not any(match.core for match in matches)
        attacks = any(match.family in (OVERRIDE, PERSONA, FICTION) and match.weight >= _OPEN for match in matches)
        if honest or (grave < _GRAVE and not attacks and are_about_work(normal.text)):
            features = [feature._replace(weight=feature.weight * _MANNER / manner) for feature in features]
    yield from features


def _all_features(normal: Normal, matches: list[Match], requests: list[Span], odd: Stretch) -> Iterator[Feature]:
    by_family: dict[str, list[float]] = {}
    for match in matches:
        by_family.setdefault(match.family, []).append(match.weight)
    told = {match.family for match in matches if match.told or match.family in (TOKENS, AGENT, SMUGGLE, ENCODED)}
    spoken = SECOND_PERSON.search(normal.lowered) is not None or PERSONA in told
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
    second = _second_person(normal.lowered) if matches or requests else 0.0
    if second:
        yield Feature("a text in the second person", second)
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
    harmful = [Match("", 1.6 if odd.weight or matches else 2.0, span, True, True) for span in requests]
    stretch = [Match("", 3.0, odd.span, True, True)] if odd.weight else []
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
