"""Credentials in a text: tokens that say whose they are, and values that the words around them call a secret.

Linear in the length of the text. What is found is said by kind and place, never by what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors import NOTHING, Judgement
from aishare_lint.lint.detectors.named import Secret, find_named
from aishare_lint.lint.detectors.tokens import FORMS
from aishare_lint.lint.detectors.values import is_made_up

_WORDS_OF_FORMS: Final = tuple((word, index) for index, form in enumerate(FORMS) for word in form.words)
_PATTERNS: Final = tuple(lazy(form.pattern) for form in FORMS)


def find(text: str) -> list[Secret]:
    """Every credential of a text, in its order; where two overlap, the surer one."""
    lowered = _lowered(text)
    taken: list[Secret] = []
    found = sorted((*_tokens(text, lowered), *find_named(text, lowered)), key=_surest)
    ends: set[int] = set()
    for one in found:
        # A cell of 16 characters cannot hold two credentials; that keeps the comparison linear.
        cells = range(one.span.start // 16, one.span.end // 16 + 1)
        if not any(cell in ends for cell in cells):
            ends.update(cells)
            taken.append(one)
    return sorted(taken, key=lambda one: one.span)


def _surest(one: Secret) -> tuple[bool, int, int]:
    return one.level != "strong", one.span.start, -one.span.end


def _lowered(text: str) -> str:
    """The text in lower case, each character where it was."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(one.lower() if one.isascii() else one for one in text)


def judge(text: str) -> Judgement:
    """Whether a text holds a credential."""
    found = find(text)
    if not found:
        return NOTHING
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    strong = any(one.level == "strong" for one in found)
    return Judgement(1.0 if strong else 0.5, "strong" if strong else "weak", kinds, tuple(one.span for one in found))


# Tokens with a form of their own


def _tokens(text: str, lowered: str) -> Iterator[Secret]:
    for index in sorted({index for word, index in _WORDS_OF_FORMS if word in lowered}):
        form, pattern = FORMS[index], _PATTERNS[index]
        for match in pattern.finditer(text):
            start = match.start() - form.before
            written = text[start : match.end()]
            if form.kind != "a private key" and is_made_up(written):
                continue
            sure = form.checksum != "crc32-base62" or _has_checksum(written)
            yield Secret(form.kind, Span(start, match.end()), "strong" if sure else "weak")


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
