"""Characters that a reader does not see: zero-width, bidirectional controls, tags, private use, stray variation selectors.

Some are part of ordinary writing and are let through where they are: the joiners of Persian, Indic and other scripts, the joiners and
selectors of emoji, the directional marks beside right-to-left letters, the variation selectors of ideographs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from aishare_lint.document.patterns import lazy

#: Everything that could be meant, so that text without any of it costs one scan.
SUSPECTS: Final = lazy(
    "[\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ue000-\uf8ff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)

_ZWNJ, _ZWJ, _TEXT_STYLE, _EMOJI_STYLE, _KEYCAP = "\u200c", "\u200d", "\ufe0e", "\ufe0f", "\u20e3"
#: Scripts whose spelling needs the joiners: Arabic, Syriac, N'Ko, the Indic blocks with Sinhala, Myanmar, Khmer, Mongolian.
_JOINING = lazy("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
_RIGHT_TO_LEFT = lazy("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_IDEOGRAPH = lazy("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MONGOLIAN = lazy("[\u1800-\u18af]")
_EMOJI = lazy("[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")
#: The only tag sequences in use: the flags of England, Scotland and Wales.
_FLAGS = lazy(
    "\U0001f3f4(?:\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067|\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074"
    "|\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073)\U000e007f"
)


def find_hidden(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """The offset of every character that is not seen where it stands."""
    end = len(text) if end is None else end
    flags: set[int] | None = None
    for found in SUSPECTS.finditer(text, start, end):
        at = found.start()
        character = found.group()
        if "\U000e0020" <= character <= "\U000e007f":
            if flags is None:
                flags = {offset for flag in _FLAGS.finditer(text) for offset in range(*flag.span())}
            if at in flags:
                continue
        elif _is_ordinary(character, text[at - 1 : at], text[at + 1 : at + 2]):
            continue
        yield at


def describe(character: str) -> str:
    """A character by number and name: `U+200B ZERO WIDTH SPACE`."""
    name = unicodedata.name(character, "")
    if not name:
        name = "private use" if unicodedata.category(character) == "Co" else "control" if character < "\xa0" else "unnamed"
    return f"U+{ord(character):04X} {name}"


def _is_ordinary(character: str, before: str, after: str) -> bool:
    if character in (_ZWJ, _ZWNJ):
        if _JOINING.match(before):
            return True
        emoji_before = bool(_EMOJI.match(before)) or before == _EMOJI_STYLE
        return character == _ZWJ and emoji_before and bool(_EMOJI.match(after))
    if character in (_TEXT_STYLE, _EMOJI_STYLE):
        return bool(_EMOJI.match(before)) or (before in tuple("0123456789#*") and after == _KEYCAP)
    if "\ufe00" <= character <= "\ufe0d" or "\U000e0100" <= character <= "\U000e01ef":
        return bool(_IDEOGRAPH.match(before))
    if character in ("\u200e", "\u200f", "\u061c"):
        return bool(_RIGHT_TO_LEFT.match(before) or _RIGHT_TO_LEFT.match(after))
    if "\u180b" <= character <= "\u180f":
        return bool(_MONGOLIAN.match(before))
    # U+FFFC and U+FFFD are drawn, and say that something is missing.
    return character in ("\ufffc", "\ufffd")
