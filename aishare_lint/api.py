"""Judging from Python: what the command line, the hooks and an editor do, as functions.

    import aishare_lint

    result = aishare_lint.check_text(text)
    for file, finding in result.findings():
        print(f"{file.path}:{finding.region.line}: {finding.severity}: {finding.message}")

Everything a result says is masked: it can be shown and logged. What the user did wrong is raised as `UserError`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from aishare_lint.document.paths import show
from aishare_lint.document.places import Path
from aishare_lint.document.reader import Document, read
from aishare_lint.errors import UserError, raise_first
from aishare_lint.lint.findings import Result
from aishare_lint.lint.pack import read_rule
from aishare_lint.repo.builtin import data_folder, load_schema, pack_files, rule_files
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import find_files
from aishare_lint.repo.sources import shown
from aishare_lint.repo.surroundings import surroundings_of
from aishare_lint.terms import Terms, near_name, pack_folders, terms_of, together

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path as FilePath

    from aishare_lint.document.answers import Coverage


#: One path or several.
Paths: TypeAlias = "str | PathLike[str] | Iterable[str | PathLike[str]]"


class FixedText(NamedTuple):
    """A text after fixing.

    text     the text as it is now, byte for byte the old one outside of the fixes
    result   what remains to be said of it
    applied  how many fixes were applied
    """

    text: str
    result: Result
    applied: int


def check_text(text: str | bytes, *, name: str = "<text>", configuration: Configuration | None = None) -> Result:
    """Judge one report.

    `name` is what the result calls it. Without a configuration the defaults hold; `aishare_lint.configuration()` finds a repository's.
    """
    terms = terms_of(configuration or Configuration(""))
    return terms.result([terms.check(_read(text, name, terms))])


def check_paths(
    paths: Paths = (), *, configuration: Configuration | None = None, jobs: int = 1, executor: Executor | None = None
) -> Result:
    """Judge files and the reports in folders, one or several; without paths those of the repository.

    Without a configuration the one that holds in the working directory is read. The work is spread over so many processes, or over those of
    any `concurrent.futures.Executor`, on this machine or on others that see the same files under the same names; the result is the same.

    Raises UserError where a path does not exist or there is nothing to judge, and what the executor raises.
    """
    from aishare_lint.batch import judge_all

    configuration = configuration or find()
    terms = terms_of(configuration)
    found = find_files(_listed(paths), configuration)
    raise_first(found.mistakes)
    surroundings = surroundings_of(configuration, whole=found.whole, compares=found.looked)
    examined, _ = judge_all(terms, configuration, found.sources, jobs=jobs, executor=executor)
    files, across = together(terms, found.sources, examined, surroundings)
    return terms.result(files, found.strays, across)


def fix_text(text: str, *, unsafe: bool = False, name: str = "<text>", configuration: Configuration | None = None) -> FixedText:
    """Mend what has a safe fix (with `unsafe` also what has an unsafe one) and judge the rest. Evidence is never touched."""
    terms = terms_of(configuration or Configuration(""))
    fixed = terms.fix(_read(text, name, terms), unsafe=unsafe)
    return FixedText(fixed.text if fixed.applied else text, terms.result([fixed.judged]), fixed.applied)


class ReportCoverage(NamedTuple):
    """One report held against the tear sheet.

    path, id, kind, stage  masked
    coverage               the 59 questions, each with its state and what is owed
    show                   writes the path of a place, masked
    """

    path: str
    id: str
    kind: str
    stage: str
    coverage: Coverage
    show: Callable[[Path], str]


def coverage(
    paths: Paths = (),
    *,
    text: str | bytes | None = None,
    name: str = "<text>",
    configuration: Configuration | None = None,
) -> tuple[ReportCoverage, ...]:
    """What reports answer of the tear sheet: one report given as text, or files and the reports in folders as in `check_paths`.

    A report that cannot be read answers nothing.
    """
    if text is not None:
        terms = terms_of(configuration or Configuration(""))
        return (coverage_of(_read(text, name, terms), terms),)
    configuration = configuration or find()
    terms = terms_of(configuration)
    found = find_files(_listed(paths), configuration)
    raise_first(found.mistakes)
    return tuple(coverage_of(terms.read(source), terms) for source in found.sources)


def coverage_of(document: Document, terms: Terms) -> ReportCoverage:
    """A document held against the tear sheet."""
    from aishare_lint.document.answers import coverage as held_against

    format_ = terms.pack.format
    mask = terms.mask(document)
    data = document.data if isinstance(document.data, dict) else {}
    id_, kind, stage = (mask.text(value) if isinstance(value := data.get(key), str) else "" for key in ("id", "kind", "stage"))
    covered = held_against(document, format_.tear_sheet, format_.vocabularies)
    return ReportCoverage(mask.text(document.name), id_, kind, stage, covered, lambda path: mask.text(show(path)))


class RuleFiles(dict[str, "FilePath"]):
    """The files of the rules of a run, by id: the built-in ones and those of private packs."""

    def __init__(self, files: Mapping[str, FilePath], built_in: frozenset[str]) -> None:
        super().__init__(files)
        self.built_in = built_in

    def read(self, id_: str) -> dict[str, Any]:
        """All that a rule file says. Raises UserError where it is no rule."""
        path = self[id_]
        return read_rule(id_, shown(str(path)), path.read_bytes(), load_schema("rule"), trusted=id_ in self.built_in)

    def unknown(self, name: str) -> UserError:
        """What to say of a name that is neither a rule nor a category."""
        return UserError(f"`{name}` is neither a rule nor a category", hint=near_name(name, list(self)))


def rule_files_of(configuration: Configuration) -> RuleFiles:
    """The rule files of a run in the order of their ids."""
    built_in = dict(rule_files(data_folder() / "rules"))
    files = dict(built_in)
    for folder in pack_folders(configuration):
        files.update(pack_files(folder))
    return RuleFiles({id_: files[id_] for id_ in sorted(files)}, frozenset(built_in))


def _listed(paths: Paths) -> list[str]:
    return [os.fspath(path) for path in ([paths] if isinstance(paths, (str, PathLike)) else paths)]


def _read(text: str | bytes, name: str, terms: Terms) -> Document:
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"a report is str or bytes, not {type(text).__name__}")
    return read(text, name, terms.limits)
