"""What git says of a repository: where it lies, what its names stand for, who signs in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from aishare_lint.errors import UserError
from aishare_lint.repo.git import process


class Repository(NamedTuple):
    """A repository as git sees it.

    folder         the top of the work tree; where there is none, the folder of the repository itself
    git_dir        where this work tree's own files lie (index, HEAD)
    common_dir     where what all work trees share lies (objects, refs)
    bare           whether there is no work tree
    shallow        whether its history was cut
    object_format  `sha1` or `sha256`
    """

    folder: str
    git_dir: str
    common_dir: str
    bare: bool
    shallow: bool
    object_format: str

    @property
    def nothing(self) -> str:
        """The object id that stands for none."""
        return "0" * (64 if self.object_format == "sha256" else 40)

    def ask(self, *arguments: str, asked: bytes = b"", settings: Mapping[str, str] | None = None) -> bytes:
        """What a command answers. Raises UserError where it fails: what git cannot say cannot be checked."""
        answer = self.try_asking(*arguments, asked=asked, settings=settings)
        if answer is None:
            raise UserError(
                f"git could not answer (`git {arguments[0]}` failed), so it is not known what there is to check",
                hint="`git fsck` says whether the repository is damaged; a shallow or partial clone lacks objects: `git fetch --unshallow`",
            )
        return answer

    def try_asking(self, *arguments: str, asked: bytes = b"", settings: Mapping[str, str] | None = None) -> bytes | None:
        """What a command answers, None where it fails; `settings` go before those of its configuration."""
        also = {**process.said_to_hooks(), **process.configured(settings or {})}
        return process.ask(self.folder, *arguments, also=also, tree=not self.bare, asked=asked, patience=process.LONG_PATIENCE)


def repository(folder: str) -> Repository | None:
    """The repository that a folder belongs to. None where git cannot say: it is not installed, there is none, or it refuses to read it."""
    also = {**process.said_to_hooks(), "GIT_CEILING_DIRECTORIES": ""}
    questions = ("--is-bare-repository", "--is-shallow-repository", "--show-object-format", "--absolute-git-dir", "--git-common-dir")
    answer = process.ask(folder, "rev-parse", *questions, also=also, tree=False)
    if answer is None:
        return None
    # A folder may have a line break in its name.
    bare, shallow, format_, rest = os.fsdecode(answer).split("\n", 3)
    git_dir, common = _halves(rest)
    common = os.path.normpath(os.path.join(os.path.abspath(folder), common))
    # Where `.git` lies, not where the repository's own configuration says that its work tree is.
    top = git_dir if bare == "true" else _top(os.path.abspath(folder))
    return Repository(top, git_dir, common, bare == "true", shallow == "true", format_)


def _halves(lines: str) -> tuple[str, str]:
    """Two folders, one a line. The first one is absolute and exists, which settles where a line break ends it."""
    parts = lines.removesuffix("\n").split("\n")
    cuts = [("\n".join(parts[:cut]), "\n".join(parts[cut:])) for cut in range(1, len(parts))]
    return next((cut for cut in cuts if os.path.isdir(cut[0])), cuts[0])


def _top(folder: str) -> str:
    """The top of the work tree around a folder. A hook is started there, and may be told of its repository by a variable only."""
    top = folder
    while not os.path.lexists(os.path.join(top, ".git")):
        above = os.path.dirname(top)
        if above == top:
            return folder
        top = above
    return top


def listed(folder: str) -> dict[str, bool] | None:
    """The files of a repository that git knows (true) or would add (false): relative to its folder, with `/`, in git's order.

    A repository inside the repository is listed as one entry that ends in `/` or names a folder. None where git cannot say: it is not
    installed, the folder is no repository, or git refuses to read it. Raises UserError where git does not come to an end.
    """
    answer = process.ask(folder, "ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard")
    if answer is None:
        return None
    # Each name stands behind a letter for its state; `?` is a file that git does not know.
    return {os.fsdecode(entry[2:]): entry[:1] != b"?" for entry in answer.split(b"\0") if entry}


def signing_key(folder: str) -> tuple[str, str]:
    """How the user signs in a folder, and with which key: `gpg.format` (`openpgp` if unsaid) and `user.signingkey` (empty if unsaid).

    The one question that is about the user and not about the repository, so the user's own configuration answers it, and it is asked from
    any folder of a repository: the one above is looked for.
    """
    users = process.of_user()
    how = process.ask(folder, "config", "-z", "--get", "gpg.format", also=users)
    key = process.ask(folder, "config", "-z", "--type=path", "--get", "user.signingkey", also=users)
    return os.fsdecode(how or b"openpgp").rstrip("\0"), os.fsdecode(key or b"").rstrip("\0")


def author_address(folder: str) -> str:
    """The e-mail address that a commit made here would carry; empty where none is set."""
    said = process.ask(folder, "config", "-z", "--get", "user.email", also=process.of_user())
    return os.environ.get("GIT_AUTHOR_EMAIL") or os.fsdecode(said or b"").rstrip("\0")


def resolve(repository: Repository, name: str, kind: str = "commit") -> str | None:
    """The id of the commit that a name stands for; None where it stands for none, or the commit is not here.

    `kind` is what the name is followed to: with `""` a tag stays a tag.
    """
    answer = repository.try_asking("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{{kind}}}" if kind else name)
    return answer.decode().strip() or None if answer else None


def full_name(repository: Repository, name: str) -> str:
    """The full name of a branch or tag (`refs/heads/main`) that a name stands for; empty where it is another way to say a commit."""
    answer = repository.try_asking("rev-parse", "--verify", "--quiet", "--symbolic-full-name", "--end-of-options", name)
    said = os.fsdecode(answer or b"").strip().split("\n")[-1]
    return said if said.startswith("refs/") else ""


def merge_base(repository: Repository, one: str, other: str) -> str | None:
    """Where two histories part; None where they have nothing in common or git cannot say."""
    answer = repository.try_asking("merge-base", one, other)
    return answer.decode().split("\n")[0] or None if answer else None


def cuts(repository: Repository) -> frozenset[str]:
    """The commits at which the history of a shallow clone was cut: what came before them is not here."""
    try:
        with open(os.path.join(repository.common_dir, "shallow"), encoding="ascii") as stream:
            return frozenset(stream.read().split())
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError):
        raise UserError("it cannot be read where the history of this shallow clone was cut", hint="`git fetch --unshallow`") from None


def hooks_folder(repository: Repository) -> str:
    """Where git looks for the hooks of a repository: `core.hooksPath`, the user's own included, else `hooks` beside its objects."""
    also = {**process.said_to_hooks(), **process.of_user()}
    said = process.ask(repository.folder, "config", "-z", "--type=path", "--get-all", "core.hooksPath", also=also) or b""
    # The last one is how git is called here: no hook runs.
    set_ = [os.fsdecode(value) for value in said.split(b"\0")[:-1]][:-1]
    return os.path.normpath(os.path.join(repository.folder, set_[-1])) if set_ else os.path.join(repository.common_dir, "hooks")


def refs(repository: Repository, below: str) -> dict[str, str]:
    """The refs below a prefix such as `refs/remotes/origin/`, and what they point at."""
    lines = repository.ask("for-each-ref", "--format=%(objectname)%00%(refname)%00", below).split(b"\0\n")
    return {os.fsdecode(name): id_.decode() for id_, _, name in (line.partition(b"\0") for line in lines if line)}


def remotes(repository: Repository) -> dict[str, list[str]]:
    """The remotes of a repository with the addresses that a push to them goes to, as its configuration says."""
    found: dict[str, list[str]] = {}
    pushed: set[str] = set()
    for key in ("url", "pushurl"):
        answer = repository.try_asking("config", "-z", "--get-regexp", rf"^remote\..*\.{key}$") or b""
        for line in answer.split(b"\0"):
            name, _, url = os.fsdecode(line).partition("\n")
            if not name:
                continue
            name = name.removeprefix("remote.").rpartition(".")[0]
            if key == "pushurl" and name not in pushed:
                pushed.add(name)
                found[name] = []
            found.setdefault(name, []).append(url)
    return found
