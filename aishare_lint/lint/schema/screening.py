"""What the generated screens call beside each other.

Patterns of somebody else's pack may be made to run for ever: they get a timeout.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from aishare_lint.document.places import Value

if TYPE_CHECKING:
    from aishare_lint.lint.schema.screen import Schema, Screen

#: Seconds after which a pattern of a private pack is given up; a TimeoutError says so.
TIMEOUT: Final = 0.25


def searcher(pattern: str) -> Callable[[str], object]:
    """A function that looks for a pattern anywhere in a text; compiled when it is first called."""
    return _Searcher(pattern).search


def careful_searcher(pattern: str) -> Callable[[str], object]:
    """The same for patterns that are not ours. Raises TimeoutError."""
    return _CarefulSearcher(pattern).search


class _Searcher:
    __slots__ = ("compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.compiled: re.Pattern[str] | None = None

    def search(self, text: str) -> object:
        if self.compiled is None:
            self.compiled = re.compile(self.pattern)
        return self.compiled.search(text)


class _CarefulSearcher:
    __slots__ = ("pattern",)

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def search(self, text: str) -> object:
        import regex

        return regex.search(self.pattern, text, timeout=TIMEOUT)


def distinct(items: list[Value]) -> bool:
    """Whether no two items of a list are equal."""
    return len({_frozen(item) for item in items}) == len(items)


def _frozen(value: Value) -> object:
    if isinstance(value, dict):
        return ("map", frozenset((key, _frozen(child)) for key, child in value.items()))
    return ("list", tuple(map(_frozen, value))) if isinstance(value, list) else value


def ask_the_library(schema: Schema, *, trusted: bool) -> Screen:
    """A screen for a schema that the generated functions do not cover."""

    def screen(value: Value) -> bool:
        from aishare_lint.lint.schema.explain import is_valid

        return is_valid(value, schema, trusted=trusted)

    return screen
