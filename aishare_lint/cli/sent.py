"""`aishare-lint sent`: write down what went to whom."""

from __future__ import annotations

import sys

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import Sharing, opened
from aishare_lint.cli.terminal import say_lines
from aishare_lint.errors import UserError
from aishare_lint.repo.sources import required, shown
from aishare_lint.share import approvals, archive, ledger
from aishare_lint.share.audiences import Audience
from aishare_lint.share.encryption import is_encrypted
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
    if package_file is not None:
        # A package was approved when it was made; what the repository says now may be about a later edition.
        about = _of_package(package_file, edition.report, sharing, audience)
        missing: tuple[str, ...] = ()
    else:
        state = sharing.state(candidate, audience, edition, strict=False)
        missing = state.missing
        about = {
            "version": edition.version,
            "status": candidate.said("status"),
            "mark": edition.mark,
            "edition": edition.digest,
            "package": "",
            "approval": "emergency" if state.emergency else "approved" if state.is_approved else "none",
        }
    share = ledger.Share(
        audience=audience.name,
        **about,
        at=_moment(sharing, at),
        by=sharing.user(),
        channel=channel or audience.channel,
        submission=submission_id,
        note=note,
    )
    path = ledger.add(sharing.configuration.top, edition.report, share)
    say_lines([f"wrote {path}"])
    if missing:
        say_lines([f"warning: it went without approval: {'; '.join(missing)}"], sys.stderr)
        return FINDINGS
    return CLEAN


def _of_package(file: str, report: str, sharing: Sharing, audience: Audience) -> dict[str, str]:
    """What a package that was signed by one of ours says of itself, and its digest."""
    import hashlib

    content = required(file, archive.MOST_BYTES)
    if is_encrypted(content):
        hint = "name the package as it was before, or leave --package out: then it is the edition as it is now"
        raise UserError(f"{shown(file)} is encrypted, so it is not known what is in it", hint=hint)
    try:
        manifest = verify(content, sharing.policy.trust).manifest
    except archive.DamagedError as damage:
        raise UserError(f"{shown(file)} is no package of ours: {damage.message}") from None
    if (manifest["report"], manifest["audience"]) != (report, audience.name):
        raise UserError(
            f"{shown(file)} is a package of {manifest['report']} for `{manifest['audience']}`, not of {report} for `{audience.name}`"
        )
    return {
        **{key: manifest[key] for key in ("version", "status", "mark", "edition")},
        "package": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "approval": "emergency" if manifest["emergency"] else "approved",
    }


def _moment(sharing: Sharing, said: str) -> str:
    from aishare_lint.document.times import Time, parse_time

    if not said:
        return approvals.moment(sharing.now)
    time = parse_time(said)
    if not isinstance(time, Time):
        raise UserError(f"`{said}` is no time", hint=f"2026-11-28T17:00:00Z{f'; did you mean {time.new}?' if time.new else ''}")
    return said
