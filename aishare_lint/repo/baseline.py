"""The baseline: findings of an old repository that are known and not shown, so that new ones are seen. Never of safety rules.

    # What is known here and not shown again; `aishare-lint baseline` writes this file.
    version: 1
    known:
      - {path: reports/ORG-2024-0001.yaml, rule: time/form, place: 5f0c…, count: 2}

A finding is known by its file, its rule and a digest of what stands at its place (`lint/identity.py`): lines may come and go above it, and
when the place itself changes it is a new one.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from aishare_lint.document.places import Path
from aishare_lint.document.reader import Document, Limits
from aishare_lint.errors import UserError, raise_first
from aishare_lint.lint.findings import Finding, Judged
from aishare_lint.repo.configuration import Configuration, unread, where
from aishare_lint.repo.sources import Refusal, document_of, is_below, load, shown

#: Where it is written if the configuration does not say.
DEFAULT: Final = ".aishare/baseline.yaml"
#: What is said of a finding that it hides.
KNOWN: Final = "known: it stands in the baseline"

_HEAD: Final = "# What is known here and not shown again; `aishare-lint baseline` writes this file, `--prune` takes out what is gone.\n"
_LIMITS: Final = Limits(file=50 * 1000**2, expanded_nodes=2_000_000)
_KEYS: Final = ("path", "rule", "place", "count")
_ANEW: Final = "`aishare-lint baseline` writes it anew from what is found now"


class Entry(NamedTuple):
    """What findings are known by: file, rule and `Finding.known_by`."""

    path: str
    rule: str
    place: str


class Baseline(NamedTuple):
    """Known findings, with how many there were of each."""

    known: Mapping[Entry, int]

    def without_known(self, files: Iterable[Judged]) -> tuple[Judged, ...]:
        """The same files, their known findings marked as ignored."""
        left = Counter(self.known)
        return tuple(file._replace(findings=tuple(_unless_known(file, one, left) for one in file.findings)) for file in files)


def _unless_known(file: Judged, finding: Finding, left: Counter[Entry]) -> Finding:
    entry = Entry(file.path, finding.rule, finding.known_by)
    if finding.ignored is not None or not finding.known_by or left[entry] <= 0:
        return finding
    left[entry] -= 1
    return finding._replace(ignored=KNOWN)


def entries_of(files: Iterable[Judged]) -> Counter[Entry]:
    """What a baseline can hide of findings that no comment ignores."""
    return Counter(
        Entry(file.path, finding.rule, finding.known_by)
        for file in files
        for finding in file.findings
        if finding.ignored is None and finding.known_by
    )


def path_of(configuration: Configuration) -> str:
    """The file of the baseline. Raises UserError where the configuration names one outside of the repository."""
    said = configuration.settings.get("baseline") or DEFAULT
    path = os.path.normpath(os.path.join(configuration.folder, said))
    top = os.path.realpath(configuration.top if is_below(configuration.file, configuration.top) else configuration.folder)
    if not is_below(os.path.realpath(path), top):
        hint = "it lies below the top of the repository, so that everybody has the same"
        raise UserError(f"the baseline `{said}` lies outside of the repository", hint=hint, where=configuration.where(("baseline",)))
    return path


def load_baseline(configuration: Configuration) -> Baseline:
    """The baseline that the configuration names. Raises UserError where it cannot be read: what is known is not guessed at."""
    path = path_of(configuration)
    name = shown(os.path.relpath(path, configuration.top))
    content = load(path, _LIMITS.file)
    if isinstance(content, Refusal):
        why = "there is no such file" if content.detail == "missing" else f"it cannot be read ({content.detail})"
        hint = "`aishare-lint baseline` writes it; or take `baseline` out of the configuration"
        raise UserError(f"the baseline {name}: {why}", hint=hint, where=configuration.where(("baseline",)))
    document = document_of(content, name, _LIMITS)
    if document.problems:
        raise_first(tuple(UserError(one.message, hint=_ANEW, where=one.where) for one in unread(document)))
    return Baseline(Counter(dict(_entries(document))))


def _entries(document: Document) -> Iterator[tuple[Entry, int]]:
    data: Any = document.data
    if not isinstance(data, dict) or data.get("version") != "1" or not isinstance(data.get("known"), list) or len(data) != 2:
        at: Path = ("version",) if isinstance(data, dict) and data.get("version") not in (None, "1") else ()
        raise _mistake(document, at, "a baseline holds `version: 1` and a list called `known`")
    for number, entry in enumerate(data["known"]):
        at = ("known", number)
        if not isinstance(entry, dict) or not {*_KEYS[:3]} <= entry.keys() <= {*_KEYS}:
            raise _mistake(document, at, f"an entry of a baseline is a map of {', '.join(_KEYS)}")
        path, rule, place, count = (entry.get(key, "1") for key in _KEYS)
        for key, value, form in (
            ("path", path, r".+"),
            ("rule", rule, r"[a-z0-9/-]+"),
            ("place", place, r"[0-9a-f]{64}"),
            ("count", count, r"[1-9]\d{0,8}"),
        ):
            if not isinstance(value, str) or not re.fullmatch(form, value, re.DOTALL):
                raise _mistake(document, (*at, key), f"this is no {key} of a finding")
        yield Entry(path, rule, place), int(count)


def _mistake(document: Document, at: Path, message: str) -> UserError:
    place = document.places.get(document.nearest(at))
    return UserError(message, hint=_ANEW, where=where(document, place.value) if place is not None and document.text else None)


def as_text(known: Mapping[Entry, int]) -> str:
    """A baseline as the text of its file: one line a finding, in an order that does not change, so that two branches can be merged."""
    from aishare_lint.document.scalars import write

    if not known:
        return f"{_HEAD}version: 1\nknown: []\n"
    lines = [
        f"  - {{path: {write(path, 'plain', flow=True)}, rule: {rule}, place: {place}{f', count: {count}' if count > 1 else ''}}}\n"
        for (path, rule, place), count in sorted(known.items())
    ]
    return f"{_HEAD}version: 1\nknown:\n{''.join(lines)}"
