"""`aishare-lint rules`: list them, begin one of your own, test their examples."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from aishare_lint.cli.exit_codes import CLEAN, FINDINGS
from aishare_lint.cli.rule_names import complete
from aishare_lint.cli.terminal import say, style
from aishare_lint.document.patterns import lazy
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.outputs import create_file
from aishare_lint.repo.sources import shown

_ID: Final = lazy(r"[a-z][a-z0-9-]{0,40}/[a-z0-9][a-z0-9-]{0,60}\Z")

_config = click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's.")

#: A rule that works as it stands, so that the first thing a new rule does is pass its tests.
TEMPLATE: Final = """\
# {id}: given this, when that, then this; otherwise say message. `aishare-lint rules test {tested}` runs the examples below.
title: a vendor's name in a title                  # names what is flagged, reads after "allow…", at most 72 characters
severity: warning                                 # error, warning, info; or {{draft: warning, ready: error}}; `off` switches off
since: 0.1.0
message: "`{{value}}` names a vendor"               # holes: {{value}} {{key}} {{match}} {{at}} and named groups; no full stop
why: >-
  Why it matters, for an analyst, in two or three sentences.
false_positives:
  - When it is wrong, honestly.
given: $.title                                    # a path or a list of them: names, [0], [*], ..
# when: {{"$.kind": {{const: incident}}}}             # all must hold; @… is the given value, $… the report
then:                                             # exactly one of schema, detect, check
  detect:
    pattern: '(?i)example corp'                   # runs with a timeout
    keywords: [example]                           # cheap words, one of which must be there for the pattern to run
  # schema: {{maxLength: 100}}                       # or a JSON Schema that the given value must satisfy
# fix: {{title: leave it out, safety: suggest, remove: true}}
examples:                                         # the tests and the documentation
  pass:
    - |
      title: Agent deletes files
  fail:
    - report: |
        title: Agent of Example Corp deletes files
      marks: [$.title]
"""


@click.group("rules", short_help="List rules, begin one of your own, test their examples.", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> int:
    """List rules, begin one of your own, test their examples."""
    if context.invoked_subcommand is None:
        say(f"{context.get_help()}\n")
    return CLEAN


@command.command("list")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours.")
@_config
def list_(*, format_: str, colour: str, config_file: str | None) -> int:
    """List all rules with their severities and fixes, those of private packs included."""
    from aishare_lint.api import rule_files_of
    from aishare_lint.show.rules import listing, table
    from aishare_lint.terms import terms_of

    configuration = find(file=config_file)
    if format_ == "json":
        files = rule_files_of(configuration)
        say(listing([(id_, files.read(id_)) for id_ in files]))
    else:
        rules = sorted(terms_of(configuration).pack.rules, key=lambda rule: rule.id)
        say(table(((rule.id, rule.data) for rule in rules), style(sys.stdout, colour)))
    return CLEAN


@command.command("new")
@click.argument("rule", metavar="CATEGORY/NAME")
@click.option("--pack", metavar="FOLDER", help="The pack it goes into; without it the first of the configuration, else ./our-rules.")
@_config
def new(*, rule: str, pack: str | None, config_file: str | None) -> int:
    """Write a commented rule that works into a private pack; then change it."""
    if not _ID.match(rule):
        raise UserError(f"`{rule}` is no rule id", hint="CATEGORY/NAME in lower case with hyphens, such as our-style/vendor-in-title")
    configuration = find(file=config_file)
    packs = configuration.settings["packs"]
    folder = pack or (os.path.join(configuration.folder, packs[0]) if packs else "our-rules")
    path = os.path.join(folder, *rule.split("/")) + ".yaml"
    known = _knows(configuration, folder)
    # The id of a rule is known where its pack is, the pack by its folder everywhere.
    tested = rule if known else shown(os.path.relpath(folder))
    if not create_file(path, TEMPLATE.format(id=rule, tested=tested).encode()):
        raise UserError(f"{shown(path)} exists already", hint="choose another name")
    say(f"wrote {shown(os.path.relpath(path))}\n")
    if not known:
        beside = shown(os.path.relpath(folder, configuration.folder))
        say(f"hint: add `packs: [./{beside}]` to the configuration, so that it runs\n", sys.stderr)
    say(f"next: aishare-lint rules test {tested}\n", sys.stderr)
    return CLEAN


def _knows(configuration: Configuration, folder: str) -> bool:
    wanted = os.path.abspath(folder)
    return any(os.path.abspath(os.path.join(configuration.folder, name)) == wanted for name in configuration.settings["packs"])


@command.command("test")
@click.argument("names", nargs=-1, metavar="[RULE|CATEGORY|PACK]…", shell_complete=complete)
@_config
def test(*, names: tuple[str, ...], config_file: str | None) -> int:
    """Run the examples of rules: of all, of some, or of a pack (a folder). Exit code 1 when one does not come true."""
    from aishare_lint.api import rule_files_of
    from aishare_lint.lint.examples import examples_of, failures_of
    from aishare_lint.show.folding import plural
    from aishare_lint.terms import terms_of

    configuration = find(file=config_file)
    folders = [name for name in names if os.path.isdir(name)]
    packs = list(configuration.settings["packs"])
    packs += [folder for name in folders if not _knows(configuration, folder := os.path.abspath(name))]
    configuration = configuration.changed(packs=packs)
    files = rule_files_of(configuration)
    wanted = []
    for name in names:
        below = os.path.abspath(name) + os.sep
        ids = [id_ for id_, path in files.items() if name in (id_, id_.partition("/")[0]) or os.path.abspath(path).startswith(below)]
        if not ids:
            raise files.unknown(name)
        wanted += ids
    terms = terms_of(configuration)
    ran = failed = 0
    chosen = list(dict.fromkeys(wanted or files))
    for id_ in chosen:
        for example in examples_of(files.read(id_)):
            ran += 1
            failures = list(failures_of(id_, example, terms.pack, terms.circumstances))
            failed += bool(failures)
            for failure in failures:
                say(f"{id_}: {example.name}: {failure}\n")
    say(f"{plural(ran, 'example')} of {plural(len(chosen), 'rule')}, {failed} failed\n")
    return FINDINGS if failed else CLEAN
