"""Judging from Python: what the command line, the hooks and an editor do, as functions.

    import aishare_lint

    result = aishare_lint.check_text(text)
    for file, finding in result.findings():
        print(f"{file.path}:{finding.region.line}: {finding.severity}: {finding.message}")

Everything a result says is masked: it can be shown and logged. What the user did wrong is raised as `UserError`.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from aishare_lint.document.reader import Document, Limits, read
from aishare_lint.errors import UserError
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import Fixed, Selection, check, fix
from aishare_lint.lint.findings import Failure, Judged, Result
from aishare_lint.lint.pack import Pack
from aishare_lint.repo.builtin import load_pack, load_packs
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import Source, find_files


class Terms(NamedTuple):
    """What reports are judged by in a run."""

    pack: Pack
    circumstances: Circumstances
    selection: Selection
    limits: Limits

    def check(self, document: Document) -> Judged:
        """Judge a document. A bug of ours is a failure in the result: whatever else there is to judge is judged."""
        try:
            return check(document, self.pack, self.circumstances, self.selection)
        except Exception as error:  # noqa: BLE001 - see above; the result says what happened, without any text of the report
            return Judged(document.name, (), failures=(Failure("engine", document.name, _place_of(error)),))

    def fix(self, document: Document, *, unsafe: bool = False) -> Fixed:
        """Mend what can be mended by itself, and judge the rest."""
        return fix(document, self.pack, self.circumstances, self.selection, unsafe=unsafe)

    def read(self, source: Source) -> Document:
        return source.read(self.limits)


@dataclass(frozen=True, slots=True)
class FixedText:
    """A text after fixing.

    text     the text as it is now, byte for byte the old one outside of the fixes
    result   what remains to be said of it
    applied  how many fixes were applied
    """

    text: str
    result: Result
    applied: int


def terms_of(configuration: Configuration) -> Terms:
    """The rules, limits and circumstances that a configuration asks for. Raises UserError where it names a rule or pack there is not."""
    folders = tuple(Path(configuration.folder, name) for name in configuration.settings["packs"])
    pack = load_packs(folders) if folders else load_pack()
    circumstances = Circumstances(pack.format, settings=configuration.settings)
    return Terms(pack, circumstances, _selection(configuration, pack), configuration.limits)


def check_text(text: str | bytes, *, name: str = "<text>", configuration: Configuration | None = None) -> Result:
    """Judge one report.

    `name` is what the result calls it. Without a configuration the defaults hold; `aishare_lint.configuration()` finds a repository's.
    """
    terms = terms_of(configuration or Configuration(""))
    return Result((terms.check(read(text, name, terms.limits)),))


def check_paths(paths: Iterable[str | PathLike[str]] = (), *, configuration: Configuration | None = None) -> Result:
    """Judge files and the reports in folders; without paths those of the repository.

    Without a configuration the one that holds in the working directory is read. Raises UserError where a path does not exist or there is
    nothing to judge.
    """
    configuration = configuration or find()
    terms = terms_of(configuration)
    found = find_files(map(str, paths), configuration)
    _raise_first(found.mistakes)
    return Result(tuple(terms.check(terms.read(source)) for source in found.sources))


def fix_text(text: str, *, unsafe: bool = False, name: str = "<text>", configuration: Configuration | None = None) -> FixedText:
    """Mend what has a safe fix (with `unsafe` also what has an unsafe one) and judge the rest. Evidence is never touched."""
    terms = terms_of(configuration or Configuration(""))
    fixed = terms.fix(read(text, name, terms.limits), unsafe=unsafe)
    return FixedText(fixed.text if fixed.applied else text, Result((fixed.judged,)), fixed.applied)


def _raise_first(mistakes: tuple[UserError, ...]) -> None:
    if mistakes:
        first, *others = mistakes
        raise UserError(first.message, hint=first.hint, where=first.where, others=tuple(others))


def _selection(configuration: Configuration, pack: Pack) -> Selection:
    settings = configuration.settings
    names = pack.names | {"all"}
    mistakes = []
    for key in ("select", "ignore", "severity"):
        said: Iterable[str] | Mapping[str, str] = settings[key]
        for number, name in enumerate(said):
            if name not in names or (key != "select" and name == "all"):
                where = configuration.where((key, name), "key") if key == "severity" else configuration.where((key, number))
                mistakes.append(UserError(f"`{name}` in {key} is neither a rule nor a category", hint=near_name(name, pack), where=where))
    _raise_first(tuple(mistakes))
    return Selection(frozenset(settings["select"]), frozenset(settings["ignore"]), settings["severity"])


def near_name(name: str, pack: Pack) -> str:
    """A hint to the rule or category that was probably meant."""
    from difflib import get_close_matches

    tails = {rule.id.partition("/")[2]: rule.id for rule in pack.rules}
    near = get_close_matches(name.lower(), sorted({*pack.names, *tails}), n=1)
    if near:
        return f"did you mean `{tails.get(near[0], near[0])}`?"
    return f"categories: {', '.join(sorted({rule.category for rule in pack.rules}))}; `aishare-lint rules list` shows all rules"


def _place_of(error: Exception) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "aishare_lint" in frame.filename]
    return f"{type(error).__name__} at {' > '.join(f'{Path(frame.filename).name}:{frame.lineno}' for frame in frames[-3:])}"
