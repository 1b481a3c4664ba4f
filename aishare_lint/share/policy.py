"""The policy that approvals are checked by: audiences, roles and allowed signers, as the protected base has them.

They are never read from the change that is being shared: a branch that lists its author as an approver, or loosens an audience, changes
nothing until it was merged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aishare_lint.document.reader import DEFAULT_LIMITS
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import FILE_NAME, Configuration, written
from aishare_lint.repo.sources import Refusal, load
from aishare_lint.share.audiences import Audience, audience, audiences
from aishare_lint.share.signing import LIST_LIMIT, Trust
from aishare_lint.terms import Terms, terms_of

if TYPE_CHECKING:
    from aishare_lint.repo.git import Repository

#: Where allowed signers stand if the configuration does not say.
SIGNERS: Final = ".aishare/allowed_signers"
FOLDER: Final = "approvals"


class Policy(NamedTuple):
    """What approvals are checked by.

    configuration  as it stands in the base
    source         where it was read, as it is shown: `origin/main (1a2b3c4)`
    trust          whose signatures count
    here           the list of allowed signers of the work tree: for reasons only, never for verdicts
    read           what a file holds there, by its path from the top; None where there is none
    below          the files below a folder there, by their paths from the top, and what they hold
    """

    configuration: Configuration
    source: str
    trust: Trust
    here: bytes
    read: Callable[[str], bytes | None]
    below: Callable[[str], Iterator[tuple[str, bytes]]]

    def audience(self, name: str) -> Audience:
        """Raises UserError where the policy knows no such audience."""
        return audience(self.configuration, name)

    def audiences(self) -> dict[str, Audience]:
        return audiences(self.configuration)

    def may_be(self, principal: str, role: str) -> bool:
        """Whether somebody may claim a role: those that the configuration lists for it; anybody where it lists none."""
        roles: dict[str, list[str]] = _said(self.configuration).get("roles", {})
        return role not in roles or principal in roles[role]


def policy_of(configuration: Configuration, ref: str | None = None, *, signers: bool = True) -> Policy:
    """The policy at `ref`; else where the default branch of `origin` says (`approvals.policy_ref`), else at that branch itself.

    Where there are no remotes there is nothing but the work tree to ask: its `approvals.policy_ref`, else its main branch. Raises UserError
    where no protected base is known, where it holds no list of signers (unless nothing is asked of them), or where there is no repository.
    """
    from aishare_lint.repo import git

    repository = git.repository(configuration.top)
    if repository is None:
        raise UserError("approvals need a git repository: who wrote a report, and what was approved, is read from its history")
    reader, base = _base(repository, configuration, ref)
    said = _said(base)
    path = said.get("allowed_signers", SIGNERS)
    content = reader.read(path)
    if content is None and signers:
        hint = "one line each: `alice@example.org ssh-ed25519 AAAA…`; git reads the same file as `gpg.ssh.allowedSignersFile`"
        raise UserError(f"{reader.name} holds no list of allowed signers ({path})", hint=hint)
    trust = Trust(content or b"", reader.optional(said.get("revoked_keys", "")), reader.optional(said.get("openpgp_keys", "")))
    here = load(os.path.join(configuration.top, *path.split("/")), LIST_LIMIT)
    return Policy(base, reader.name, trust, b"" if isinstance(here, Refusal) else here, reader.read, reader.below)


def terms_at(policy: Policy) -> Terms:
    """What reports are judged by: settings and private rules as the base has them. Raises UserError where it lacks a pack that it names."""
    configuration = policy.configuration
    if not configuration.settings["packs"]:
        return terms_of(configuration)
    from tempfile import TemporaryDirectory

    name = _name_of(configuration)
    with TemporaryDirectory() as folder:
        for pack in configuration.settings["packs"]:
            below = os.path.normpath(os.path.join(os.path.dirname(name), pack)).replace(os.sep, "/")
            files = list(policy.below(below))
            if not files:
                raise UserError(f"{policy.source} holds no pack {below}", hint="rules that come with a change count once it was merged")
            for path, content in files:
                target = os.path.join(folder, *path.split("/"))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as stream:
                    stream.write(content)
        return terms_of(configuration._replace(file=os.path.join(folder, *name.split("/"))))


def _base(repository: Repository, configuration: Configuration, ref: str | None) -> tuple[_At, Configuration]:
    """The protected base, and the configuration that stands in it."""
    from aishare_lint.repo import git

    default = git.default_branch(repository)
    if ref or not default:
        wanted = ref or _said(configuration).get("policy_ref", "") or git.base_ref(repository).removeprefix("refs/heads/")
        # A clone in which the default branch is not known may have anybody's change checked out, and what it says of its base with it.
        if not ref and git.remotes(repository):
            hint = "--policy-ref names it: `--policy-ref origin/trunk`; in CI check out with all branches (`fetch-depth: 0`)"
            raise UserError(
                "the default branch of `origin` is not known here, so there is no protected base to read the policy from", hint=hint
            )
        return _at(repository, configuration, wanted)
    found = _at(repository, configuration, default)
    elsewhere = _said(found[1]).get("policy_ref", "")
    return _at(repository, configuration, elsewhere) if elsewhere and elsewhere != default else found


def _at(repository: Repository, configuration: Configuration, wanted: str) -> tuple[_At, Configuration]:
    commit = _commit(repository, wanted)
    if commit is None:
        if wanted == "HEAD":
            raise UserError(
                "nothing is committed here yet, and the policy is read from what is", hint="`git commit` the configuration first"
            )
        hint = "`git fetch` may bring it; --policy-ref or `approvals.policy_ref` names the protected base"
        raise UserError(f"the policy is to be read at `{wanted}`, which is no commit here", hint=hint)
    reader = _At(repository, commit, f"{wanted} ({commit[:7]})", configuration.top)
    name = _name_of(configuration)
    content = reader.read(name)
    if content is None and configuration.file:
        raise UserError(f"{reader.name} holds no {name}: the policy is read there and nowhere else", hint="commit and merge it first")
    base = configuration if content is None else written(content, name, configuration.top, os.path.join(configuration.top, name))
    return reader, base


def _commit(repository: Repository, name: str) -> str | None:
    """What a name stands for: the branch of a remote, else a branch, and only then what git takes it for.

    Git itself takes a tag first, and more people may push a tag called `origin/main` than may push to the branch.
    """
    from aishare_lint.repo import git

    below = () if name == "HEAD" or re.fullmatch(r"[0-9a-f]{40,64}", name) else ("refs/remotes/", "refs/heads/")
    return next((commit for prefix in (*below, "") if (commit := git.resolve(repository, f"{prefix}{name}"))), None)


def _name_of(configuration: Configuration) -> str:
    """The configuration's file by its path from the top."""
    return os.path.relpath(configuration.file, configuration.top).replace(os.sep, "/") if configuration.file else FILE_NAME


