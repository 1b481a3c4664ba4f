"""What a baseline knows a finding by: its rule and what stands at its place, wherever in the file that is by now."""

from __future__ import annotations

from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Value
from aishare_lint.document.reader import Document
from aishare_lint.lint.checks import Hit
from aishare_lint.lint.mask import Mask


def identify(rule: str, hit: Hit, document: Document, mask: Mask) -> str:
    """64 hexadecimal digits that change when the rule, the keys that lead to the place, or what stands there changes.

    Neither lines nor the numbers of items count, so that text above may come and go. What is masked counts by its length only: nobody can
    try out what was withheld against a digest.
    """
    from hashlib import sha256

    keys = ["*" if isinstance(key, int) else mask.text(key) for key in hit.at]
    parts = [rule, *keys, hit.part, mask.text(_content(hit, document))]
    return sha256(ascii(parts).encode()).hexdigest()


def _content(hit: Hit, document: Document) -> str:
    """What a finding is about. One about something absent, or about the report as a whole, has only its place and what it says."""
    if hit.group is not None:
        return f"{hit.group.name} {hit.group.unit}"
    value = look_up(document.data, hit.at) if hit.at and document.data is not None and hit.at in document.places else None
    if value is None:
        return ascii(sorted((name, said) for name, said in hit.values.items() if name not in ("value", "at")))
    return value if isinstance(value, str) else in_one_spelling(value)


def in_one_spelling(value: Value, *, without: str = "") -> str:
    """A value as text that equal values share, whatever the order of their keys; one key may be left out everywhere."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!a}:{in_one_spelling(value[key], without=without)}" for key in sorted(value) if key != without) + "}"
    if isinstance(value, list):
        return "[" + ",".join(in_one_spelling(item, without=without) for item in value) + "]"
    return ascii(value)
