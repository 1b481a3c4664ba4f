"""Canonical JSON (RFC 8785): one spelling for one value, so that equal values have equal digests on every machine.

Reports hold no numbers (a scalar is a text or a boolean), so the part of the RFC that is hard to get right is not needed here.
"""

from __future__ import annotations

from aishare_lint.document.places import Value


def canonical(value: Value) -> bytes:
    """A value as canonical JSON in UTF-8. Raises ValueError for a lone surrogate, TypeError for what no report can hold."""
    import json

    try:
        return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise ValueError("a text with a lone surrogate has no canonical form") from None


def _ordered(value: Value) -> Value:
    """The same value with the keys of its maps in the order of the RFC: by UTF-16 code units, not by code points."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=_units)}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, (str, bool)):
        return value
    raise TypeError(f"a report holds no {type(value).__name__}")


def _units(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")
