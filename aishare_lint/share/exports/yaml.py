"""YAML: the edition as a report that people read and our reader reads back: the same data in block style, in the order of the format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aishare_lint.document.hidden import SUSPECTS
from aishare_lint.document.places import Path, Value
from aishare_lint.document.scalars import WIDTH, write
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context
from aishare_lint.share.exports.order import Order

#: YAML takes no longer text before a `:` on the same line.
_LONGEST_KEY: Final = 1000


def export(edition: Edition, context: Context) -> bytes:
    """The label stands as a comment around the report, and as its `tlp` in it."""
    lines = [f"# {edition.mark}", *_map(edition.data, (), 0, Order(context.format)), f"# {edition.mark}"]
    return "".join(f"{line}\n" for line in lines).encode()


def _map(map_: dict[str, Value], at: Path, indent: int, order: Order) -> Iterator[str]:
    for key, value in order.items(map_, at):
        yield from _entry(key, value, at, indent, order)


def _entry(key: str, value: Value, at: Path, indent: int, order: Order) -> Iterator[str]:
    name = write(key)
    if len(name) > _LONGEST_KEY:
        yield f"{' ' * indent}? {name}"
        name = ""
    yield from _value(f"{' ' * indent}{name}:", value, (*at, key), indent, order)


def _value(start: str, value: Value, at: Path, indent: int, order: Order) -> Iterator[str]:
    """A value behind what begins its line; `indent` is the column of that beginning."""
    if isinstance(value, dict) and value:
        yield start
        yield from _map(value, at, indent + 2, order)
    elif isinstance(value, list) and value:
        yield start
        for number, item in enumerate(value):
            yield from _item(item, (*at, number), indent + 2, order)
    else:
        yield f"{start} {_scalar(value, indent + 2, len(start) + 1)}"


def _item(item: Value, at: Path, indent: int, order: Order) -> Iterator[str]:
    dash = f"{' ' * indent}-"
    if isinstance(item, dict) and item:
        first, *more = _map(item, at, indent + 2, order)
        yield f"{dash} {first.lstrip(' ')}"
        yield from more
    else:
        yield from _value(dash, item, at, indent, order)


def _scalar(value: Value, indent: int, column: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "[]" if isinstance(value, list) else "{}"
    if "\n" in value.strip("\n") and SUSPECTS.search(value) is None:
        return write(value, "|", indent=indent)
    return write(value, ">" if column + len(value) > WIDTH and " " in value else "plain", indent=indent)
