"""Whether a value that stands in one place also stands in another, however it is written there: live or defanged, in other letters, spaced
otherwise. One question, one answer: for the rule that warns the author and for whoever tests what leaves the house.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, Generic, TypeVar

from aishare_lint.document.defang import live
from aishare_lint.document.patterns import lazy
from aishare_lint.document.vocabularies import Vocabularies

Name = TypeVar("Name")

#: A shorter value is met by chance (`report-format`, law 2).
SHORTEST: Final = 6
#: What says nothing by itself: dates and times, plain numbers, versions, technique and weakness numbers of public lists.
_COMMON = lazy(
    r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:t[0-9:.]{2,12}(?:z|[+-][0-9:]{2,6})?)?)?|[0-9]{1,10}|v?[0-9]{1,5}(?:\.[0-9]{1,5}){1,2}"
    r"|aml\.(?:t|ta|m|cs)[0-9]{4}(?:\.[0-9]{3})?|t[0-9]{4}(?:\.[0-9]{3})?|ta[0-9]{4}|(?:cwe|capec)-[0-9]{1,5}|nistaml\.[0-9]{1,4}"
    r"|(?:llm|asi|ml)[0-9]{2}:[0-9]{4}"
)
#: A run of letters and digits, as `str.isalnum` knows them.
_WORD = lazy(r"[^\W_]+")


def normal(text: str) -> str:
    """A text as it is compared: refanged, compatibility forms and letter case folded, white space evened out."""
    folded = unicodedata.normalize("NFKC", live(text)).casefold()
    return " ".join(folded.split())


def is_telling(normalized: str) -> bool:
    """Whether meeting a value somewhere else means anything: it is long enough, and no date, number or public identifier of a method."""
    return len(normalized) >= SHORTEST and not _COMMON.fullmatch(normalized)


def stands_in(normalized: str, text: str) -> bool:
    """Whether a value stands in a text as words of its own; both normalized."""
    at = text.find(normalized)
    while at >= 0:
        end = at + len(normalized)
        if not (_joins(text[at - 1 : at], normalized[:1]) or _joins(normalized[-1:], text[end : end + 1])):
            return True
        at = text.find(normalized, at + 1)
    return False


def _joins(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    return left.isalnum() and right.isalnum()


@lru_cache(maxsize=4)
def words(vocabularies: Vocabularies) -> frozenset[str]:
    """Every word of every list of the format, as it is compared: meeting one anywhere tells nothing."""
    return frozenset(
        normal(word) for name in vocabularies.names for word in (*vocabularies.vocabulary(name).values, *vocabularies.non_answers)
    )


class Echoes(Generic[Name]):
    """Many texts, by the words in them, so that each of many values is looked for only where it can be."""

    def __init__(self, texts: Iterable[tuple[Name, str]]) -> None:
        self._by_word: dict[str, list[tuple[Name, str]]] = {}
        for name, text in texts:
            for word in set(_words(text)):
                self._by_word.setdefault(word, []).append((name, text))

    def of(self, normalized: str) -> Iterator[Name]:
        """The texts in which a value stands as words of its own, in their order."""
        words = _words(normalized)
        if words and all(word in self._by_word for word in words):
            rarest = min(words, key=lambda word: len(self._by_word[word]))
            for name, text in self._by_word[rarest]:
                if stands_in(normalized, text):
                    yield name


def _words(text: str) -> list[str]:
    """The runs of letters and digits in a text."""
    return [found.group() for found in _WORD.finditer(text)]
