"""`aishare-lint baseline`: remember what is found in an old repository, so that only new findings are shown."""

from __future__ import annotations

import os
import sys

import click

from aishare_lint.cli.exit_codes import BUG, CLEAN
from aishare_lint.cli.terminal import harmless, say
from aishare_lint.errors import UserError, raise_first
from aishare_lint.repo.configuration import FILE_NAME, find
from aishare_lint.repo.files import find_files
from aishare_lint.repo.sources import shown


@click.command("baseline", short_help="Remember what is known, and show only what is new.")
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(readable=False))
@click.option("--prune", is_flag=True, help="Only take out what is no longer found; add nothing.")
@click.option("--config", "config_file", metavar="FILE", help=f"Use this configuration instead of the repository's {FILE_NAME}.")
def command(*, paths: tuple[str, ...], prune: bool, config_file: str | None) -> int:
    """Write what is found now into the file that `baseline` of the configuration names; `check` then counts it and does not show it.

    A finding is known by its file, its rule and what stands at its place, not by its line. Rules that guard against over-sharing are never
    part of it. With paths only what is known of those files changes.
    """
    from aishare_lint.repo.baseline import as_text, entries_of, load_baseline, path_of
    from aishare_lint.repo.outputs import create_file, replace_file
    from aishare_lint.repo.surroundings import surroundings_of
    from aishare_lint.show.folding import plural
    from aishare_lint.terms import examine, terms_of, together

    configuration = find(file=config_file)
    path = path_of(configuration)
    name = shown(os.path.relpath(path, configuration.top))
    there = os.path.lexists(path)
    if prune and not there:
        raise UserError(f"there is no baseline at {name}", hint="without --prune it is written")
    terms = terms_of(configuration.changed(baseline=""))
    old = load_baseline(configuration).known if there and (prune or paths) else {}
    found = find_files(paths, configuration)
    raise_first(found.mistakes)
    surroundings = surroundings_of(configuration, whole=found.whole, compares=found.looked)
    files, across = together(terms, found.sources, [examine(terms, source) for source in found.sources], surroundings)
    now = entries_of(files)
    judged = {file.path for file in files}
    kept = {entry: count for entry, count in old.items() if paths and entry.path not in judged}
    if prune:
        now &= type(now)(old)
    known = {**kept, **now}
    content = as_text(known).encode()
    if not create_file(path, content):
        replace_file(path, content)
    gone = sum(old.values()) - sum(known.values())
    say(harmless(f"wrote {name}: {plural(sum(known.values()), 'finding')} known{f', {gone} taken out' if prune else ''}\n"))
    safety = sum(finding.safety and finding.ignored is None for file in files for finding in file.findings)
    if safety:
        say(f"{plural(safety, 'finding')} of rules that guard against over-sharing stay: no baseline hides them\n")
    if not configuration.settings.get("baseline"):
        say(f"next: add `baseline: {name}` to {FILE_NAME}, so that it holds\n", sys.stderr)
    failed = list(dict.fromkeys(failure.rule for failure in (*across.failures, *(one for file in files for one in file.failures))))
    if failed:
        say(f"error: this is a bug of aishare-lint; what these rules find is not in it: {', '.join(failed)}\n", sys.stderr)
    return BUG if failed else CLEAN
