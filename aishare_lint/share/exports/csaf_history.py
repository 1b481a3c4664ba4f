"""The history of a report as CSAF tracks documents: whole numbers without a gap, none dated before the one in front of it."""

from __future__ import annotations

from typing import Any

from aishare_lint.share.exports.facts import Facts
from aishare_lint.share.exports.moments import begin, moments, stamp


def history(facts: Facts, status: str) -> dict[str, Any]:
    """`document.tracking`. Versions that are whole numbers keep them; others are counted and stand beside the number."""
    times = moments(facts)
    stated = _stated(facts)
    versions = [*dict.fromkeys((*stated, facts.label("version") or "1"))]
    if all(version.isdecimal() and 0 < int(version) < 1000 for version in versions):
        numbers = {int(version): version for version in versions}
        latest = max(numbers)
    else:
        numbers = dict(enumerate(versions, 1))
        latest = len(versions)
    entries: list[dict[str, str]] = []
    earliest = times.created
    for number in range(1, latest + 1):
        version = numbers.get(number, "")
        date, summary = stated.get(version, (None, ""))
        if number == latest:
            date, summary = times.modified, summary or ("Withdrawn" if facts.is_withdrawn else "Current version")
        earliest = min(max(earliest, date if date is not None else earliest), times.modified)
        entry = {"date": stamp(earliest), "number": str(number), "summary": summary or "Not described"}
        entries.append({**entry, **({"legacy_version": version} if version and version != str(number) else {})})
    return {
        "current_release_date": entries[-1]["date"],
        "id": facts.report,
        "initial_release_date": entries[0]["date"],
        "revision_history": entries,
        "status": status,
        "version": str(latest),
    }


def _stated(facts: Facts) -> dict[str, tuple[int | None, str]]:
    """The versions of `revisions`, each with its date and summary, as far as they stay."""
    stated: dict[str, tuple[int | None, str]] = {}
    for at in facts.items(("revisions",)):
        taking = facts.take()
        version = taking.text(*at, "version")
        if version:
            stated[version] = (begin(taking.text(*at, "date")), taking.text(*at, "summary"))
    return stated
