"""What reports are judged by in a run: rules, limits, configuration; and one report judged by them with what lies beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from aishare_lint.document.reader import Document, Limits, read
from aishare_lint.errors import UserError, raise_first
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import Selection, check, mask_of
from aishare_lint.lint.findings import Failure, Judged, NotRun, Result
from aishare_lint.lint.mask import Mask
from aishare_lint.lint.pack import Pack
from aishare_lint.lint.rules import Rule
from aishare_lint.repo.builtin import load_pack, load_packs
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.files import STDIN, Source

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path as FilePath

    from aishare_lint.lint.across import Across
    from aishare_lint.lint.fixing import Fixed
    from aishare_lint.lint.scope import Scope
    from aishare_lint.lint.surroundings import Facts, Surroundings
    from aishare_lint.repo.baseline import Baseline


#: Whatever is selected, a file that could not be read is no clean file.
UNREAD: Final = frozenset({"yaml/unreadable", "yaml/syntax"})

#: So many files that lie outside of `reports` are named.
_NAMED: Final = 5


class Terms(NamedTuple):
    """What reports are judged by in a run.

    not_run   the safety rules that are switched off: whoever reads the result must not take their silence for a clean bill
    baseline  the findings that are known and not shown; None where there is no baseline
    """

    pack: Pack
    circumstances: Circumstances
    selection: Selection
    limits: Limits
    not_run: tuple[NotRun, ...] = ()
    baseline: Baseline | None = None

    def result(
        self,
        files: Iterable[Judged],
        strays: tuple[str, ...] = (),
        across: Across | None = None,
        *,
        submodules: tuple[str, ...] = (),
    ) -> Result:
        """The whole run, with what did not run in any file.

        `strays` are files that call themselves reports and were not looked for, `submodules` stand where reports would be.
        """
        files = tuple(files) if self.baseline is None else self.baseline.without_known(files)
        not_run, failures = (self.not_run, ()) if across is None else ((*self.not_run, *across.not_run), across.failures)
        unseen = (
            (strays, "file", "outside `reports`, with `schema: aishare/…`"),
            (submodules, "submodule", "reports in it are judged in its own repository"),
        )
        named = [
            NotRun(f"{len(names)} {what}{'s' * (len(names) > 1)}", f"{why}: {self._named(names)}") for names, what, why in unseen if names
        ]
        return Result(files, (*not_run, *named), failures)

    def _named(self, names: tuple[str, ...]) -> str:
        return self.masked(", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else ""))

    def masked(self, text: str) -> str:
        """A text that is no report's, without what the sensitive rules find in it."""
        return Mask(Document("", ""), self.pack.sensitive).text(text)

    def check(self, document: Document) -> Judged:
        """Judge a document. A bug of ours is a failure in the result: whatever else there is to judge is judged."""
        try:
            return check(document, self.pack, self.circumstances, self.selection)
        except Exception as error:  # noqa: BLE001 - see above; the result says what happened, without any text of the report
            return Judged(document.name, (), failures=(Failure("engine", document.name, _place_of(error)),))

    def beside(self, source: Source, document: Document) -> Terms:
        """The same terms with what is known of the files that lie beside a report."""
        data = document.data
        if not isinstance(data, dict) or "attachments" not in data or source.path == STDIN:
            return self
        from aishare_lint.repo.attachments import gather, on_disk

        facts = gather(data, source.beside or on_disk(os.path.dirname(os.path.abspath(source.path))))
        return self._replace(circumstances=self.circumstances.beside(facts))

    def facts(self, source: Source, document: Document, judged: Judged) -> Facts | None:
        """What it takes to judge a report together with others: nothing of what is no report, None of what is unreadable or no file."""
        if source.path == STDIN or document.data is None:
            return None
        if any(finding.rule in self.pack.speak_alone for finding in judged.findings):
            return {}
        from aishare_lint.lint.across import gather

        return gather(document, self.pack)

    def fix(self, document: Document, *, unsafe: bool = False) -> Fixed:
        """Mend what can be mended by itself, and judge the rest."""
        from aishare_lint.lint.fixing import fix

        return fix(document, self.pack, self.circumstances, self.selection, unsafe=unsafe)

    def mask(self, document: Document) -> Mask:
        """What of a document must not be shown."""
        return mask_of(document, self.pack, self.circumstances)

    def read(self, source: Source) -> Document:
        return source.read(self.limits)


