"""One file through the history: who wrote it, and what it held."""

from __future__ import annotations

import os
from collections.abc import Iterator

from aishare_lint.repo.git.objects import Object, read_objects
from aishare_lint.repo.git.repositories import Repository


def authors(repository: Repository, commit: str, path: str) -> set[str]:
    """The e-mail addresses, in lower case, of all who wrote or committed a file up to a commit, under its earlier names too."""
    answer = repository.ask("log", "-z", "--no-mailmap", "--follow", "--format=%ae%x00%ce", commit, "--", path)
    return {os.fsdecode(address).strip().lower() for address in answer.split(b"\0") if address.strip()}


def stood(repository: Repository, commit: str, path: str, limit: int) -> Object:
    """What a path holds in a commit; `missing` where nothing stands there, `large` where it is over `limit` bytes."""
    if "\n" in path:
        return Object("", "missing", 0)
    return next(read_objects(repository, [f"{commit}:{path}"], limit), Object("", "missing", 0))


def versions(repository: Repository, commit: str, path: str, limit: int) -> Iterator[bytes]:
    """What a file held in each commit that changed it, newest first, up to a commit; without what is larger than `limit` bytes."""
    answer = repository.ask("log", "-z", "--format=%H", commit, "--", path)
    wanted = [f"{os.fsdecode(id_)}:{path}" for id_ in answer.split(b"\0") if id_]
    yield from (one.content for one in read_objects(repository, wanted, limit) if one.kind == "blob")
