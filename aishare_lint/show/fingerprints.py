"""What a finding is called from run to run: its rule, its file and its place in the report, not its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aishare_lint.lint.findings import Finding, Judged, Result


def fingerprints(result: Result, *, ignored: bool) -> Iterator[tuple[Judged, Finding, str]]:
    """Every finding with its file and 64 hex digits that no other finding of the run has.

    Lines above it may come and go. Findings of one rule at one place are told apart by their order.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for file, finding in result.findings(ignored=ignored):
        name = (finding.rule, file.path, finding.at)
        seen[name] += 1
        yield file, finding, digest(*name, seen[name])


def digest(*parts: str | int) -> str:
    """64 hex digits for the parts, which may hold anything; other parts have others."""
    from hashlib import sha256

    return sha256(ascii(parts).encode()).hexdigest()