def terms_of(configuration: Configuration, now: datetime | None = None) -> Terms:
    """The rules, limits and circumstances that a configuration asks for, at this moment if no other is given.

    Raises UserError where it names a rule or pack there is not.
    """
    pack = load_packs(pack_folders(configuration)) if configuration.settings["packs"] else load_pack()
    circumstances = Circumstances(pack.format, now, settings=configuration.settings)
    selection = _selection(configuration, pack)
    not_run = tuple(_switched_off(configuration, pack, selection))
    return Terms(pack, circumstances, selection, configuration.limits, not_run, _baseline(configuration))


def _baseline(configuration: Configuration) -> Baseline | None:
    if not configuration.settings.get("baseline"):
        return None
    from aishare_lint.repo.baseline import load_baseline

    return load_baseline(configuration)


class Examined(NamedTuple):
    """One file, judged by itself, with what is needed to judge it together with others; None where it cannot be."""

    judged: Judged
    facts: Facts | None


def examine(terms: Terms, source: Source) -> Examined:
    """Judge a file with what lies beside it: what of it is asked about."""
    document = terms.read(source)
    judged = terms.beside(source, document).check(document)
    # A message, a name or a version that was replaced is no report beside others.
    facts = None if source.prose or (source.scope is not None and source.scope.safety) else terms.facts(source, document, judged)
    return Examined(judged if source.scope is None else _narrowed(terms, document, judged, source.scope), facts)


def _narrowed(terms: Terms, document: Document, judged: Judged, scope: Scope) -> Judged:
    from aishare_lint.lint.scope import only_changed, only_safety

    if scope.safety:
        judged = only_safety(judged)
    if scope.lines is None:
        return judged

    def earlier() -> tuple[Judged, Document]:
        before = read(scope.before or b"", document.name, terms.limits)
        return terms.check(before), before

    return only_changed(judged, document, terms.pack.rules, scope.lines, earlier)


def masked(text: str) -> str:
    """A text that is no report's (an argument, a setting, a name) without what the built-in sensitive rules find in it."""
    return Mask(Document("", text), load_pack().sensitive).text(text)


class Elsewhere(NamedTuple):
    """What a run does not judge, and needs to know of to judge the rest.

    facts    of those files, in their order
    is_ours  whether a file, by its name, is to be spoken of in this run, whatever is said of it
    """

    sources: Sequence[Source]
    facts: Sequence[Facts | None]
    is_ours: Callable[[str], bool]


def together(
    terms: Terms,
    sources: Sequence[Source],
    examined: Sequence[Examined],
    surroundings: Surroundings,
    elsewhere: Elsewhere | None = None,
) -> tuple[list[Judged], Across]:
    """What is to be said of all files, now that each was judged, in the order of the files; and what did not run over all of them.

    Where others were judged `elsewhere`, they count, and nothing is said of them.
    """
    from aishare_lint.lint.across import Across, check_across, joined

    ours = Elsewhere(sources, [one.facts for one in examined], lambda _: True)
    every = [ours, elsewhere] if elsewhere else [ours]
    of_name = {source.name: source for some in every for source in some.sources}
    facts = {source.name: of for some in every for source, of in zip(some.sources, some.facts, strict=True) if of is not None}
    if not facts:
        return [one.judged for one in examined], Across()
    if len(facts) < len(of_name):
        surroundings = surroundings._replace(whole=False)  # nobody knows what the others say
    across = check_across(
        *(facts, terms.pack, terms.circumstances, terms.selection),
        surroundings=surroundings,
        document=lambda name: terms.read(of_name[name]),
        speaks_of=every[-1].is_ours,
    )
    files = [joined(one.judged, across.files.get(source.name)) for source, one in zip(sources, examined, strict=True)]
    others = [judged for name, judged in across.files.items() if name not in of_name]
    return (sorted((*files, *others), key=lambda judged: judged.path) if others else files), across


