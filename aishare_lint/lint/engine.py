"""The engine: a document and rules in, findings out. Pure; everything around it (files, git, colour, exit codes) is somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any, Final, NamedTuple

from aishare_lint.document.paths import find, look_up, show
from aishare_lint.document.places import Path, Place, Span, Value
from aishare_lint.document.reader import Document
from aishare_lint.document.text import shorten
from aishare_lint.lint.checks import Case, Check, Circumstances, Hit, Shown, Unjudged
from aishare_lint.lint.detection import INSIDE, Reading, in_attachment, locate, look, reading_with, without_overlaps
from aishare_lint.lint.findings import Failure, Finding, Fix, Judged, NotRun, Related, Severity
from aishare_lint.lint.fixes import plan
from aishare_lint.lint.ignores import Ignore, Remarks, covering, find_ignores
from aishare_lint.lint.mask import Mask
from aishare_lint.lint.pack import Pack
from aishare_lint.lint.rules import Rule, fill, holds, holes


class Selection(NamedTuple):
    """Which rules run and what they weigh. Names are rule ids or categories; `all` is every rule.

    severity  overrides by rule or category: a severity or `off`; a rule before its category
    """

    select: frozenset[str] = frozenset({"all"})
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, str] = {}

    def includes(self, rule: Rule) -> bool:
        named = {rule.id, rule.category}
        if rule.always:
            return True
        if rule.id in self.ignore or (rule.category in self.ignore and rule.id not in self.select):
            return False
        return "all" in self.select or bool(named & self.select)

    def weigh(self, rule: Rule, severity: Severity | None) -> Severity | None:
        """A severity after the configuration's overrides."""
        override = self.severity.get(rule.id) or self.severity.get(rule.category)
        if severity is None or not override or rule.always:
            return severity
        return None if override == "off" else override  # type: ignore[return-value]


EVERYTHING: Final = Selection()


def check(document: Document, pack: Pack, circumstances: Circumstances, selection: Selection = EVERYTHING) -> Judged:
    """Judge one document."""
    return _Run(document, pack, circumstances, selection).judge()


def judge_hits(
    document: Document, pack: Pack, circumstances: Circumstances, selection: Selection, hits: Iterable[tuple[Rule, Hit]]
) -> Judged:
    """What rules said of one document that did not judge it by itself."""
    run = _Run(document, pack, circumstances, selection)
    return run.conclude([run.found(rule, hit) for rule, hit in hits], find_ignores(document))


def mask_of(document: Document, pack: Pack, circumstances: Circumstances) -> Mask:
    """What of a document must not be shown, whatever is selected and whatever was found."""
    return _Run(document, pack, circumstances, EVERYTHING).mask()


#: Findings of one rule in one file that are listed.
MOST_FINDINGS: Final = 500
#: Keys below which material of an exploit may stand that YAML leaves unheard: nobody judged it, so nobody shows it.
_MATERIAL: Final = frozenset({"poc", "prompts", "attachments"})


class _Found(NamedTuple):
    """A hit with the rule that made it."""

    rule: Rule
    hit: Hit
    values: Mapping[str, str]


