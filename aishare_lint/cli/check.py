"""`aishare-lint check`: judge reports, show what was found, mend what can be mended by itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO

import click

from aishare_lint.cli.exit_codes import BUG, CLEAN, FINDINGS, MISTAKE, worst
from aishare_lint.cli.rule_names import complete
from aishare_lint.cli.terminal import harmless, say, say_bytes, style, watches
from aishare_lint.document.reader import read
from aishare_lint.errors import UserError
from aishare_lint.lint.findings import SEVERITIES, Failure, Judged, Result, Shard
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import STDIN, Source, find_files
from aishare_lint.repo.sources import document_of
from aishare_lint.show import FORMATS, render
from aishare_lint.show.style import Style

if TYPE_CHECKING:
    from aishare_lint.batch import Memory

#: Formats in which a clean run may be silent; the others must be well formed whatever was found.
FOR_PEOPLE: Final = ("full", "concise", "github")

#: A progress bar is shown from so many files on: fewer are judged before it could be read.
_LONG: Final = 200


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


class _Choices(NamedTuple):
    """The options that say how a result is shown."""

    format: str
    outputs: list[tuple[str, str]]
    show_ignored: bool
    statistics: bool
    verbose: bool
    quiet: bool
    colour: str


@click.command("check", short_help="Check reports.", no_args_is_help=False)
@click.argument("paths", nargs=-1, metavar="[PATH…|-]", type=click.Path(readable=False))
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
    """
    if unsafe_fixes and not (apply_fixes or show_diff):
        raise UserError("--unsafe-fixes needs --fix or --diff", hint="--diff shows first what they would change")
    if stdin_filename is not None and STDIN not in paths:
        raise UserError("--stdin-filename needs `-` among the paths", hint="`aishare-lint check - --stdin-filename NAME <FILE`")
    configuration = _configuration(config_file, select, ignore, fail_on)
    choices = _Choices(format_ or _format_here(), outputs, show_ignored, statistics, verbose, quiet or hook, colour)
    if verbose:
        say(f"configuration: {configuration.file or 'none, the defaults hold'}\n", sys.stderr)
    work = _Work(configuration, hook=hook, unsafe=unsafe_fixes, jobs=jobs)
    listing = None
    if not paths or any(map(os.path.isdir, paths)):  # who names files knows what there is to judge
        from aishare_lint.batch import listing_of, memory_of

        listing = listing_of(configuration)
        work.whole = not paths and shard is None
        work.memory = memory_of(configuration, work.terms, listing) if listing and not uncached else None
    found = find_files(paths, configuration, stdin_name=stdin_filename or "<stdin>", listing=listing)
    work.strays = found.strays
    sources = found.sources
    if shard is not None:
        from aishare_lint.batch import share_of

        sources = share_of(sources, shard.number, shard.of)
        work.shard = shard._replace(exit_code=MISTAKE if found.mistakes else CLEAN)
    if show_diff:
        code = work.diff(sources, choices)
    elif apply_fixes:
        code = work.fix(sources, choices)
    else:
        code = work.check(sources, choices)
    return worst(code, _complain([*work.mistakes, *found.mistakes], colour))


def _complain(mistakes: list[UserError], colour: str) -> int:
    """Say what went wrong beside the judging, after it."""
    if not mistakes:
        return CLEAN
    from aishare_lint.cli.mistakes import complain

    for mistake in mistakes:
        complain(mistake, colour)
    return MISTAKE


def _configuration(file: str | None, select: list[str], ignore: list[str], fail_on: str | None) -> Configuration:
    configuration = find(file=file)
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


