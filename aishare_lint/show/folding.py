"""Findings that people see as one line, and the counts that close a run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple, TypeAlias

from aishare_lint.lint.findings import SEVERITIES, Failure, Finding, Judged, NotRun, Result


class Fold(NamedTuple):
    """The findings of one rule in one file that share a group's name; ordered by unit."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding whose place stands for all of them."""
        return min(self.findings, key=lambda finding: finding.region)

    @property
    def name(self) -> str:
        group = self.findings[0].group
        return group.name if group else ""

    @property
    def share(self) -> str:
        """`6 of 8 open`."""
        return f"{len(self.findings)} of {self.total} open"

    @property
    def total(self) -> int:
        """How many there could be; never fewer than there are."""
        return max(len(self.findings), *(finding.group.total for finding in self.findings if finding.group))

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(finding.group.unit for finding in self.findings if finding.group)

    @property
    def rank(self) -> list[tuple[int, str]]:
        """Sorts groups by what they count: sections in the order of the tear sheet."""
        return _unit(self.findings[0])

    @property
    def message(self) -> str:
        """`detection: 6 of 8 open (2.1 2.2 2.3 2.5 2.6 2.8)`."""
        return f"{self.name}: {self.share} ({' '.join(self.units)})"


Item: TypeAlias = "Finding | Fold"


def shown(file: Judged, *, ignored: bool) -> list[Finding]:
    """The findings of a file that are to be shown."""
    return [finding for finding in file.findings if ignored or finding.ignored is None]


def fold(findings: Iterable[Finding], *, singly: bool = False) -> Iterator[Item]:
    """Single findings as they are, groups as one each where their first finding stands; `singly` folds nothing."""
    folded: dict[tuple[str, str, str, str | None], list[Finding]] = {}
    order: list[Finding | list[Finding]] = []
    for finding in findings:
        if finding.group is None or singly:
            order.append(finding)
            continue
        key = (finding.rule, finding.severity, finding.group.name, finding.ignored)
        if key not in folded:
            order.append(folded.setdefault(key, []))
        folded[key].append(finding)
    items: list[Item] = [item if isinstance(item, Finding) else Fold(tuple(sorted(item, key=_unit))) for item in order]
    for _, beside in groupby(items, key=lambda item: (isinstance(item, Fold), lead(item).rule, lead(item).region)):
        # Groups that stand at one place are read in the order of what they count, whatever their paths are called.
        yield from sorted(beside, key=lambda item: item.rank if isinstance(item, Fold) else [])


def lead(item: Item) -> Finding:
    """The finding that stands for an item."""
    return item.first if isinstance(item, Fold) else item


def _unit(finding: Finding) -> list[tuple[int, str]]:
    """Sorts 2.10 behind 2.9."""
    parts = re.findall(r"[0-9]{1,18}|[^0-9]{1,80}", finding.group.unit if finding.group else "")
    return [(int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts]


def plural(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def tally(result: Result) -> str:
    """`3 files, 2 errors, 1 warning, 0 infos, 1 ignored`."""
    counts = [plural(result.count(severity), severity) for severity in SEVERITIES]
    return ", ".join([plural(len(result.files), "file"), *counts, f"{result.ignored} ignored"])


def fixable(result: Result) -> str:
    """`3 fixable with --fix, 1 more with --unsafe-fixes`, or nothing."""
    safety = Counter(finding.fix.safety for _, finding in result.findings() if finding.fix and finding.fix.edits)
    parts = [f"{safety['safe']} fixable with --fix"] if safety["safe"] else []
    if safety["unsafe"]:
        parts.append(f"{safety['unsafe']} more with --unsafe-fixes" if parts else f"{safety['unsafe']} fixable with --fix --unsafe-fixes")
    return ", ".join(parts)


class Stopped(NamedTuple):
    """Something that did not run: checks that share a reason, and the files they share it in (empty: the whole run)."""

    checks: tuple[str, ...]
    why: str
    paths: tuple[str, ...]
    fault: bool


def not_run(result: Result, *, routine: bool = False) -> list[Stopped]:
    """What did not run, joined where the reason and the files are the same; the user's own mistakes first."""
    paths: dict[tuple[str, str, bool], list[str]] = {}
    for check, why, path, fault, _ in gaps(result, routine=routine):
        paths.setdefault((check, why, fault), []).append(path)
    checks: dict[tuple[str, tuple[str, ...], bool], list[str]] = {}
    for (check, why, fault), where in paths.items():
        checks.setdefault((why, () if "" in where else tuple(dict.fromkeys(where)), fault), []).append(check)
    stopped = [Stopped(tuple(names), why, where, fault) for (why, where, fault), names in checks.items()]
    return sorted(stopped, key=lambda gap: not gap.fault)


def gaps(result: Result, *, routine: bool = False) -> list[NotRun]:
    """Every check that did not run, once a file, with its file; what lies in what was asked for only if it is wanted."""
    found = [*result.not_run, *(gap._replace(path=gap.path or file.path) for file in result.eloquent for gap in file.not_run)]
    return [gap for gap in dict.fromkeys(found) if routine or not gap.routine]


def failures(result: Result) -> list[Failure]:
    """Rules that raised, with their files."""
    found = [*result.failures, *(failure._replace(path=failure.path or file.path) for file in result.eloquent for failure in file.failures)]
    return list(dict.fromkeys(found))
