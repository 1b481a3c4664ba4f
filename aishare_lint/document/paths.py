"""Paths into a report: the part of RFC 9535 that rules and the tear sheet need (names, indexes, `*`, `..`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, TypeAlias

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Value


class _Any:
    """`*`: every key of a map, every item of a list."""

    def __repr__(self) -> str:
        return "ANY"


class _Deep:
    """`..`: this value and everything below it."""

    def __repr__(self) -> str:
        return "DEEP"


ANY: Final = _Any()
DEEP: Final = _Deep()
Step: TypeAlias = "str | int | _Any | _Deep"
Pattern: TypeAlias = "tuple[Step, ...]"

_STEP = lazy(
    r"""(?P<deep>\.\.)(?=[^.])
      | \.(?P<name>[^\W\d][\w-]*) | \.(?P<any>\*)
      | \[(?:(?P<index>\d+)|(?P<all>\*)|'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>(?:[^"\\]|\\.)*)")\]""",
    re.VERBOSE,
)
_AFTER_DEEP = lazy(r"(?P<name>[^\W\d][\w-]*)|(?P<any>\*)|(?=\[)")
_NAME = lazy(r"[^\W\d]\w*\Z")


@lru_cache(maxsize=4096)
def parse(text: str) -> Pattern:
    """`$.a[*].b` or `@.b` as steps. Raises ValueError with the offset where it stops being a path."""
    return _split(text) or _parse(text)


def _split(text: str) -> Pattern | None:
    """A path of names, `*` and `..`, which nearly all are, in a tenth of the time; None where it takes a closer look."""
    root, *parts = text.replace("[*]", ".*").split(".")
    if root not in ("$", "@") or ".[" in text:
        return None
    steps: list[Step] = []
    for part in parts:
        if part == "*":
            steps.append(ANY)
        elif part.replace("-", "_").isidentifier() and part[0] != "-":
            steps.append(part)
        elif not part and steps[-1:] != [DEEP]:
            steps.append(DEEP)
        else:
            return None
    return tuple(steps) if steps[-1:] != [DEEP] else None


def _parse(text: str) -> Pattern:
    if text[:1] not in ("$", "@"):
        raise ValueError(f"a path begins with $ or @: {text}")
    steps: list[Step] = []
    at = 1
    while at < len(text):
        found = _STEP.match(text, at)
        if not found:
            raise ValueError(f"not a path from character {at + 1} on: {text}")
        at = found.end()
        if found["deep"]:
            steps.append(DEEP)
            found = _AFTER_DEEP.match(text, at)
            if not found:
                raise ValueError(f"not a path from character {at + 1} on: {text}")
            at = found.end()
            if found["name"]:
                steps.append(found["name"])
            elif found["any"]:
                steps.append(ANY)
        elif found["any"] or found["all"]:
            steps.append(ANY)
        elif found["index"]:
            steps.append(int(found["index"]))
        else:
            quoted = found["single"] if found["single"] is not None else found["double"]
            steps.append(found["name"] or re.sub(r"\\(.)", r"\1", quoted))
    return tuple(steps)


def show(path: Path) -> str:
    """A path in short form: `$.detection.indicators[3]['odd key']`."""
    parts = ["$"]
    for key in path:
        if isinstance(key, int):
            parts.append(f"[{key}]")
        elif _NAME.match(key):
            parts.append(f".{key}")
        else:
            quoted = key.replace("\\", "\\\\").replace("'", "\\'")
            parts.append(f"['{quoted}']")
    return "".join(parts)


def find(data: Value, pattern: Pattern, at: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Every place below `data` (which itself stands at `at`) that the pattern names, in document order."""
    if not pattern:
        yield at, data
        return
    step, rest = pattern[0], pattern[1:]
    if step is DEEP:
        yield from find(data, rest, at)
        for key, child in children(data):
            yield from find(child, pattern, (*at, key))
    elif step is ANY:
        for key, child in children(data):
            yield from find(child, rest, (*at, key))
    elif isinstance(data, dict):
        if isinstance(step, str) and step in data:
            yield from find(data[step], rest, (*at, step))
    elif isinstance(data, list) and isinstance(step, int) and step < len(data):
        yield from find(data[step], rest, (*at, step))


def children(data: Value) -> Iterator[tuple[str | int, Value]]:
    """Keys and values of a map, indexes and items of a list, nothing of a scalar."""
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)


def matches(path: Path, pattern: Pattern) -> bool:
    """Whether a path is one that the pattern names."""
    if not pattern:
        return not path
    step, rest = pattern[0], pattern[1:]
    if step is DEEP:
        return any(matches(path[start:], rest) for start in range(len(path) + 1))
    return bool(path) and (step is ANY or step == path[0]) and matches(path[1:], rest)


def look_up(data: Value, path: Path) -> Value | None:
    """The value at a path, or None where there is none."""
    for key in path:
        if isinstance(data, dict):
            if key not in data:
                return None
            data = data[key]
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
        else:
            return None
    return data
