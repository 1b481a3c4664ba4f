"""`aishare-lint outstanding`: who holds an older version of something, or waits for a withdrawal."""

from __future__ import annotations

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import NoReportError, Sharing, opened
from aishare_lint.cli.terminal import say_lines
from aishare_lint.errors import UserError
from aishare_lint.share import ledger
from aishare_lint.share.ledger import Share


@click.command("outstanding", short_help="Who holds an older version, or waits for a withdrawal.")
@click.option("--policy-ref", metavar="REF", help="The protected base that audiences are read from.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(*, policy_ref: str | None, config_file: str | None) -> int:
    """Hold what was shared, as shares/ says, against the reports as they are. Exit code 1 where somebody must hear of something."""
    sharing = opened(config_file, policy_ref, signers=False)
    lines = [line for report in ledger.known(sharing.configuration.top) for line in _of_report(sharing, report)]
    say_lines(lines or ["nothing is outstanding"])
    return FINDINGS if lines else CLEAN


def _of_report(sharing: Sharing, report: str) -> list[str]:
    holders = ledger.last(ledger.shares(sharing.configuration.top, report))
    try:
        candidate = sharing.named(report)
    except NoReportError:
        return [f"{report}: {name} holds {_what(share)}, and the report is gone: withdraw, never delete" for name, share in holders.items()]
    except UserError as mistake:
        return [f"{report}: {name} holds {_what(share)}; now: {mistake.message}" for name, share in holders.items()]
    lines = []
    status = candidate.said("status")
    for name, share in holders.items():
        if share.status == "withdrawn" and status == "withdrawn":
            continue
        if status == "withdrawn":
            lines.append(f"{report}: {name} holds {_what(share)} and waits for the withdrawal")
            continue
        try:
            audience = sharing.policy.audience(name)
            edition = candidate.edition(audience)
        except UserError as mistake:
            lines.append(f"{report}: {name} holds {_what(share)}; now: {mistake.message}")
            continue
        # An edition that only waits to be ready differs from the one that was sent in its status at least.
        if edition.digest != share.edition:
            counted = edition.version and edition.version != share.version
            now = f"version {edition.version}" if counted else "the report as it is, whose version was not counted up"
            ready = "" if status == "ready" else f", which is a {status}"
            lines.append(f"{report}: {name} holds {_what(share)}; newer is {now}{ready}")
    return lines


def _what(share: Share) -> str:
    version = f"version {share.version}" if share.version else f"the edition {share.edition[:19]}"
    return f"{version} (sent {share.at})"
