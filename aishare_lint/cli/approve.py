"""`aishare-lint approve`: sign what an audience would get of a report, after it was shown what that is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from aishare_lint import __version__
from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import Sharing, opened
from aishare_lint.cli.terminal import say, say_lines, watches
from aishare_lint.document.paths import show
from aishare_lint.errors import UserError
from aishare_lint.share import approvals, statements
from aishare_lint.share.audiences import Audience, seconds
from aishare_lint.share.candidates import Candidate, rules_digest
from aishare_lint.share.editions import Edition

if TYPE_CHECKING:
    from aishare_lint.share.statements import Kind


@click.command("approve", short_help="Sign what an audience would get of a report.")
@click.argument("report", metavar="REPORT")
@click.option("--audience", "audience_name", required=True, metavar="NAME", help="For whom.")
@click.option("--role", default="", metavar="ROLE", help="In which role, where the policy asks for roles.")
@click.option("--privacy", is_flag=True, help="A privacy review: bound to prose, attachments, accounts and victims only.")
@click.option("--emergency", is_flag=True, help="Alone and at once, where the policy allows it; a second review is owed.")
@click.option("--expires", default="", metavar="SPAN", help="Until when it holds, such as 7d; the policy's span if shorter.")
@click.option("--policy-ref", metavar="REF", help="The protected base that audiences and allowed signers are read from.")
@click.option("--yes", is_flag=True, help="Do not ask; what would be shown is still printed.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(
    *,
    report: str,
    audience_name: str,
    role: str,
    privacy: bool,
    emergency: bool,
    expires: str,
    policy_ref: str | None,
    yes: bool,
    config_file: str | None,
) -> int:
    """Sign the edition of REPORT (a file or an id) for an audience with the key that git signs commits with.

    Shown first: its mark, what is left out, every ignored finding of a safety rule, and withheld values that are too short to be looked
    for in what goes out. All of it is part of what is signed. One changed character in the edition ends the approval; a comment, a
    rebase or a squash does not.
    """
    if privacy and (emergency or role):
        raise UserError("--privacy is a role of its own", hint="give the other approval in a second call")
    span = _span(expires) if expires else 0
    sharing = opened(config_file, policy_ref)
    audience = sharing.policy.audience(audience_name)
    candidate = sharing.candidate(report)
    if candidate.said("status") == "draft":
        raise UserError(
            f"{candidate.judged.path} is a draft", hint="set `status: ready` first: what is approved is the edition as it will be"
        )
    work = _Approving(sharing, candidate, audience, candidate.edition(audience))
    work.show()
    if candidate.errors:
        say(f"error: the report has {len(candidate.errors)} errors (`aishare-lint check` shows them); nothing was signed\n", sys.stderr)
        return FINDINGS
    kind: Kind = "privacy" if privacy else "emergency" if emergency else "approval"
    statement = work.statement(kind, "privacy" if privacy else role, span)
    why = work.unfit(statement)
    if why:
        raise UserError(f"it would not count: {why}", hint="nothing was signed")
    if not yes:
        work.ask(kind)
    path = sharing.write_signed(statement)
    say_lines([f"signed {path}"])
    return CLEAN if work.say_state(path) else FINDINGS


class _Approving(NamedTuple):
    """One edition, on its way to a signature."""

    sharing: Sharing
    candidate: Candidate
    audience: Audience
    edition: Edition

    def show(self) -> None:
        """Say what whoever signs must have seen."""
        mask = self.candidate.terms.mask(self.candidate.document)
        edition = self.edition
        lines = [
            f"{mask.text(edition.report)} for {self.audience.name} (up to {self.audience.ceiling}): an edition marked {edition.mark}",
            f"  digest {edition.digest}, policy {self.sharing.policy.source}",
            *(f"  left out: {mask.text(show(one.path))} ({one.why})" for one in edition.left_out),
            *(f"  too short to be looked for in what goes out: {mask.text(show(path))}" for path in edition.short),
            *(f"  ignored: {line}" for line in statements.shown(self.candidate.ignored)),
            *(f"  not run: {one.check} ({one.why})" for one in (*self.candidate.terms.not_run, *self.candidate.judged.not_run)),
        ]
        if "release" in edition.data:
            lines.append("  released: the report allows a mark looser than its own (`release`)")
        say_lines(lines)

    def ask(self, kind: Kind) -> None:
        """Let a person decide. Raises UserError where there is none."""
        if not watches(sys.stdin):
            raise UserError("nobody is there to be asked; nothing was signed", hint="--yes signs without asking")
        click.confirm(f"sign this {statements.NAMES[kind]} for {self.audience.name}?", abort=True, err=True)

    def statement(self, kind: Kind, role: str, span: int) -> statements.Statement:
        edition = self.edition
        by, key = self.sharing.signer()
        longest = self.audience.approve.expires
        now = self.sharing.now
        return statements.Statement(
            kind=kind,
            report=edition.report,
            version=edition.version,
            audience=self.audience.name,
            policy=self.audience.digest,
            edition=statements.privacy_digest(edition) if kind == "privacy" else edition.digest,
            role=role,
            ignored=self.candidate.ignored,
            short=tuple(show(path) for path in edition.short),
            by=by,
            key=key,
            at=approvals.moment(now),
            expires=approvals.moment(approvals.later(now, min(span or longest, longest))),
            tool=f"aishare-lint {__version__}",
            rules=rules_digest(self.sharing.terms.pack),
        )

    def unfit(self, statement: statements.Statement) -> str:
        """Why this statement would not count; empty where it would."""
        wanted = self.candidate.wanted(self.edition, ())
        return approvals.unfit(statement, wanted, approvals.Against(self.audience, self.sharing.policy, self.sharing.now))

    def say_state(self, path: str) -> bool:
        """Say what is still missing after this signature, and if it does not count, why; whether it counts."""
        state = self.sharing.state(self.candidate, self.audience, self.edition, strict=False)
        own = [refused.why for refused in state.refused if refused.file == path]
        say_lines((f"warning: it does not count: {why}" for why in own), sys.stderr)
        say_lines(["approved" if state.is_approved else f"still missing: {'; '.join(state.missing)}"])
        return not own


def _span(text: str) -> int:
    import re

    if not re.fullmatch(r"[0-9]{1,6}[smhdw]", text) or not int(text[:-1]):
        raise UserError(f"`{text}` is no time span", hint="a number above 0 with s, m, h, d or w behind it, such as 7d")
    return seconds(text)
