"""`aishare-lint due`: what has a date: embargoes, approvals that end, second reviews of emergencies, obligations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import Sharing, opened
from aishare_lint.cli.terminal import say_lines
from aishare_lint.document.answers import plain
from aishare_lint.document.times import embargo_end
from aishare_lint.repo.files import find_files
from aishare_lint.share import approvals
from aishare_lint.share.policy import folder_of
from aishare_lint.share.statements import NAMES, Statement


class _Due(NamedTuple):
    """Something with a date. `overdue` is not asked of an end that asks for nothing, such as that of an embargo."""

    at: datetime
    what: str
    asks: bool


@click.command("due", short_help="Embargoes, expiries, second reviews and obligations, by date.")
@click.option("--within", default=30, metavar="DAYS", type=click.IntRange(min=0), help="How far to look ahead; 30 days if not said.")
@click.option("--policy-ref", metavar="REF", help="The protected base that audiences are read from.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(*, within: int, policy_ref: str | None, config_file: str | None) -> int:
    """List what has a date, soonest first. Exit code 1 where something is overdue: an obligation, or a second review."""
    sharing = opened(config_file, policy_ref)
    found = sorted([*_of_reports(sharing), *_of_approvals(sharing)])
    until = approvals.later(sharing.now, within * 86400)
    overdue = False
    for one in found:
        if one.at > until:
            continue
        late = one.at < sharing.now
        overdue = overdue or (late and one.asks)
        word = "overdue " if late and one.asks else "passed  " if late else "        "
        say_lines([f"{word}{approvals.moment(one.at)}  {one.what}"])
    if not any(one.at <= until for one in found):
        say_lines([f"nothing is due within {within} days"])
    return FINDINGS if overdue else CLEAN


def _of_reports(sharing: Sharing) -> Iterator[_Due]:
    for source in find_files([], sharing.configuration).sources:
        document = sharing.terms.read(source)
        if not isinstance(document.data, dict):
            continue
        name = sharing.terms.mask(document).text(plain(document.data.get("id")) or source.name)
        handling = document.data.get("handling")
        until = embargo_end(plain(handling.get("embargo_until"))) if isinstance(handling, dict) else None
        if until is not None:
            yield _Due(_moment(until), f"{name}: its embargo ends", asks=False)
        obligations = document.data.get("obligations")
        for one in obligations if isinstance(obligations, list) else []:
            due = embargo_end(plain(one.get("due"))) if isinstance(one, dict) else None
            if isinstance(one, dict) and due is not None:
                yield _Due(_moment(due), f"{name}: {sharing.terms.mask(document).text(plain(one.get('regime')))}", asks=True)


def _of_approvals(sharing: Sharing) -> Iterator[_Due]:
    """Approvals that somebody on the list has signed; whether they count for what stands there now is for `approvals` to say."""
    folder = folder_of(sharing.policy.configuration)
    for name, audience in sharing.policy.audiences().items():
        for report in approvals.reports(sharing.configuration.top, folder):
            statements = [one for found in sharing.found(report, name) if (one := approvals.signed(found, sharing.policy)) is not None]
            for one in statements:
                at, expires = _said(one.at), _said(one.expires)
                if at is None or expires is None:  # refused, and `approvals` says so
                    continue
                yield _Due(expires, f"{report}: the {NAMES[one.kind]} for {name} by {one.by} ends", asks=False)
                emergency = audience.approve.emergency
                if one.kind == "emergency" and emergency is not None and not _reviewed(one, statements):
                    due = approvals.later(at, emergency.second_review_within)
                    yield _Due(due, f"{report}: a second review of what went to {name} in an emergency", asks=True)


def _reviewed(emergency: Statement, statements: list[Statement]) -> bool:
    """Whether somebody else approved it in the ordinary way since."""
    return any(
        one.kind == "approval" and one.by != emergency.by and one.key != emergency.key and one.at >= emergency.at for one in statements
    )


def _said(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, approvals.FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def _moment(instant: int) -> datetime:
    return datetime.fromtimestamp(min(max(instant, 0), 253_402_300_799), UTC)
