"""Whether a value that stands in one place also stands in another, however it is written there: live or defanged, in other letters, spaced
otherwise. One question, one answer: for the rule that warns the author and for whoever tests what leaves the house.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from aishare_lint.document.defang import live

#: A shorter value is met by chance (`report-format`, law 2).
SHORTEST: Final = 6
#: What says nothing by itself: dates and times, plain numbers, versions, technique and weakness numbers of public lists.
_COMMON = re.compile(
    r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:t[0-9:.]{2,12}(?:z|[+-][0-9:]{2,6})?)?)?|[0-9]{1,10}|v?[0-9]{1,5}(?:\.[0-9]{1,5}){1,2}"
    r"|aml\.(?:t|ta|m|cs)[0-9]{4}(?:\.[0-9]{3})?|t[0-9]{4}(?:\.[0-9]{3})?|ta[0-9]{4}|(?:cwe|capec)-[0-9]{1,5}|nistaml\.[0-9]{1,4}"
    r"|(?:llm|asi|ml)[0-9]{2}:[0-9]{4}"
)


def normal(text: str) -> str:
    """A text as it is compared: refanged, compatibility forms and letter case folded, white space evened out."""
    folded = unicodedata.normalize("NFKC", live(text)).casefold()
    return " ".join(folded.split())


def is_telling(normalized: str) -> bool:
    """Whether meeting a value somewhere else means anything: it is long enough, and no date, number or public identifier of a method."""
    return len(normalized) >= SHORTEST and not _COMMON.fullmatch(normalized)


def stands_in(normalized: str, text: str) -> bool:
    """Whether a value stands in a text as words of its own; both normalized."""
    return next(_starts(normalized, text), None) is not None


def _starts(value: str, text: str) -> Iterator[int]:
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        if not (_joins(text[at - 1 : at], value[0]) or _joins(value[-1], text[end : end + 1])):
            yield at
        at = text.find(value, at + 1)


def _joins(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    return left.isalnum() and right.isalnum()
