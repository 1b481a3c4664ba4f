"""Fixing a file: the fixes of its findings applied, judged again, until nothing changes. How one finding is mended is `fixes`."""

from __future__ import annotations

from typing import Final, NamedTuple

from aishare_lint.document.reader import Document
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import EVERYTHING, Selection, check
from aishare_lint.lint.findings import Edit, Judged, Safety
from aishare_lint.lint.fixes import apply, keeps_evidence, reread, without_overlaps
from aishare_lint.lint.pack import Pack

#: Rounds of fixing after which a file is left as it is; two fixes that undo each other must not run for ever.
MOST_ROUNDS: Final = 20


class Fixed(NamedTuple):
    """A text after fixing: what it is now, how many fixes were applied, and what remains to be said of it."""

    text: str
    applied: int
    judged: Judged


def fix(document: Document, pack: Pack, circumstances: Circumstances, selection: Selection = EVERYTHING, *, unsafe: bool = False) -> Fixed:
    """Apply every safe fix (and unsafe ones if asked), judging again until nothing changes.

    A round whose result cannot be read, or says something else in a place of evidence, is given up, one fix at a time.
    """
    wanted: tuple[Safety, ...] = ("safe", "unsafe") if unsafe else ("safe",)
    applied = 0
    refused: set[tuple[Edit, ...]] = set()
    judged = check(document, pack, circumstances, selection)
    for _ in range(MOST_ROUNDS):
        fixes = [
            finding.fix.edits
            for finding in judged.findings
            if finding.fix and finding.fix.safety in wanted and finding.fix.edits and finding.ignored is None
        ]
        fixes = [edits for edits in dict.fromkeys(fixes) if edits not in refused]
        changed, count = _apply_round(document, fixes, refused)
        if changed is None:
            break
        applied += count
        document = changed
        judged = check(document, pack, circumstances, selection)
    return Fixed(document.text, applied, judged)


def _apply_round(document: Document, fixes: list[tuple[Edit, ...]], refused: set[tuple[Edit, ...]]) -> tuple[Document | None, int]:
    """The document with as many fixes as go together; if together they break it, one half, and half of that, to find what breaks it."""
    together = without_overlaps(fixes)
    if not together:
        return None, 0
    changed = reread(document, apply(document.text, together))
    if changed.text != document.text and _is_sound(document, changed):
        return changed, sum(all(edit in together for edit in edits) for edits in fixes)
    if len(fixes) == 1:
        refused.add(fixes[0])
        return None, 0
    middle = len(fixes) // 2
    changed_, count = _apply_round(document, fixes[:middle], refused)
    return (changed_, count) if changed_ is not None else _apply_round(document, fixes[middle:], refused)


def _is_sound(before: Document, after: Document) -> bool:
    if after.data is None:
        return before.data is None and len(after.problems) <= len(before.problems)
    return keeps_evidence(before, after)
