"""From a plan to the disk, in the one order in which nothing can be lost: seal everything, write the report, then touch other files.

Interrupted before the report is written, the report and its files are as they were and a sealed copy too many lies in the state folder.
Interrupted after it, everything that the report no longer says is sealed; running again finishes the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from aishare_lint.errors import UserError
from aishare_lint.repo.outputs import replace_file
from aishare_lint.repo.sources import load, shown
from aishare_lint.share.sealing import Key, Sealed, seal


class FileChange(NamedTuple):
    """A file beside the report that changes with it; `new` is None where it goes."""

    path: str
    old: bytes
    new: bytes | None


class Change(NamedTuple):
    """A report and the files beside it, before and after."""

    path: str
    old: bytes
    new: bytes
    files: tuple[FileChange, ...] = ()


def hand_over(change: Change, sealed: Iterable[Sealed], folder: str, key: Key | None) -> tuple[str, ...]:
    """Seal, then write; the paths of the sealed files. Raises UserError where a step fails; then all that was sealed stays sealed."""
    paths = tuple(seal(one, folder, key) for one in sealed)
    _unchanged(change.path, change.old)
    for file in change.files:
        _unchanged(file.path, file.old)
    if change.new != change.old:
        replace_file(change.path, change.new)
    for file in change.files:
        if file.new is not None:
            replace_file(file.path, file.new)
        else:
            _remove(file.path)
    return paths


def _unchanged(path: str, content: bytes) -> None:
    if load(path, len(content)) != content:
        raise UserError(f"{shown(path)} has changed while it was worked on; it is left as it is", hint="run the command again")


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError as error:
        hint = "it is sealed, and the report no longer names it: remove it by hand"
        raise UserError(f"cannot remove {shown(path)}: {(error.strerror or 'error').lower()}", hint=hint) from None
