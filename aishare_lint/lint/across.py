"""Checks across files: the facts of every report, gathered one by one, judged together at the end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document
from aishare_lint.lint.checks import Circumstances, Hit, Unjudged
from aishare_lint.lint.engine import Selection, function_of, judge_hits, where_raised
from aishare_lint.lint.findings import Failure, Judged, NotRun
from aishare_lint.lint.pack import Pack
from aishare_lint.lint.rules import Rule, holds
from aishare_lint.lint.surroundings import Authors, Base, Facts, Reports, Surroundings


class Across(NamedTuple):
    """What there is to say of many reports together.

    files   by name, what is to be added to what is said of each file; also of files that are no report, or are gone
    silent  the rules that found nothing, and asked nothing but what the facts say and which files there are
    """

    files: Mapping[str, Judged] = {}
    not_run: tuple[NotRun, ...] = ()
    failures: tuple[Failure, ...] = ()
    silent: tuple[str, ...] = ()


class _Places(Mapping[str, list[tuple[Path, Value]]]):
    """The facts of one rule by report, in the order of the names; of each looked at only when somebody asks for it."""

    def __init__(self, facts: Mapping[str, Facts], names: list[str], rule: str) -> None:
        self.facts = facts
        self.names = names
        self.rule = rule

    def __getitem__(self, name: str) -> list[tuple[Path, Value]]:
        return self.facts[name].get(self.rule, [])

    def __contains__(self, name: object) -> bool:
        return name in self.facts

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def gather(document: Document, pack: Pack) -> Facts:
    """What the checks across files need of one report; nothing of one that could not be read."""
    if document.data is None or not pack.across:
        return {}
    report = document.data if isinstance(document.data, dict) else {}
    places = pack.index_across.places(document.data, document.places)
    facts: Facts = {}
    for rule in pack.across:
        for path in places.get(rule.id, ()):
            value = look_up(document.data, path)
            if value is not None and all(holds(condition, value, report, pack.screens) for condition in rule.when):
                facts.setdefault(rule.id, []).append((path, value))
    return facts


def check_across(
    facts: Mapping[str, Facts],
    pack: Pack,
    circumstances: Circumstances,
    selection: Selection,
    *,
    surroundings: Surroundings,
    document: Callable[[str], Document],
    speaks_of: Callable[[str], bool] = lambda _: True,
    silent: Collection[str] = (),
) -> Across:
    """Judge reports together by the facts of each, by name; `document` reads one again, which is asked only of those to speak of.

    `speaks_of` says of which files anything is to be said; of the others somebody else says it. Of rules that are known to be `silent`
    nobody is asked again.
    """
    names = sorted(facts)
    hits: dict[str, list[tuple[Rule, Hit]]] = {}
    not_run: dict[NotRun, None] = {}
    failures: list[Failure] = []
    quiet = list(silent)
    for rule in pack.across:
        if rule.id in silent or not selection.includes(rule) or selection.weigh(rule, "error") is None:
            continue
        asked: list[str] = []
        places = _Places(facts, names, rule.id)
        reports = Reports(places, _overheard(surroundings, asked), pack.format.vocabularies, document)
        said = 0
        try:
            for said, found in enumerate(function_of(rule.data["then"]["across"])(reports), 1):  # noqa: B007 - how many is asked below
                if isinstance(found, Unjudged):
                    not_run[NotRun(rule.id, found.why, routine=found.routine)] = None
                else:
                    hits.setdefault(found[0], []).append((rule, found[1]))
        except Exception as error:  # noqa: BLE001 - a rule that raises is named; the others still judge
            failures.append(Failure(rule.id, "", where_raised(error)))
        else:
            if not said and not asked:
                quiet.append(rule.id)
    files = {}
    for name in filter(speaks_of, sorted(hits)):
        files[name] = judge_hits(_spoken_of(name, facts, surroundings, document), pack, circumstances, selection, hits[name])
    return Across(files, tuple(not_run), tuple(failures), tuple(quiet))


def _overheard(surroundings: Surroundings, asked: list[str]) -> Surroundings:
    """The same surroundings; `asked` gets the questions whose answer may be another although every file is as it was."""

    def base() -> Base | Unjudged:
        asked.append("base")
        return surroundings.base()

    def authors(names: Iterable[str]) -> Mapping[str, Authors] | Unjudged:
        asked.append("authors")
        return surroundings.authors(names)

    return surroundings._replace(base=base, authors=authors)


def _spoken_of(name: str, facts: Mapping[str, Facts], surroundings: Surroundings, document: Callable[[str], Document]) -> Document:
    """A file to speak of: a report, one that is gone, or another file, of which nothing is read."""
    if name in facts:
        return document(name)
    base = surroundings.base()
    gone = None if isinstance(base, Unjudged) else base.reports.get(name)
    return Document(name, "") if gone is None else gone


def joined(judged: Judged, more: Judged | None) -> Judged:
    """What two judgements say of one file, together."""
    if more is None:
        return judged
    findings = sorted(
        (*judged.findings, *more.findings), key=lambda finding: (finding.span.start, finding.span.end, finding.rule, finding.at)
    )
    return judged._replace(
        findings=tuple(findings),
        lines=more.lines or judged.lines,
        not_run=(*judged.not_run, *more.not_run),
        failures=(*judged.failures, *more.failures),
    )
