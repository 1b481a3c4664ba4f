"""The patterns that say which files are reports: `*` and `?` within a name, `**` (a whole name of a pattern) for any folders.

Relative to the top, with `/`. `.yaml` and `.yml` are the same as `.YAML` and `.YML`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence


def matcher(globs: Iterable[str]) -> Callable[[str], bool]:
    """A function that says whether a path matches any of the patterns."""
    patterns = [_parts(glob) for glob in globs]
    # What the last part of a pattern says is about the name, all before about the folder; thousands of names may share one.
    names_in: dict[str, tuple[list[str], tuple[str, ...]]] = {}

    def matches(path: str) -> bool:
        at = path.rfind("/") + 1
        if path[:at] not in names_in:
            above = path[: at - 1].split("/") if at else []
            wanted = [pattern[-1] for pattern in patterns if pattern and _matches(above, pattern[:-1], "**", _name_matches)]
            names_in[path[:at]] = wanted, tuple(name[1:] for name in wanted if name[:1] == "*" and not set(name[1:]) & set("*?"))
        wanted, endings = names_in[path[:at]]
        if not wanted or path.endswith(endings):
            return bool(wanted)
        (said,) = _parts(path[at:], of_pattern=False)
        return any(_name_matches(said, pattern) for pattern in wanted)

    return matches


def folder_of(glob: str) -> str:
    """The folder below which everything lies that a pattern can match; empty for the top."""
    fixed = re.split(r"[*?]", glob.removeprefix("./"), maxsplit=1)[0]
    return fixed.rpartition("/")[0]


def _parts(path: str, *, of_pattern: bool = True) -> list[str]:
    parts = [part for part in path.split("/") if part and part != "."] if of_pattern else path.split("/")
    if parts and parts[-1].lower().endswith((".yaml", ".yml")):
        stem, _, ending = parts[-1].rpartition(".")
        parts[-1] = f"{stem}.{ending.lower()}"
    if of_pattern and parts[-1:] == ["**"]:
        parts.append("*")  # everything in a folder, but not the folder
    return parts


def _matches(said: Sequence[str], pattern: Sequence[str], star: str, is_one: Callable[[str, str], bool]) -> bool:
    """Whether a sequence matches a pattern in which `star` stands for any number of elements.

    Only the last star met is tried again with one element more: an earlier one gains nothing by it. So the time is at most the product of
    the two lengths.
    """
    at = wanted = 0
    again: tuple[int, int] | None = None
    while at < len(said):
        if wanted < len(pattern) and pattern[wanted] == star:
            again = (at, wanted)
            wanted += 1
        elif wanted < len(pattern) and is_one(said[at], pattern[wanted]):
            at += 1
            wanted += 1
        elif again is not None:
            again = (again[0] + 1, again[1])
            at, wanted = again[0], again[1] + 1
        else:
            return False
    return all(part == star for part in pattern[wanted:])


def _name_matches(name: str, pattern: str) -> bool:
    before, star, after = pattern.partition("*")
    if "?" not in pattern and "*" not in after:
        # Nearly all patterns are of this kind, and there may be thousands of names.
        return len(name) >= len(before + after) and name.startswith(before) and name.endswith(after) if star else name == pattern
    return _matches(name, pattern, "*", _character_matches)


def _character_matches(character: str, pattern: str) -> bool:
    return pattern in ("?", character)
