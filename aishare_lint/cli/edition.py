"""`aishare-lint edition`: what an audience would get of a report, or what has changed since it got something."""

from __future__ import annotations

import sys
from typing import Final

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.sharing import Sharing, opened
from aishare_lint.cli.terminal import harmless, say, say_bytes, say_lines, style
from aishare_lint.document.paths import show
from aishare_lint.errors import UserError
from aishare_lint.share import exports
from aishare_lint.share.audiences import Audience
from aishare_lint.share.candidates import Candidate
from aishare_lint.share.editions import Edition
from aishare_lint.share.packages import edition_document

#: Formats that are data, which can be read again: what must not be shown is found in them as in a report.
_READABLE: Final = ("yaml", "json")


@click.command("edition", short_help="Show what an audience would get of a report.")
@click.argument("report", metavar="REPORT")
@click.option("--audience", "audience_name", required=True, metavar="NAME", help="For whom.")
@click.option("--format", "format_", default="yaml", metavar="FORMAT", help="yaml (the default), or any other format of packages.")
@click.option("--output", metavar="FILE", help="Write it to a file; only what holds no error is written.")
@click.option("--since-last", is_flag=True, help="Show what has changed since this audience got something, as `shares/` says.")
@click.option("--policy-ref", metavar="REF", help="The protected base that audiences are read from.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
def command(
    *,
    report: str,
    audience_name: str,
    format_: str,
    output: str | None,
    since_last: bool,
    policy_ref: str | None,
    config_file: str | None,
) -> int:
    """Show the edition of REPORT (a file or an id) for an audience, and name the places that it leaves out, with why; never their values.

    What a rule holds to be a secret is masked on the screen; formats other than yaml and json are not shown where there is any. Exit code 1
    where the report has errors.
    """
    if format_ not in exports.KINDS:
        raise UserError(f"`{format_}` is no format of packages", hint=f"formats: {', '.join(exports.KINDS)}")
    if since_last and (output or format_ != "yaml"):
        raise UserError("--since-last shows a difference on the screen", hint="leave out --format and --output")
    sharing = opened(config_file, policy_ref, signers=False)
    audience = sharing.policy.audience(audience_name)
    candidate = sharing.candidate(report)
    edition = candidate.edition(audience)
    if since_last:
        _say_change(sharing, candidate, edition, audience)
    else:
        _say_edition(candidate, edition, audience, format_, output)
    _say_left_out(candidate, edition)
    if candidate.errors:
        say(f"warning: the report has {len(candidate.errors)} errors; it cannot be approved as it is\n", sys.stderr)
        return FINDINGS
    return CLEAN


def _say_edition(candidate: Candidate, edition: Edition, audience: Audience, format_: str, output: str | None) -> None:
    content = exports.export(format_, edition, exports.Context(candidate.terms.pack.format, audience))
    if output is not None:
        from aishare_lint.repo.outputs import write_output

        if candidate.errors:
            raise UserError(f"the report has {len(candidate.errors)} errors; nothing was written", hint="`aishare-lint check` shows them")
        write_output(output, content)
        return
    if format_ not in _READABLE and _masks(candidate, edition):
        hint = "yaml and json are shown masked; --output writes it as it is, where the report has no errors"
        raise UserError(f"it holds what must not be shown, and as {format_} it could not be masked", hint=hint)
    try:
        say(harmless(_masked(candidate, content.decode())))
    except UnicodeDecodeError:
        if candidate.errors or sys.stdout.isatty():
            raise UserError(f"{format_} is not text", hint="--output writes it to a file") from None
        say_bytes(content)


def _masks(candidate: Candidate, edition: Edition) -> bool:
    """Whether anything of an edition must not be shown."""
    text = edition.content.decode()
    return candidate.terms.mask(candidate.document).text(text) != text or candidate.terms.mask(edition_document(edition)).text(text) != text


def _masked(candidate: Candidate, text: str) -> str:
    """A text with everything masked that must not be shown; what the report's own judge has found, and what stands in this text."""
    from aishare_lint.document.reader import read

    text = candidate.terms.mask(candidate.document).text(text)
    document = read(text, candidate.judged.path, candidate.terms.limits)
    if document.data is None:
        return text
    return "".join(f"{line}\n" for line in candidate.terms.mask(document).lines())


def _say_change(sharing: Sharing, candidate: Candidate, edition: Edition, audience: Audience) -> None:
    from aishare_lint.share.ledger import last, shares
    from aishare_lint.show.diff import Version, diff

    got = last(shares(sharing.configuration.top, edition.report)).get(audience.name)
    if got is None:
        say(f"{audience.name} got nothing of this report yet\n")
        return
    if got.edition == edition.digest:
        say(f"{audience.name} holds this edition since {got.at}\n")
        return
    old = sharing.shared(candidate, audience, got.edition)
    if old is None:
        raise UserError(
            f"the edition that {audience.name} got at {got.at} is in no version of the file that git knows",
            hint="it was sent before it was committed, or the audience was configured otherwise; `aishare-lint edition` shows the whole",
        )
    context = exports.Context(candidate.terms.pack.format, audience)
    texts = [_masked(candidate, exports.export("yaml", one, context).decode()) for one in (old, edition)]
    versions = [Version(text, text.splitlines()) for text in texts]
    say(harmless(diff(f"{edition.report} for {audience.name}", versions[0], versions[1], style(sys.stdout))))


def _say_left_out(candidate: Candidate, edition: Edition) -> None:
    mask = candidate.terms.mask(candidate.document)
    lines = [f"left out: {mask.text(show(one.path))} ({one.why})" for one in edition.left_out]
    lines += [f"too short to be looked for in what goes out: {mask.text(show(path))}" for path in edition.short]
    say_lines(lines, sys.stderr)
