"""Text made safe to show: what is invisible made visible, cut to measure, and escaped for the formats it goes into.

A report under review may have been written by an attacker. Nothing in it may move a terminal's cursor, reverse the reading order, speak
to a build server or become markup; and what it hides must be seen by the person who reads the finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from aishare_lint.document.patterns import lazy

#: Characters that a terminal obeys or does not draw: controls, bidirectional and zero-width characters, fillers, variation selectors,
#: line separators, surrogates, private use, noncharacters, tags.
HIDDEN: Final = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
# Not compiled here: a clean run over plain text needs none of these, and they take three milliseconds.
_HIDDEN: Final = f"[{HIDDEN}]"
#: The same, and `##[command]`, `##vso[…]`, `##teamcity[…]`: build servers obey these wherever they stand in a line of a log.
_UNSHOWN: Final = rf"[{HIDDEN}]|#(?=#[A-Za-z]{{0,16}}\[)"
_SURROGATE: Final = "[\ud800-\udfff]"
#: What terminals draw for a tab depends on the column; four blanks do not.
TAB: Final = "    "
ELLIPSIS: Final = "…"


def visible(text: str, *, tab: str | None = None) -> str:
    """The text with every hidden character written as `<U+202E>`; `tab` replaces tabs where they are ordinary."""
    if text.isascii() and text.isprintable() and "##" not in text:
        return text
    return re.sub(_UNSHOWN, lambda found: _named(found[0], tab), text)


def _named(character: str, tab: str | None) -> str:
    return tab if tab is not None and character == "\t" else f"<U+{ord(character):04X}>"


def columns(text: str, *, tab: str | None = None) -> list[int]:
    """Where each code point of the visible form begins on a terminal, 0-based, with one entry more for the end."""
    if text.isascii() and text.isprintable() and "##" not in text:
        return list(range(len(text) + 1))
    starts, at = [0], 0
    hidden = {found.start() for found in re.finditer(_UNSHOWN, text)}
    measure = _measure()
    for index, character in enumerate(text):
        at += len(_named(character, tab)) if index in hidden else measure(character)
        starts.append(at)
    return starts


def width(text: str) -> int:
    """How many columns a terminal takes to draw a text without hidden characters."""
    return len(text) if text.isascii() else sum(map(_measure(), text))


def _measure() -> Callable[[str], int]:
    import unicodedata

    def measure(character: str) -> int:
        if character < "\u0300":
            return 1
        if unicodedata.category(character) in ("Mn", "Me"):
            return 0
        return 2 if unicodedata.east_asian_width(character) in "WF" else 1

    return measure


def shorten(text: str, limit: int) -> str:
    """At most `limit` code points, the last of them `…` where something was cut."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + ELLIPSIS


def fit(text: str, limit: int) -> str:
    """At most `limit` terminal columns of a visible text, the last of them `…` where something was cut."""
    if width(text) <= limit:
        return text
    measure, taken, kept = _measure(), 0, 0
    for kept, character in enumerate(text):  # noqa: B007 - how many fit is read after the loop
        taken += measure(character)
        if taken > limit - 1:
            break
    return text[:kept] + ELLIPSIS


def pad(text: str, limit: int) -> str:
    """The visible text with blanks up to `limit` terminal columns."""
    return text + " " * (limit - width(text))


def wrap(text: str, limit: int, *, first: int = 0) -> list[str]:
    """A visible text as lines of at most `limit` columns, broken at blanks where it can be; `first` columns of the first are taken.

    No line after the first begins with `::`, which GitHub's runner reads as a command.
    """
    limit = max(limit, 20)
    lines, line, room = [], "", limit - first
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
            room = limit
        *full, line = _pieces(word, room, limit)
        lines.extend(full)
        room = limit if full else room
    lines.append(line)
    return [lines[0], *(f"<U+003A>{line[1:]}" if line.startswith("::") else line for line in lines[1:])]


def _pieces(word: str, room: int, limit: int) -> Iterator[str]:
    """A word too long for a line, cut hard: the first piece fits `room`, the others `limit`."""
    room = max(room, 1)
    while width(word) > room:
        starts = columns(word)
        cut = max(next(index for index, at in enumerate(starts) if at > room) - 1, 1)
        yield word[:cut]
        word, room = word[cut:], limit
    yield word


def json_text(text: str) -> str:
    """JSON that a terminal and a build log can take: hidden characters and `##` as escapes, the same values.

    `text` is JSON written with `ensure_ascii=False`. Its line breaks stand between tokens and stay.
    """
    return re.sub(_HIDDEN, lambda found: found[0] if found[0] == "\n" else _units(found[0]), text).replace("##", "#\\u0023")


def _units(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def has_surrogates(text: str) -> bool:
    """Whether a text cannot be written as UTF-8."""
    return re.search(_SURROGATE, text) is not None


def whole(text: str) -> str:
    """The text with lone surrogates (file names that are not UTF-8) made visible: no format can carry them."""
    return re.sub(_SURROGATE, lambda found: _named(found[0], None), text)


def uri(path: str) -> str:
    """A path with `/` as a percent-encoded URI reference; bytes that are not UTF-8 come through."""
    plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
    return "".join(
        chr(byte) if byte in plain else f"%{byte:02X}" for byte in path.encode("utf-8", "surrogateescape" if _escaped(path) else "replace")
    )


def _escaped(path: str) -> bool:
    return all("\udc80" <= found[0] <= "\udcff" for found in re.finditer(_SURROGATE, path))


_XML = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}


def xml(text: str) -> str:
    """For XML and HTML, in text and in attribute values. Hidden characters are made visible first: XML 1.0 cannot hold most of them."""
    return visible(text).translate(_XML)


def command_data(text: str) -> str:
    """For the message of a GitHub workflow command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """For a property of a GitHub workflow command."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


#: Words that no flavour of Markdown, and no filter of a forge behind it (mentions, issues, commits, e-mail, emoji), makes anything of.
_PROSE = lazy(r"""["'(]?(?![0-9a-f]{7})(?:[A-Za-z]{1,40}(?:[-'][a-z]{1,40}){0,6}|[0-9]{1,6})["')]?[.,;:?]?\Z""")
_QUOTED = lazy(r"`([^`]{1,2000})`")


def markdown_code(text: str, *, table: bool = False) -> str:
    """A text as a code span, the one place where no forge looks for links, mentions or markup; `table` for a cell of a table."""
    text = visible(text)
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    edge = " " if text[0] in "` " or text[-1] in "` " else ""
    if not text.strip(" "):
        edge = ""
    code = f"{fence}{edge}{text}{edge}{fence}"
    return code.replace("|", "\\|") if table else code


def markdown(text: str, *, table: bool = False) -> str:
    """One line of text in which plain words stay words and everything else becomes code: nothing can become markup, link or mention."""
    parts: list[str] = []
    pending: list[str] = []

    def flush() -> None:
        if pending:
            parts.append(markdown_code(" ".join(pending), table=table))
            pending.clear()

    at = 0
    for found in [*_QUOTED.finditer(text), None]:
        for word in text[at : found.start() if found else len(text)].split(" "):
            if _PROSE.match(word):
                flush()
                parts.append(word)
            elif word:
                pending.append(word)
        flush()
        if found:
            parts.append(markdown_code(found[1], table=table))
            at = found.end()
    return " ".join(parts)
