"""Packs: rules that belong together, read from their files' text and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from aishare_lint.document.paths import look_up, show
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document, read
from aishare_lint.errors import UserError, Where
from aishare_lint.lint.checks import Format
from aishare_lint.lint.detection import detector_from
from aishare_lint.lint.rules import Index, Rule, Screen, rule_from, schemas_of

if TYPE_CHECKING:
    from aishare_lint.lint.schema.explain import SchemaError

#: Keys of a rule file that only its documentation and its tests read.
FOR_READERS: Final = frozenset({"why", "false_positives", "references", "examples"})
#: JSON Schema keywords whose value is a number; our reader gives text.
_NUMBERS: Final = frozenset(
    {"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum", "minContains", "maxContains"}
)
#: What the functions take that a rule may name, by the key that names them.
_TAKES: Final = {"check": ("case", "Case"), "ignores": ("remarks", "Remarks"), "across": ("reports", "Reports")}
#: What a pattern of a rule may ask of the compiler: characters, and states when its repetitions are written out.
LONGEST_PATTERN: Final = 20_000
LARGEST_PATTERN: Final = 100_000
_TOKEN = lazy(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<least>\d{1,9})(?:,(?P<most>\d{0,9}))?\}|.", re.DOTALL)
_ID = lazy(r"[a-z][a-z0-9-]*/[a-z0-9][a-z0-9-]*\Z")


class Pack:
    """Rules ready to run, with the report format they judge by.

    screens    the generated validators, by name
    single     the rules that judge each document by itself
    index      where those look
    speak_alone  the ids of those beside which nothing else is said of a file
    on_ignores, across  those that judge ignore comments, and many reports together; `index_across` is where these look
    detectors  those of the rules that have one, by rule
    sensitive  the detectors that say what must not be shown
    given_up   rules whose patterns took too long in this run; the one thing here that changes
    """

    __slots__ = (
        "across",
        "detectors",
        "format",
        "given_up",
        "index",
        "index_across",
        "on_ignores",
        "rules",
        "screens",
        "sensitive",
        "single",
        "speak_alone",
    )

    def __init__(self, rules: tuple[Rule, ...], format: Format, screens: Mapping[str, Screen]) -> None:  # noqa: A002 - the word for it
        self.rules = rules
        self.format = format
        self.screens = screens
        self.single = tuple(rule for rule in rules if rule.single)
        self.index = Index(self.single)
        self.speak_alone = frozenset(rule.id for rule in rules if rule.data.get("alone") is True)
        self.on_ignores = tuple(rule for rule in rules if rule.kind == "ignores")
        self.across = tuple(rule for rule in rules if rule.kind == "across")
        self.index_across = Index(self.across)
        detecting = [rule for rule in rules if rule.kind == "detect"]
        self.detectors = {rule.id: detector_from(rule.data["then"]["detect"], trusted=rule.trusted) for rule in detecting}
        self.sensitive = tuple(self.detectors[rule.id] for rule in detecting if rule.sensitive)
        self.given_up: set[str] = set()

    def rule(self, id_: str) -> Rule | None:
        """The rule of an id, or None."""
        return next((rule for rule in self.rules if rule.id == id_), None)

    @property
    def names(self) -> frozenset[str]:
        """Every id and every category."""
        return frozenset(rule.id for rule in self.rules) | frozenset(rule.category for rule in self.rules)

    def extended(self, others: Mapping[str, Mapping[str, Any]]) -> Pack:
        """This pack and the rules of private packs, given as read by `read_rule`."""
        from aishare_lint.lint.schema.screen import compile_screens

        taken = sorted(others.keys() & {rule.id for rule in self.rules})
        if taken:
            raise UserError(f"a pack brings a rule that is there already: {taken[0]}", hint="give it another name")
        schemas = {name: schema for id_, data in others.items() for name, schema in schemas_of(id_, data).items()}
        rules = tuple(rule_from(id_, data, trusted=False) for id_, data in sorted(others.items()))
        return Pack((*self.rules, *rules), self.format, {**self.screens, **compile_screens(schemas)})


def read_rule(id_: str, name: str, text: bytes | str, rule_schema: Mapping[str, Any], *, trusted: bool = False) -> dict[str, Any]:
    """The data of a rule file, judged by the rule schema. Raises UserError with the place of what is wrong."""
    document = read(text, name)
    if document.problems:
        problem = document.problems[0]
        what = problem.values.get("problem") or problem.detail or problem.kind
        raise _mistake(document, (), f"the rule file cannot be read: {what}", span=problem.span)
    if not _ID.match(id_):
        raise UserError(f"`{id_}` is no rule id", hint="folders and files of a pack are named in lower case: category/name.yaml")
    data: dict[str, Any] = with_numbers(document.data if document.data is not None else "")
    _judge(document, data, rule_schema)
    if data.get("severity") == "off":
        raise _mistake(document, ("severity",), "a rule cannot be off everywhere", hint="switch it off in the configuration instead")
    try:
        rule_from(id_, data, trusted=trusted)
    except ValueError as error:
        raise _mistake(document, ("given",), str(error), hint="names, indexes, `*` and `..` are known; filters are not") from None
    _judge_patterns(document, data)
    if not trusted:  # those of the tool are all run by its tests
        _judge_check(document, data)
    return data


def for_judging(data: Mapping[str, Any]) -> dict[str, Any]:
    """A rule file's data without what only readers need."""
    return {key: value for key, value in data.items() if key not in FOR_READERS}


