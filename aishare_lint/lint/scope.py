"""Which findings of a document count where only a part of it is asked about: its changed lines, or what must never have been said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from aishare_lint.document.reader import Document
from aishare_lint.lint.findings import Finding, Judged
from aishare_lint.lint.rules import Rule

#: What every rule weighs by: where one of these changed, everything is said anew.
_WEIGHING: Final = ("status", "stage", "lang", "kind", "schema")
#: Whatever is asked about, a file that could not be read was not judged.
_UNREAD: Final = frozenset({"yaml/unreadable", "yaml/syntax"})


class Scope(NamedTuple):
    """Which findings count.

    lines   the lines that changed, from 1 on; None where lines do not matter
    safety  whether only rules count that guard against over-sharing: nothing else is to be mended in a version that is history
    """

    lines: frozenset[int] | None = None
    safety: bool = False


def narrow(judged: Judged, document: Document, rules: Iterable[Rule], scope: Scope) -> Judged:
    """A judgement without the findings that are out of scope.

    Of changed lines, those count that stand on one or point at one. Others count whatever changed: of rules that guard against
    over-sharing, of rules that look at the document as a whole, and all where a key changed that decides what is owed (`status`, `stage`).
    """
    lines = scope.lines
    if lines is not None and any(_lines_of(document, key) & lines for key in _WEIGHING):
        lines = None
    if lines is None and not scope.safety:
        return judged
    whole = {rule.id for rule in rules if looks_at_whole(rule)}

    def counts(finding: Finding) -> bool:
        if finding.safety or finding.rule in _UNREAD:
            return True
        if scope.safety:
            return False
        return lines is None or not finding.path or finding.rule in whole or _touches(finding, lines)

    return judged._replace(findings=tuple(finding for finding in judged.findings if counts(finding)))


def looks_at_whole(rule: Rule) -> bool:
    """Whether what a rule says of one place can change because of another one.

    A pattern or a schema sees the value that it is given, and so does a check that is given each item of a list. A check that is given the
    report or one fixed place of it compares that with the rest, and a condition on the report (`$…` in `when`) looks elsewhere.
    """
    if any(condition.of_report for condition in rule.when):
        return True
    return rule.kind == "check" and any(all(isinstance(step, str) for step in pattern) for pattern in rule.given)


def _touches(finding: Finding, lines: frozenset[int]) -> bool:
    regions = (finding.region, *(related.region for related in finding.related))
    return any(line in lines for region in regions for line in range(region.line, region.end_line + 1))


def _lines_of(document: Document, key: str) -> set[int]:
    place = document.places.get((key,))
    if place is None:
        return set()
    first = document.lines.number((place.key or place.value).start)
    return set(range(first, document.lines.number(place.value.end) + 1))
