"""Reports that list other files: where one of those changes, the report has to be judged again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from aishare_lint.repo.git import Entry, Object, Repository, read_objects

#: Below this key reports list files.
_KEY: Final = b"attachments"


def lists(content: bytes, report: str, paths: Iterable[str]) -> bool:
    """Whether a report at a path may list one of some files, which lie below its folder. Seldom wrong, and then it says so: it may."""
    if _KEY not in content:
        return False
    folder = report.rpartition("/")[0]
    names = {path.rpartition("/")[2] for path in paths if not folder or path.startswith(folder + "/")}
    # A name that is not ASCII may be written in more than one way.
    return any(not name.isascii() or os.fsencode(name) in content for name in names)


def mentioning(
    repository: Repository, reports: Sequence[Entry], paths: Iterable[str], limit: int, barren: set[str] | None = None
) -> Iterator[tuple[Entry, Object]]:
    """Those of some reports that may list one of some files, read. Nothing is read of folders without any of these files below them.

    One that cannot be read is named where it is judged itself. `barren` are the ids of blobs that list nothing: they are not read, and it
    is added to, so that many questions read each of them once.
    """
    barren = set() if barren is None else barren
    above: dict[str, list[str]] = {}
    for path in paths:
        for folder in folders(path):
            above.setdefault(folder, []).append(path)
    near = [entry for entry in reports if entry.path.rpartition("/")[0] in above and entry.id not in barren]
    for entry, one in zip(near, read_objects(repository, [entry.id for entry in near], limit), strict=True):
        if _KEY not in one.content:
            barren.add(entry.id)
        elif lists(one.content, entry.path, above[entry.path.rpartition("/")[0]]):
            yield entry, one


def folders(path: str) -> Iterator[str]:
    """The folders that a path lies in, from its own to the top, which is empty."""
    while path:
        path = path.rpartition("/")[0]
        yield path
