"""What of a report people read as sentences, and what in it is quoted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from aishare_lint.document.paths import children
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Span, Value

#: Keys whose values are addresses, names or codes by their nature, not sentences that somebody reads and clicks.
_NO_PROSE: Final = frozenset(
    {
        *("$schema", "schema", "id", "aliases", "url", "urls", "references", "location", "package", "contact", "address", "recipients"),
        *("path", "digest", "sha256", "commitment", "reference", "case", "source", "apis", "cvss", "weakness", "related"),
        *("supersedes", "derived_from", "replaced_by", "media_type", "internal", "obligations"),
    }
)
#: Evidence below these lists: it stays as it was seen.
_EVIDENCE: Final[Mapping[Path, tuple[str, ...]]] = {
    ("technical", "prompts"): ("prompt", "response", "turns"),
    ("detection", "indicators"): ("value",),
    ("mitigations", "defensive_measures"): ("text",),
}


class Prose(NamedTuple):
    """A piece of text that people read as sentences, with where it stands."""

    path: Path
    text: str


def prose(report: Value, at: Path = ()) -> Iterator[Prose]:
    """Every text of a report that is read as sentences: no addresses, codes, typed indicators or evidence."""
    evidence = _EVIDENCE.get(at[:2], ()) if len(at) == 3 else ()
    for key, child in children(report):
        if key in _NO_PROSE or key in evidence:
            continue
        if isinstance(child, str):
            if child:
                yield Prose((*at, key), child)
        elif isinstance(child, (dict, list)):
            yield from prose(child, (*at, key))


_QUOTES: Final = (("“", "”"), ("„", "“"), ("‘", "’"), ("«", "»"), ("```", "```"), ("`", "`"), ('"', '"'))
_LONGEST_QUOTE: Final = 2000
_SINGLE = lazy(r"(?<!\w)'[^'\n]{1,2000}'(?!\w)")


@lru_cache(maxsize=2 * len(_QUOTES))
def _occurrences(text: str, mark: str) -> tuple[int, ...]:
    """Where a mark stands in a text, ascending. A long text is asked about many of its pieces one after the other."""
    return tuple(found.start() for found in re.finditer(re.escape(mark), text))


def is_quoted(text: str, span: Span) -> bool:
    """Whether a piece of a sentence stands in quotation marks or backticks: somebody else's words, which no fix changes."""
    for opening, closing in _QUOTES:
        closes = _occurrences(text, closing)
        if not closes or closes[-1] < span.end:
            continue
        behind = bisect_left(closes, span.start)
        if opening == closing:
            if behind % 2:
                return True
        else:
            opens = _occurrences(text, opening)
            last = bisect_left(opens, span.start)
            if last and (not behind or opens[last - 1] > closes[behind - 1]):
                return True
    start, end = max(span.start - _LONGEST_QUOTE, 0), min(span.end + _LONGEST_QUOTE, len(text))
    if "'" not in text[start : span.start]:
        return False
    return any(found.start() < span.start and found.end() >= span.end for found in _SINGLE.finditer(text, start, end))