def pack_folders(configuration: Configuration) -> tuple[FilePath, ...]:
    """The folders of the private packs."""
    from pathlib import Path as FilePath

    return tuple(FilePath(configuration.folder, name) for name in configuration.settings["packs"])


def _selection(configuration: Configuration, pack: Pack) -> Selection:
    settings = configuration.settings
    names = pack.names | {"all"}
    mistakes = []
    for key in ("select", "ignore", "severity"):
        said: Iterable[str] | Mapping[str, str] = settings[key]
        for number, name in enumerate(said):
            if name not in names or (key != "select" and name == "all"):
                where = configuration.where((key, name), "key") if key == "severity" else configuration.where((key, number))
                mistakes.append(
                    UserError(
                        f"`{name}` in {key} is neither a rule nor a category",
                        hint=near_name(name, [rule.id for rule in pack.rules]),
                        where=where,
                    )
                )
    raise_first(tuple(mistakes))
    return Selection(frozenset(settings["select"]) | UNREAD, frozenset(settings["ignore"]), settings["severity"])


def _switched_off(configuration: Configuration, pack: Pack, selection: Selection) -> Iterator[NotRun]:
    """The safety rules that `ignore` and `severity` switch off; a category by its name where that is all it has."""
    if not selection.ignore and not selection.severity:
        return
    safety = [rule for rule in pack.rules if rule.safety]
    off = {rule.id: why for rule in safety if (why := _why_off(rule, configuration, selection))}
    for category in dict.fromkeys(rule.category for rule in safety):
        ids = [rule.id for rule in safety if rule.category == category]
        if all(id_ in off for id_ in ids):
            yield NotRun(f"{category}/*", "; ".join(dict.fromkeys(off[id_] for id_ in ids)))
        else:
            yield from (NotRun(id_, off[id_]) for id_ in ids if id_ in off)


def _why_off(rule: Rule, configuration: Configuration, selection: Selection) -> str:
    """Why a rule that is selected says nothing; empty where it may speak, or was not asked for."""
    if not selection._replace(ignore=frozenset()).includes(rule):
        return ""
    if not selection.includes(rule):
        name = rule.id if rule.id in selection.ignore else rule.category
        # The command line adds to what the file ignores, and with --select begins anew.
        adds = configuration.origin("ignore") == "command line"
        said = configuration.document.data if configuration.document and configuration.origin("select") != "command line" else None
        listed = said.get("ignore") if isinstance(said, dict) else None
        in_file = isinstance(listed, list) and name in listed
        return "switched off by --ignore" if adds and not in_file else "switched off by `ignore` of the configuration"
    return "switched off by `severity` of the configuration" if selection.weigh(rule, "error") is None else ""


def near_name(name: str, ids: Iterable[str]) -> str:
    """A hint to the rule or category that was probably meant."""
    from difflib import get_close_matches

    tails = {id_.partition("/")[2]: id_ for id_ in ids}
    categories = sorted({id_.partition("/")[0] for id_ in tails.values()})
    near = get_close_matches(name.lower(), sorted({*tails.values(), *categories, *tails}), n=1)
    if near:
        return f"did you mean `{tails.get(near[0], near[0])}`?"
    return f"categories: {', '.join(categories)}; `aishare-lint rules list` shows all rules"


def _place_of(error: Exception) -> str:
    import traceback

    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "aishare_lint" in frame.filename]
    return f"{type(error).__name__} at {' > '.join(f'{os.path.basename(frame.filename)}:{frame.lineno}' for frame in frames[-3:])}"
