"""The words of a text, bare; and other ways to write an order: encoded, backwards, with digits, spaced out, in other letters."""

from __future__ import annotations

import base64
import binascii
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Final

from aishare_lint.document.hidden import SUSPECTS
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors.exploits import decodings

# Words

_KEPT: Final = b"abcdefghijklmnopqrstuvwxyz0123456789"
#: ASCII letters in lower case, digits, `@` and `$` as the letters that they are written for; everything else separates.
_PLAIN: Final = bytes(
    code if code in _KEPT else code + 32 if 65 <= code <= 90 else {64: 97, 36: 115, 0: 0}.get(code, 32) for code in range(256)
)


def bare(text: str) -> bytes:
    """A text as ASCII words in lower case with spaces between them; a NUL stays."""
    return text.encode("utf-8", "replace").translate(_PLAIN)


# Screens

_DIGITS: Final = {"i": "i1", "o": "o0", "e": "e3", "a": "a4", "s": "s5", "t": "t7"}


def _with_digits(words: str) -> Iterator[bytes]:
    """Every way to write words with digits for letters, but the plain one."""
    for word in words.split():
        for letters in product(*(_DIGITS.get(letter, letter) for letter in word)):
            written = "".join(letters)
            if written != word:
                yield written.encode()


_ROT13: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
#: Words that are no words unless they are read in another way.
RESPELLED: Final = frozenset(
    (
        *(word[::-1].encode() for word in ("instructions", "instruction", "ignore", "prompt", "disregard", "previous", "forget", "reveal")),
        *(word.translate(_ROT13).encode() for word in ("ignore", "instructions", "prompt", "disregard", "forget", "previous", "reveal")),
        *_with_digits("ignore previous prompt system rules override forget reveal give make how tell write bomb hack meth instructions"),
    )
)
_LONG: Final = 24
_ESCAPED = lazy(r"%[0-9A-Fa-f]{2}|&(?:#|[A-Za-z]{2,6};)|\\[ux\"'/]")
#: Letters that look like ASCII letters, or are them in another dress.
_DRESSED = lazy(
    "[\u0250-\u02af\u0300-\u036f\u0370-\u052f\u1d00-\u1d7f\u2100-\u214f\u2460-\u24ff\uff00-\uff5e\U0001d400-\U0001d7ff\U0001f110-\U0001f1ff]"
)


def is_escaped(text: str) -> bool:
    """Whether a text may hold characters that are written as escapes or not seen."""
    return (("%" in text or "&" in text or "\\" in text) and _ESCAPED.search(text) is not None) or (
        not text.isascii() and SUSPECTS.search(text) is not None
    )


def may_be_encoded(text: str) -> bool:
    """Whether a text holds a run that is longer than words are and no address, or dots and dashes."""
    if len(text) < _LONG:
        return False
    runs = text.split()
    return (len(max(runs, key=len, default="")) >= _LONG and any(len(run) >= _LONG and "://" not in run for run in runs)) or (
        ".-" in text and "-." in text
    )


def may_be_respelled(text: str, plain: bytes, words: Iterable[bytes]) -> bool:
    """Whether it is worth the while to read the words of a text in other ways."""
    # Words of one letter stand in a text whose letters are spaced out.
    return (
        not RESPELLED.isdisjoint(words)
        or (b" r " in plain and b" e " in plain)
        or (not text.isascii() and _DRESSED.search(text) is not None)
    )


# Readings

_MOST: Final = 40
_LONGEST: Final = 4000
_SPACED = lazy(r"(?<!\w)(?:\w[ ._-]){5,}\w(?!\w)")
_GAP = lazy(r"[ \t]{2,}")
_DIGIT: Final = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "!": "i"}
)
_LIKE: Final = str.maketrans(
    {
        **dict(
            zip(
                "аеорсухіѕԁһӏԛԝвнкмтοανρτυικενηɑɡıɩᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
                "aeopcyxisdhlqwbhkmtoavptuikevhagiiabcdefghijklmnoprstuvwyz",
                strict=False,
            )
        ),
        **{chr(0x1F1E6 + n): chr(97 + n) for n in range(26)},
    }
)
_FOREIGN: Final = r"[\u0250-\u02af\u0370-\u052f\u1d00-\u1d7f]"
_MIXED = lazy(rf"[a-z]{_FOREIGN}|{_FOREIGN}[a-z]|[\u1d00-\u1d7f]{{3}}|[\U0001f1e6-\U0001f1ff][ \u200b]?[\U0001f1e6-\U0001f1ff]")


