"""What the index and the trees of commits hold, and what changed between them: lists always with `-z`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from aishare_lint.repo.git.repositories import Repository, resolve

#: What a submodule's entry is, and a link's.
SUBMODULE: Final = "160000"
LINK: Final = "120000"

#: Commits that are asked for at a time: what they changed is held in memory.
_AT_A_TIME: Final = 1000


class Change(NamedTuple):
    """One file in one difference; ids are full, `nothing` of the repository where there is none. `status` is A, D, M, T or U."""

    path: str
    status: str
    old_mode: str
    mode: str
    old_id: str
    id: str


class Entry(NamedTuple):
    """A file in a tree or in the index; `stage` is 0 but in an unfinished merge."""

    path: str
    mode: str
    id: str
    stage: int = 0


def index(repository: Repository, *paths: str) -> list[Entry]:
    """Every file in the index, a hook's own index included; of some paths only, if any are given."""
    entries = []
    for line in _pieces(repository.ask("ls-files", "-z", "--stage", "--full-name", "--", *paths)):
        about, _, path = line.partition(b"\t")
        mode, id_, stage = about.decode().split(" ")
        entries.append(Entry(os.fsdecode(path), mode, id_, int(stage)))
    return entries


def tree(repository: Repository, commit: str, *paths: str) -> list[Entry]:
    """Every file in the tree of a commit; of some paths only, if any are given."""
    entries = []
    for line in _pieces(repository.ask("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)):
        about, _, path = line.partition(b"\t")
        mode, _, id_ = about.decode().split(" ")
        entries.append(Entry(os.fsdecode(path), mode, id_))
    return entries


def staged(repository: Repository) -> list[Change]:
    """What the index holds beside the last commit; all of it where there is none yet."""
    last = resolve(repository, "HEAD") or empty_tree(repository)
    return list(_changes(repository.ask(*_raw("diff-index"), "--cached", "--ita-invisible-in-index", last, "--")))


def empty_tree(repository: Repository) -> str:
    """The id of the tree that holds nothing: what there is before a first commit. Git knows it without having it."""
    return repository.ask("hash-object", "-t", "tree", "--stdin").decode().strip()


def changed(repository: Repository, since: str, *, settled: bool = False) -> list[Change]:
    """What the work tree holds beside a commit, untracked files left out.

    A file that is not in the index as it is in the work tree has no id; it may also be the same, and only touched. Where the work tree is
    `settled`, known to hold what the index says, git need not look at every file again.
    """
    if settled:
        return list(_changes(repository.ask(*_raw("diff-index"), "--cached", since, "--")))
    # Where git cannot tell by its times whether a file changed, it reads it, through a program that the repository may name.
    programs = repository.try_asking("config", "-z", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process|required)$") or b""
    without = {os.fsdecode(name): "false" if name.endswith(b".required") else "" for name in _pieces(programs)}
    return list(_changes(repository.ask(*_raw("diff-index"), since, "--", settings=without)))


def between(repository: Repository, one: str, other: str) -> list[Change]:
    """What the tree of one commit holds beside another's."""
    return list(_changes(repository.ask(*_raw("diff-tree"), "-r", one, other, "--")))


def commits(repository: Repository, wanted: Iterable[str], without: Iterable[str]) -> list[str]:
    """The commits that can be reached from some and not from others, oldest first."""
    asked = "".join([*(f"{id_}\n" for id_ in wanted), *(f"^{id_}\n" for id_ in without)])
    return repository.ask("rev-list", "--reverse", "--topo-order", "--stdin", asked=asked.encode()).decode().split()


def introduced(repository: Repository, commits: Sequence[str]) -> Iterator[tuple[str, Change]]:
    """What each commit holds that none of its parents holds, commit by commit; the first commit of a history, beside nothing.

    Of a merge only what it made itself: what it took from one side came in with that side. `old_id` of such a change is the first side's.
    """
    for start in range(0, len(commits), _AT_A_TIME):
        asked = "".join(f"{id_}\n" for id_ in commits[start : start + _AT_A_TIME])
        answer = repository.ask(*_raw("diff-tree"), "-r", "-c", "--root", "--stdin", asked=asked.encode())
        pieces = iter(answer.split(b"\0"))
        commit = ""
        for piece in pieces:
            if piece.startswith(b":"):
                yield commit, _change(piece, next(pieces))
            elif piece:
                commit = piece.decode().split()[0]


def held(repository: Repository, ids: Iterable[str], tips: Iterable[str]) -> frozenset[str]:
    """Which of some blobs a commit brought or took away, among those that can be reached from some tips."""
    wanted = frozenset(ids)
    asked = "".join(f"{tip}\n" for tip in tips)
    if not wanted or not asked:
        return frozenset()
    looked_for = [f"--find-object={id_}" for id_ in sorted(wanted)]
    answer = repository.ask(*_raw("log"), "--format=", "-r", "-m", "--root", *looked_for, "--stdin", asked=asked.encode())
    return wanted.intersection(id_ for change in _changes(answer) for id_ in (change.old_id, change.id))


def _pieces(answer: bytes) -> list[bytes]:
    return [piece for piece in answer.split(b"\0") if piece]


def _changes(answer: bytes) -> Iterator[Change]:
    rest = iter(_pieces(answer))
    for about in rest:
        yield _change(about, next(rest))


def _change(about: bytes, path: bytes) -> Change:
    """`:modes ids status`, with as many colons as there are sides, each with a mode and an id before those of the result."""
    sides = len(about) - len(about.lstrip(b":"))
    modes, ids, status = (parts := about.decode()[sides:].split(" "))[: sides + 1], parts[sides + 1 : -1], parts[-1]
    return Change(os.fsdecode(path), status[:1], modes[0], modes[-1], ids[0], ids[-1])


def _raw(command: str) -> tuple[str, ...]:
    return (command, "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
