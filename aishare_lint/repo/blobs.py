"""What git keeps at a path, as bytes to judge or as the reason why there are none: a gate that skips what it cannot read is no gate."""

from __future__ import annotations

from typing import Final

from aishare_lint.repo.git import LINK, SUBMODULE, Object
from aishare_lint.repo.sources import Refusal

#: How a pointer of Git LFS begins, and how long it is at most: the file itself lies elsewhere.
_POINTER: Final = b"version https://git-lfs.github.com/spec/"
_POINTER_SIZE: Final = 1024


def refusal_of(mode: str) -> Refusal | None:
    """Why there is nothing to read at an entry of this mode; None for a file."""
    if mode == SUBMODULE:
        return Refusal("submodule", {})
    return Refusal("link", {}) if mode == LINK else None


def content_of(one: Object, limit: int) -> bytes | Refusal:
    """The bytes of a blob, or why not."""
    if one.kind == "large":
        return Refusal("size", {"size": str(one.size), "limit": str(limit)})
    if one.kind != "blob":
        return Refusal("object", {"id": one.id})
    return Refusal("lfs-pointer", {}) if is_pointer(one.content) else one.content


def is_pointer(content: bytes) -> bool:
    """Whether this is a pointer of Git LFS and not the file."""
    return len(content) <= _POINTER_SIZE and content.startswith(_POINTER)
