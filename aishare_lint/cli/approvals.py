"""`aishare-lint approvals`: the state of every report and audience: what is approved, what is missing, and which approvals do not count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import Shareable, Sharing, opened
from aishare_lint.cli.terminal import harmless, say
from aishare_lint.document.text import markdown, visible
from aishare_lint.errors import UserError
from aishare_lint.share.approvals import Refused
from aishare_lint.share.audiences import Audience
from aishare_lint.share.candidates import Candidate


class _Row(NamedTuple):
    """How far one report is approved for one audience: ids, places and counts, no text of the report.

    mark     of the edition; empty where there is none
    verdict  approved, emergency, draft, none (it gets nothing) or missing
    missing  what is missing, in words
    """

    report: str
    audience: str
    mark: str
    verdict: str
    missing: tuple[str, ...]
    refused: tuple[Refused, ...]
    answered: int


@click.command("approvals", short_help="What is approved, for whom, and what is missing.")
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@click.option("--audience", "audience_name", metavar="NAME", help="Only for this audience.")
@click.option("--format", "format_", type=click.Choice(["text", "markdown", "json"]), default="text", help="How it is said.")
@click.option("--policy-ref", metavar="REF", help="The protected base that audiences and allowed signers are read from.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(*, reports: tuple[str, ...], audience_name: str | None, format_: str, policy_ref: str | None, config_file: str | None) -> int:
    """For every report that is ready or withdrawn and every audience: whether it is approved, and if not, why.

    Exit code 1 where something is missing for what was asked about.
    """
    sharing = opened(config_file, policy_ref)
    audiences = [sharing.policy.audience(audience_name)] if audience_name else list(sharing.policy.audiences().values())
    if not audiences:
        raise UserError("the policy names no audience", hint="`audiences:` in aishare-lint.yaml names those you share with")
    found = Shareable([sharing.candidate(name) for name in dict.fromkeys(reports)], []) if reports else sharing.shareable()
    rows = [_row(sharing, one, audience) for one in found.candidates for audience in audiences]
    say(harmless(_FORMATS[format_](sharing.policy.source, rows)))
    found.complain()
    return FINDINGS if found.unread or any(row.verdict == "missing" for row in rows) else CLEAN


def _row(sharing: Sharing, one: Candidate, audience: Audience) -> _Row:
    name = one.terms.mask(one.document).text(one.said("id"))
    try:
        edition = one.edition(audience)
    except UserError as mistake:
        return _Row(name, audience.name, "", "none", (mistake.message,), (), 0)
    answered = one.answered(edition)
    try:
        state = sharing.state(one, audience, edition)
    except UserError as mistake:
        return _Row(name, audience.name, edition.mark, "missing", (mistake.message,), (), answered)
    verdict = "draft" if one.said("status") == "draft" else "emergency" if state.emergency else "missing" if state.missing else "approved"
    return _Row(name, audience.name, edition.mark, verdict, state.missing, state.refused, answered)


def _as_text(source: str, rows: Iterable[_Row]) -> str:
    lines = [f"policy: {source}"]
    for row in rows:
        mark = f" ({row.mark})" if row.mark else ""
        lines.append(f"{row.report} for {row.audience}: {_said(row)}{mark}")
        lines += [f"  does not count: {refused.file}: {refused.why}" for refused in row.refused]
    return "".join(f"{visible(line)}\n" for line in (lines if len(lines) > 1 else [*lines, "no report is ready or withdrawn"]))


def _as_markdown(source: str, rows: Iterable[_Row]) -> str:
    lines = [f"### Sharing\n\nPolicy: {markdown(source)}\n", "| report | audience | edition | answered | state |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (row.report, row.audience, row.mark or "none", f"{row.answered} of 59" if row.mark else "", _said(row))
        lines.append("| " + " | ".join(markdown(cell, table=True) for cell in cells) + " |")
        if row.refused:
            lines[-1] = lines[-1][:-2] + f"; {len(row.refused)} do not count |"
    return "\n".join(lines) + "\n"


def _as_json(source: str, rows: Iterable[_Row]) -> str:
    import json

    said = [{**row._asdict(), "refused": [refused._asdict() for refused in row.refused]} for row in rows]
    return json.dumps({"policy": source, "approvals": said}, indent=2, ensure_ascii=False) + "\n"


_FORMATS: Final[dict[str, Callable[[str, list[_Row]], str]]] = {"text": _as_text, "markdown": _as_markdown, "json": _as_json}


def _said(row: _Row) -> str:
    if row.verdict == "none":
        return "gets nothing of it"
    if row.verdict == "emergency":
        return "approved in an emergency; a second review is owed"
    if row.verdict == "draft":
        return "still a draft"
    return f"missing {'; '.join(row.missing)}" if row.missing else "approved"