def folder_of(configuration: Configuration) -> str:
    """The folder in which approvals are kept, relative to the top of the repository."""
    folder: str = _said(configuration).get("folder", FOLDER)
    return folder.strip("/")


def _said(configuration: Configuration) -> dict[str, Any]:
    said: dict[str, Any] = configuration.settings.get("approvals", {})
    return said


class _At(NamedTuple):
    """Files of one commit."""

    repository: Any
    commit: str
    name: str
    top: str

    def read(self, path: str) -> bytes | None:
        from aishare_lint.repo import git

        found = git.stood(self.repository, self.commit, self._inside(path), max(LIST_LIMIT, DEFAULT_LIMITS.file))
        if found.kind == "large":
            raise UserError(f"{path} is too large in {self.name}")
        return found.content if found.kind == "blob" else None

    def optional(self, path: str) -> bytes:
        """What a file holds that is there because it is named. Raises UserError where it is named and is not there."""
        content = self.read(path) if path else b""
        if content is None:
            raise UserError(f"{self.name} holds no {path}, which `approvals` of the configuration names")
        return content

    def below(self, path: str) -> Iterator[tuple[str, bytes]]:
        """The files below a folder; links and submodules are none."""
        from aishare_lint.repo import git

        inside, above = self._inside(path), self._inside("")
        entries = [one for one in git.tree(self.repository, self.commit, inside) if one.mode not in (git.LINK, git.SUBMODULE)]
        contents = git.read_objects(self.repository, [one.id for one in entries], LIST_LIMIT)
        for entry, found in zip(entries, contents, strict=True):
            if found.kind != "blob":
                raise UserError(f"{entry.path} is too large in {self.name}, or cannot be read")
            yield entry.path.removeprefix(above), found.content

    def _inside(self, path: str) -> str:
        """A path relative to the top of the configuration as one relative to the top of the repository."""
        below = os.path.relpath(self.top, self.repository.folder).replace(os.sep, "/")
        return path if below == "." else f"{below}/{path}"
