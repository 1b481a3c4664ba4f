"""`aishare-lint approvals`: the state of every report and audience: what is approved, what is missing, and which approvals do not count."""

from __future__ import annotations

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import Sharing, opened
from aishare_lint.cli.terminal import say
from aishare_lint.errors import UserError
from aishare_lint.share import approvals
from aishare_lint.share.audiences import Audience
from aishare_lint.share.candidates import Candidate


@click.command("approvals", short_help="What is approved, for whom, and what is missing.")
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@click.option("--audience", "audience_name", metavar="NAME", help="Only for this audience.")
@click.option("--policy-ref", metavar="REF", help="The protected base that audiences and allowed signers are read from.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(*, reports: tuple[str, ...], audience_name: str | None, policy_ref: str | None, config_file: str | None) -> int:
    """For every report that is ready or withdrawn and every audience: whether it is approved, and if not, why.

    Exit code 1 where something is missing for what was asked about.
    """
    sharing = opened(config_file, policy_ref)
    audiences = [sharing.policy.audience(audience_name)] if audience_name else list(sharing.policy.audiences().values())
    if not audiences:
        raise UserError("the policy names no audience", hint="`audiences:` in aishare-lint.yaml names those you share with")
    found = [sharing.candidate(name) for name in reports] if reports else sharing.shareable()
    say(f"policy: {sharing.policy.source}\n")
    if not found:
        say("no report is ready or withdrawn\n")
    return FINDINGS if [line for one in found for line in _lines(sharing, one, audiences)] else CLEAN


def _lines(sharing: Sharing, one: Candidate, audiences: list[Audience]) -> list[str]:
    """Say the state for each audience; what is missing, as it was said."""
    missing = []
    name = one.terms.mask(one.document).text(one.said("id"))
    for audience in audiences:
        try:
            edition = one.edition(audience)
            authors = sharing.authors(one)
        except UserError as mistake:
            say(f"{name} for {audience.name}: {mistake.message}\n")
            missing.append(mistake.message)
            continue
        against = approvals.Against(audience, sharing.policy, sharing.now)
        state = approvals.state(one.wanted(edition, authors), against, sharing.found(edition.report, audience.name))
        if one.said("status") == "draft":
            verdict = "still a draft"
        elif state.emergency:
            verdict = f"approved in an emergency ({edition.mark}); a second review is owed"
        elif state.is_approved:
            verdict = f"approved ({edition.mark})"
        else:
            verdict = f"missing {'; '.join(state.missing)} ({edition.mark})"
            missing.append(verdict)
        say(f"{name} for {audience.name}: {verdict}\n")
        for refused in state.refused:
            say(f"  does not count: {refused.file}: {refused.why}\n")
    return missing
