"""What is wrong with data by a JSON Schema: every error once, at its exact key, in terms of what the value was meant to be.

`jsonschema` finds the errors. What it says of a choice (`anyOf`, `oneOf`) is resolved here: a value that fits none of the ways to write it
is judged by the one it was meant for, and the others are not mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from aishare_lint.document.places import Path

Schema: TypeAlias = "Mapping[str, Any] | bool"
Kind: TypeAlias = Literal["unknown-key", "missing-key", "wrong-type", "wrong-value"]

_NAMES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "null": "nothing",
}
#: Keys of a map that are named when something else stands where a map should; more would hide what matters.
_MOST_KEYS = 6
#: Keys that any map may have refer to such a definition; they say nothing of what a map is for.
_COMMON = "#/$defs/common-"


class SchemaError(NamedTuple):
    """One thing that is wrong.

    kind      what
    path      where: the key itself, of a missing key the map that lacks it
    key       the last key of the path, the name of an unknown or a missing key; empty for an item of a list
    expected  what should stand there, in a few words: `text`, `a list`, `a map with type, detail`
    allowed   the words that may stand there, or, for an unknown key, the keys of that map; empty where they cannot be listed
    """

    kind: Kind
    path: Path
    key: str
    expected: str
    allowed: tuple[str, ...]


def explain(data: object, schema: Schema, at: Path = (), *, trusted: bool = True) -> list[SchemaError]:
    """Every error of data that stands at `at`, in the order of the data.

    trusted  whether the schema's patterns are known to be harmless; others may raise TimeoutError
    """
    return [SchemaError(said.kind, (*at, *said.path), said.key or _last(at), *said[3:]) for said in _errors(data, schema, trusted=trusted)]


def explain_some(data: object, schema: Schema, most: int) -> tuple[list[SchemaError], bool]:
    """The same up to a number of errors, and whether there are more: of a list with thousands of wrong items not all are looked at."""
    budget = _Budget(2 * most)
    errors = _errors(data, schema, budget=budget)
    return errors[:most], len(errors) > most or budget.left <= 0


def _errors(data: object, schema: Schema, *, trusted: bool = True, budget: _Budget | None = None) -> list[SchemaError]:
    validator = _validator(schema, trusted=trusted, budget=budget)
    errors = dict.fromkeys(said for error in validator.iter_errors(data) for said in _resolve(error, schema))
    order = {path: number for number, path in enumerate(_paths(data, ()))}
    return sorted(errors, key=lambda error: (order.get(error.path, -1), error.kind, error.key))


def is_valid(data: object, schema: Schema, *, trusted: bool = True) -> bool:
    """Whether data satisfies a schema."""
    return bool(_validator(schema, trusted=trusted).is_valid(data))


class _Budget:
    """How many errors of items are still looked at."""

    def __init__(self, left: int) -> None:
        self.left = left


def _validator(schema: Schema, *, trusted: bool, budget: _Budget | None = None) -> Any:
    """The library's validator, with somebody else's patterns run as the screens run them, and looking no further than it must."""
    from jsonschema import Draft202012Validator as Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    from aishare_lint.lint.schema.screening import careful_searcher

    def pattern(_: Any, wanted: str, instance: Any, __: Any) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not careful_searcher(wanted)(instance):
            yield ValidationError("does not match")

    def bounded(keyword: str, budget: _Budget) -> Any:
        def check(*arguments: Any) -> Iterator[ValidationError]:
            for error in Validator.VALIDATORS[keyword](*arguments):
                if budget.left <= 0:
                    return
                budget.left -= 1
                yield error

        return check

    others: dict[str, Any] = {} if trusted else {"pattern": pattern}
    if budget is not None:
        others |= {keyword: bounded(keyword, budget) for keyword in ("items", "additionalProperties")}
    return (extend(Validator, others) if others else Validator)(schema)  # type: ignore[no-untyped-call]


def _resolve(error: Any, root: Schema) -> Iterator[SchemaError]:
    """What one error of the library says, in our terms."""
    path: Path = tuple(error.absolute_path)
    schema: Any = error.schema
    keyword = error.validator
    if keyword in ("anyOf", "oneOf"):
        yield from _of_choice(error, root)
    elif keyword == "required":
        wanted = schema.get("properties", {}).get(_missing(error), {})
        yield SchemaError("missing-key", path, _missing(error), _expected(wanted, root), _words_of(wanted, root))
    elif keyword == "additionalProperties" and schema["additionalProperties"] is False:
        import re

        patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", ())]
        known = tuple(schema.get("properties", ()))
        for key in error.instance:
            if key not in known and not any(pattern.search(key) for pattern in patterns):
                yield SchemaError("unknown-key", (*path, key), key, "", known)
    elif keyword == "type":
        yield SchemaError("wrong-type", path, _last(path), _expected(schema, root), ())
    elif keyword in ("enum", "const"):
        words = tuple(map(_word, schema["enum"] if keyword == "enum" else [schema["const"]]))
        kind: Kind = "wrong-type" if isinstance(error.instance, (dict, list)) else "wrong-value"
        yield SchemaError(kind, path, _last(path), "one word" if kind == "wrong-type" else "", words)
    elif keyword == "pattern":
        yield SchemaError("wrong-value", path, _last(path), _expected(schema, root), ())
    else:
        yield SchemaError("wrong-value", path, _last(path), _limit(keyword, error.validator_value), ())


def _of_choice(error: Any, root: Schema) -> Iterator[SchemaError]:
    """The errors of the one branch that a value was meant for."""
    branches: dict[int, list[Any]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(inner)
    path: Path = tuple(error.absolute_path)
    ways = error.validator_value
    if len(branches) < len(ways):  # more than one way fits where exactly one must
        yield SchemaError("wrong-value", path, _last(path), _expected(error.schema, root), ())
        return
    said = {number: [one for inner in inners for one in _resolve(inner, root)] for number, inners in branches.items()}
    meant = {number: errors for number, errors in said.items() if _is_meant(ways[number], errors, error.instance, path, root)}
    if not meant:
        expected = " or ".join(dict.fromkeys(_expected(way, root) for way in _usual(ways, root)))
        yield SchemaError("wrong-type", path, _last(path), expected, _words_of(error.schema, root))
    elif isinstance(error.instance, dict):
        known = {number: len(error.instance.keys() & _keys(ways[number], root)) for number in meant}
        yield from meant[max(meant, key=lambda number: (known[number], -len(meant[number]), -number))]
    elif isinstance(error.instance, list):
        yield from meant[min(meant, key=lambda number: (len(meant[number]), number))]
    else:
        named = [word for errors in meant.values() for one in errors for word in one.allowed]
        words = tuple(dict.fromkeys((*named, *_words_of(error.schema, root))))
        expected = " or ".join(dict.fromkeys(one.expected for errors in meant.values() for one in errors if one.expected))
        yield SchemaError("wrong-value", path, _last(path), expected, words)


def _is_meant(way: Any, errors: list[SchemaError], instance: object, path: Path, root: Schema) -> bool:
    """Whether a value can have been meant for one of the ways to write it."""
    if any(one.kind == "wrong-type" and one.path == path for one in errors):
        return False
    wrapped = _wrapped(way, root)
    return not wrapped or (isinstance(instance, dict) and wrapped in instance)


def _missing(error: Any) -> str:
    """The key that an error of `required` is about; the library says it in its message only."""
    return next(str(key) for key in error.validator_value if error.message.startswith(f"{key!r} is a required"))


# What a schema asks for, in words


def _target(schema: Any, root: Schema) -> Any:
    for _ in range(20):
        if not (isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str) and schema["$ref"].startswith("#/")):
            break
        found: Any = root
        for part in schema["$ref"].split("/")[1:]:
            found = found.get(part.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, Mapping) else {}
        schema = found
    return schema


def _keys(schema: Any, root: Schema) -> frozenset[str]:
    """The keys that a map may have by a schema, as far as they are named."""
    schema = _target(schema, root)
    if not isinstance(schema, Mapping):
        return frozenset()
    keys = frozenset(schema.get("properties", ()))
    for keyword in ("allOf", "anyOf", "oneOf"):
        keys = keys.union(*(_keys(part, root) for part in schema.get(keyword, ())))
    return keys


def _usual(ways: Iterable[Any], root: Schema) -> list[Any]:
    """The usual ways to write a value: `{value: …}` and non-answers may stand nearly everywhere and are not worth a mention."""
    listed = list(ways)
    return [way for way in listed if not _wrapped(way, root)] or listed


def _wrapped(way: Any, root: Schema) -> str:
    """The key by which a way to write a value is recognised that is not the usual one, else nothing."""
    schema = _target(way, root)
    if not isinstance(schema, Mapping):
        return ""
    if "answer" in schema.get("required", ()):
        return "answer"
    if schema.get("anyOf") and "answer" in _keys(schema, root):
        return "answer"
    return "value" if schema.get("allOf") and "value" in _keys(schema, root) else ""


def _expected(schema: Any, root: Schema) -> str:
    """What a schema asks for, in a few words."""
    schema = _target(schema, root)
    if not isinstance(schema, Mapping):
        return "something else"
    if "const" in schema:
        return f"`{_word(schema['const'])}`"
    if "enum" in schema:
        return "a word"
    if "pattern" in schema:
        return str(schema.get("patternErrorMessage", "text of another form"))
    if "type" in schema:
        types = [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
        if "string" in types:
            types = [name for name in types if name not in ("number", "integer")]
        return " or ".join(_map_with(schema) if name == "object" else _NAMES[name] for name in types)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return " or ".join(dict.fromkeys(_expected(branch, root) for branch in _usual(schema[keyword], root)))
    return _expected(schema["allOf"][0], root) if schema.get("allOf") else "something else"


def _map_with(schema: Mapping[str, Any]) -> str:
    keys = [key for key, child in schema.get("properties", {}).items() if _COMMON not in str(child)]
    if not keys:
        return "a map" + (" with a name for each" if isinstance(schema.get("additionalProperties"), Mapping) else "")
    return f"a map with {', '.join(keys[:_MOST_KEYS])}" + (" …" if len(keys) > _MOST_KEYS else "")


def _words_of(schema: Any, root: Schema) -> tuple[str, ...]:
    """The words that a schema lists at its top."""
    schema = _target(schema, root)
    if not isinstance(schema, Mapping):
        return ()
    words = [_word(word) for word in schema.get("enum", ())]
    for keyword in ("anyOf", "oneOf"):
        for branch in schema.get(keyword, ()):
            words += _words_of(branch, root)
    return tuple(dict.fromkeys(words))


def _limit(keyword: object, wanted: object) -> str:
    texts = {
        "minItems": f"at least {wanted} items",
        "maxItems": f"at most {wanted} items",
        "minLength": f"at least {wanted} characters",
        "maxLength": f"at most {wanted} characters",
        "minProperties": f"at least {wanted} keys",
        "maxProperties": f"at most {wanted} keys",
        "minimum": f"at least {wanted}",
        "maximum": f"at most {wanted}",
        "uniqueItems": "items that differ",
    }
    return texts.get(str(keyword), "something else")


def _word(word: object) -> str:
    return ("true" if word else "false") if isinstance(word, bool) else str(word)


def _last(path: Path) -> str:
    return path[-1] if path and isinstance(path[-1], str) else ""


def _paths(data: object, at: Path) -> Iterator[Path]:
    """Every place of data in its order."""
    yield at
    entries: Iterable[tuple[Any, object]] = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, child in entries:
        yield from _paths(child, (*at, key))
