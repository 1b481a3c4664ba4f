"""Ignore comments: `# aishare-lint: ignore[tlp/over-marked, completeness] the reason`.

One at the end of a key's line, or alone on the line above, covers that key and what stands under it. A category covers its rules. For
rules that guard against over-sharing it counts only with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Span
from aishare_lint.document.reader import Document

_IGNORE = lazy(r"aishare-lint:\s*ignore\[([^\]]*)\]\s*(.*)")


#: Fewer letters are no reason.
FEWEST_LETTERS: Final = 3


class Ignore(NamedTuple):
    """One ignore comment: what it covers, which rules or categories, and why."""

    span: Span
    path: Path
    covered: Span
    names: frozenset[str]
    reason: str


def find_ignores(document: Document) -> tuple[Ignore, ...]:
    """The ignore comments of a document, in its order."""
    if "aishare-lint:" not in document.text:
        return ()
    found = []
    for comment in document.comments:
        match = _IGNORE.match(comment.text)
        if match and comment.path is not None:
            names = frozenset(name.strip() for name in match[1].split(",") if name.strip())
            whole = document.places[comment.path].whole
            covered = Span(min(whole.start, comment.span.start), max(whole.end, comment.span.end))
            reason = match[2].strip().lstrip(":").strip()
            # A reason is something that somebody can read.
            said = reason if sum(map(str.isalpha, reason)) >= FEWEST_LETTERS else ""
            found.append(Ignore(comment.span, comment.path, covered, names, said))
    return tuple(found)


def covering(ignores: Iterable[Ignore], rule: str, path: Path, span: Span) -> Ignore | None:
    """The ignore that covers a rule at a place; one with a reason before one without."""
    category = rule.partition("/")[0]
    best = None
    for ignore in ignores:
        if rule not in ignore.names and category not in ignore.names:
            continue
        below = path[: len(ignore.path)] == ignore.path
        inside = ignore.covered.start <= span.start and span.end <= ignore.covered.end
        if (below or inside) and (best is None or (ignore.reason and not best.reason)):
            best = ignore
    return best
