"""`aishare-lint coverage`: what reports answer of the tear sheet, and what they owe."""

from __future__ import annotations

import sys

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS, MISTAKE, worst
from aishare_lint.cli.mistakes import complain
from aishare_lint.cli.terminal import say, style
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import find
from aishare_lint.repo.files import find_files


@click.command("coverage", short_help="Show what reports answer of the tear sheet.")
@click.argument("paths", nargs=-1, metavar="[PATH…|-]", type=click.Path(readable=False))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Every report by itself, and each open question with what a good answer looks like.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")
@click.option("--stdin-filename", metavar="NAME", default="<stdin>", help="What to call the report that comes from standard input (-).")
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours.")
def command(*, paths: tuple[str, ...], format_: str, verbose: bool, config_file: str | None, stdin_filename: str, colour: str) -> int:
    """Show the nine sections of the tear sheet, of one report or of a repository.

    Each question is answered, none, not applicable, unknown, withheld or open.
    """
    from aishare_lint.api import coverage_of
    from aishare_lint.show import coverage as shown
    from aishare_lint.terms import terms_of

    configuration = find(file=config_file)
    terms = terms_of(configuration)
    found = find_files(paths, configuration, stdin_name=stdin_filename)
    code = CLEAN
    reports = []
    for source in found.sources:
        document = terms.read(source)
        report = coverage_of(document, terms)
        if document.data is None:
            complain(
                UserError(f"{report.path} cannot be read, so it answers nothing", hint="`aishare-lint check` says where and why"), colour
            )
            code = FINDINGS
            continue
        head = {"id": report.id, "kind": report.kind, "stage": report.stage}
        reports.append(shown.covered(report.path, head, report.coverage, report.show))
    if reports or format_ == "json":
        say(
            shown.json(reports)
            if format_ == "json"
            else shown.text(reports, terms.pack.format.tear_sheet, style(sys.stdout, colour, verbose=verbose))
        )
    for mistake in found.mistakes:
        complain(mistake, colour)
        code = worst(code, MISTAKE)
    return code
