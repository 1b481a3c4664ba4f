"""What is remembered of earlier runs: verdicts on reports that have not changed, kept under the git directory.

A verdict is kept under what git's index says of its file (mode, blob id, path), in a file named after everything else it depends on: rules,
configuration, program, libraries. The file is text cut at NUL bytes, with a digest over it: nothing in it can run, and whatever is wrong
with it, or with who owns it, means that nothing is remembered.

Beside it lies what the last run over everything came to, in one piece, for the next one that finds everything as it was.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Final

#: The folder in the git directory.
FOLDER: Final = "aishare-lint"
_FORM: Final = b"aishare-lint verdicts 1"
_BEGINNING: Final = "verdicts-"
#: Files of other rules or configurations that are kept beside the own one.
_OTHERS: Final = 3
_WHOLE: Final = ".whole"
_DRAFT: Final = ".draft"
#: Seconds after which a draft was left behind by a process that is gone.
_FORGOTTEN: Final = 3600
#: A larger file is not one of ours.
_LARGEST: Final = 1_000_000_000


class Cache:
    """The verdicts of one configuration in one repository, by entry of the index."""

    def __init__(self, git_dir: str, key: str, moment: int) -> None:
        self.folder = os.path.join(git_dir, FOLDER)
        self.key = key
        self.moment = moment
        self.path = os.path.join(self.folder, f"{_BEGINNING}{key[:32]}")

    @cached_property
    def kept(self) -> dict[bytes, bytes]:
        """What an earlier run wrote."""
        entries, _, values = _load(self.folder, self.path, self.key, self.moment).partition(b"\0\0")
        return dict(zip(entries.split(b"\0"), values.split(b"\0"), strict=False)) if entries else {}

    def whole(self) -> bytes:
        """What an earlier run over everything came to; empty where nothing is known."""
        return _load(self.folder, self.path + _WHOLE, self.key + _WHOLE, self.moment)

    def save(self, verdicts: Mapping[bytes, bytes]) -> bool:
        """Write these verdicts in the place of the others; False where that cannot be done. Nothing is written where nothing is new."""
        if verdicts == self.kept:
            return True
        return self._write(self.path, self.key, b"\0".join(verdicts), b"\0\0", b"\0".join(verdicts.values()))

    def save_whole(self, body: bytes) -> bool:
        """Write what a run over everything came to; False where that cannot be done."""
        return self._write(self.path + _WHOLE, self.key + _WHOLE, body)

    def _write(self, path: str, key: str, *pieces: bytes) -> bool:
        draft = f"{path}.{os.getpid()}{_DRAFT}"
        try:
            with suppress(FileExistsError):
                os.mkdir(self.folder, 0o700)
            if not _is_own(os.lstat(self.folder), stat.S_ISDIR):
                return False
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(_head(key, self.moment, *pieces))
                    stream.writelines(pieces)  # there may be very much of it: nothing is put together
                os.replace(draft, path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(draft)
                raise
            self._tidy()
        except OSError:
            return False
        return True

    def _tidy(self) -> None:
        """Without what nobody has asked for lately, and without drafts of processes that were killed."""
        with os.scandir(self.folder) as found:
            entries = [(entry, entry.stat(follow_symlinks=False).st_mtime) for entry in found if entry.name.startswith(_BEGINNING)]
        newest = max((time for _, time in entries), default=0.0)
        drafts = [entry for entry, time in entries if entry.name.endswith(_DRAFT) and newest - time > _FORGOTTEN]
        others = [one for one in entries if one[0].path != self.path and not one[0].name.endswith((_DRAFT, _WHOLE))]
        old = [entry.path for entry, _ in sorted(others, key=lambda one: -one[1])[_OTHERS:]]
        for path in (*(entry.path for entry in drafts), *old, *(path + _WHOLE for path in old)):
            with suppress(OSError):
                os.unlink(path)


def key_of(parts: Iterable[str]) -> str:
    """One name for everything that verdicts depend on beside the reports, 64 hexadecimal digits."""
    from hashlib import sha256

    return sha256(ascii(tuple(parts)).encode()).hexdigest()


def blob_id(content: bytes, like: str) -> str:
    """The id that git gives to a content, in the format of another id: SHA-1, or SHA-256 where that is longer."""
    from hashlib import sha1, sha256

    said = b"blob %d\0" % len(content)
    return sha256(said + content).hexdigest() if len(like) == 64 else sha1(said + content, usedforsecurity=False).hexdigest()


def _head(key: str, moment: int, *pieces: bytes) -> bytes:
    from hashlib import sha256

    about = b"%s\n%s\n%d\n" % (_FORM, key.encode(), moment)
    digest = sha256(about)
    for piece in pieces:
        digest.update(piece)
    return about + digest.hexdigest().encode() + b"\n"


def _load(folder: str, path: str, key: str, moment: int) -> bytes:
    """What a file remembers; nothing where there is any doubt about it, or where it was written after this moment."""
    try:
        if not _is_own(os.lstat(folder), stat.S_ISDIR):
            return b""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not _is_own(status, stat.S_ISREG) or status.st_size > _LARGEST:
                return b""
            content = stream.read()
    except OSError:
        return b""
    lines = content.split(b"\n", 4)
    if (
        len(lines) != 5
        or not lines[2].isdigit()
        or int(lines[2]) > moment
        or _head(key, int(lines[2]), lines[4]) != content[: -len(lines[4]) or None]
    ):
        return b""
    return lines[4]


def _is_own(status: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether something is of the right kind, belongs to who runs this, and nobody else may read or write it."""
    if not is_kind(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077
