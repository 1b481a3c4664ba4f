"""A report that is about to be shared: read, judged by the policy's rules, with what an audience would get and its approvers must see."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from aishare_lint.document.answers import coverage
from aishare_lint.document.places import Value
from aishare_lint.document.reader import Document, read
from aishare_lint.errors import UserError
from aishare_lint.lint.findings import Finding, Judged
from aishare_lint.lint.pack import Pack
from aishare_lint.repo.files import Source
from aishare_lint.share.approvals import Wanted
from aishare_lint.share.audiences import NAMES, Audience, is_file_name
from aishare_lint.share.editions import Edition, derive
from aishare_lint.share.statements import Ignored
from aishare_lint.terms import Terms

if TYPE_CHECKING:
    from aishare_lint.repo.git import Repository


class Candidate(NamedTuple):
    """A report that is about to be shared.

    source    its file
    document  what was read
    terms     what it is judged by, with what lies beside it
    judged    what was found
    """

    source: Source
    document: Document
    terms: Terms
    judged: Judged

    @property
    def report(self) -> dict[str, Value]:
        """What it says."""
        return self.document.data if isinstance(self.document.data, dict) else {}

    def said(self, key: str, default: str = "") -> str:
        """What a key of the head says; the default where it says nothing."""
        value = self.report.get(key)
        return value if isinstance(value, str) and value else default

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.judged.findings if finding.severity == "error" and finding.ignored is None]

    @property
    def ignored(self) -> tuple[Ignored, ...]:
        """The ignored findings of safety rules: whoever approves must see them."""
        found = [finding for finding in self.judged.findings if finding.safety and finding.ignored is not None]
        return tuple(sorted({Ignored(finding.rule, finding.at, finding.ignored or "") for finding in found}))

    def edition(self, audience: Audience) -> Edition:
        """What an audience would get. Raises UserError where that is nothing."""
        return derive(self.document, audience, self.terms.pack.format)

    def answered(self, edition: Edition) -> int:
        """How many of the 59 questions an edition answers, by a value or a word."""
        format_ = self.terms.pack.format
        counts = coverage(edition.data, format_.tear_sheet, format_.vocabularies).count()
        return sum(counts.values()) - counts["open"]

    def wanted(self, edition: Edition, authors: Iterable[str]) -> Wanted:
        """What there is to approve."""
        return Wanted(edition, self.ignored, frozenset(authors), self.said("stage", "update"))


def candidate(source: Source, terms: Terms) -> Candidate:
    """A report, read and judged. Raises UserError where it cannot be read or its id names no file: what was not judged is not shared."""
    document = terms.read(source)
    beside = terms.beside(source, document)
    judged = beside.check(document)
    if document.data is None:
        raise UserError(f"{judged.path} cannot be read", hint="`aishare-lint check` says where and why")
    if judged.failures:
        raise RuntimeError(f"{judged.failures[0].rule} failed: {judged.failures[0].error}")
    found = Candidate(source, document, beside, judged)
    if not is_file_name(found.said("id")):
        raise UserError(f"{judged.path} has no id that could name a file", hint=NAMES)
    return found


def authors_of(repository: Repository, one: Candidate) -> frozenset[str]:
    """Who wrote or committed a report. Raises UserError where what was read is not what is committed: its author could be anybody."""
    from aishare_lint.repo import git

    if repository.shallow:
        hint = "`git fetch --unshallow`; in CI check out with the whole history (`fetch-depth: 0`)"
        raise UserError("the history of this clone was cut, so it is not known who wrote a report", hint=hint)
    # The folder may be reached through a link, and git names its own top without one.
    path = os.path.relpath(os.path.realpath(one.source.path), os.path.realpath(repository.folder)).replace(os.sep, "/")
    committed = git.stood(repository, "HEAD", path, one.terms.limits.file)
    # The file may have been changed since it was judged: what is compared is what was read then.
    if committed.kind != "blob" or read(committed.content, one.source.name, one.terms.limits).text != one.document.text:
        hint = "commit it: who wrote a report is read from its history, so that nobody approves what they wrote themselves"
        raise UserError(f"{one.source.name} is not committed as it is", hint=hint)
    return frozenset(git.authors(repository, "HEAD", path))


def rules_digest(pack: Pack) -> str:
    """`sha256:<64 hex>` of the rules that a report was judged by: recorded in approvals and packages, bound to nothing."""
    import hashlib
    import json

    said = json.dumps([(rule.id, rule.data) for rule in pack.rules], sort_keys=True, default=repr)
    return f"sha256:{hashlib.sha256(said.encode()).hexdigest()}"
