"""Generated validators, `jsonschema` and `jsonschema-rs` agree on every verdict; and nothing in a schema becomes code."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aishare_lint.document.reader import read
from aishare_lint.lint.pack import with_numbers
from aishare_lint.lint.rules import schemas_of
from aishare_lint.lint.schema.explain import explain, is_valid
from aishare_lint.lint.schema.screen import UnsupportedError, compile_screens, generate
from aishare_lint.repo.builtin import data_folder, load_pack, load_schema, rule_files

REPORTS = sorted((data_folder() / "examples" / "reports").glob("*.yaml")) + sorted(
    (Path(__file__).parents[2] / "data" / "first-draft").glob("*.yaml")
)
REPORT = load_schema("report")
#: Values that are put in place of others: every type, words of lists, non-answers in and out of place, wrappers right and wrong.
ODD: tuple[Any, ...] = (
    *("", "text", "unknown", "none", "not-applicable", "withheld", "Unknown", "yes", "high", "TLP:RED", "TLP:WHITE", "US", "us", "B2"),
    *("CVE-2025-1", "AML.M0015", True, False, [], {}, ["text"], [[]], [{}], [True]),
    *({"text": "t"}, {"text": "t", "tlp": "TLP:RED"}, {"text": []}, {"value": "t"}, {"value": {"value": "t"}}, {"value": ["US"]}),
    *({"value": "high", "note": {"text": "t"}}, {"id": "x"}, {"value": "x", "id": "x"}, {"tlp": "TLP:RED"}, {"reason": "r"}),
    *({"answer": "withheld"}, {"answer": "withheld", "reason": "r", "tlp": "TLP:RED"}, {"answer": "no"}, {"answer": "none", "rest": "x"}),
    *({"x_own": [{"any": True}]}, {"rest": "unknown"}, {"name": "N"}, [{"name": "N", "x_y": {}}], {"status": "yes", "source": ["a", "b"]}),
)
KEYS = (
    "tlp",
    "source",
    "confidence",
    "note",
    "id",
    "value",
    "text",
    "answer",
    "reason",
    "rest",
    "x_own",
    "x",
    "Tlp",
    "type",
    "status",
    "2.6",
    "",
)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, child in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from places(child, (*path, key))


def mutated(data: Any, rng: random.Random) -> Any:
    """A copy with one to three changes: a value replaced, a key added, renamed or taken out, an item doubled."""
    data = copy.deepcopy(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        path = rng.choice(list(places(data))[1:] or [()])
        if not path:
            return rng.choice(ODD)
        parent = data
        for key in path[:-1]:
            parent = parent[key]
        how = rng.randrange(5)
        target = parent[path[-1]]
        if how == 0 and isinstance(target, dict):
            target[rng.choice(KEYS)] = copy.deepcopy(rng.choice(ODD))
        elif how == 1 and isinstance(parent, dict):
            parent[rng.choice(KEYS)] = parent.pop(path[-1])
        elif how == 2:
            del parent[path[-1]]
        elif how == 3 and isinstance(target, list):
            target.append(copy.deepcopy(rng.choice(ODD)))
        else:
            parent[path[-1]] = copy.deepcopy(rng.choice(ODD))
    return data


def test_three_validators_agree_on_reports_and_thousands_of_mutations() -> None:
    from jsonschema_rs import Draft202012Validator as RustValidator

    rust = RustValidator(REPORT)
    screen = compile_screens({"report": REPORT}, trusted=True)["report"]
    rng = random.Random(20260401)
    verdicts = {True: 0, False: 0}
    for path in REPORTS:
        data = read(path.read_bytes()).data
        for number in range(500):
            candidate = mutated(data, rng) if number else data
            verdict = screen(candidate)
            assert verdict == rust.is_valid(candidate), (path.name, number)
            if number % 50 == 0:  # the slow one sees a sample
                assert verdict == is_valid(candidate, REPORT), (path.name, number)
                assert verdict == (explain(candidate, REPORT) == []), (path.name, number)
            verdicts[verdict] += 1
    assert min(verdicts.values()) > 200, "the mutations are all good or all bad"


def rule_schemas() -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for id_, path in rule_files(data_folder() / "rules"):
        schemas |= schemas_of(id_, with_numbers(read(path.read_bytes()).data))
    return schemas


def test_three_validators_agree_on_every_small_schema_of_every_rule() -> None:
    from jsonschema_rs import Draft202012Validator as RustValidator

    schemas = rule_schemas()
    assert schemas
    words = [word for schema in schemas.values() for word in _words(schema)]
    screens = compile_screens(schemas, trusted=True)
    for name, schema in schemas.items():
        rust = RustValidator(schema)
        for value in (*ODD, *words):
            verdict = screens[name](value)
            assert verdict == rust.is_valid(value), (name, value)
            assert verdict == is_valid(value, schema), (name, value)


def _words(schema: Any) -> Iterator[str]:
    if isinstance(schema, str):
        yield schema
    for child in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _words(child)


def test_the_compiled_pack_has_a_screen_for_each_schema() -> None:
    assert rule_schemas().keys() | {"report", "config"} <= load_pack().screens.keys()


# Any schema

VALUES = st.recursive(
    st.sampled_from(["", "a", "ab", "b", "x_a", "ä\n", True, False]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "x_a", "ab"]), inner, max_size=3),
    max_leaves=8,
)
_SCALARS = st.sampled_from(["", "a", "ab", "b", True, False, 1, 0, 1.5, None])
_COUNT = st.integers(0, 3)


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some, pattern = st.lists(inner, min_size=1, max_size=3), st.sampled_from(["^a", "^x_", "b", "^[ab]{1,2}", "ä"])
    key = st.sampled_from(["a", "b", "x_a", "ab"])
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "object", "array", "boolean", "number", "null", ["string", "number"], ["array", "object"]]),
            "enum": st.lists(_SCALARS, min_size=1, max_size=3, unique_by=repr),
            "const": _SCALARS,
            "properties": st.dictionaries(key, inner, max_size=3),
            "required": st.lists(key, unique=True, max_size=2),
            "additionalProperties": inner,
            "patternProperties": st.dictionaries(pattern, inner, max_size=2),
            "propertyNames": inner,
            "minProperties": _COUNT,
            "maxProperties": _COUNT,
            "dependentRequired": st.dictionaries(key, st.lists(key, unique=True, max_size=2), max_size=2),
            "items": inner,
            "prefixItems": some,
            "contains": inner,
            "minItems": _COUNT,
            "maxItems": _COUNT,
            "uniqueItems": st.booleans(),
            "minLength": _COUNT,
            "maxLength": _COUNT,
            "pattern": pattern,
            "minimum": _COUNT,
            "anyOf": some,
            "oneOf": some,
            "allOf": some,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "$ref": st.sampled_from(["#/$defs/one", "#/$defs/two"]),
            "description": st.just("words"),
            "unevaluatedProperties": st.just(False),
        },
    )


SCHEMAS = st.recursive(
    st.booleans() | st.fixed_dictionaries({"type": st.sampled_from(["string", "object", "array", "boolean"])}), _schemas, max_leaves=6
)


@given(SCHEMAS.filter(lambda schema: isinstance(schema, dict)), SCHEMAS, SCHEMAS, st.lists(VALUES, min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_screen_and_library_agree_on_any_schema(schema: Any, one: Any, two: Any, values: list[Any]) -> None:
    without_loops = {"one": _without_refs(one), "two": _without_refs(two)}
    whole = {**schema, "$defs": without_loops}
    screen = compile_screens({"any": whole})["any"]
    for value in values:
        assert screen(value) == is_valid(value, whole), value


def _without_refs(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _without_refs(child) for key, child in schema.items() if key != "$ref"}
    return [_without_refs(child) for child in schema] if isinstance(schema, list) else schema


def test_a_schema_may_refer_to_itself() -> None:
    tree = {
        "$defs": {"node": {"type": "object", "additionalProperties": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/node"}]}}},
        "$ref": "#/$defs/node",
    }
    screen = compile_screens({"tree": tree})["tree"]
    assert screen({"a": {"b": {"c": "leaf"}}})
    assert not screen({"a": {"b": {"c": []}}})


@pytest.mark.parametrize(
    "schema",
    [
        {"unevaluatedProperties": False},
        {"$ref": "https://elsewhere.example/schema.json"},
        {"$ref": "#somewhere", "$defs": {"a": {"$anchor": "somewhere"}}},
        {"enum": [["a"], "b"]},
        {"contains": {"type": "string"}, "minContains": 2},
        {"dependentSchemas": {"a": {"required": ["b"]}}},
    ],
    ids=str,
)
def test_what_the_screens_do_not_know_goes_to_the_library(schema: dict[str, Any]) -> None:
    assert "_ask(" in generate({"odd": schema}).rpartition("SCREENS")[2]
    beside = compile_screens({"odd": schema, "plain": {"type": "string"}})
    assert beside["plain"]("a")
    assert not beside["plain"]([])
    if "elsewhere" not in str(schema):
        for value in ODD:
            assert beside["odd"](value) == is_valid(value, schema)


def test_references_that_lead_in_a_circle_are_not_followed_for_ever() -> None:
    circle = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}
    assert "_ask(" in generate({"circle": circle}).rpartition("SCREENS")[2]


# Hostile schemas

EVIL = "'''\"\"\"\\\n\r\u2028{0}{v}%s`__import__('os').system('touch /tmp/owned')#"
MARKER = "owned_by_a_schema"


class Sly(str):
    """Text whose literal form is code."""

    def __repr__(self) -> str:
        return f"globals().__setitem__('{MARKER}', True)"


@pytest.mark.parametrize("text", [EVIL, "\ud800", "a\0b", "}\nimport os\n", "' + open('/etc/passwd').read() + '"])
def test_no_text_of_a_schema_becomes_code(text: str) -> None:
    schema = {
        "properties": {text: {"const": text}},
        "patternProperties": {"^" + "".join(f"\\u{ord(sign):04x}" for sign in text): True},
        "required": [text],
        "enum": [text, "x"],
        "description": text,
        text: text,
    }
    hostile = {key: value for key, value in schema.items() if key != text}
    for candidate in (schema, hostile, {"anyOf": [hostile]}, {"const": text}, {"required": [text]}, {"properties": {text: True}}):
        source = generate({text: candidate})
        source.encode("utf-8", "surrogatepass")
        names = {name for code in _codes(compile(source, "screens", "exec")) for name in code.co_names}
        assert names <= _NAMES | {name for name in names if name.startswith("_") and name[2:].isdigit()}, names
    screen = compile_screens({text: {"required": [text]}})[text]
    assert screen({text: True})
    assert not screen({"other": True})
    assert compile_screens({"c": {"const": text}})["c"](text)


_NAMES = frozenset(
    """aishare_lint.lint.schema.screening ask_the_library distinct searcher careful_searcher _ask _distinct _searcher SCREENS
    type str dict list bool len any all map frozenset items get startswith __doc__""".split()  # noqa: SIM905
)


def _codes(code: Any) -> Iterator[Any]:
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            yield from _codes(constant)


def test_values_that_are_not_plain_data_are_refused() -> None:
    for value in (Sly("x"), Sly):
        with pytest.raises(ValueError, match="not JSON data"):
            generate({"sly": {"const": value}})
    with pytest.raises(ValueError, match="not JSON data"):
        generate({"sly": {"const": float("nan")}})
    assert MARKER not in globals()


def test_numbers_in_a_schema_must_be_numbers() -> None:
    assert "_ask(" in generate({"odd": {"minLength": "0): pass\nimport os #"}}).rpartition("SCREENS")[2]


def test_a_pattern_of_a_private_pack_that_runs_for_ever_is_given_up() -> None:
    schema = {"pattern": "^(a|a|a|aa)+$", "type": "string"}
    screen = compile_screens({"slow": schema})["slow"]
    with pytest.raises(TimeoutError):
        screen("a" * 60 + "b")
    with pytest.raises(TimeoutError):
        explain("a" * 60 + "b", schema, trusted=False)


def test_a_deep_value_is_within_what_python_can_do() -> None:
    deep: Any = "leaf"
    for _ in range(95):
        deep = {"x_own": deep}
    screen = compile_screens(
        {"tree": {"$defs": {"n": {"anyOf": [{"type": "string"}, {"additionalProperties": {"$ref": "#/$defs/n"}}]}}, "$ref": "#/$defs/n"}}
    )
    assert screen["tree"](deep)
    assert issubclass(UnsupportedError, Exception)
