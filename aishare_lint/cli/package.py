"""`aishare-lint package`: what is approved for an audience, as packages that it can check without us."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import Shareable, Sharing, opened
from aishare_lint.cli.terminal import in_ci, say_lines
from aishare_lint.document.marks import stricter
from aishare_lint.errors import UserError
from aishare_lint.repo.outputs import put_file
from aishare_lint.repo.sources import shown
from aishare_lint.share import approvals, archive, encryption, signing
from aishare_lint.share.audiences import Audience
from aishare_lint.share.candidates import Candidate
from aishare_lint.share.editions import Edition, EmptyEditionError
from aishare_lint.share.packages import BlockedError, Order, Package, build, check_names
from aishare_lint.share.verification import verify

#: A mark above this one does not leave CI in the clear.
_OPEN = "TLP:GREEN"


class _Choices(NamedTuple):
    """What was asked for on the command line."""

    out: str
    form: str
    encrypt: bool
    plain: bool
    allow_not_run: tuple[str, ...]


@click.command("package", short_help="Package what is approved for an audience.")
@click.option("--audience", "audience_name", required=True, metavar="NAME", help="For whom.")
@click.option("--report", "reports", multiple=True, metavar="ID", help="Only this report, by id or file; repeatable.")
@click.option("--out", required=True, metavar="FOLDER", type=click.Path(file_okay=False, readable=False), help="Where packages go.")
@click.option("--form", type=click.Choice(["tar", "zip"]), default="tar", help="The archive: tar (the default), or a stored zip.")
@click.option("--encrypt", is_flag=True, help="Encrypt to the audience's keys, whatever the mark.")
@click.option("--plain", is_flag=True, help="Do not encrypt, whatever the mark; never in CI above TLP:GREEN.")
@click.option("--allow-not-run", multiple=True, metavar="CHECK", help="Let a check that did not run not block; recorded. Repeatable.")
@click.option("--policy-ref", metavar="REF", help="The protected base that audiences and allowed signers are read from.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(
    *,
    audience_name: str,
    reports: tuple[str, ...],
    out: str,
    form: str,
    encrypt: bool,
    plain: bool,
    allow_not_run: tuple[str, ...],
    policy_ref: str | None,
    config_file: str | None,
) -> int:
    """Write a package for each report that is ready, or withdrawn, and approved for the audience.

    Each edition is judged again at its own mark, exported, and searched for what it leaves out. A report that is not approved yet is
    named and left. Exit code 1 where one must not go as it is, or where one that --report names is not packaged.
    """
    if encrypt and plain:
        raise UserError("--encrypt and --plain exclude each other")
    sharing = opened(config_file, policy_ref)
    audience = sharing.policy.audience(audience_name)
    choices = _Choices(out, form, encrypt, plain, allow_not_run)
    unknown = [name for name in allow_not_run if name not in check_names(sharing.terms.pack)]
    if unknown:
        raise UserError(f"--allow-not-run {unknown[0]}: there is no such check", hint="a rule, a category, `attachments` or `echo`")
    found = Shareable([sharing.candidate(name) for name in dict.fromkeys(reports)], []) if reports else sharing.shareable()
    say_lines([f"policy: {sharing.policy.source}"])
    if not found.candidates:
        say_lines(["no report is ready or withdrawn"])
    codes = [_package(sharing, audience, one, choices, named=bool(reports)) for one in found.candidates]
    found.complain()
    return max([*codes, FINDINGS if found.unread else CLEAN])


def _package(sharing: Sharing, audience: Audience, candidate: Candidate, choices: _Choices, *, named: bool) -> int:
    """Package one report; the exit code that it leads to."""
    mask = candidate.terms.mask(candidate.document)
    name = mask.text(candidate.said("id"))
    try:
        edition = candidate.edition(audience)
        state = sharing.state(candidate, audience, edition)
        if not state.is_approved:
            say_lines([f"{name}: not packaged, missing {'; '.join(state.missing)}"])
            say_lines(f"  does not count: {refused.file}: {refused.why}" for refused in state.refused)
            return FINDINGS if named else CLEAN
        against = approvals.Against(audience, sharing.policy, sharing.now)
        package = build(candidate, edition, against, state, _order(sharing, candidate, choices))
        _recheck(package, sharing)
        path, encrypted = _write(sharing, package, edition, audience, choices)
    except UserError as mistake:
        lines = [mask.text(line) for line in mistake.message.split("\n")]
        say_lines([f"{name}: not packaged, {lines[0]}", *lines[1:], *([f"  {mistake.hint}"] if mistake.hint else [])], sys.stderr)
        # A report of which this audience gets nothing is no mistake in a run over all reports.
        return CLEAN if isinstance(mistake, EmptyEditionError) and not named else FINDINGS
    how = ", encrypted" if encrypted else ""
    owed = ", approved in an emergency: a second review is owed" if state.emergency else ""
    say_lines([f"{name}: {shown(path)} ({edition.mark}{how}{owed})", f"  {package.digest}"])
    return CLEAN


def _recheck(package: Package, sharing: Sharing) -> None:
    """A package that its recipients would refuse, or whose signer is not on the list, is not written."""
    try:
        verify(package.content, sharing.policy.trust)
    except archive.DamagedError as damage:
        raise BlockedError(f"its recipients would refuse it: {damage.message}", hint=damage.hint) from None


def _order(sharing: Sharing, candidate: Candidate, choices: _Choices) -> Order:
    from aishare_lint.repo.attachments import WORDS, read_beside
    from aishare_lint.repo.sources import Refusal

    folder = os.path.dirname(os.path.abspath(candidate.source.path))

    def read_file(name: str) -> bytes:
        found = read_beside(folder, name)
        if isinstance(found, Refusal):
            raise BlockedError(f"the attachment {name} cannot be read: {WORDS[found.detail]}")
        return found.content

    top = sharing.configuration.top
    return Order(
        allow_not_run=choices.allow_not_run,
        form=choices.form,
        sign=lambda content, namespace: signing.sign(content, namespace, top),
        signer=sharing.signer()[0],
        read_file=read_file,
    )


def _write(sharing: Sharing, package: Package, edition: Edition, audience: Audience, choices: _Choices) -> tuple[str, bool]:
    """Write a package, encrypted where it must be; the path and whether it is. Raises UserError where it may not be written."""
    closed = stricter(edition.mark, _OPEN)
    ceiling = sharing.policy.configuration.settings.get("repository", {}).get("ceiling")
    if in_ci() and ceiling and stricter(edition.mark, ceiling):
        raise BlockedError(f"it is marked {edition.mark}, and the forge may hold {ceiling} at most: not even encrypted")
    if in_ci() and closed and choices.plain:
        raise BlockedError(f"it is marked {edition.mark}: in CI it is written encrypted or not at all")
    encrypted = choices.encrypt or (closed and not choices.plain)
    content, ending = encryption.encrypt(package.content, audience, sharing.policy.read) if encrypted else (package.content, "")
    path = os.path.join(choices.out, f"{package.name}{ending}")
    put_file(path, content)
    return path, encrypted
