"""The words of the report format: closed and open lists, aliases, synonyms of keys, scales (`schemas/vocabularies.yaml`).

Everything is built when it is first asked for: a clean run asks for next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, NamedTuple

from aishare_lint.document.paths import ANY, DEEP, Pattern, matches, parse
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path

#: A word that is longer is no word: no distance is computed for it.
_LONGEST = 64
_AROUND_SIGN = lazy(r"\s*([:+/&#])\s*")
_GAP = lazy(r"[\s_]+")


class Hint(NamedTuple):
    """What an unknown key may have been meant to be.

    new   the key, or, for `elsewhere`, the path in short form where it belongs
    how   `spelling` (case, kebab-case, US/UK), `synonym`, `elsewhere` or `nearest`
    why   for `elsewhere`, in a few words
    """

    new: str
    how: Literal["spelling", "synonym", "elsewhere", "nearest"]
    why: str = ""


class Vocabulary:
    """One list of words.

    name         its name in `vocabularies.yaml`
    data         its record there
    open         whether another word is only a warning
    names        whether a proper name may stand instead of a word, without a finding
    pattern      what values are allowed besides the words, or empty; where `form` says the same to people, only such values are allowed
    non_answers  the words that count as the non-answer of the same name
    """

    def __init__(self, name: str, data: Mapping[str, Any], spelling: Mapping[str, str]) -> None:
        self.name = name
        self.data = data
        self.open = truth(data.get("open", "false"))
        self.names = truth(data.get("names", "false"))
        self.pattern: str = data.get("pattern", "")
        self.form: str = data.get("form", "")
        self.non_answers = frozenset(data.get("non_answers", ()))
        self._spelling = spelling

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Any]]:
        """Every word with its record, those included that are allowed at some places only."""
        return {**self.data.get("values", {}), **self.data.get("words", {})}

    def words(self, at: Path | None = None) -> tuple[str, ...]:
        """The words in their order; with a path only those that are allowed there."""
        if at is None:
            return tuple(self.values)
        return tuple(word for word, record in self.values.items() if _holds(record, at))

    def has(self, word: str, at: Path) -> bool:
        """Whether a word, spelt as it is here, is allowed at a path."""
        return word in self.values and _holds(self.values[word], at)

    def means(self, word: str) -> str:
        """What a word of the list means, in a few words."""
        return str(self.values[word]["means"])

    def order(self, word: str) -> int | None:
        """The rank of a word where the list has one: TLP and PAP from loose to strict, severities from least to worst."""
        rank = self.values.get(word, {}).get("order")
        return None if rank is None else int(rank)

    def canonical(self, text: str, at: Path | None = None) -> str | None:
        """The word that a text is, as it is spelt here: letter case, spelling and aliases are looked through. None where it is none."""
        word = text if text in self.values else self._meanings.get(fold(text, self._spelling))
        if word is not None and (not self.form or self.matches(word)):
            return word if at is None or _holds(self.values[word], at) else None
        return next((form for form in (text, text.upper(), text.lower()) if self.matches(form)), None)

    def matches(self, text: str) -> bool:
        """Whether a text is of the form that is allowed besides the words, or instead of them."""
        return bool(self.pattern) and re.search(self.pattern, text) is not None

    def retired(self, text: str) -> str | None:
        """The word that took the place of a retired one (`TLP:WHITE`), or None."""
        return self._retired.get(fold(text, self._spelling))

    def nearest(self, text: str, at: Path | None = None) -> str | None:
        """The word that a text may have been meant to be: by the list's own hints, else by edit distance. A guess, never a fix."""
        if len(text) > _LONGEST:
            return None
        folded = fold(text, self._spelling)
        words = self.words(at)
        hinted = [word for word in self._near.get(folded, ()) if word in words]
        if hinted:
            return hinted[0]
        spellings = {fold(word, self._spelling): word for word in words}
        spellings |= {alias: word for alias, word in self._meanings.items() if word in words and alias not in spellings}
        best = closest(folded, spellings)
        return spellings[best] if best is not None else None

    @cached_property
    def _meanings(self) -> dict[str, str]:
        meanings = {fold(alias, self._spelling): word for word, record in self.values.items() for alias in record.get("aliases", ())}
        return meanings | {fold(word, self._spelling): word for word in self.values}

    @cached_property
    def _retired(self) -> dict[str, str]:
        return {fold(old, self._spelling): word for word, record in self.values.items() for old in record.get("retired", ())}

    @cached_property
    def _near(self) -> dict[str, list[str]]:
        near: dict[str, list[str]] = {}
        for word, record in self.values.items():
            for text in record.get("near", ()):
                near.setdefault(fold(text, self._spelling), []).append(word)
        return near


