"""Bytes of files and of standard input, never more than the limit allows and never waiting for something that is no file."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import BinaryIO, Final, NamedTuple

from aishare_lint.document.places import Span
from aishare_lint.document.reader import Document, Limits, Problem, read
from aishare_lint.errors import UserError

#: The configuration of a repository, at its top.
FILE_NAME: Final = "aishare-lint.yaml"


class Refusal(NamedTuple):
    """Why there are no bytes.

    detail  `missing`, `permission`, `link-loop`, `link-outside`, `folder`, `special-file`, `size` or `input-output`; of what git keeps
            also `link`, `submodule`, `lfs-pointer`, `object` or `unmerged`
    values  what a message may say about it
    """

    detail: str
    values: dict[str, str]


#: What an operating system says, in our words.
_REFUSALS = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ENAMETOOLONG: "missing",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.ELOOP: "link-loop",
    errno.EISDIR: "folder",
}

_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


#: A refusal in words, where a file was named by somebody.
REFUSED: Final = {
    "missing": "there is no such file",
    "permission": "no permission",
    "link-loop": "its links lead in a circle",
    "link-outside": "its link leads out of the repository",
    "folder": "it is a folder",
    "special-file": "it is no regular file",
    "size": "it is too large",
    "input-output": "the system cannot read it",
}


def required(path: str, limit: int) -> bytes:
    """The bytes of a file that somebody named. Raises UserError where there are none."""
    content = load(path, limit)
    if isinstance(content, Refusal):
        raise UserError(f"cannot read {shown(path)}: {REFUSED.get(content.detail, content.detail)}")
    return content


def load(path: str, limit: int) -> bytes | Refusal:
    """The bytes of a regular file of at most `limit` bytes, or why not."""
    try:
        # A named pipe would block here until somebody writes to it.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        return _refusal(path, error)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            return Refusal("folder", {})
        for is_kind, kind in _KINDS:
            if is_kind(status.st_mode):
                return Refusal("special-file", {"kind": kind})
        if status.st_size > limit:
            return Refusal("size", {"size": str(status.st_size), "limit": str(limit)})
        return _bounded(os.fdopen(descriptor, "rb", closefd=False), limit)
    except OSError as error:
        return _refusal(path, error)
    finally:
        os.close(descriptor)


def load_stdin(limit: int) -> bytes | Refusal:
    """What standard input holds, up to `limit` bytes, or why not."""
    try:
        return _bounded(sys.stdin.buffer, limit)
    except OSError as error:
        return _refusal("-", error)


def _bounded(stream: BinaryIO, limit: int) -> bytes | Refusal:
    content = stream.read(limit + 1)
    if len(content) > limit:
        return Refusal("size", {"size": f"more than {limit}", "limit": str(limit)})
    return content


def _refusal(path: str, error: OSError | ValueError) -> Refusal:
    number = error.errno if isinstance(error, OSError) else errno.ENOENT
    if number in (errno.ENXIO, errno.EOPNOTSUPP):  # a socket cannot be opened at all
        return Refusal("special-file", {"kind": "a socket"})
    if number == errno.ENOENT and os.path.islink(path):
        return Refusal("missing", {"target": shown(os.readlink(path))})
    detail = _REFUSALS.get(number or 0, "input-output")
    return Refusal(detail, {"error": os.strerror(number)} if number and detail == "input-output" else {})


def document_of(source: bytes | Refusal, name: str, limits: Limits) -> Document:
    """The bytes as a document; a refusal becomes a document whose one problem says why nothing of it was read."""
    if isinstance(source, bytes):
        return read(source, name, limits)
    document = Document(name, "")
    document.problems.append(Problem("unreadable", Span(0, 0), (), source.detail, source.values))
    return document


def is_below(path: str, folder: str) -> bool:
    """Whether an absolute path lies below a folder, by its name."""
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def leaves(path: str, folder: str) -> bool:
    """Whether a path that lies below a folder, or is the folder, leads out of it through a link."""
    absolute = os.path.abspath(path)
    if not folder or not (absolute == folder or is_below(absolute, folder)):
        return False
    real, top = os.path.realpath(path), os.path.realpath(folder)
    return real != top and not is_below(real, top)


def top_of(start: str) -> str | None:
    """The nearest folder upwards that is a repository: it holds `aishare-lint.yaml` or `.git`."""
    folder = start
    while True:
        if os.path.lexists(os.path.join(folder, FILE_NAME)) or os.path.lexists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def shown(path: str) -> str:
    """A path as it is shown: `/` between its parts. What a terminal must not get is for whoever prints it."""
    return path.replace(os.sep, "/")
