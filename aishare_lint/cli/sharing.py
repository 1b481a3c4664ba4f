"""What the commands that share reports have in common: the repository, its policy, a report by file or id, and what is signed about it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aishare_lint.cli.terminal import say_lines
from aishare_lint.document.places import Value
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import Source, find_files
from aishare_lint.repo.outputs import put_file
from aishare_lint.share import approvals, signing
from aishare_lint.share.audiences import Audience
from aishare_lint.share.candidates import Candidate, authors_of, candidate
from aishare_lint.share.editions import Edition
from aishare_lint.share.policy import Policy, folder_of, policy_of, terms_at
from aishare_lint.share.statements import Statement
from aishare_lint.terms import Terms

if TYPE_CHECKING:
    from aishare_lint.repo.git import Repository


class NoReportError(UserError):
    """There is no report of an id."""


class Shareable(NamedTuple):
    """What a run over all reports is about: those that are ready or withdrawn, and the names of files that cannot be read."""

    candidates: list[Candidate]
    unread: list[str]

    def complain(self) -> None:
        """Name what could not be read on standard error."""
        say_lines(
            (f"warning: {name} cannot be read, so nothing is known of it (`aishare-lint check` says why)" for name in self.unread),
            sys.stderr,
        )


class Sharing:
    """One run of a command that shares.

    policy  audiences and signers, from the protected base
    terms   what reports are judged by: the rules with the settings of the policy
    now     the moment of the run, UTC
    """

    def __init__(self, configuration: Configuration, policy: Policy, repository: Repository) -> None:
        self.configuration = configuration
        self.policy = policy
        self.repository = repository
        # Where reports lie is the work tree's affair; what they are judged by is the policy's.
        self.terms: Terms = terms_at(policy)
        self.now = datetime.now(UTC)

    def candidate(self, name: str) -> Candidate:
        """A report by the path of its file or by its id. Raises UserError where there is none."""
        # A folder may be called as a report is: one that `verify --extract` made, say.
        if os.path.isfile(name):
            found = find_files([name], self.configuration)
            if len(found.sources) != 1:
                raise UserError(f"{name} is no report", hint="name one file, or the id of a report")
            return candidate(found.sources[0], self.terms)
        return self.named(name)

    def named(self, id_: str) -> Candidate:
        """A report by its id. Raises NoReportError where there is none, UserError where there are two, or where it cannot be read."""
        sources = find_files([], self.configuration).sources
        stems = [source for source in sources if _stem(source) == id_]
        # The file of a report is called by its id; one that is not is looked for in what it says.
        found = [source for source in stems or sources if self._id(source) == id_]
        if len(found) > 1:
            raise _twice(id_, [source.name for source in found])
        if found or stems:
            # One that cannot be read says so.
            return candidate((found or stems)[0], self.terms)
        from difflib import get_close_matches

        near = get_close_matches(id_, [_stem(source) for source in sources], n=1)
        raise NoReportError(f"there is no report `{id_}`", hint=f"did you mean `{near[0]}`?" if near else "name its file or its id")

    def shareable(self) -> Shareable:
        """Every report of the repository that is ready or withdrawn, and what cannot be read: nobody knows what it would be."""
        found, unread = [], []
        for source in find_files([], self.configuration).sources:
            one = self.terms.read(source)
            if one.data is None:
                unread.append(source.name)
            elif isinstance(one.data, dict) and one.data.get("status") in ("ready", "withdrawn"):
                found.append(candidate(source, self.terms))
        files: dict[str, str] = {}
        for report in found:
            id_, name = report.said("id"), report.source.name
            if files.setdefault(id_, name) != name:
                raise _twice(id_, [files[id_], name])
        return Shareable(found, unread)

    def _id(self, source: Source) -> Value | None:
        data = self.terms.read(source).data
        return data.get("id") if isinstance(data, dict) else None

    def authors(self, one: Candidate, *, strict: bool = True) -> frozenset[str]:
        """Who wrote a report. Raises UserError where it is not committed as it is, unless only a preview is asked for."""
        try:
            return authors_of(self.repository, one)
        except UserError:
            if strict:
                raise
            return frozenset()

    def state(self, one: Candidate, audience: Audience, edition: Edition, *, strict: bool = True) -> approvals.State:
        """How far an edition is approved. Raises UserError as `authors` does."""
        wanted = one.wanted(edition, self.authors(one, strict=strict))
        against = approvals.Against(audience, self.policy, self.now)
        return approvals.state(wanted, against, self.found(edition.report, audience.name))

    def found(self, report: str, audience: str) -> list[approvals.Found]:
        """The approvals that lie in the repository."""
        return approvals.find(self.configuration.top, folder_of(self.policy.configuration), report, audience)

    def shared(self, one: Candidate, audience: Audience, digest: str) -> Edition | None:
        """The edition of a digest that an audience once got, found in the versions of the report's file; None where none gives it."""
        from aishare_lint.document.reader import read
        from aishare_lint.repo import git
        from aishare_lint.share.editions import edition_of

        path = os.path.relpath(os.path.realpath(one.source.path), os.path.realpath(self.repository.folder)).replace(os.sep, "/")
        for content in git.versions(self.repository, "HEAD", path, self.terms.limits.file):
            data = read(content, one.source.name, self.terms.limits).data
            if isinstance(data, dict):
                try:
                    edition = edition_of(data, audience, self.terms.pack.format)
                except UserError:
                    continue
                if edition.digest == digest:
                    return edition
        return None

    def user(self) -> str:
        """The e-mail address of whoever works here, as git has it."""
        from aishare_lint.repo import git

        return git.author_address(self.configuration.top)

    def signer(self) -> tuple[str, str]:
        """As whom the user signs, and with which key. Raises UserError where the policy does not know the key."""
        from aishare_lint.repo import git

        key = signing.own_key(self.configuration.top)
        address = git.author_address(self.configuration.top)
        if key.startswith("openpgp:"):
            return address, key
        names = [
            name for one in signing.listed(self.policy.trust.signers) if signing.fingerprint(one.key) == key for name in one.principals
        ]
        if not names:
            hint = "add it there and have that merged first: a list that comes with the change does not count"
            raise UserError(f"your signing key {key} is not among the allowed signers of {self.policy.source}", hint=hint)
        return (address if address in names else names[0]), key

    def write_signed(self, statement: Statement) -> str:
        """Sign a statement and write both files; the path of the statement relative to the top."""
        content = statement.content
        signature = signing.sign(content, signing.APPROVAL, self.configuration.top)
        name = f"{folder_of(self.policy.configuration)}/{statement.name}"
        path = os.path.join(self.configuration.top, *name.split("/"))
        # The signature first: a statement without one is refused, and looks like an unfinished approval.
        put_file(f"{path}.sig", signature, self.configuration.top)
        put_file(path, content, self.configuration.top)
        return name


def opened(config_file: str | None, policy_ref: str | None, *, signers: bool = True) -> Sharing:
    """The repository here with its policy. Raises UserError where there is no repository or no policy."""
    from aishare_lint.repo import git

    configuration = find(file=config_file)
    policy = policy_of(configuration, policy_ref, signers=signers)
    repository: Any = git.repository(configuration.top)
    return Sharing(configuration, policy, repository)


def _twice(id_: str, names: list[str]) -> UserError:
    return UserError(f"`{id_}` is the id of several reports: {', '.join(names)}", hint="an id is unique in its repository: change one")


def _stem(source: Source) -> str:
    return os.path.splitext(os.path.basename(source.path))[0]
