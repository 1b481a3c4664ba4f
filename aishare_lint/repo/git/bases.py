"""Where a change begins, and what it is measured against."""

from __future__ import annotations

import os
from typing import Final

from aishare_lint.repo.git.changes import Change, changed
from aishare_lint.repo.git.repositories import Repository, merge_base

#: What a change is measured against, in this order; behind them the upstream of the branch, and then what is left without any remote.
_REMOTE_BASES: Final = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master")
_LOCAL_BASES: Final = ("refs/heads/main", "refs/heads/master")


def base_ref(repository: Repository) -> str:
    """What the work here is to become a part of: the default branch, else the upstream of the branch; `HEAD` where there is neither."""
    format_ = "--format=%(HEAD)%00%(refname)%00%(upstream)%00"
    known: dict[str, str] = {}
    upstream = ""
    for line in repository.ask("for-each-ref", format_, "refs/heads/", *_REMOTE_BASES).split(b"\0\n"):
        if line:
            current, name, of = os.fsdecode(line).split("\0")
            known[name] = of
            upstream = of if current == "*" else upstream
    wanted = [*_REMOTE_BASES, *([upstream] if upstream else []), *_LOCAL_BASES]
    known.setdefault(upstream, "")
    return next((name for name in wanted if name in known), "HEAD")


def default_branch(repository: Repository) -> str:
    """The branch of `origin` that others build on, as far as it is known here: `origin/main`; empty where there is none."""
    known = dict(_pairs(repository, "%(refname)", "%(symref)", *_REMOTE_BASES))
    name = next((known[name] or name for name in _REMOTE_BASES if name in known), "")
    return name.removeprefix("refs/remotes/")


def _pairs(repository: Repository, one: str, other: str, *refs: str) -> list[tuple[str, str]]:
    """Two things that git says of each of some refs that are there."""
    lines = repository.ask("for-each-ref", f"--format={one}%00{other}%00", *refs).split(b"\0\n")
    return [(os.fsdecode(first), os.fsdecode(second)) for first, _, second in (line.partition(b"\0") for line in lines if line)]


def changed_since_parting(repository: Repository, other: str, *, settled: bool = False) -> list[Change] | None:
    """What the work tree holds beside the commit where its history and another's part; None where git cannot tell which that is."""
    base = merge_base(repository, "HEAD", other)
    return None if base is None else changed(repository, base, settled=settled)
