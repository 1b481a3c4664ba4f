"""What the searches for credentials share: what was found, where a few words stand, and the long runs of a text.

Most texts hold no credential. Finding a word is many times faster than trying a pattern at every place, and almost every token is a long
run of characters without a space: what is not in one of those need not be searched for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span


class Secret(NamedTuple):
    """A credential that was found.

    kind   words for it, with an article
    span   where it stands
    level  `strong`, or `weak` where its form says little or its checksum is wrong
    """

    kind: str
    span: Span
    level: Literal["weak", "strong"]


#: A value, quoted or not: groups d, s, b, p.
VALUE: Final = r"(?:\"(?P<d>[^\"\n]{1,300})\"|'(?P<s>[^'\n]{1,300})'|`(?P<b>[^`\n]{1,300})`|(?P<p>[^\s\"'`<>,;&()]{4,400}))"

#: No token of a known form is shorter.
_RUN = lazy(r"\S{18,}")


class Runs(NamedTuple):
    """The long runs of a text, one a line.

    text     the runs, each behind a line break
    lowered  the same in small letters, each character where it was
    begins   where each begins here, ascending
    sources  where each begins in the text
    """

    text: str
    lowered: str
    begins: list[int]
    sources: list[int]

    def around(self, at: int) -> int:
        """The number of the run in which a place of the text is; -1 where it is in none."""
        number = bisect_right(self.sources, at) - 1
        if number < 0:
            return -1
        end = self.begins[number + 1] if number + 1 < len(self.begins) else len(self.text) + 1
        return number if at < self.sources[number] + end - 1 - self.begins[number] else -1

    def run(self, number: int) -> str:
        """A run by its number."""
        end = self.begins[number + 1] if number + 1 < len(self.begins) else len(self.text) + 1
        return self.text[self.begins[number] : end - 1]

    def source(self, at: int) -> int:
        """Where in the text a place of the runs is."""
        number = bisect_right(self.begins, at) - 1
        return self.sources[number] + at - self.begins[number]


def runs_of(text: str) -> Runs:
    """The runs of at least 18 characters without a space."""
    parts: list[str] = [""]
    begins: list[int] = []
    sources: list[int] = []
    size = 1
    for match in _RUN.finditer(text):
        begins.append(size)
        sources.append(match.start())
        parts.append(match[0])
        size += len(match[0]) + 1
    joined = "\n".join(parts)
    return Runs(joined, lower(joined), begins, sources)


def lower(text: str) -> str:
    """The text in small letters, each character where it was."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(one.lower() if one.isascii() else one for one in text)


def at(words: Iterable[str], pattern: re.Pattern[str], text: str, lowered: str) -> Iterator[re.Match[str]]:
    """Matches of a pattern that can only begin at one of a few words, which are tried where they stand."""
    find, match = lowered.find, pattern.match
    for word in words:
        place, step = find(word), len(word)
        while place >= 0:
            found = match(text, place)
            if found:
                yield found
            place = find(word, found.end() if found else place + step)


def value_of(match: re.Match[str]) -> tuple[int, str, bool]:
    """Where the value of a match begins, the value, and whether it was quoted; without the punctuation around it."""
    for name in ("d", "s", "b"):
        if name in match.re.groupindex and match[name] is not None:
            written = match[name]
            value = written.strip("\"'\\")
            return match.start(name) + len(written) - len(written.lstrip("\"'\\")), value, True
    return match.start("p"), match["p"].rstrip(".,;)]}\\"), False
