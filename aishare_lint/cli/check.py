"""`aishare-lint check`: judge reports, show what was found, mend what can be mended by itself."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from aishare_lint.cli.exit_codes import CLEAN, MISTAKE, worst
from aishare_lint.cli.rule_names import complete
from aishare_lint.cli.terminal import say, watches
from aishare_lint.cli.work import Choices, Work
from aishare_lint.errors import UserError
from aishare_lint.lint.findings import SEVERITIES, Shard
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import STDIN, find_files
from aishare_lint.show import FORMATS

if TYPE_CHECKING:
    from aishare_lint.repo.listing import Listing


def _words(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[str]:  # noqa: ARG001
    """Names, in one option with commas between them or in several."""
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def _files(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """`FORMAT:FILE`, as pairs."""
    pairs = []
    for value in values:
        name, _, path = value.partition(":")
        if name not in FORMATS or not path:
            raise click.BadParameter(f"{value!r} is not FORMAT:FILE; formats: {', '.join(FORMATS)}", context, option)
        if path == "-":
            raise click.BadParameter(f"{value!r} names no file; for standard output use --format {name}", context, option)
        pairs.append((name, path))
    return pairs


def _shard(context: click.Context, option: click.Parameter, value: str | None) -> Shard | None:
    """`2/4`, as which part of how many."""
    if value is None:
        return None
    number, _, of = value.partition("/")
    if not (number.isdecimal() and of.isdecimal() and value.isascii() and len(value) < 20 and 1 <= int(number) <= int(of)):
        raise click.BadParameter(f"{value!r} is no part: the second of four is 2/4", context, option)
    return Shard(int(number), int(of))


@click.command("check", short_help="Check reports.", no_args_is_help=False)
@click.argument("paths", nargs=-1, metavar="[PATH…|-]", type=click.Path(readable=False))
@click.option("--staged", is_flag=True, help="Check the reports that are staged, as the index holds them.")
@click.option("--since", metavar="REF", help="Check the reports that changed since the history parted from REF: their changed lines.")
@click.option("--range", "range_", metavar="A..B", help="Check what the commits of B bring that A lacks: reports, messages and names.")
@click.option("--select", callback=_words, shell_complete=complete, multiple=True, metavar="RULES", help="Only these rules or categories.")
@click.option("--ignore", callback=_words, shell_complete=complete, multiple=True, metavar="RULES", help="Not these rules or categories.")
@click.option("--fail-on", type=click.Choice([*SEVERITIES, "never"]), help="The least severity that makes the exit code 1 (error).")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="How to write findings (full; in GitHub Actions github).")
@click.option("--output", "outputs", callback=_files, multiple=True, metavar="FORMAT:FILE", help="Write to a file as well; repeatable.")
@click.option("--fix", "apply_fixes", is_flag=True, help="Mend what has a safe fix; the exit code is that of what remains.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: fixes that may change what is said, too.")
@click.option("--diff", "show_diff", is_flag=True, help="Show what --fix would change and write nothing; exit 1 if anything would change.")
@click.option("--show-ignored", is_flag=True, help="Show ignored findings too, with their reasons.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("-v", "--verbose", is_flag=True, help="Say each open question by itself, and which configuration holds.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when there is nothing to report.")
@click.option("--hook", is_flag=True, help="For git hooks: no infos, and nothing when there are no findings.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Judge in so many processes (by the number of files and cores).")
@click.option("--shard", callback=_shard, metavar="I/N", help="Only the I-th of N parts; `aishare-lint merge` puts results together.")
@click.option("--no-cache", "uncached", is_flag=True, help="Judge every report, also those that have not changed since the last run.")
@click.option("--config", "config_file", metavar="FILE", help="Use this configuration instead of the repository's aishare-lint.yaml.")
@click.option("--stdin-filename", metavar="NAME", help="What to call the report that comes from standard input (-).")
@click.option("--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours.")
def command(
    *,
    paths: tuple[str, ...],
    staged: bool,
    since: str | None,
    range_: str | None,
    select: list[str],
    ignore: list[str],
    fail_on: str | None,
    format_: str | None,
    outputs: list[tuple[str, str]],
    apply_fixes: bool,
    unsafe_fixes: bool,
    show_diff: bool,
    show_ignored: bool,
    statistics: bool,
    verbose: bool,
    quiet: bool,
    hook: bool,
    jobs: int | None,
    shard: Shard | None,
    uncached: bool,
    config_file: str | None,
    stdin_filename: str | None,
    colour: str,
) -> int:
    """Check reports: files, the reports in folders, `-` for standard input; without arguments the reports of the repository.

    `aishare-lint PATH…` does the same. A file that is named is always judged; in folders those that match `reports` of the configuration
    and other YAML files that say `schema: aishare/1`, but no ignored or hidden ones.

    --staged judges what is staged, whatever lies in the work tree. --since judges what lies in the work tree: what a rule says of a changed
    line, or of a changed report as a whole, or to guard against over-sharing. --range judges every version of a report that the commits
    bring; of one that was replaced again only whether it shares too much. The configuration is the one in the work tree, in a bare
    repository the one in the last commit.
    """
    if unsafe_fixes and not (apply_fixes or show_diff):
        raise UserError("--unsafe-fixes needs --fix or --diff", hint="--diff shows first what they would change")
    if stdin_filename is not None and STDIN not in paths:
        raise UserError("--stdin-filename needs `-` among the paths", hint="`aishare-lint check - --stdin-filename NAME <FILE`")
    view = None
    if staged or since is not None or range_ is not None:
        from aishare_lint.cli.views import view_of

        beside = "paths" if paths else "--fix" if apply_fixes else "--diff" if show_diff else "--shard" if shard else ""
        view = view_of(staged=staged, since=since, range_=range_, beside=beside)
    configuration = _configuration(view.configuration(config_file) if view else find(file=config_file), select, ignore, fail_on)
    choices = Choices(format_ or _format_here(), outputs, show_ignored, statistics, verbose, quiet or hook, colour)
    if verbose:
        say(f"configuration: {configuration.file or 'none, the defaults hold'}\n", sys.stderr)
    work = Work(configuration, hook=hook, unsafe=unsafe_fixes, jobs=jobs)
    if view:
        return worst(work.look(view.look(configuration), choices), _complain(work.mistakes, colour))
    listing = _listing(work, paths, uncached=uncached)
    if not (paths or shard or apply_fixes or show_diff) and (whole := work.whole()):
        return worst(work.repeat(whole, choices), _complain(work.mistakes, colour))
    work.found = found = find_files(paths, configuration, stdin_name=stdin_filename or "<stdin>", listing=listing)
    if shard is not None:
        work.take_part(shard)
    if show_diff:
        code = work.diff(choices)
    elif apply_fixes:
        code = work.fix(choices)
    else:
        code = work.check(choices)
    return worst(code, _complain([*work.mistakes, *found.mistakes], colour))


def _listing(work: Work, paths: tuple[str, ...], *, uncached: bool) -> Listing | None:
    """What git lists, where reports are looked for; and the run is told what earlier ones found out of it."""
    if paths and not any(map(os.path.isdir, paths)):  # who names files knows what there is to judge
        return None
    from aishare_lint.memory import listing_of, memory_of

    listing = listing_of(work.configuration)
    work.memory = memory_of(work.configuration, work.terms, listing) if listing and not uncached else None
    return listing


def _complain(mistakes: list[UserError], colour: str) -> int:
    """Say what went wrong beside the judging, after it."""
    if not mistakes:
        return CLEAN
    from aishare_lint.cli.mistakes import complain

    for mistake in mistakes:
        complain(mistake, colour)
    return MISTAKE


def _configuration(configuration: Configuration, select: list[str], ignore: list[str], fail_on: str | None) -> Configuration:
    """A configuration with what the command line says beside it."""
    changes: dict[str, Any] = {}
    if select:
        changes |= {"select": select, "ignore": []}
    if ignore:
        changes["ignore"] = [*(changes.get("ignore", configuration.settings["ignore"])), *ignore]
    if fail_on is not None:
        changes["fail_on"] = fail_on
    return configuration.changed(**changes)


def _format_here() -> str:
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" and not watches(sys.stdout) else "full"
