"""One run of `aishare-lint check`: what it does with each file, how its result is shown, and how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

import click

from aishare_lint.cli.exit_codes import BUG, CLEAN, FINDINGS, MISTAKE, worst
from aishare_lint.cli.terminal import harmless, say, say_bytes, style, watches
from aishare_lint.document.reader import read
from aishare_lint.errors import UserError
from aishare_lint.lint.findings import SEVERITIES, Failure, Judged, Result, Shard
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.files import STDIN, Found, Source
from aishare_lint.repo.sources import document_of
from aishare_lint.show import render
from aishare_lint.show.style import Style

if TYPE_CHECKING:
    from aishare_lint.lint.across import Across
    from aishare_lint.memory import Memory, Whole
    from aishare_lint.repo.revisions import Look
    from aishare_lint.terms import Elsewhere, Examined

#: Formats in which a clean run may be silent; the others must be well formed whatever was found.
FOR_PEOPLE: Final = ("full", "concise", "github")

#: A progress bar is shown from so many files on: fewer are judged before it could be read.
_LONG: Final = 200


class Choices(NamedTuple):
    """The options that say how a result is shown."""

    format: str
    outputs: list[tuple[str, str]]
    show_ignored: bool
    statistics: bool
    verbose: bool
    quiet: bool
    colour: str


class Work:
    """One run: its rules, and what it does with each file."""

    def __init__(self, configuration: Configuration, *, hook: bool, unsafe: bool, jobs: int | None = None) -> None:
        from aishare_lint.terms import terms_of

        self.configuration = configuration
        self.terms = terms_of(configuration)
        self.hook = hook
        self.unsafe = unsafe
        self.jobs = jobs
        #: What earlier runs found out.
        self.memory: Memory | None = None
        #: Files that other parts of a run judge.
        self.others: tuple[Source, ...] = ()
        #: Which part of a run this is; its exit code is what is known before anything is judged.
        self.shard: Shard | None = None
        self.mistakes: list[UserError] = []
        self.found = Found((), ())
        #: Submodules that stand where reports would be.
        self.submodules: tuple[str, ...] = ()

    def check(self, choices: Choices) -> int:
        """Judge what was found."""
        return self._conclude(self._examined(self.found.sources, choices), choices, lasting=self.shard is None)

    def take_part(self, shard: Shard) -> None:
        """Judge only a part of what was found."""
        from aishare_lint.batch import part_of

        parts: tuple[list[Source], list[Source]] = ([], [])
        for source in self.found.sources:
            parts[part_of(source.name, shard.of) == shard.number].append(source)
        self.others, own = (tuple(part) for part in parts)
        self.found = self.found._replace(sources=own)
        self.shard = shard._replace(exit_code=MISTAKE if self.found.mistakes else CLEAN)

    def whole(self) -> Whole | None:
        """What an earlier run over everything came to, if it would come to the same today."""
        return self.memory.whole() if self.memory else None

    def repeat(self, whole: Whole, choices: Choices) -> int:
        """Say that, with what may be another although no file has changed."""
        self.found = Found((), (), whole.strays, looked=True, whole=True)
        files, across = whole.memory.again(self.terms, whole)
        self._tell(0, len(whole.files), choices)
        return self._finish(files, across, choices)

    def _examined(self, sources: Sequence[Source], choices: Choices) -> list[Examined]:
        """The files judged, in their order."""
        if len(sources) == 1 and self.memory is None:
            from aishare_lint.terms import examine

            return [examine(self.terms, sources[0])]
        from aishare_lint.batch import jobs_for, judge_all

        jobs = self.jobs or jobs_for(len(sources))
        with self._bar(len(sources)) as tell:
            examined, remembered = judge_all(
                self.terms,
                self.configuration,
                sources,
                jobs=jobs,
                memory=self.memory,
                done=tell,
                whole=self.found.whole and self.shard is None,
            )
        self._tell(len(sources) - remembered, remembered, choices)
        return examined

    def _tell(self, judged: int, remembered: int, choices: Choices) -> None:
        if choices.verbose:
            say(f"{judged} judged, {remembered} from the cache\n", sys.stderr)

    def _elsewhere(self) -> Elsewhere | None:
        """What is known of the files that other parts of this run judge; a check across files is about all of them."""
        if self.shard is None:
            return None
        from aishare_lint.batch import facts_of, jobs_for, part_of
        from aishare_lint.terms import Elsewhere

        number, of, _ = self.shard
        jobs = self.jobs or jobs_for(len(self.others))
        facts = facts_of(self.terms, self.configuration, self.others, jobs=jobs, memory=self.memory)
        return Elsewhere(self.others, facts, lambda name: part_of(name, of) == number)

    def _mends(self, judged: Judged) -> bool:
        """Whether there is something in a file that fixing would change."""
        wanted = ("safe", "unsafe") if self.unsafe else ("safe",)
        fixes = [finding.fix for finding in judged.findings if finding.ignored is None]
        return any(fix is not None and fix.edits and fix.safety in wanted for fix in fixes)

    def _mendable(self, choices: Choices) -> Iterator[tuple[Source, Examined | None]]:
        """Each file with its verdict where there is nothing to mend in it; None of one that is to be mended."""
        sources = self.found.sources
        verdicts = iter(self._examined([source for source in sources if source.path != STDIN], choices))
        for source in sources:
            examined = None if source.path == STDIN else next(verdicts)
            yield source, None if examined is None or self._mends(examined.judged) else examined

    def look(self, look: Look, choices: Choices) -> int:
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

    def fix(self, choices: Choices) -> int:
        """Fix files in place; standard input goes to standard output, and its findings to standard error."""
        from aishare_lint.repo.outputs import clear_drafts, replace_file
        from aishare_lint.terms import Examined

        for folder in {os.path.dirname(os.path.abspath(source.path)) for source in self.found.sources if source.path != STDIN}:
            clear_drafts(folder)
        files, applied, to = [], 0, sys.stdout
        for source, settled in self._mendable(choices):
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
                else:
                    document = read(fixed.text, source.name, self.terms.limits)
            applied += fixed.applied
            files.append(Examined(judged, terms.facts(source, document, judged)))
        code = self._conclude(files, choices, to)
        if applied and not choices.quiet and choices.format == "full":
            say(f"{applied} fixed\n", sys.stderr)
        return code

    def diff(self, choices: Choices) -> int:
        """Show what fixing would change."""
        from aishare_lint.show.diff import Version, diff

        code = CLEAN
        failures: list[Failure] = []
        how = style(sys.stdout, choices.colour)
        for source, settled in self._mendable(choices):
            if settled is not None:
                failures += settled.judged.failures
                continue
            document = self.terms.read(source)
            fixed = self.terms.beside(source, document).fix(document, unsafe=self.unsafe)
            failures += fixed.judged.failures
            if fixed.applied and fixed.text != document.text:
                before, after = self.terms.mask(document), self.terms.mask(read(fixed.text, document.name, self.terms.limits))
                name = before.text(document.name)
                say(harmless(diff(name, Version(document.text, before.lines()), Version(fixed.text, after.lines()), how)))
                code = FINDINGS
        return worst(code, self._fail(Result((), failures=tuple(failures)), "concise"))

    @contextmanager
    def _bar(self, count: int) -> Iterator[Callable[[int], None]]:
        """A progress bar when there are many files and a person watches; to be told how many more are done."""
        if count < _LONG or not watches(sys.stderr):
            yield lambda _: None
            return
        with click.progressbar(length=count, label="checking", file=sys.stderr) as bar:
            yield bar.update

    def _conclude(
        self, examined: list[Examined], choices: Choices, to: TextIO | None = None, *, always: bool = False, lasting: bool = False
    ) -> int:
        """Judge the files together, show a result everywhere it was asked for, and say how it ends.

        always   also where there is nothing to show
        lasting  whether the files lie there as they were judged, so that all of it may be remembered
        """
        from aishare_lint.repo.surroundings import surroundings_of
        from aishare_lint.terms import together

        surroundings = surroundings_of(self.configuration, whole=self.found.whole, compares=self.hook or self.found.looked)
        files, across = together(self.terms, self.found.sources, examined, surroundings, self._elsewhere())
        if self.memory is not None and lasting:
            self.memory.keep_whole(self.terms, self.found, examined, across.silent)
        return self._finish(files, across, choices, to, always=always)

    def _finish(self, files: list[Judged], across: Across, choices: Choices, to: TextIO | None = None, *, always: bool = False) -> int:
        if self.hook:
            files = [file._replace(findings=tuple(one for one in file.findings if one.severity != "info")) for file in files]
        result = self.terms.result(files, self.found.strays, across, submodules=self.submodules)
        limit = self.configuration.settings["fail_on"]
        failing = SEVERITIES[: SEVERITIES.index(limit) + 1] if limit != "never" else ()
        failures = [*result.failures, *(failure for file in result.eloquent for failure in file.failures)]
        code = worst(FINDINGS if any(result.count(severity) for severity in failing) else CLEAN, BUG if failures else CLEAN)
        if self.shard is not None:
            result.shard = self.shard._replace(exit_code=worst(code, self.shard.exit_code))
        if files or always or self.shard is not None or self.found.strays or self.submodules:
            self._show(result, choices, to or sys.stdout)
        return worst(code, self._fail(result, choices.format))

    def _show(self, result: Result, choices: Choices, to: TextIO) -> None:
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
        failed = [*result.failures, *(failure for file in result.eloquent for failure in file.failures)]
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
    absent = [*result.not_run, *(gap for file in result.eloquent for gap in file.not_run)]
    gaps = any(file.failures for file in result.eloquent) or result.failures or any(not gap.routine for gap in absent)
    return not gaps and not result.findings(ignored=ignored)
