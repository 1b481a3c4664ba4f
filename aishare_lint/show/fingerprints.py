"""What a finding is called from run to run: its rule, its file and its place in the report, not its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aishare_lint.document.text import whole
from aishare_lint.lint.findings import Finding, Judged, Result


def fingerprints(result: Result, *, ignored: bool) -> Iterator[tuple[Judged, Finding, str]]:
    """Every finding with its file and 64 hex digits that no other finding of the run has.

    Lines above it may come and go. Findings of one rule at one place are told apart by their order.
    """
    from hashlib import sha256

    seen: Counter[tuple[str, str, str]] = Counter()
    for file, finding in result.findings(ignored=ignored):
        name = (finding.rule, file.path, finding.at)
        seen[name] += 1
        text = "\0".join((*(whole(part) for part in name), str(seen[name])))
        yield file, finding, sha256(text.encode()).hexdigest()
