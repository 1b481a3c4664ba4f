"""`aishare-lint merge`: the results of the parts of a run as one."""

from __future__ import annotations

import json
import sys
from typing import Any, Final

import click

from aishare_lint.cli.exit_codes import FINDINGS, worst
from aishare_lint.cli.terminal import harmless, say, style
from aishare_lint.errors import UserError
from aishare_lint.lint.findings import Result
from aishare_lint.repo.sources import Refusal, load, shown
from aishare_lint.show import FORMATS, render
from aishare_lint.show.merging import Part, merge, part_from
from aishare_lint.show.style import Style

#: Bytes of one result.
_LIMIT: Final = 500_000_000


@click.command("merge", short_help="Put the results of the parts of a run together.")
@click.argument("results", nargs=-1, required=True, metavar="RESULT.json…", type=click.Path())
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="full", show_default=True, help="How to write findings.")
@click.option("--output", metavar="FILE", help="Write to a file instead.")
@click.option("--partial", is_flag=True, help="Parts may be missing; they are named as not run.")
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours.")
def command(*, results: tuple[str, ...], format_: str, output: str | None, partial: bool, colour: str) -> int:
    """Put the results together that `check --shard 1/4 --format json` and its like wrote.

    \b
    aishare-lint check --shard 1/2 --output json:1.json
    aishare-lint check --shard 2/2 --output json:2.json
    aishare-lint merge 1.json 2.json --format sarif --output lint.sarif

    The exit code is that of a run over everything; 1 at least where --partial left something out.
    """
    parts = [_part(path) for path in results]
    whole = merge(parts, partial=partial)
    titles = _titles(whole)
    if output is not None:
        from aishare_lint.repo.outputs import write_output

        write_output(output, render(format_, whole, Style(), titles=titles).encode())
    else:
        text = render(format_, whole, style(sys.stdout, colour), titles=titles)
        say(harmless(text) if format_ in ("full", "concise") else text)
    return worst(*(part.exit_code for part in parts), FINDINGS if len(parts) < parts[0].of else 0)


def _part(path: str) -> Part:
    """A result by its file. Raises UserError where it is none."""
    from jsonschema import Draft202012Validator

    from aishare_lint.repo.builtin import load_schema

    name = shown(path)
    content = load(path, _LIMIT)
    if isinstance(content, Refusal):
        raise UserError(f"cannot read {name}: {content.detail.replace('-', ' ')}")
    try:
        said: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise UserError(f"{name} is not JSON", hint="merge reads what `check --format json` writes") from None
    wrong = next(Draft202012Validator(load_schema("findings")).iter_errors(said), None)
    if wrong is not None:
        at = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in wrong.absolute_path)
        raise UserError(f"{name} is no result of aishare-lint: ${at} breaks `{wrong.validator}`", hint="see schemas/findings.schema.json")
    return part_from(said, name)


def _titles(result: Result) -> dict[str, tuple[str, str]]:
    """Title and reason of the rules that found something, of those that come with the tool."""
    from aishare_lint.repo.builtin import load_pack

    found = {finding.rule for _, finding in result.findings(ignored=True)}
    return {rule.id: (rule.data["title"], rule.data.get("why", "")) for rule in load_pack().rules if rule.id in found}