class Scale(NamedTuple):
    """A conversion between words and the numbers 0 to 100, as in the confidence appendix of STIX 2.1."""

    values: Mapping[str, Mapping[str, Any]]

    def write(self, word: str) -> int | None:
        """The number that is written for a word; None where no number goes with it."""
        number = self.values.get(word, {}).get("write", "omit")
        return None if number == "omit" else int(number)

    def read(self, number: int) -> str | None:
        """The word that a number is read as, or None."""
        for word, record in self.values.items():
            lowest, highest = record.get("read", ("1", "0"))
            if int(lowest) <= number <= int(highest):
                return word
        return None


class Vocabularies:
    """All lists, the names people use instead of our keys, and the scales."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self._known: dict[str, Vocabulary] = {}

    @property
    def spelling(self) -> Mapping[str, str]:
        """Parts of words and how they are spelt here."""
        return self.data.get("spelling", {})  # type: ignore[no-any-return]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all lists."""
        return tuple(self.data["vocabularies"])

    def vocabulary(self, name: str) -> Vocabulary:
        """A list by its name. Raises KeyError where there is none."""
        if name not in self._known:
            self._known[name] = Vocabulary(name, self.data["vocabularies"][name], self.spelling)
        return self._known[name]

    def at(self, path: Path) -> Vocabulary | None:
        """The list that holds at a path, `{value: …}` looked through; None where none does."""
        name = self._places.name_at(path)
        if name is None and path[-1:] == ("value",):
            name = self._places.name_at(path[:-1])
        return self.vocabulary(name) if name is not None else None

    def below(self, path: Path) -> Iterator[tuple[str, Vocabulary]]:
        """The keys of the map at a path whose values are words, each with its list; those that any map may have left out."""
        yield from ((key, self.vocabulary(name)) for key, name in self._places.names_below(path))

    @cached_property
    def non_answers(self) -> tuple[str, ...]:
        """unknown, none, not-applicable, withheld."""
        return self.vocabulary("non-answer").words()

    def non_answer(self, word: str, at: Path) -> str | None:
        """The non-answer that a word is at a path inside the nine sections, or None: lists may give such a word a meaning of their own."""
        if word not in self.non_answers:
            return None
        here = self.at(at)
        if here is None or here.name == "non-answer" or not here.has(word, at) or word in here.non_answers:
            return word
        return None

    def fold(self, text: str) -> str:
        """A word as it is compared: case, gaps and spelling folded."""
        return fold(text, self.spelling)

    def spelt(self, key: str) -> str:
        """A key as it is spelt here: snake case, US spelling."""
        return fold(key, self.spelling).replace("-", "_")

    def hint(self, parent: Path, key: str, known: Collection[str]) -> Hint | None:
        """What an unknown key of the map at `parent` may have been meant to be, where `known` are the keys of that map."""
        if len(key) > _LONGEST:
            return None
        spelt = self.spelt(key)
        if spelt in known:
            return Hint(spelt, "spelling")
        for table in self.synonyms(parent):
            target = table.get(key, table.get(spelt, ""))
            if target in known:
                return Hint(target, "synonym")
        for pattern, to, why in self._elsewhere:
            if matches((*parent, spelt), pattern):
                return Hint(to, "elsewhere", why)
        candidates = {alias: target for table in self.synonyms(parent) for alias, target in table.items() if target in known}
        candidates |= {word: word for word in known}
        best = closest(spelt, candidates)
        return Hint(candidates[best], "nearest") if best is not None else None

    def synonyms(self, parent: Path) -> Iterator[Mapping[str, str]]:
        """The tables of keys written otherwise that hold in the map at `parent`, the most exact first."""
        for pattern, table in self._synonyms:
            if matches(parent, pattern):
                yield table
        yield self.data["synonyms"]["*"]

    def scale(self, name: str) -> Scale:
        """A conversion by its name. Raises KeyError where there is none."""
        return Scale(self.data["confidence_scales"][name]["values"])

    def order(self, label: str) -> int | None:
        """The rank of a TLP or PAP label, spelt as it must be, from 0 for CLEAR; None for anything else."""
        return self.vocabulary("pap" if label.startswith("PAP:") else "tlp").order(label)

    @cached_property
    def _places(self) -> _Places:
        places = _Places()
        for name, record in self.data["vocabularies"].items():
            for text in record.get("at", ()):
                places.add(parse(text), name, [parse(path) for path in record.get("except", ())])
        return places

    @cached_property
    def _synonyms(self) -> list[tuple[Pattern, Mapping[str, str]]]:
        return [(parse(parent), table) for parent, table in self.data["synonyms"].items() if parent != "*"]

    @cached_property
    def _elsewhere(self) -> list[tuple[Pattern, str, str]]:
        return [(parse(entry["from"]), entry["to"], entry["why"]) for entry in self.data["elsewhere"]]


