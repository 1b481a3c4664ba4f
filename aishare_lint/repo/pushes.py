"""What git tells a hook of a push: which refs change, and how; and what the other side has already."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import NamedTuple

from aishare_lint.errors import UserError
from aishare_lint.repo import git
from aishare_lint.repo.git import Repository
from aishare_lint.repo.history import Tip
from aishare_lint.repo.remotes import same_place

_HEADS = "refs/heads/"
#: What the branch is called whose configuration counts where a push moves none.
_MAIN = ("HEAD", "main", "master")


class Update(NamedTuple):
    """One ref that a push changes at the remote.

    ref  its full name there: `refs/heads/main`
    new  the id that it will point at; empty where it is deleted
    old  the id that it points at; empty where it is new
    """

    ref: str
    new: str
    old: str

    @property
    def tip(self) -> Tip:
        """What is pushed; the name is only a piece of it where it is new at the remote."""
        return Tip(self.new, "" if self.old else self.ref)


class Push(NamedTuple):
    """A push.

    remote   how the remote is called; its address where it has no name, empty on a server
    address  where it goes; empty on a server
    updates  in the order that git gives
    known    ids that the remote is known to have and that are here
    bases    commits at a remote whose configuration counts, each with what it is called: `origin (1a2b3c4d5e)`
    """

    repository: Repository
    remote: str
    address: str
    updates: tuple[Update, ...]
    known: tuple[str, ...]
    bases: tuple[tuple[str, str], ...]

    @property
    def at_server(self) -> bool:
        return not self.address

    @property
    def tips(self) -> tuple[Tip, ...]:
        return tuple(update.tip for update in self.updates if update.new)


def read_pre_push(lines: bytes) -> tuple[Update, ...]:
    """The updates from what a pre-push hook reads: `local-ref local-id remote-ref remote-id`, a line each."""
    found = []
    for number, line in enumerate(_lines(lines), 1):
        parts = line.rsplit(" ", 3)  # the first may be any name of a commit, with spaces in it
        if len(parts) != 4:
            raise _not_understood(number)
        found.append(_update(number, parts[2], parts[1], parts[3]))
    return tuple(found)


def read_pre_receive(lines: bytes) -> tuple[Update, ...]:
    """The updates from what a pre-receive hook reads: `old-id new-id ref`, a line each."""
    found = []
    for number, line in enumerate(_lines(lines), 1):
        parts = line.split(" ", 2)
        if len(parts) != 3:
            raise _not_understood(number)
        found.append(_update(number, parts[2], parts[1], parts[0]))
    return tuple(found)


def push_to(repository: Repository, remote: str, address: str, updates: tuple[Update, ...]) -> Push:
    """A push to a remote, with what the remote is known to have: what was fetched from it or pushed to it, and what git just heard."""
    names = [remote]
    if remote == address:  # nobody gave it a name here, but a remote with the same address is the same
        known_remotes = git.remotes(repository)
        names = [name for name, urls in known_remotes.items() if any(same_place(url, address, repository.folder) for url in urls)]
    fetched = {ref: id_ for name in names for ref, id_ in _fetched(repository, name)}
    here = _here(repository, [*fetched.values(), *(update.old for update in updates)])
    bases = _bases(updates, here, names[0] if names else "the remote")
    main = {id_: names[0] for ref, id_ in fetched.items() if id_ in here and ref.rpartition("/")[2] in _MAIN}
    if not bases and not main:  # nobody was there before: what the other remotes say of it
        others = {
            id_: name for name in git.remotes(repository) for ref, id_ in _fetched(repository, name) if ref.rpartition("/")[2] in _MAIN
        }
        main = {id_: others[id_] for id_ in _here(repository, others)}
    bases = {**bases, **({} if bases else {id_: f"{name} ({id_[:10]})" for id_, name in main.items()})}
    return Push(repository, remote, address, updates, tuple(here), tuple(bases.items()))


def push_received(repository: Repository, updates: tuple[Update, ...]) -> Push:
    """A push that arrives at a server, which knows what it has."""
    standing = git.refs(repository, "refs/")
    here = _here(repository, [*standing.values(), *(update.old for update in updates)])
    bases = _bases(updates, here, "this server")
    head = git.resolve(repository, "HEAD")
    if head is not None and head in here:
        bases.setdefault(head, f"this server ({head[:10]})")
    return Push(repository, "", "", updates, tuple(here), tuple(bases.items()))


def local_updates(repository: Repository, remote: str) -> tuple[Update, ...]:
    """What a push could carry at most: every branch and tag that is here, and the commit that is checked out.

    For whoever is not told what is pushed. What no name stands for is not among it.
    """
    fetched = dict(_fetched(repository, remote))
    named = [*git.refs(repository, _HEADS).items(), *git.refs(repository, "refs/tags/").items()]
    found = [Update(ref, id_, fetched.get(f"refs/remotes/{remote}/{_short(ref)}", "")) for ref, id_ in named]
    head = git.resolve(repository, "HEAD")
    return (*found, *([Update("HEAD", head, "")] if head is not None else []))


def told_by_pre_commit(repository: Repository) -> tuple[Update, ...]:
    """The one ref of a push that pre-commit tells its hooks of."""
    said = {name: os.environ.get(f"PRE_COMMIT_{name}", "") for name in ("TO_REF", "FROM_REF", "LOCAL_BRANCH", "REMOTE_BRANCH")}
    new = said["TO_REF"] or git.resolve(repository, said["LOCAL_BRANCH"] or "HEAD", "") or ""
    known = git.look_up(repository, [said["FROM_REF"]] if said["FROM_REF"] else [])
    return (Update(said["REMOTE_BRANCH"], new, known[0].id if known and known[0].kind == "commit" else ""),)


def others_holding(repository: Repository, commits: Iterable[str], remote: str) -> dict[str, tuple[str, ...]]:
    """Which of some commits other remotes are known to have, by commit."""
    commits = tuple(commits)
    found: dict[str, tuple[str, ...]] = {}
    for name in git.remotes(repository):
        fetched = dict(_fetched(repository, name)) if name != remote and commits else {}
        if fetched:
            missing = set(git.commits(repository, commits, _here(repository, fetched.values())))
            for commit in commits:
                if commit not in missing:
                    found[commit] = (*found.get(commit, ()), name)
    return found


def _lines(lines: bytes) -> list[str]:
    return [os.fsdecode(line) for line in lines.split(b"\n") if line.strip()]


def _update(number: int, ref: str, new: str, old: str) -> Update:
    for id_ in (new, old):
        if len(id_) not in (40, 64) or not set(id_) <= set("0123456789abcdef"):
            raise _not_understood(number)
    return Update(ref, new if new.strip("0") else "", old if old.strip("0") else "")


def _not_understood(number: int) -> UserError:
    return UserError(
        f"line {number} of what the hook was given is not what git writes, so it is not known what is pushed",
        hint="git gives one line a ref on standard input; what calls this hook from another one must pass that on: `git help hooks`",
    )


def _here(repository: Repository, ids: Iterable[str]) -> dict[str, None]:
    """Those ids that name a commit or tag that is here. Others may lie at the remote alone, or be the object of a partial clone."""
    wanted = dict.fromkeys(id_ for id_ in ids if id_)
    return dict.fromkeys(one.id for one in git.look_up(repository, wanted) if one.kind in ("commit", "tag"))


def _bases(updates: Iterable[Update], here: Collection[str], where: str) -> dict[str, str]:
    """The commits that branches point at which the push moves, with what they are called: not by a name that may say too much."""
    moved = [update.old for update in updates if update.old in here and update.ref.startswith(_HEADS)]
    return {id_: f"{where} ({id_[:10]})" for id_ in moved}


def _fetched(repository: Repository, remote: str) -> Iterable[tuple[str, str]]:
    """What is known of the refs of a remote."""
    return git.refs(repository, f"refs/remotes/{remote}/").items()


def _short(ref: str) -> str:
    return ref.removeprefix(_HEADS)