class _Run:
    """One document on its way through the rules."""

    def __init__(self, document: Document, pack: Pack, circumstances: Circumstances, selection: Selection) -> None:
        self.document = document
        self.pack = pack
        self.circumstances = circumstances
        self.selection = selection
        report: Any = document.data if isinstance(document.data, dict) else {}
        self.report: Value = report
        self.status = _word(report.get("status"), "draft")
        self.stage = _word(report.get("stage"), "update")
        self.language = _word(report.get("lang"), "en").lower()
        #: The file's name and language as they may be shown.
        shown = Mask(document, pack.sensitive)
        self.name = shown.text(document.name)
        self.said_language = shown.text(shorten(self.language, 20))
        self.not_run: list[NotRun] = []
        self.failures: list[Failure] = []
        #: What sensitive rules found, by rule, whether or not it is said: the mask need not ask them again.
        self.heard: dict[str, list[Hit]] = {}

    def judge(self) -> Judged:
        rules = [rule for rule in self.pack.single if self.selection.includes(rule) and self.weigh(rule)]
        found = [hit for rule, places in self.given(rules) for hit in self.run(rule, places)]
        ignores = find_ignores(self.document)
        if ignores:
            found += self.of_ignores(ignores, rules, found)
        return self.conclude(self.without_replaced(found), ignores)

    def conclude(self, found: list[_Found], ignores: tuple[Ignore, ...]) -> Judged:
        """What was found, ready to be shown."""
        if not found:
            return Judged(self.name, (), (), tuple(self.not_run), tuple(self.failures))
        mask = self.mask()
        findings = [finding for one in self.at_most(found) if (finding := self.finding(one, mask, ignores))]
        findings.sort(key=lambda finding: (finding.span.start, finding.span.end, finding.rule, finding.at))
        return Judged(mask.text(self.name), tuple(findings), mask.lines(), tuple(self.not_run), tuple(self.failures))

    def at_most(self, found: list[_Found]) -> Iterator[_Found]:
        """Of each rule no more than people read; what is left out is said."""
        counts: dict[str, int] = {}
        for one in found:
            counts[one.rule.id] = counts.get(one.rule.id, 0) + 1
            if counts[one.rule.id] <= MOST_FINDINGS:
                yield one
        for id_, count in counts.items():
            if count > MOST_FINDINGS:
                self.not_run.append(NotRun(id_, f"says the same of {count - MOST_FINDINGS} more places, which are not listed", self.name))

    def weigh(self, rule: Rule) -> bool:
        """Whether a rule can say anything in a report of this status."""
        levels = ("strong", "weak") if "strong" in rule.data["severity"] else ("",)
        return any(
            self.selection.weigh(rule, rule.severity(status=self.status, stage=self.stage, level=level)) is not None for level in levels
        )

    # Where rules look

    def given(self, rules: Iterable[Rule]) -> Iterator[tuple[Rule, list[Path]]]:
        """Each of some rules that has places to look at, with them."""
        if self.document.data is None:
            root: Path = ()
            yield from ((rule, [root]) for rule in rules if rule.reads_unread)
            return
        yield from ((rule, list(self.places[rule.id])) for rule in rules if rule.id in self.places)

    @cached_property
    def places(self) -> Mapping[str, Iterable[Path]]:
        """The places at which each rule of the pack looks. The document is walked once, whoever asks and whatever is selected."""
        data = self.document.data
        return {} if data is None else self.pack.index.places(data, self.document.places)

    # What rules find

    def run(self, rule: Rule, places: list[Path], *, for_mask: bool = False) -> list[_Found]:
        if rule.id in self.pack.given_up:
            self.not_run.append(NotRun(rule.id, "given up earlier in this run", self.name, fault=True))
            return []
        languages = rule.data.get("languages")
        if languages and not for_mask and self.language.partition("-")[0] not in languages:
            self.not_run.append(NotRun(rule.id, f"reads {', '.join(languages)}; the report is in `{self.said_language}`", self.name))
            return []
        before = len(self.not_run)
        try:
            found = list(self.hits(rule, places))
            if rule.sensitive:
                self.heard[rule.id] = [one.hit for one in found]
            if for_mask:
                del self.not_run[before:]  # what a rule that nobody selected could not look at is no news
            return found
        except TimeoutError:
            self.pack.given_up.add(rule.id)
            self.not_run.append(NotRun(rule.id, "a pattern of its pack took too long and was given up", self.name, fault=True))
        except Exception as error:  # noqa: BLE001 - a rule that raises is named; the rest is still judged
            self.failures.append(Failure(rule.id, self.name, where_raised(error)))
        return []

    def hits(self, rule: Rule, places: list[Path]) -> Iterator[_Found]:
        data = self.document.data if self.document.data is not None else ""
        given = []
        for path in places:
            value = look_up(data, path)
            if value is not None and all(holds(condition, value, self.report, self.pack.screens) for condition in rule.when):
                given.append((path, value))
        if rule.kind == "check" and rule.sensitive and rule.reads_unread and self.circumstances.attachments:
            for hit in self.attached(rule):
                yield self.found(rule, hit)
        if given:
            how = {"detect": self.detected, "schema": self.invalid, "check": self.checked}[rule.kind]
            for hit in how(rule, given):
                yield self.found(rule, hit)

    def detected(self, rule: Rule, given: list[tuple[Path, Value]]) -> Iterator[Hit]:
        detector = self.pack.detectors[rule.id]
        for match in without_overlaps(look(detector, self.reading, tuple(path for path, _ in given))):
            passage = match.passage
            if passage.part == "attachment":
                yield in_attachment(passage, match.start, {"match": match.text, "kind": match.kind or rule.data["title"], **match.values})
                continue
            span = locate(self.document, passage, match.start, match.end)
            values = {"match": match.text, "length": str(len(match.text)), "kind": match.kind or rule.data["title"], **match.values}
            yield Hit(passage.path, "key" if passage.part == "key" else "value", span, values)

    def invalid(self, rule: Rule, given: list[tuple[Path, Value]]) -> Iterator[Hit]:
        screen = self.pack.screens[f"{rule.id}:then"]
        for path, value in given:
            if not screen(value):
                from aishare_lint.lint.schema.explain import explain

                for error in explain(value, rule.data["then"]["schema"], path, trusted=rule.trusted):
                    values = {"error": error.expected, "allowed": ", ".join(error.allowed)}
                    yield Hit(tuple(error.path), "key" if error.kind == "unknown-key" else "value", values=values)

    def checked(self, rule: Rule, given: list[tuple[Path, Value]]) -> Iterator[Hit]:
        function: Check = function_of(rule.data["then"]["check"])
        options = rule.data["then"].get("with", {})
        for path, value in given:
            for hit in function(Case(self.document, path, value, options, self.circumstances)):
                if not isinstance(hit, Unjudged):
                    yield hit
                elif (absent := NotRun(rule.id, hit.why, self.name, routine=hit.routine)) not in self.not_run:
                    self.not_run.append(absent)

    def attached(self, rule: Rule) -> Iterator[Hit]:
        """What a rule that can read a text as it is says of the texts that lie beside the report."""
        for passage in self.reading.passages:
            if passage.part == "attachment":
                circumstances = self.circumstances.beside(None)
                below = _Run(Document("", passage.text), self.pack, circumstances, self.selection)
                hits = [one.hit for one in below.run(rule, [()])]
                self.failures += [failure._replace(path=self.name) for failure in below.failures]
                for hit in hits:
                    values = {name: value for name, value in hit.values.items() if name != "match"}
                    found = in_attachment(passage, hit.span.start if hit.span else 0, values)
                    yield found._replace(level=hit.level)

    @cached_property
    def reading(self) -> Reading:
        """What the document says, and the texts that lie beside it."""
        return reading_with(self.document, self.circumstances.attachments)

    def of_ignores(self, ignores: tuple[Ignore, ...], rules: list[Rule], found: list[_Found]) -> Iterator[_Found]:
        """What is to be said of ignore comments, now that the rules have run."""
        stopped = {absent.check for absent in self.not_run} | {failure.rule for failure in self.failures}
        places = [(one.rule.id, one.hit.at, one.hit.span or self.span(one.hit.at, one.hit.part)) for one in found]
        remarks = Remarks(self.document, ignores, self.pack.rules, frozenset(rule.id for rule in rules) - stopped, tuple(places))
        for rule in self.pack.on_ignores:
            if self.selection.includes(rule) and self.weigh(rule):
                yield from (self.found(rule, hit) for hit in function_of(rule.data["then"]["ignores"])(remarks))

    def found(self, rule: Rule, hit: Hit) -> _Found:
        value = look_up(self.document.data, hit.at) if self.document.data is not None else None
        written = ("true" if value else "false") if isinstance(value, bool) else value if isinstance(value, str) else ""
        values = {"value": written, "key": str(hit.at[-1]) if hit.at else "", "at": show(hit.at), **hit.values}
        swap = rule.data.get("fix", {}).get("swap", {})
        new = swap.get(values.get("match", written))
        return _Found(rule, hit, {"new": new, **values} if new is not None else values)

    def without_replaced(self, found: list[_Found]) -> list[_Found]:
        """Without what another rule says better of the same place; beside one that speaks alone only sensitive rules are heard."""
        if any(one.rule.id in self.pack.speak_alone for one in found):
            return [one for one in found if one.rule.sensitive or one.rule.id in self.pack.speak_alone]
        said: dict[str, set[tuple[Path, str]]] = {}
        for one in found:
            for other in one.rule.data.get("instead_of", ()):
                said.setdefault(other, set()).update(((one.hit.at, one.hit.part), (one.hit.at, "")))
        if not said:
            return found
        return [one for one in found if not any(_place(one.hit) in said.get(name, ()) for name in (one.rule.id, one.rule.category))]

    # What is shown

    def mask(self) -> Mask:
        mask = Mask(self.document, self.pack.sensitive)
        mask.detect(self.reading)
        sensitive = [rule for rule in self.pack.single if rule.sensitive and rule.kind != "detect"]
        missing = [rule for rule in sensitive if rule.id not in self.heard and not self.gave_up(rule)]
        for rule, places in self.given(missing):
            self.run(rule, places, for_mask=True)
        mask.everything = mask.everything or any(map(self.gave_up, sensitive))
        for hit in (hit for rule in sensitive for hit in self.heard.get(rule.id, ())):
            if hit.span is not None:
                mask.hide(hit.span, hit.values.get("match", ""))
            elif hit.part == "value":
                mask.hide_place(hit.at)
            for other in hit.hide:
                mask.hide_place(other)
        for path, place, text in self.document.unheard:
            if not _MATERIAL.isdisjoint(path):
                mask.hide(place.value, text)
        return mask

    def gave_up(self, rule: Rule) -> bool:
        """Whether a rule raised or took too long, so that what it would have matched is not known."""
        return rule.id in self.pack.given_up or any(failure.rule == rule.id for failure in self.failures)

    def finding(self, one: _Found, mask: Mask, ignores: tuple[Ignore, ...]) -> Finding | None:
        rule, hit = one.rule, one.hit
        severity = self.selection.weigh(rule, rule.severity(status=self.status, stage=self.stage, level=hit.level))
        if severity is None:
            return None
        lines = self.document.lines
        span = hit.span or self.span(hit.at, hit.part)
        values = _masked(rule.message, one, mask)
        ignore = covering(ignores, rule.id, hit.at, span)
        related = self.related(rule, hit, mask)
        ignored = None
        if ignore is not None and (ignore.reason or not rule.safety):
            ignored = mask.text(ignore.reason)
        elif ignore is not None:
            related = (*related, Related(lines.region(ignore.span), "this rule guards against over-sharing: an ignore needs a reason"))
        return Finding(
            rule=rule.id,
            severity=severity,
            safety=rule.safety,
            message=mask.text(fill(rule.message, values)) + hit.values.get(INSIDE, ""),
            region=lines.region(span),
            at=mask.text(show(hit.at)),
            path=hit.at,
            span=span,
            fix=self.fix(one, mask),
            related=related,
            ignored=ignored,
            group=hit.group,
            known_by=self.known_by(one, mask),
        )

    def known_by(self, one: _Found, mask: Mask) -> str:
        """What a baseline knows a finding by; nothing for rules that no baseline silences. What is masked is not part of it."""
        if one.rule.safety or one.rule.sensitive:
            return ""
        from aishare_lint.lint.identity import identify

        return identify(one.rule.id, one.hit, self.document, mask)

    def related(self, rule: Rule, hit: Hit, mask: Mask) -> tuple[Related, ...]:
        shown = list(hit.show)
        for other in rule.data.get("show", ()):
            from aishare_lint.document.paths import parse

            start, base = (hit.at, look_up(self.document.data or "", hit.at)) if other["at"].startswith("@") else ((), self.report)
            shown += [Shown(path, other["label"]) for path, _ in find(base or "", parse(other["at"]), start)]
        return tuple(Related(self.document.lines.region(one.span or self.span(one.at, one.part)), mask.text(one.label)) for one in shown)

    def fix(self, one: _Found, mask: Mask) -> Fix | None:
        data = one.rule.data.get("fix")
        planned = plan(data, one.hit, self.document, one.values) if data else None
        if data is None or planned is None:
            return None
        safety, edits = planned
        values = _masked(data["title"], one, mask)
        shown = None
        if not any(mask.covers(edit.span) for edit in edits):
            regions = [(self.document.lines.region(edit.span), edit.text) for edit in edits]
            if all(mask.text(text) == text for _, text in regions):
                shown = tuple(regions)
        return Fix(mask.text(fill(data["title"], values)), safety, edits, shown)

    def span(self, path: Path, part: str) -> Span:
        """What is underlined: the value, or the key where the value is absent or spans many lines."""
        places = self.document.places
        existing = self.document.nearest(path)
        place = places.get(existing)
        if place is None:
            return Span(0, 0)
        if not existing:
            return self.first_key(place)
        if place.key is not None and (part == "key" or existing != path or place.style in ("map", "list")):
            return place.key
        if place.key is None and place.style in ("map", "list"):
            end = self.document.lines.span(self.document.lines.number(place.value.start)).end
            return Span(place.value.start, min(place.value.end, end))
        if place.key is not None and place.value.start == place.value.end:
            return place.key
        return place.value

    def first_key(self, root: Place) -> Span:
        """The whole report is pointed at by its kind, else by its first key."""
        place = self.document.places.get(("kind",))
        if place is None:
            place = next((below for path, below in self.document.places.items() if len(path) == 1), root)
        return place.key or Span(place.value.start, min(place.value.start + 1, place.value.end))


def _place(hit: Hit) -> tuple[Path, str]:
    """What another rule must have spoken of to replace a hit: the place, or the key itself where the hit is about how that is written."""
    return hit.at, "key" if hit.part == "key" and hit.span is not None else ""


def _masked(template: str, one: _Found, mask: Mask) -> dict[str, str]:
    """What fills the holes of a template, masked."""
    return {name: mask.value(one.values[name], one.hit.at) for name in holes(template) if name in one.values}


@lru_cache(maxsize=256)
def function_of(name: str) -> Any:
    """A named check; its module is loaded when the first of its checks has something to look at."""
    module, _, function = name.partition(".")
    return getattr(import_module(f"aishare_lint.lint.checks.{module}"), function)


def _word(value: Value | None, default: str) -> str:
    return value if isinstance(value, str) and value else default


def where_raised(error: Exception) -> str:
    """An exception without its message, which may hold report text: its type and the places in our own code."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('aishare_lint/')[2]}:{frame.lineno}" for frame in frames if "aishare_lint" in frame.filename]
    return f"{type(error).__name__} at {' > '.join(places[-3:])}"
