"""One file through the history: who wrote it, and what it held."""

from __future__ import annotations

import os
from collections.abc import Iterator

from aishare_lint.repo.git.objects import Object, read_objects
from aishare_lint.repo.git.repositories import Repository


def authors(repository: Repository, commit: str, path: str) -> set[str]:
    """The e-mail addresses, in lower case, of all who wrote or committed a file up to a commit, under its earlier names too.

    Whoever changed it while merging is one of them, and so is a co-author that a commit names: a squash keeps the others in no other way.
    """
    who = "--format=%x01%ae%x01%ce%x01%(trailers:key=Co-authored-by,valueonly,separator=%x01)"
    # Without `-c`, following a name through merges leaves out what a merge itself changed; with it, every merge is named, and only such a
    # one with a change.
    answer = repository.ask("log", "-z", "-c", "--raw", "--no-mailmap", "--follow", who, commit, "--", path)
    found: set[str] = set()
    named: list[str] = []
    for piece in (piece.lstrip(b"\n") for piece in answer.split(b"\0")):
        if piece.startswith(b"\1"):
            named = os.fsdecode(piece).split("\1")
        elif piece.startswith(b":"):
            found.update(address for said in named if (address := _address(said)))
    return found


def _address(said: str) -> str:
    """`Alice <alice@example.org>`, or the address alone, as the address in lower case."""
    return said.rpartition("<")[2].partition(">")[0].strip().lower()


def addresses(repository: Repository, paths: list[str]) -> dict[str, set[str]]:
    """The e-mail addresses of authors and committers of every commit that changed a file, by file; nothing where there is no commit yet."""
    form = ("log", "-z", "--format=tformat:%x01%ae%x02%ce%x02", "-c", "--name-only", "--no-renames", "--no-mailmap", "HEAD")
    found: dict[str, set[str]] = {path: set() for path in paths}
    for some in _few(paths):
        answer = repository.try_asking(*form, "--", *some) or b""
        for commit in answer.split(b"\x01")[1:]:
            author, committer, names = commit.split(b"\x02", 2)
            for name in names.split(b"\0"):
                if (path := os.fsdecode(name.lstrip(b"\n"))) in found:
                    found[path] |= {author.decode("utf-8", "replace"), committer.decode("utf-8", "replace")}
    return found


def uncommitted(repository: Repository, paths: list[str]) -> set[str]:
    """Those of some files that the last commit does not hold as they are."""
    form = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=all")
    lines = (line for some in _few(paths) for line in repository.ask(*form, "--", *some).split(b"\0") if line)
    return {os.fsdecode(line[3:]) for line in lines}


def _few(paths: list[str]) -> Iterator[list[str]]:
    """Paths in portions that a command line can hold."""
    yield from (paths[at : at + 200] for at in range(0, len(paths), 200))


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
