"""The patterns that say which files are reports: `*` and `?` within a name, `**` across folders. Relative to the top, with `/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_PART = r"\*\*/|\*\*|\*|\?|[^*?]+"
_MEANS = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matcher(globs: Iterable[str]) -> Callable[[str], bool]:
    """A function that says whether a path matches any of the patterns."""
    alternatives = []
    for glob in globs:
        parts = re.findall(_PART, glob.removeprefix("./"))
        alternatives.append("".join(_MEANS.get(part) or re.escape(part) for part in parts))
    pattern = re.compile(f"(?:{'|'.join(alternatives)})\\Z" if alternatives else r"(?!)", re.DOTALL)
    return lambda path: pattern.match(path) is not None


def folder_of(glob: str) -> str:
    """The folder below which everything lies that a pattern can match; empty for the top."""
    fixed = re.split(r"[*?]", glob.removeprefix("./"), maxsplit=1)[0]
    return fixed.rpartition("/")[0]
