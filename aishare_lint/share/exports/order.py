"""The order of the format: an export is a function of what an edition says, and in its canonical form maps have no order of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aishare_lint.document.places import Path, Value
from aishare_lint.lint.checks import Format

_NESTED = ("anyOf", "oneOf", "allOf")


class Order:
    """The keys of every map of a report in the order of its schema; what the schema does not know comes after them, by name."""

    def __init__(self, format_: Format) -> None:
        self._schema = format_.schema()
        self._keys: dict[Path, tuple[str, ...]] = {}

    def items(self, map_: Mapping[str, Value], at: Path) -> list[tuple[str, Value]]:
        """The keys and values of the map at a path in order."""
        known = self.keys(at)
        return sorted(map_.items(), key=lambda item: (known.index(item[0]) if item[0] in known else len(known), item[0]))

    def keys(self, at: Path) -> tuple[str, ...]:
        """The keys that the format knows of the map at a path."""
        place = tuple(0 if isinstance(key, int) else key for key in at)
        if place not in self._keys:
            keys: dict[str, None] = {}
            for schema in self._at(place):
                keys.update(dict.fromkeys(schema.get("properties", ())))
            self._keys[place] = tuple(keys)
        return self._keys[place]

    def _at(self, place: Path) -> list[Mapping[str, Any]]:
        schemas = list(self._alternatives(self._schema))
        for key in place:
            below = [_below(schema, key) for schema in schemas]
            schemas = [one for child in below if isinstance(child, Mapping) for one in self._alternatives(child)]
        return schemas

    def _alternatives(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """A schema with everything that it refers to or chooses from."""
        yield schema
        if "$ref" in schema:
            yield from self._alternatives(self._schema["$defs"][schema["$ref"].removeprefix("#/$defs/")])
        for word in _NESTED:
            for child in schema.get(word, ()):
                yield from self._alternatives(child)


def _below(schema: Mapping[str, Any], key: str | int) -> Any:
    """What a schema says of a key or of the items of a list; a boolean or None where it says nothing more."""
    if isinstance(key, int):
        return schema.get("items")
    return schema.get("properties", {}).get(key, schema.get("additionalProperties"))
