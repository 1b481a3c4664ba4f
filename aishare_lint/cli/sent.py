"""`aishare-lint sent`: write down what went to whom."""

from __future__ import annotations

import sys

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import Sharing, opened
from aishare_lint.cli.terminal import say
from aishare_lint.errors import UserError
from aishare_lint.repo.sources import Refusal, load, shown
from aishare_lint.share import approvals, archive, ledger
from aishare_lint.share.verification import verify


@click.command("sent", short_help="Write down what went to whom, in shares/.")
@click.argument("report", metavar="REPORT")
@click.option("--audience", "audience_name", required=True, metavar="NAME", help="To whom.")
@click.option("--channel", default="", metavar="CHANNEL", help="By which channel; the audience's if not said.")
@click.option("--submission-id", default="", metavar="ID", help="The receipt that came back.")
@click.option("--package", "package_file", metavar="FILE", help="What was sent, before it was encrypted; else the edition as it is now.")
@click.option("--at", default="", metavar="TIME", help="When, if not now: 2026-11-28T17:00:00Z.")
@click.option("--note", default="", metavar="TEXT", help="What they answered.")
@click.option("--policy-ref", metavar="REF", help="The protected base that audiences are read from.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(
    *,
    report: str,
    audience_name: str,
    channel: str,
    submission_id: str,
    package_file: str | None,
    at: str,
    note: str,
    policy_ref: str | None,
    config_file: str | None,
) -> int:
    """Write into shares/ID.yaml that REPORT went to an audience: which edition and version, when, by which channel.

    What went without an approval is written down as well, and ends with exit code 1.
    """
    sharing = opened(config_file, policy_ref)
    audience = sharing.policy.audience(audience_name)
    candidate = sharing.candidate(report)
    edition = candidate.edition(audience)
    about = {"version": edition.version, "status": candidate.said("status"), "mark": edition.mark, "edition": edition.digest}
    digest = ""
    if package_file is not None:
        about, digest = _of_package(package_file, edition.report, audience.name)
    wanted = candidate.wanted(edition, sharing.authors(candidate, strict=False))
    against = approvals.Against(audience, sharing.policy, sharing.now)
    state = approvals.state(wanted, against, sharing.found(edition.report, audience.name))
    # A package was approved when it was made; what the repository says now may be about a later edition.
    approved = package_file is not None or state.is_approved
    share = ledger.Share(
        audience=audience.name,
        **about,
        package=digest,
        at=_moment(sharing, at),
        by=sharing.user(),
        channel=channel or audience.channel,
        submission=submission_id,
        approval="emergency" if state.emergency else "approved" if approved else "none",
        note=note,
    )
    path = ledger.add(sharing.configuration.top, edition.report, share)
    say(f"wrote {path}\n")
    if not approved:
        say(f"warning: it went without approval: {'; '.join(state.missing)}\n", sys.stderr)
        return FINDINGS
    return CLEAN


def _of_package(file: str, report: str, audience: str) -> tuple[dict[str, str], str]:
    """What a package says of itself, and its digest."""
    import hashlib

    content = load(file, archive.MOST_BYTES)
    if isinstance(content, Refusal):
        raise UserError(f"cannot read {shown(file)}: {content.detail.replace('-', ' ')}")
    manifest = verify(content, None).manifest
    if (manifest["report"], manifest["audience"]) != (report, audience):
        raise UserError(
            f"{shown(file)} is a package of {manifest['report']} for `{manifest['audience']}`, not of {report} for `{audience}`"
        )
    return {key: manifest[key] for key in ("version", "status", "mark", "edition")}, f"sha256:{hashlib.sha256(content).hexdigest()}"


def _moment(sharing: Sharing, said: str) -> str:
    from aishare_lint.document.times import Time, parse_time

    if not said:
        return approvals.moment(sharing.now)
    time = parse_time(said)
    if not isinstance(time, Time):
        raise UserError(f"`{said}` is no time", hint=f"2026-11-28T17:00:00Z{f'; did you mean {time.new}?' if time.new else ''}")
    return said