class _Work:
    """One run: its rules, and what it does with each file."""

    def __init__(self, configuration: Configuration, *, hook: bool, unsafe: bool, jobs: int | None = None) -> None:
        from aishare_lint.terms import terms_of

        self.configuration = configuration
        self.terms = terms_of(configuration)
        self.hook = hook
        self.unsafe = unsafe
        self.jobs = jobs
        #: What earlier runs found out, and whether this one is about every report of the repository.
        self.memory: Memory | None = None
        self.whole = False
        #: Which part of a run this is; its exit code is what is known before anything is judged.
        self.shard: Shard | None = None
        self.mistakes: list[UserError] = []
        #: Files that call themselves reports and are not judged.
        self.strays: tuple[str, ...] = ()

    def check(self, sources: tuple[Source, ...], choices: _Choices) -> int:
        return self._conclude(self._judged(sources, choices), choices)

    def _judged(self, sources: Sequence[Source], choices: _Choices) -> list[Judged]:
        """The files judged, in their order."""
        if len(sources) == 1 and self.memory is None:
            from aishare_lint.terms import check_source

            return [check_source(self.terms, sources[0])]
        from aishare_lint.batch import jobs_for, judge_all

        jobs = self.jobs or jobs_for(len(sources))
        with self._bar(len(sources)) as tell:
            files, remembered = judge_all(
                self.terms, self.configuration, sources, jobs=jobs, memory=self.memory, done=tell, whole=self.whole
            )
        if choices.verbose:
            say(f"{len(sources) - remembered} judged, {remembered} from the cache\n", sys.stderr)
        return files

    def _mends(self, judged: Judged) -> bool:
        """Whether there is something in a file that fixing would change."""
        wanted = ("safe", "unsafe") if self.unsafe else ("safe",)
        fixes = [finding.fix for finding in judged.findings if finding.ignored is None]
        return any(fix is not None and fix.edits and fix.safety in wanted for fix in fixes)

    def _mendable(self, sources: tuple[Source, ...], choices: _Choices) -> Iterator[tuple[Source, Judged | None]]:
        """Each file with its verdict where there is nothing to mend in it; None of one that is to be mended."""
        verdicts = iter(self._judged([source for source in sources if source.path != STDIN], choices))
        for source in sources:
            judged = None if source.path == STDIN else next(verdicts)
            yield source, None if judged is None or self._mends(judged) else judged

    def fix(self, sources: tuple[Source, ...], choices: _Choices) -> int:
        """Fix files in place; standard input goes to standard output, and its findings to standard error."""
        from aishare_lint.repo.outputs import replace_file

        files, applied, to = [], 0, sys.stdout
        for source, settled in self._mendable(sources, choices):
            if settled is not None:
                files.append(settled)
                continue
            content = source.load(self.terms.limits.file)
            document = document_of(content, source.name, self.terms.limits)
            terms = self.terms.beside(source, document)
            fixed = terms.fix(document, unsafe=self.unsafe)
            judged = fixed.judged
            if source.path == STDIN:
                to = sys.stderr
                if isinstance(content, bytes):
                    # Whoever puts the output in the place of the input must lose nothing, not even where it was no text.
                    say_bytes(fixed.text.encode() if fixed.applied else content)
                else:
                    self.mistakes.append(UserError("standard input could not be read whole: nothing was written"))
            elif fixed.applied:
                try:
                    replace_file(source.path, fixed.text.encode())
                except UserError as mistake:
                    self.mistakes.append(mistake)
                    judged = terms.check(document)
            applied += fixed.applied
            files.append(judged)
        code = self._conclude(files, choices, to)
        if applied and not choices.quiet and choices.format == "full":
            say(f"{applied} fixed\n", sys.stderr)
        return code

    def diff(self, sources: tuple[Source, ...], choices: _Choices) -> int:
        from aishare_lint.show.diff import Version, diff

        code = CLEAN
        failures: list[Failure] = []
        how = style(sys.stdout, choices.colour)
        for source, settled in self._mendable(sources, choices):
            if settled is not None:
                failures += settled.failures
                continue
            document = self.terms.read(source)
            fixed = self.terms.beside(source, document).fix(document, unsafe=self.unsafe)
            failures += fixed.judged.failures
            if fixed.applied and fixed.text != document.text:
                before, after = self.terms.mask(document), self.terms.mask(read(fixed.text, document.name, self.terms.limits))
                name = before.text(document.name)
                say(harmless(diff(name, Version(document.text, before.lines()), Version(fixed.text, after.lines()), how)))
                code = FINDINGS
        return worst(code, self._fail([Judged("", (), failures=tuple(failures))], "concise"))

    @contextmanager
    def _bar(self, count: int) -> Iterator[Callable[[int], None]]:
        """A progress bar when there are many files and a person watches; to be told how many more are done."""
        if count < _LONG or not watches(sys.stderr):
            yield lambda _: None
            return
        with click.progressbar(length=count, label="checking", file=sys.stderr) as bar:
            yield bar.update

    def _conclude(self, files: list[Judged], choices: _Choices, to: TextIO | None = None) -> int:
        """Show a result everywhere it was asked for, and say how it ends."""
        if self.hook:
            files = [file._replace(findings=tuple(one for one in file.findings if one.severity != "info")) for file in files]
        result = self.terms.result(files, self.strays)
        limit = self.configuration.settings["fail_on"]
        failing = SEVERITIES[: SEVERITIES.index(limit) + 1] if limit != "never" else ()
        code = worst(
            FINDINGS if any(result.count(severity) for severity in failing) else CLEAN,
            BUG if any(file.failures for file in files) else CLEAN,
        )
        if self.shard is not None:
            result.shard = self.shard._replace(exit_code=worst(code, self.shard.exit_code))
        if files or self.shard is not None:
            self._show(result, choices, to or sys.stdout)
        return worst(code, self._fail(files, choices.format))

    def _show(self, result: Result, choices: _Choices, to: TextIO) -> None:
        shown = {"show_ignored": choices.show_ignored, "statistics": choices.statistics, "verbose": choices.verbose}
        if not (choices.quiet and choices.format in FOR_PEOPLE and _is_silent(result, ignored=choices.show_ignored)):
            text = render(choices.format, result, style(to, choices.colour, **shown), titles=self._titles(result))
            say(harmless(text) if choices.format in ("full", "concise") else text, to)
        for name, path in choices.outputs:
            from aishare_lint.repo.outputs import write_output

            try:
                write_output(path, render(name, result, Style(**shown), titles=self._titles(result)).encode())
            except UserError as mistake:
                self.mistakes.append(mistake)

    def _titles(self, result: Result) -> dict[str, tuple[str, str]]:
        """Title and reason of the rules that found something."""
        found = {finding.rule for _, finding in result.findings(ignored=True)}
        return {rule.id: (rule.data["title"], rule.data.get("why", "")) for rule in self.terms.pack.rules if rule.id in found}

    def _fail(self, files: list[Judged], format_: str) -> int:
        """Name the rules that raised, where the format does not."""
        failed = [failure for file in files for failure in file.failures]
        if failed and format_ != "full":
            for failure in failed:
                say(f"failed: {failure.rule} in {failure.path}: {failure.error}\n", sys.stderr)
        if failed:
            say("error: this is a bug of aishare-lint. Please open an issue with the lines that say `failed`.\n", sys.stderr)
        return BUG if failed else CLEAN


def _is_silent(result: Result, *, ignored: bool) -> bool:
    """Whether there is nothing that a person must see: a check that did not run must be."""
    gaps = any(file.not_run or file.failures for file in result.files) or result.not_run or result.failures
    return not gaps and not result.findings(ignored=ignored)
