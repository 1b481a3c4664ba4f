"""Credentials in a text: tokens that say whose they are, and values that the words around them call a secret.

Linear in the length of the text. What is found is said by kind and place, never by what it says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import NOTHING, Judgement
from aishare_lint.lint.detectors.candidates import Runs, Secret, at, lower, runs_of
from aishare_lint.lint.detectors.named import find_named
from aishare_lint.lint.detectors.sign_ons import find_sign_ons
from aishare_lint.lint.detectors.tokens import FORMS
from aishare_lint.lint.detectors.values import is_made_up
from aishare_lint.lint.detectors.windows import SHORT, windows

#: Forms that are one long run, and those with words that stand apart from the token.
_IN_RUNS: Final = tuple((word, index) for index, form in enumerate(FORMS) if not form.apart for word in form.words)
_APART: Final = tuple((word, index) for index, form in enumerate(FORMS) if form.apart for word in form.words)
_PATTERNS: Final = tuple(lazy(form.pattern) for form in FORMS)


#: A word that stands so often is not looked up place by place.
_OFTEN: Final = 50_000
#: So long that what looks like a placeholder stands in it by chance.
_LONG: Final = frozenset({"a private key", "an NTLM response"})


def find(text: str) -> list[Secret]:
    """Every credential of a text, in its order; where two overlap, the surer one."""
    lowered, runs = lower(text), runs_of(text)
    said = [*find_named(text, lowered, runs), *find_sign_ons(text, lowered)]
    if said:
        rules = _rules(lowered)
        said = [one for one in said if not _is_within(rules, one.span.start)]
    taken: list[Secret] = []
    for one in sorted((*_tokens(text, lowered, runs), *said), key=_surest):
        number = bisect_right(taken, one.span, key=lambda other: other.span)
        after_last = number == 0 or taken[number - 1].span.end <= one.span.start
        if after_last and (number == len(taken) or one.span.end <= taken[number].span.start):
            taken.insert(number, one)
    return taken


def find_until(text: str, enough: int) -> list[Secret]:
    """Credentials of a text in its order; of a long one no more windows are read once more than enough were found."""
    if len(text) <= SHORT:
        return find(text)
    taken: list[Secret] = []
    for start, end in windows(text):
        for one in find(text[start:end]):
            span = Span(one.span.start + start, one.span.end + start)
            if span.end == end < len(text):
                return find(text)  # the border may cut it, and a key may be longer than what windows have in common
            if not taken or taken[-1].span.end <= span.start:
                taken.append(one._replace(span=span))
        if len(taken) > enough:
            break
    return taken


def _surest(one: Secret) -> tuple[bool, int, int]:
    return one.level != "strong", one.span.start, -one.span.end


def judge(text: str) -> Judgement:
    """Whether a text holds a credential."""
    found = find(text)
    if not found:
        return NOTHING
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    strong = any(one.level == "strong" for one in found)
    return Judgement(1.0 if strong else 0.5, "strong" if strong else "weak", kinds, tuple(one.span for one in found))


# Detection rules look for values that are called a secret, and hold none

_BEGINS = lazy(
    r"^[ \t]{0,12}(?:(?:private|global) )?rule \w{1,80}|^[ \t]{0,12}(?:logsource|strings|detection|keywords):"
    r"|^[ \t#]{0,12}(?:alert|drop|reject|pass) (?:tcp|udp|icmp|ip|https?|tls|dns|smb|ssh|ftp)\b[^\n]{0,80}\(",
    re.MULTILINE,
)
_ENDS = lazy(r"^[ \t]{0,12}condition ?:[^\n\0]{0,400}|\bsid ?:", re.MULTILINE)


def _rules(lowered: str) -> list[Span]:
    """Where rules of YARA, Sigma and network sensors stand: from what begins one to its condition, within one passage."""
    found: list[Span] = []
    if "condition" not in lowered and "sid" not in lowered:
        return found
    ends = [match.span() for match in _ENDS.finditer(lowered)]
    behind = 0
    for match in _BEGINS.finditer(lowered):
        while behind < len(ends) and ends[behind][0] < match.start():
            behind += 1
        if behind == len(ends):
            break
        if match.start() >= (found[-1].end if found else 0) and lowered.find("\0", match.start(), ends[behind][0]) < 0:
            found.append(Span(match.start(), ends[behind][1]))
    return found


def _is_within(spans: list[Span], place: int) -> bool:
    number = bisect_right(spans, place, key=lambda span: span.start) - 1
    return number >= 0 and place < spans[number].end


# Tokens with a form of their own


def _tokens(text: str, lowered: str, runs: Runs) -> Iterator[Secret]:
    for word, index in _IN_RUNS:
        if word in runs.lowered:
            for match in _matches(word, _PATTERNS[index], runs):
                start = match.start() - FORMS[index].before
                yield from _token(index, runs.text[start : match.end()], runs.source(start))
    for index in sorted({index for word, index in _APART if word in lowered}):
        for match in _PATTERNS[index].finditer(text):
            yield from _token(index, match[0], match.start())


def _matches(word: str, pattern: re.Pattern[str], runs: Runs) -> Iterator[re.Match[str]]:
    """Matches of a pattern that begins with a word: tried where the word stands, unless that is nearly everywhere."""
    if runs.lowered.count(word) > _OFTEN:
        return pattern.finditer(runs.text)
    return at((word,), pattern, runs.text, runs.lowered)


def _token(index: int, written: str, start: int) -> Iterator[Secret]:
    form = FORMS[index]
    if form.kind not in _LONG and is_made_up(written.lstrip("A")):
        return
    sure = form.checksum != "crc32-base62" or _has_checksum(written)
    yield Secret(form.kind, Span(start, start + len(written)), "strong" if sure else "weak")


def _has_checksum(token: str) -> bool:
    """Whether the last six characters are the CRC-32 of those before, in base 62, as GitHub and npm write it."""
    from zlib import crc32

    body = token.partition("_")[2]
    if len(body) != 36:
        return True
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    value, written = crc32(body[:-6].encode()), ""
    while value:
        value, rest = divmod(value, 62)
        written = digits[rest] + written
    return written.rjust(6, "0") == body[-6:]
