"""The policy that approvals are checked by: audiences, roles and allowed signers, as the protected base has them.

They are never read from the change that is being shared: a branch that lists its author as an approver, or loosens an audience, changes
nothing until it was merged.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from aishare_lint.document.reader import DEFAULT_LIMITS
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import FILE_NAME, Configuration, written
from aishare_lint.repo.sources import Refusal, load
from aishare_lint.share.audiences import Audience, audience, audiences
from aishare_lint.share.signing import LIST_LIMIT, Trust

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
    """

    configuration: Configuration
    source: str
    trust: Trust
    here: bytes
    read: Callable[[str], bytes | None]

    def audience(self, name: str) -> Audience:
        """Raises UserError where the policy knows no such audience."""
        return audience(self.configuration, name)

    def audiences(self) -> dict[str, Audience]:
        return audiences(self.configuration)

    def may_be(self, principal: str, role: str) -> bool:
        """Whether somebody may claim a role: those that the configuration lists for it; anybody where it lists none."""
        roles: dict[str, list[str]] = _said(self.configuration).get("roles", {})
        return role not in roles or principal in roles[role]


def policy_of(configuration: Configuration, ref: str | None = None) -> Policy:
    """The policy at `ref`; else at `approvals.policy_ref`, else at the branch that the work here is to become a part of.

    Raises UserError where that is no commit, where it holds no list of signers that can be read, or where there is no repository.
    """
    from aishare_lint.repo import git

    repository = git.repository(configuration.top)
    if repository is None:
        raise UserError("approvals need a git repository: who wrote a report, and what was approved, is read from its history")
    wanted = ref or _said(configuration).get("policy_ref", "") or git.base_ref(repository)
    commit = git.resolve(repository, wanted)
    if commit is None:
        hint = "`git fetch` may bring it; --policy-ref or `approvals.policy_ref` names the protected base"
        raise UserError(f"the policy is to be read at `{wanted}`, which is no commit here", hint=hint)
    reader = _At(repository, commit, f"{_short(wanted)} ({commit[:7]})", configuration.top)
    name = os.path.relpath(configuration.file, configuration.top).replace(os.sep, "/") if configuration.file else FILE_NAME
    content = reader.read(name)
    base = configuration if content is None else written(content, name, configuration.top, os.path.join(configuration.top, name))
    if content is None and configuration.file:
        raise UserError(f"{reader.name} holds no {name}: the policy is read there and nowhere else", hint="commit and merge it first")
    said = _said(base)
    path = said.get("allowed_signers", SIGNERS)
    signers = reader.read(path)
    if signers is None:
        hint = "one line each: `alice@example.org ssh-ed25519 AAAA…`; git reads the same file as `gpg.ssh.allowedSignersFile`"
        raise UserError(f"{reader.name} holds no list of allowed signers ({path})", hint=hint)
    trust = Trust(signers, reader.optional(said.get("revoked_keys", "")), reader.optional(said.get("openpgp_keys", "")))
    here = load(os.path.join(configuration.top, *path.split("/")), LIST_LIMIT)
    return Policy(base, reader.name, trust, b"" if isinstance(here, Refusal) else here, reader.read)


def folder_of(configuration: Configuration) -> str:
    """The folder in which approvals are kept, relative to the top of the repository."""
    folder: str = _said(configuration).get("folder", FOLDER)
    return folder.strip("/")


def _said(configuration: Configuration) -> dict[str, Any]:
    said: dict[str, Any] = configuration.settings.get("approvals", {})
    return said


def _short(ref: str) -> str:
    """A ref as people say it: `origin/main`."""
    return ref.removeprefix("refs/").partition("/")[2] if ref.startswith("refs/") else ref


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

    def _inside(self, path: str) -> str:
        """A path relative to the top of the configuration as one relative to the top of the repository."""
        below = os.path.relpath(self.top, self.repository.folder).replace(os.sep, "/")
        return path if below == "." else f"{below}/{path}"
