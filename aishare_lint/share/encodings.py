"""What a text may be written as inside another: each encoding with its signs and how it is undone.

Nothing here is strict: a text that only looks encoded gives a text that says nothing, and that does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from aishare_lint.document.patterns import lazy

_BASE64 = lazy(r"[A-Za-z0-9+/_-]{8,76}(?:(?:\r?\n[ \t]?)?[A-Za-z0-9+/_-]{1,76}){0,200000}={0,2}")
#: Words, alone or joined: of so few small letters nothing is ever encoded.
_PROSE = lazy(r"(?=[\s\S]{8,24}\Z)[A-Z]?[a-z]{1,24}(?:[-_/][A-Z]?[a-z]{1,24}){0,12}")
_HEX = lazy(r"(?:[0-9A-Fa-f]{2}){6,200000}")
_ESCAPE = lazy(r"\\(?:u\{?(?P<u>[0-9A-Fa-f]{4,6})\}?|U(?P<U>[0-9A-Fa-f]{8})|x(?P<x>[0-9A-Fa-f]{2})|(?P<c>[\s\S]))")
_PERCENT = lazy(r"%[0-9A-Fa-f]{2}")
_QUOTED = lazy(r"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)")
_ENTITY = lazy(r"&(?:#|[A-Za-z])")
#: Neighbours are read together: white space between them says nothing, and a character may be cut between two.
_WORDS = lazy(r"=\?[\w-]{1,40}\?[QqBb]\?[^?\s]{0,4000}\?=(?:\s{1,8}=\?[\w-]{1,40}\?[QqBb]\?[^?\s]{0,4000}\?=){0,200}")
_WORD = lazy(r"=\?[\w-]{1,40}\?[QqBb]\?[^?\s]{0,4000}\?=")
_TAG = lazy(r"<[^<>]{1,4000}>")
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "0": "\0", "a": "\a", "e": "\x1b", "v": "\v"}
#: Characters that are not seen: a value is found across them.
_UNSEEN = lazy(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


def _from_base64(text: str) -> list[bytes]:
    """What a run of Base64 may be: from each of its first four characters, for what stands before it may belong to something else."""
    import base64

    plain = re.sub(r"[\s=]", "", text).translate(str.maketrans("-_", "+/"))
    return [base64.b64decode(cut + "=" * (-len(cut) % 4)) for start in range(4) if len(cut := _whole(plain[start:])) >= 8]


def _whole(plain: str) -> str:
    """Base64 without a last character that stands for no byte."""
    return plain[:-1] if len(plain) % 4 == 1 else plain


def _unescape(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        number = found["u"] or found["U"] or found["x"]
        if number:
            return chr(int(number, 16)) if int(number, 16) < 0x110000 else "\ufffd"
        return _CONTROLS.get(found["c"], found["c"])

    plain = _ESCAPE.sub(one, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unquote(text: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(text)


def _unquoted_printable(text: str) -> str:
    import quopri

    return quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def _header(text: str) -> str:
    from email.header import decode_header, make_header

    def one(found: re.Match[str]) -> str:
        try:
            return str(make_header(decode_header(re.sub(r"\s+", " ", found[0]))))
        except (LookupError, ValueError, UnicodeError):
            return found[0]

    # Word by word where they stand: what is around them may be no header at all.
    return _WORDS.sub(one, text)


def _entities(text: str) -> str:
    from html import unescape

    return unescape(text)


#: Each with the signs without which it cannot be there.
ENCODINGS: Final[tuple[tuple[str, Callable[[str], bool], Callable[[str], str]], ...]] = (
    ("escapes", lambda text: "\\" in text, _unescape),
    ("html", lambda text: _ENTITY.search(text) is not None, _entities),
    ("tags", lambda text: _TAG.search(text) is not None, lambda text: _TAG.sub("", text)),
    ("percent", lambda text: _PERCENT.search(text) is not None, _unquote),
    ("quoted-printable", lambda text: _QUOTED.search(text) is not None, _unquoted_printable),
    ("rfc2047", lambda text: _WORD.search(text) is not None, _header),
    ("unseen characters", lambda text: _UNSEEN.search(text) is not None, lambda text: _UNSEEN.sub("", text)),
)


def packed_bytes(text: str) -> Iterator[tuple[str, list[bytes]]]:
    """The bytes that stand in a text as Base64 or hexadecimal digits, each run with its encoding and everything that it may be."""
    for found in _BASE64.finditer(text):
        if not _PROSE.fullmatch(found.group()):
            yield "base64", _from_base64(found.group())
    for found in _HEX.finditer(text):
        yield "hex", [bytes.fromhex(found.group())]
