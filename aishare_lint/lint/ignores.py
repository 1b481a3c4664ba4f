"""Ignore comments: `# aishare-lint: ignore[tlp/over-marked, completeness] the reason`.

One at the end of a key's line, or alone on the line above, covers that key and what stands under it. A category covers its rules. For
rules that guard against over-sharing it counts only with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Span
from aishare_lint.document.reader import Document

if TYPE_CHECKING:
    from aishare_lint.lint.rules import Rule

_IGNORE = lazy(r"aishare-lint:\s*ignore\[([^\]]*)\]\s*(.*)")


#: Fewer letters are no reason.
FEWEST_LETTERS: Final = 3


class Ignore(NamedTuple):
    """One ignore comment.

    span     the comment
    path     what it belongs to; None behind the last key, where it covers nothing
    covered  the text that it covers
    names    the rules or categories, in their order; none where the comment cannot be understood
    reason   why; empty where nothing is said that somebody could read
    """

    span: Span
    path: Path | None
    covered: Span
    names: tuple[str, ...]
    reason: str

    def covers(self, path: Path, span: Span) -> bool:
        """Whether a place lies below what it belongs to."""
        if self.path is None:
            return False
        return path[: len(self.path)] == self.path or (self.covered.start <= span.start and span.end <= self.covered.end)


class Remarks(NamedTuple):
    """What the rules on ignore comments are given.

    ignores  the comments
    rules    all rules there are
    ran      the ids of those that looked at everything in this document that they can look at
    found    what the rules found, before anything was ignored: rule, place and span
    """

    document: Document
    ignores: tuple[Ignore, ...]
    rules: tuple[Rule, ...]
    ran: frozenset[str]
    found: tuple[tuple[str, Path, Span], ...]


def find_ignores(document: Document) -> tuple[Ignore, ...]:
    """The ignore comments of a document, in its order, with those that are meant to be one."""
    if "aishare-lint:" not in document.text:
        return ()
    found = []
    for comment in document.comments:
        if not comment.text.startswith("aishare-lint:"):
            continue
        match = _IGNORE.match(comment.text)
        names = tuple(dict.fromkeys(name.strip() for name in match[1].split(",") if name.strip())) if match else ()
        covered = Span(comment.span.start, comment.span.start)
        if comment.path is not None:
            whole = document.places[comment.path].whole
            covered = Span(min(whole.start, comment.span.start), max(whole.end, comment.span.end))
        reason = match[2].strip().lstrip(":").strip() if match else ""
        # A reason is something that somebody can read.
        said = reason if sum(map(str.isalpha, reason)) >= FEWEST_LETTERS else ""
        found.append(Ignore(comment.span, comment.path, covered, names, said))
    return tuple(found)


def covering(ignores: Iterable[Ignore], rule: str, path: Path, span: Span) -> Ignore | None:
    """The ignore that covers a rule at a place; one with a reason before one without."""
    category = rule.partition("/")[0]
    best = None
    for ignore in ignores:
        if (
            (rule in ignore.names or category in ignore.names)
            and ignore.covers(path, span)
            and (best is None or (ignore.reason and not best.reason))
        ):
            best = ignore
    return best