def readings(written: str) -> Iterator[str]:
    """A piece of text in lower case, read in every other way that it may be meant."""
    text = written.lower()
    words = bare(text).split()
    odd = RESPELLED.intersection(words)
    if odd:
        yield text[::-1]
        yield text.translate(_ROT13)
        yield text.translate(_DIGIT)
    if _SPACED.search(text):
        apart = _GAP.sub("\0", text)
        yield _SPACED.sub(lambda found: found.group()[::2], apart).replace("\0", " ")
        # One space between all letters: the words can only be told by what they come to.
        yield _SPACED.sub(lambda found: _parted(found.group()[::2]), text)
    if not text.isascii():
        yield from _undressed(written, text)


def _undressed(written: str, text: str) -> Iterator[str]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", written) if not unicodedata.combining(one)).lower()
    if _MIXED.search(plain):
        plain = plain.translate(_LIKE)
        apart = _SPACED.search(plain)
        if apart:
            yield _SPACED.sub(lambda found: found.group()[::2], _GAP.sub("\0", plain)).replace("\0", " ")
    if plain != text:
        yield plain
    tags = "".join(chr(ord(one) - 0xE0000) for one in written if "\U000e0020" <= one <= "\U000e007e")
    if tags:
        yield tags.lower()


_KNOWN = lazy(
    r"ignore|disregard|forget|override|reveal|repeat|print|show|all|any|the|previous|prior|above|earlier|your|my|and|instructions?|prompts?|rules|"
    r"system|messages?|guidelines|everything|tell|me|what|you|were|told|give|how|to|make|write|initial|a|bomb|say|do|now|are"
)


def _parted(letters: str) -> str:
    return " ".join(_KNOWN.findall(letters))


# Encodings

_BASE32 = lazy(r"(?<![A-Za-z0-9])[A-Z2-7]{24,}={0,6}(?![A-Za-z0-9])")
_BASE85 = lazy(r"(?<!\S)[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{40,}(?!\S)")
_MORSE = lazy(r"(?<![^\s\"'`(])[.-]{1,6}(?:[ /|]{1,3}[.-]{1,6}){9,}(?![^\s\"'`)])")
_CODE: Final = dict(
    zip(
        ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --..".split(),  # noqa: SIM905
        "abcdefghijklmnopqrstuvwxyz",
        strict=True,
    )
)


def decoded(text: str) -> Iterator[tuple[Span, str]]:
    """Every long run of base64, hex, base32, base85 or Morse code that decodes to readable text, with that text in lower case."""
    for count, (span, plain) in enumerate(decodings(text)):
        if count >= _MOST:
            break
        yield span, plain.lower()
    runs: tuple[tuple[bool, object, Callable[[str], str]], ...] = (
        (True, _BASE32, _from_base32),
        (True, _BASE85, _from_base85),
        (".-" in text and "-." in text, _MORSE, _from_morse),
    )
    for wanted, pattern, decode in runs:
        if wanted:
            for count, found in enumerate(pattern.finditer(text)):  # type: ignore[attr-defined]
                if count >= _MOST:
                    break
                plain = decode(found.group()[:_LONGEST])
                if plain and plain.isprintable():
                    yield Span(*found.span()), plain.lower()


def _from_base32(run: str) -> str:
    run = run.rstrip("=")
    return _or_nothing(lambda: base64.b32decode(run + "=" * (-len(run) % 8)))


def _from_base85(run: str) -> str:
    return _or_nothing(lambda: base64.b85decode(run)) or _or_nothing(lambda: base64.a85decode(run))


def _or_nothing(decode: Callable[[], bytes]) -> str:
    try:
        return decode().decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _from_morse(run: str) -> str:
    words = run.replace("|", "/").split("/")
    return " ".join("".join(_CODE.get(code, "") for code in word.split()) for word in words)