def with_numbers(value: Value) -> Any:
    """The data of a rule file with the numbers of its JSON Schemas as numbers."""
    if isinstance(value, dict):
        return {
            key: int(child) if key in _NUMBERS and isinstance(child, str) and child.isdigit() else with_numbers(child)
            for key, child in value.items()
        }
    return [with_numbers(child) for child in value] if isinstance(value, list) else value


def _judge(document: Document, data: Any, rule_schema: Mapping[str, Any]) -> None:
    from aishare_lint.lint.schema.explain import explain

    # A misspelt key is also missing: what stands there explains what does not.
    for error in sorted(explain(data, rule_schema), key=lambda error: error.kind != "unknown-key"):
        raise _mistake(document, tuple(error.path), _say(error, data), part="key" if error.kind == "unknown-key" else "value")


def _say(error: SchemaError, data: Any) -> str:
    """One sentence on one schema error, with what is allowed and what was probably meant."""
    from difflib import get_close_matches

    at = show(tuple(error.path))
    written = look_up(data, error.path) if error.kind == "wrong-value" else error.key
    near = get_close_matches(written, error.allowed, 1) if isinstance(written, str) else []
    meant = f"; did you mean `{near[0]}`?" if near else ""
    if error.kind == "unknown-key":
        return f"unknown key `{error.key}` at {show(tuple(error.path)[:-1])}{meant}" + ("" if near else _allowed(error.allowed))
    if error.kind == "missing-key":
        return f"`{error.key}` is missing at {at}"
    if not error.expected:
        return f"{at} must be one of {', '.join(error.allowed)}{meant}"
    return f"{at} must be {error.expected}" + _allowed(error.allowed)


def _allowed(words: Iterable[str]) -> str:
    listed = ", ".join(words)
    return f"; allowed: {listed}" if listed else ""


def _judge_patterns(document: Document, data: Mapping[str, Any]) -> None:
    """Patterns that do not compile are found when the pack is loaded, not when a report happens to need them."""
    settings = data["then"].get("detect")
    if not settings:
        return
    import regex

    base: Path = ("then", "detect")
    named: list[tuple[Path, str]] = [((*base, key), settings[key]) for key in ("pattern", "unless") if key in settings]
    patterns = settings.get("patterns", [])
    entries = patterns.items() if isinstance(patterns, dict) else enumerate(patterns)
    for key, entry in entries:
        at: Path = (*base, "patterns", key)
        named.append((at, entry) if isinstance(entry, str) else ((*at, "pattern"), entry["pattern"]))
    for path, pattern in named:
        if len(pattern) > LONGEST_PATTERN or _size(pattern) > LARGEST_PATTERN:
            raise _mistake(document, path, "a pattern that repeats too much", hint="compiling it would take too much memory")
        try:
            regex.compile(pattern)
        except regex.error as error:
            raise _mistake(document, path, f"not a pattern: {error}") from None


def _size(pattern: str) -> int:
    """How many states a pattern comes to when its repetitions are written out, roughly: what compiling it costs."""
    sizes, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        if token["least"] is not None:
            sizes[-1] += last * (_most(token) - 1)
            last *= _most(token)
        elif token[0] == "(":
            sizes.append(0)
        elif token[0] == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        else:
            last = 1
            sizes[-1] += 1
    return sum(sizes)


def _most(token: re.Match[str]) -> int:
    return max(int(token["most"] or token["least"]), 1)


def _judge_check(document: Document, data: Mapping[str, Any]) -> None:
    """A check that there is not is the mistake of whoever names it, and found before a report happens to need it."""
    key = next((key for key in _TAKES if key in data["then"]), None)
    if key is None:
        return
    name = data["then"][key]
    from difflib import get_close_matches

    known = _known_checks(key)
    if name in known:
        return
    near = get_close_matches(name, known, n=1)
    modules = sorted({each.partition(".")[0] for each in known})
    hint = (
        f"did you mean `{near[0]}`?"
        if near
        else f"modules: {', '.join(modules)}; `aishare-lint rules list --format json` shows rules that use them"
    )
    raise _mistake(document, ("then", key), f"there is no check `{name}`", hint=hint)


@lru_cache(maxsize=4)
def _known_checks(key: str) -> tuple[str, ...]:
    """The named checks of one kind, `module.function`: what the modules hold that takes what that kind is given."""
    from importlib import import_module
    from inspect import getmembers, isfunction
    from pkgutil import iter_modules

    from aishare_lint.lint import checks

    modules = [import_module(f"{checks.__name__}.{found.name}") for found in iter_modules(checks.__path__)]
    return tuple(
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and _takes(function.__annotations__, _TAKES[key])
    )


def _takes(annotations: Mapping[str, str], what: tuple[str, str]) -> bool:
    """Whether a function takes just this, and yields."""
    return list(annotations.items())[:-1] == [what] and annotations.get("return", "").startswith(("Iterator[Hit", "Iterator[Spot"))


def _mistake(document: Document, path: Path, message: str, *, hint: str = "", part: str = "value", span: Any = None) -> UserError:
    place = document.places.get(document.nearest(path))
    where = None
    if document.text:
        if span is None:
            span = (place.key if place and place.key and (part == "key" or "\n" in document.written(document.nearest(path))) else None) or (
                place.value if place else (0, 0)
            )
        region = document.lines.region(span)
        end = region.end_column if region.end_line == region.line else region.column + 1
        where = Where(document.name, region.line, region.column, end, document.lines.line(region.line))
    return UserError(message, hint=hint, where=where)