class _Places:
    """Which list holds where: a tree of exact paths, and the keys that bear a list at any depth."""

    def __init__(self) -> None:
        self.tree: dict[Any, Any] = {}
        self.anywhere: dict[str, tuple[str, list[Pattern]]] = {}

    def add(self, pattern: Pattern, name: str, exceptions: list[Pattern]) -> None:
        if pattern[0] is DEEP:
            self.anywhere[str(pattern[1])] = (name, exceptions)
            return
        node = self.tree
        for step in pattern:
            node = node.setdefault(step, {})
        node[""] = name

    def names_below(self, path: Path) -> Iterator[tuple[str, str]]:
        nodes: list[Mapping[Any, Any]] = [self.tree]
        for step in path:
            nodes = [node[key] for node in nodes for key in (step, ANY) if key in node]
        yield from ((key, below[""]) for node in nodes for key, below in node.items() if key and isinstance(key, str) and "" in below)

    def name_at(self, path: Path) -> str | None:
        name = _walk(self.tree, path)
        if name is None and path and isinstance(path[-1], str) and path[-1] in self.anywhere:
            name, exceptions = self.anywhere[path[-1]]
            if any(matches(path, pattern) for pattern in exceptions):
                return None
        return name


def _walk(node: Mapping[Any, Any], path: Path) -> str | None:
    if not path:
        return node.get("")
    for step in (path[0], ANY):
        if step in node:
            name = _walk(node[step], path[1:])
            if name is not None:
                return name
    return None


def fold(text: str, spelling: Mapping[str, str]) -> str:
    """A word as it is compared: lower case, one hyphen for spaces and underscores, no space around signs, spelling as in the table."""
    folded = text.strip().lower()
    if not folded.replace("-", "").isalnum():
        folded = _GAP.sub("-", _AROUND_SIGN.sub(r"\1", folded))
    for part, ours in spelling.items():
        if part in folded:
            folded = folded.replace(part, ours)
    return folded


def closest(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a misspelt text is most like, or None where none is alike."""
    if not 2 < len(text) <= _LONGEST:
        return None
    from difflib import get_close_matches

    listed = list(candidates)
    # Of a short word two letters in the wrong order are a large part: `tpl` for `tlp`.
    swapped = next((candidate for candidate in listed if sorted(candidate) == sorted(text)), None)
    return swapped or next(iter(get_close_matches(text, listed, 1, 0.75)), None)


def truth(value: object) -> bool:
    """Whether a flag of a data file, written plain or as text, is set."""
    return value is True or value == "true"


def _holds(record: Mapping[str, Any], at: Path) -> bool:
    only_at = record.get("only_at")
    return only_at is None or any(matches(at, parse(text)) for text in only_at)
