"""What reports are judged by in a run: rules, limits, configuration; and one report judged by them with what lies beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from aishare_lint.document.reader import Document, Limits
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

    from aishare_lint.lint.fixing import Fixed


#: Whatever is selected, a file that could not be read is no clean file.
UNREAD: Final = frozenset({"yaml/unreadable", "yaml/syntax"})

#: So many files that lie outside of `reports` are named.
_NAMED: Final = 5


class Terms(NamedTuple):
    """What reports are judged by in a run.

    not_run  the safety rules that are switched off: whoever reads the result must not take their silence for a clean bill
    """

    pack: Pack
    circumstances: Circumstances
    selection: Selection
    limits: Limits
    not_run: tuple[NotRun, ...] = ()

    def result(self, files: Iterable[Judged], strays: tuple[str, ...] = ()) -> Result:
        """The whole run, with what did not run in any file, and files that call themselves reports and were not looked for."""
        if not strays:
            return Result(tuple(files), self.not_run)
        named = ", ".join(strays[:_NAMED]) + (", …" if len(strays) > _NAMED else "")
        why = Mask(Document("", ""), self.pack.sensitive).text(f"outside `reports`, with `schema: aishare/…`: {named}")
        return Result(tuple(files), (*self.not_run, NotRun("1 file" if len(strays) == 1 else f"{len(strays)} files", why)))

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
        from aishare_lint.repo.attachments import gather

        facts = gather(data, os.path.dirname(os.path.abspath(source.path)))
        return self._replace(circumstances=self.circumstances.beside(facts))

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
    return Terms(pack, circumstances, selection, configuration.limits, tuple(_switched_off(configuration, pack, selection)))


def check_source(terms: Terms, source: Source) -> Judged:
    """Judge a file with what lies beside it."""
    document = terms.read(source)
    return terms.beside(source, document).check(document)


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
