"""Rules as data: *given this, when that, then this; otherwise say message; fix it so* (`schemas/rule.schema.json`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias, cast

from aishare_lint.document.paths import ANY, DEEP, Pattern, find, parse
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Value
from aishare_lint.lint.findings import Severity

Screen: TypeAlias = "Callable[[Value], bool]"

_HOLE = lazy(r"\{([a-z_]+)\}")


class Condition(NamedTuple):
    """One line of `when`: something at `pattern` (below the given value, or below the report) satisfies the schema.

    `absent` conditions hold where nothing stands there.
    """

    of_report: bool
    pattern: Pattern
    screen: str
    absent: bool


class Rule(NamedTuple):
    """One rule, ready to run.

    id       `category/name`, from where its file stands
    given    the places it looks at
    when     conditions, all of which must hold
    kind     what `then` says: `schema`, `detect`, `check`; `ignores` (judged by what the others found) or `across` (by many reports)
    data     the rule file as far as judging needs it
    trusted  whether it came with the tool; patterns of other packs run with a timeout
    """

    id: str
    given: tuple[Pattern, ...]
    when: tuple[Condition, ...]
    kind: str
    data: Mapping[str, Any]
    trusted: bool

    @property
    def category(self) -> str:
        return self.id.partition("/")[0]

    @property
    def single(self) -> bool:
        """Whether a document by itself is all that it judges."""
        return self.kind not in ("ignores", "across")

    @property
    def safety(self) -> bool:
        return self.data.get("safety") is True

    @property
    def sensitive(self) -> bool:
        return self.data.get("sensitive") is True

    @property
    def always(self) -> bool:
        """Whether it runs whatever is selected, and cannot be switched off."""
        return self.data.get("always") is True

    @property
    def reads_unread(self) -> bool:
        """Whether it also runs on a file that could not be read."""
        return self.data.get("unread") is True

    @property
    def message(self) -> str:
        return cast("str", self.data["message"])

    def severity(self, *, status: str, stage: str, level: str = "") -> Severity | None:
        """What a finding weighs in a report of this status and stage; None when the rule is off there.

        `withdrawn` is judged like a draft. `level` is what a detector or check said of the place.
        """
        of: Any = self.data["severity"]
        if isinstance(of, Mapping) and ("strong" in of or "weak" in of):
            of = of.get(level or "strong", "off")
        if isinstance(of, Mapping):
            if status != "ready":
                of = of.get("draft", "off")
            elif stage == "final" and "final" in of:
                of = of["final"]
            else:
                of = of.get("ready", of.get("draft", "off"))
        return None if of == "off" else cast("Severity", of)


def rule_from(id_: str, data: Mapping[str, Any], *, trusted: bool) -> Rule:
    """A rule from its file's data. The data must satisfy the rule schema; paths that do not parse raise ValueError."""
    given = data["given"]
    when = []
    for number, (path, schema) in enumerate(data.get("when", {}).items()):
        when.append(Condition(path.startswith("$"), parse(path), f"{id_}:when:{number}", schema is False))
    kind = next(iter(data["then"].keys() - {"with"}))
    return Rule(
        id=id_,
        given=tuple(parse(path) for path in ([given] if isinstance(given, str) else given)),
        when=tuple(when),
        kind=kind,
        data=data,
        trusted=trusted,
    )


def schemas_of(id_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON Schemas in a rule, by the name of the screen that is generated from each."""
    schemas = {f"{id_}:when:{number}": schema for number, schema in enumerate(data.get("when", {}).values())}
    if "schema" in data["then"]:
        schemas[f"{id_}:then"] = data["then"]["schema"]
    return schemas


def holds(condition: Condition, value: Value, report: Value, screens: Mapping[str, Screen]) -> bool:
    """Whether a condition holds for a given value."""
    found = find(report if condition.of_report else value, condition.pattern)
    if condition.absent:
        return next(found, None) is None
    screen = screens[condition.screen]
    return any(screen(candidate) for _, candidate in found)


def fill(template: str, values: Mapping[str, str]) -> str:
    """A message with its holes filled; a hole without a value stays as it is written. Never evaluates anything."""
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), template)


def holes(template: str) -> set[str]:
    """The names of a template's holes."""
    return {hole[1] for hole in _HOLE.finditer(template)}


class Index:
    """All `given` paths of many rules as one tree, so that a document is walked once and not once a rule."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.tree: dict[Any, Any] = {}
        #: `$..name` and `$..*`: found by the last key of every place.
        self.by_last_key: dict[str, list[Rule]] = {}
        self.others: list[tuple[Pattern, Rule]] = []
        for rule in rules:
            for pattern in rule.given:
                self._add(pattern, rule)

    def _add(self, pattern: Pattern, rule: Rule) -> None:
        if DEEP not in pattern:
            node = self.tree
            for step in pattern:
                node = node.setdefault(step, {})
            node.setdefault(None, []).append(rule)
        elif len(pattern) == 2 and pattern[0] is DEEP and isinstance(pattern[1], str):
            self.by_last_key.setdefault(pattern[1], []).append(rule)
        else:
            self.others.append((pattern, rule))

    def places(self, data: Value, paths: Iterable[Path]) -> dict[str, dict[Path, None]]:
        """The places that each rule looks at in a report with these paths, by the rule's id."""
        places: dict[str, dict[Path, None]] = {}
        _walk(self.tree, data, (), places)
        if self.by_last_key:
            for path in paths:
                for rule in self.by_last_key.get(path[-1], ()) if path and isinstance(path[-1], str) else ():
                    places.setdefault(rule.id, {})[path] = None
        for pattern, rule in self.others:
            for path, _ in find(data, pattern):
                places.setdefault(rule.id, {})[path] = None
        return places


def _walk(node: dict[Any, Any], data: Value, path: Path, places: dict[str, dict[Path, None]]) -> None:
    for step, below in node.items():
        if step is None:
            for rule in below:
                places.setdefault(rule.id, {})[path] = None
        elif step is ANY:
            entries: Iterable[tuple[Any, Value]] = (
                data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
            )
            for key, child in entries:
                _walk(below, child, (*path, key), places)
        elif isinstance(data, dict):
            if isinstance(step, str) and step in data:
                _walk(below, data[step], (*path, step), places)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            _walk(below, data[step], (*path, step), places)
