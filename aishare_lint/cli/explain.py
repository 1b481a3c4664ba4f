"""`aishare-lint explain`: one rule as its documentation page."""

from __future__ import annotations

import sys

import click

from aishare_lint.cli.exit_codes import CLEAN
from aishare_lint.cli.rule_names import complete
from aishare_lint.cli.terminal import say, style
from aishare_lint.repo.configuration import find


@click.command("explain", short_help="Explain a rule.")
@click.argument("rule", shell_complete=complete)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours.")
def command(*, rule: str, format_: str, config_file: str | None, colour: str) -> int:
    """Explain a rule: why it matters, when it is wrong, how it is mended, with its examples. A category lists its rules.

    \b
    aishare-lint explain tlp/retired-label
    aishare-lint explain tlp
    """
    from aishare_lint.api import rule_files_of
    from aishare_lint.show.rules import listing, page, table

    files = rule_files_of(find(file=config_file))
    ids = [id_ for id_ in files if rule in (id_, id_.partition("/")[0])]
    if not ids:
        raise files.unknown(rule)
    rules = [(id_, files.read(id_)) for id_ in ids]
    how = style(sys.stdout, colour)
    if format_ == "json":
        say(listing(rules))
    elif rule == ids[0]:
        say(page(rule, rules[0][1], how))
    else:
        say(table(rules, how))
    return CLEAN
