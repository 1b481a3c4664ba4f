"""`aishare-lint check`: judge reports, show what was found, mend what can be mended by itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO

import click

from aishare_lint.cli.exit_codes import BUG, CLEAN, FINDINGS, MISTAKE, worst
from aishare_lint.cli.rule_names import complete
from aishare_lint.cli.terminal import harmless, say, say_bytes, style, watches
from aishare_lint.document.reader import read
from aishare_lint.errors import UserError
from aishare_lint.lint.findings import SEVERITIES, Failure, Judged, Result
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import STDIN, Found, Source, find_files
from aishare_lint.repo.sources import document_of
from aishare_lint.show import FORMATS, render
from aishare_lint.show.style import Style

if TYPE_CHECKING:
    from aishare_lint.repo.revisions import Look
    from aishare_lint.terms import Examined

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

        beside = "paths" if paths else "--fix" if apply_fixes else "--diff" if show_diff else ""
        view = view_of(staged=staged, since=since, range_=range_, beside=beside)
    configuration = _configuration(view.configuration(config_file) if view else find(file=config_file), select, ignore, fail_on)
    choices = _Choices(format_ or _format_here(), outputs, show_ignored, statistics, verbose, quiet or hook, colour)
    if verbose:
        say(f"configuration: {configuration.file or 'none, the defaults hold'}\n", sys.stderr)
    work = _Work(configuration, hook=hook, unsafe=unsafe_fixes)
    if view:
        return worst(work.look(view.look(configuration), choices), _complain(work.mistakes, colour))
    found = find_files(paths, configuration, stdin_name=stdin_filename or "<stdin>")
    work.found = found
    if show_diff:
        code = work.diff(found.sources, choices)
    elif apply_fixes:
        code = work.fix(found.sources, choices)
    else:
        code = work.check(found.sources, choices)
    return worst(code, _complain([*work.mistakes, *found.mistakes], colour))


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


class _Work:
    """One run: its rules, and what it does with each file."""

    def __init__(self, configuration: Configuration, *, hook: bool, unsafe: bool) -> None:
        from aishare_lint.terms import terms_of

        self.configuration = configuration
        self.terms = terms_of(configuration)
        self.hook = hook
        self.unsafe = unsafe
        self.mistakes: list[UserError] = []
        self.found = Found((), ())
        #: Submodules that stand where reports would be.
        self.submodules: tuple[str, ...] = ()

    def check(self, sources: tuple[Source, ...], choices: _Choices) -> int:
        from aishare_lint.terms import examine

        return self._conclude([examine(self.terms, source) for source in self._watched(sources)], choices)

    def look(self, look: Look, choices: _Choices) -> int:
        """Judge what git keeps, or says has changed. That there may be nothing is no mistake: most commits bring no report."""
        from aishare_lint.terms import examine

        judged = ((source, examine(self.terms, source)) for source in look.sources)
        # Messages and names are no files, unless there is something to say of them.
        kept = [(source, one) for source, one in judged if not source.prose or _says_something(one.judged)]
        self.found = Found(tuple(source for source, _ in kept), (), look.strays, looked=True)
        self.submodules = look.submodules
        if not kept and not choices.quiet:
            say("nothing to check: there is no report among it\n", sys.stderr)
        always = choices.format not in FOR_PEOPLE or bool(choices.outputs)
        return self._conclude([one for _, one in kept], choices, always=always)

    def fix(self, sources: tuple[Source, ...], choices: _Choices) -> int:
        """Fix files in place; standard input goes to standard output, and its findings to standard error."""
        from aishare_lint.repo.outputs import replace_file
        from aishare_lint.terms import Examined

        files, applied, to = [], 0, sys.stdout
        for source in self._watched(sources):
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
                else:
                    document = read(fixed.text, source.name, self.terms.limits)
            applied += fixed.applied
            files.append(Examined(judged, terms.facts(source, document, judged)))
        code = self._conclude(files, choices, to)
        if applied and not choices.quiet and choices.format == "full":
            say(f"{applied} fixed\n", sys.stderr)
        return code

    def diff(self, sources: tuple[Source, ...], choices: _Choices) -> int:
        from aishare_lint.show.diff import Version, diff

        code = CLEAN
        failures: list[Failure] = []
        how = style(sys.stdout, choices.colour)
        for source in self._watched(sources):
            document = self.terms.read(source)
            fixed = self.terms.beside(source, document).fix(document, unsafe=self.unsafe)
            failures += fixed.judged.failures
            if fixed.applied and fixed.text != document.text:
                before, after = self.terms.mask(document), self.terms.mask(read(fixed.text, document.name, self.terms.limits))
                name = before.text(document.name)
                say(harmless(diff(name, Version(document.text, before.lines()), Version(fixed.text, after.lines()), how)))
                code = FINDINGS
        return worst(code, self._fail(Result((), failures=tuple(failures)), "concise"))

    def _watched(self, sources: tuple[Source, ...]) -> Iterator[Source]:
        """The files one by one, behind a progress bar when there are many and a person watches."""
        if len(sources) < _LONG or not watches(sys.stderr):
            yield from sources
            return
        with click.progressbar(sources, label="checking", file=sys.stderr) as bar:
            yield from bar

    def _conclude(self, examined: list[Examined], choices: _Choices, to: TextIO | None = None, *, always: bool = False) -> int:
        """Judge the files together, show a result everywhere it was asked for, and say how it ends; `always`, also an empty one."""
        from aishare_lint.repo.surroundings import surroundings_of
        from aishare_lint.terms import together

        surroundings = surroundings_of(self.configuration, whole=self.found.whole, compares=self.hook or self.found.looked)
        files, across = together(self.terms, self.found.sources, examined, surroundings)
        if self.hook:
            files = [file._replace(findings=tuple(one for one in file.findings if one.severity != "info")) for file in files]
        result = self.terms.result(files, self.found.strays, across, submodules=self.submodules)
        if files or always or (self.found.strays or self.submodules):
            self._show(result, choices, to or sys.stdout)
        code = self._fail(result, choices.format)
        limit = self.configuration.settings["fail_on"]
        failing = SEVERITIES[: SEVERITIES.index(limit) + 1] if limit != "never" else ()
        return worst(code, FINDINGS if any(result.count(severity) for severity in failing) else CLEAN)

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

    def _fail(self, result: Result, format_: str) -> int:
        """Name the rules that raised, where the format does not."""
        failed = [*result.failures, *(failure for file in result.files for failure in file.failures)]
        if failed and format_ != "full":
            for failure in failed:
                say(f"failed: {failure.rule} in {failure.path or 'all files'}: {failure.error}\n", sys.stderr)
        if failed:
            say("error: this is a bug of aishare-lint. Please open an issue with the lines that say `failed`.\n", sys.stderr)
        return BUG if failed else CLEAN


def _says_something(judged: Judged) -> bool:
    return bool(judged.findings or judged.not_run or judged.failures)


def _is_silent(result: Result, *, ignored: bool) -> bool:
    """Whether there is nothing that a person must see: a check that did not run must be."""
    absent = [*result.not_run, *(gap for file in result.files for gap in file.not_run)]
    gaps = any(file.failures for file in result.files) or result.failures or any(not gap.routine for gap in absent)
    return not gaps and not result.findings(ignored=ignored)
