"""Which findings of a document count where only a part of it is asked about: what changed in it, or what must never have been said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, TypeAlias

from aishare_lint.document.reader import Document
from aishare_lint.lint.findings import Finding, Judged
from aishare_lint.lint.rules import Rule

#: Whatever is asked about, a file that could not be read was not judged.
_UNREAD: Final = frozenset({"yaml/unreadable", "yaml/syntax"})

#: What a finding says, wherever the lines around it moved it.
_Said: TypeAlias = "tuple[str, str, str, str]"


class Scope(NamedTuple):
    """Which findings count: all where nothing is set.

    safety  only those of rules that guard against over-sharing: nothing else is to be mended in a version that was replaced
    lines   the lines that changed, from 1 on
    before  what the document was then
    """

    safety: bool = False
    lines: frozenset[int] | None = None
    before: bytes | None = None


def only_safety(judged: Judged) -> Judged:
    """A judgement with what guards against over-sharing, and without the rest."""
    return judged._replace(findings=tuple(one for one in judged.findings if _is_safety(one)))


def only_changed(
    judged: Judged, document: Document, rules: Iterable[Rule], lines: frozenset[int], earlier: Callable[[], tuple[Judged, Document]]
) -> Judged:
    """A judgement with what a change is to blame for, and without what was said before.

    Whatever changed, this is said: what guards against over-sharing, and what is said of the document as a whole (see `of_whole`). All else
    is said where it stands on a changed line or points at one, or was not said of the document as it was: to change one line may make
    another one wrong. `earlier` is asked for the judgement before the change only where that decides.
    """
    whole = {rule.id for rule in rules if looks_at_whole(rule)}
    certain = {one for one in judged.findings if _is_safety(one) or _touches(one, lines) or of_whole(one, whole)}
    said: Counter[_Said] | None = None
    kept = []
    for one in judged.findings:
        if one not in certain:
            said = _said_of(*earlier()) if said is None else said
            key = _said(one, document)
            if said[key]:
                said[key] -= 1
                continue
        kept.append(one)
    return judged._replace(findings=tuple(kept))


def looks_at_whole(rule: Rule) -> bool:
    """Whether a rule holds one place against the rest of the document, by where it looks.

    A check that is given one fixed place (`$.tlp`) and no other, or a rule with a condition on the report (`$…` in `when`). What is given
    the report itself is mostly a rule that looks for its places on its own.
    """
    fixed = len(rule.given) == 1 and bool(rule.given[0]) and all(isinstance(step, str) for step in rule.given[0])
    return (rule.kind == "check" and fixed) or any(condition.of_report for condition in rule.when)


def of_whole(finding: Finding, whole: Iterable[str]) -> bool:
    """Whether something is said of the document as a whole: of its root, one of several things that it owes, or by such a rule."""
    return not finding.path or finding.group is not None or finding.rule in whole


def _is_safety(finding: Finding) -> bool:
    return finding.safety or finding.rule in _UNREAD


def _touches(finding: Finding, lines: frozenset[int]) -> bool:
    regions = (finding.region, *(related.region for related in finding.related))
    return any(line in lines for region in regions for line in range(region.line, region.end_line + 1))


def _said(finding: Finding, document: Document) -> _Said:
    return finding.rule, finding.severity, finding.message, document.lines.line(finding.region.line)


def _said_of(judged: Judged, document: Document) -> Counter[_Said]:
    return Counter(_said(one, document) for one in judged.findings)
