"""Ids that stay: made of the report's id and what an item is called, so that every version and every audience has the same."""

from __future__ import annotations

from collections import Counter
from typing import Final

from aishare_lint.document.places import Path
from aishare_lint.share.canonical import canonical
from aishare_lint.share.exports.facts import Facts, Taking

#: The name space of all that this project names; never to be changed. UUIDv5 of `https://github.com/aishare-lint/aishare-lint#exports`.
NAMESPACE: Final = "6067e737-9791-5eb6-a7e2-466299e5df4f"


def identifier(report: str, *parts: str) -> str:
    """The UUIDv5 of something in a report."""
    from uuid import UUID, uuid5

    return str(uuid5(UUID(NAMESPACE), canonical([report, *parts]).decode()))


class Names:
    """What the items of an edition are called: by their `id`, else by what they say that tells them from others."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._given: Counter[tuple[str, str]] = Counter()

    def name(self, taking: Taking, kind: str, path: Path, *keys: str) -> str:
        """The name of the item at a path; a name that was given before gets a number."""
        said = (taking.text(*path, key) for key in ("id", *keys))
        return self.unique(kind, next((name for name in said if name), ""))

    def unique(self, kind: str, name: str) -> str:
        """A name that no other thing of the kind has in this edition."""
        self._given[kind, name] += 1
        count = self._given[kind, name]
        return name if count == 1 else f"{name}\n{count}"
