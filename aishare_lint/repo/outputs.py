"""Writing files: whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from functools import cache
from typing import Final

from aishare_lint.errors import UserError
from aishare_lint.repo.sources import leaves, shown, top_of

#: The system's own links, such as /dev/stdout: no repository makes them.
_SYSTEM = ("/dev/", "/proc/")
_DRAFT: Final = ".aishare-draft"
#: Seconds. A younger draft may be that of a process on another machine.
_YOUNG: Final = 10
#: Seconds after which nobody writes any more, where the system cannot be asked whether a process is alive.
_OLD: Final = 3600


def replace_file(path: str, content: bytes) -> None:
    """Put a content in the place of a file, which keeps its mode; a link keeps pointing at it. Nobody sees half of it.

    Raises UserError where that is not possible, or where a link leads out of the repository (outside of any: out of its folder); then the
    file is as it was.
    """
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.abspath(path).startswith(_SYSTEM) and leaves(path, top_of(folder) or folder):
        raise _leads_out(path)
    if os.path.exists(path) and not os.path.isfile(path):
        # Such as /dev/stdout or a named pipe: there is nothing to replace.
        _write_into(path, content)
        return
    target = os.path.realpath(path)
    try:
        mode = stat.S_IMODE(os.stat(target).st_mode)
        writable = os.access(target, os.W_OK)
    except FileNotFoundError:
        mode, writable = None, True
    except OSError as error:
        raise _cannot(path, error) from None
    if not writable:
        raise UserError(f"cannot write {shown(path)}: it is read-only")
    _write_beside(path, target, content, mode)


def put_file(path: str, content: bytes, top: str = "") -> None:
    """As `replace_file`, with the folders above the file.

    Raises UserError also where a link leads its folder out of `top`; then no folder was made there either.
    """
    folder = os.path.dirname(os.path.abspath(path))
    if top and leaves(folder, top):
        raise _leads_out(path)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise _cannot(path, error) from None
    replace_file(path, content)


def write_output(path: str, content: bytes) -> None:
    """Write a file that was asked for on the command line. Raises UserError where a link stands there: it may lead to any file."""
    if os.path.islink(path) and not os.path.abspath(path).startswith(_SYSTEM):
        raise UserError(f"cannot write {shown(path)}: it is a link", hint="name the file that it points at, or another one")
    replace_file(path, content)


def create_file(path: str, content: bytes) -> bool:
    """Write a new file with the folders above it; False, and nothing written, where there is something already.

    Raises UserError where it cannot be written, or where a link leads its folder out of the repository.
    """
    folder = os.path.dirname(os.path.abspath(path))
    if leaves(folder, top_of(folder) or os.getcwd()):
        raise _leads_out(path)
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "xb") as stream:
            stream.write(content)
    except FileExistsError:
        if os.path.lexists(path):
            return False
        raise UserError(f"cannot write {shown(path)}: a file stands where a folder should") from None
    except OSError as error:
        raise _cannot(path, error) from None
    return True


@cache
def clear_drafts(folder: str) -> None:
    """Take away what a process that was killed has left half-written in a folder; a folder is looked into once."""
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith(_DRAFT) and entry.is_file(follow_symlinks=False) and _is_left(entry):
                with suppress(OSError):
                    os.unlink(entry.path)


def _is_left(draft: os.DirEntry[str]) -> bool:
    """Whether nobody writes a draft any more."""
    import time

    age = time.time() - draft.stat(follow_symlinks=False).st_mtime
    process = draft.name.removesuffix(_DRAFT).rpartition(".")[2]
    if not (process.isascii() and process.isdigit()) or age < _YOUNG:
        return False
    if os.name != "posix":
        return age > _OLD
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False  # it is somebody else's
    return False


def _write_beside(path: str, target: str, content: bytes, mode: int | None) -> None:
    clear_drafts(os.path.dirname(target))
    draft = f"{target}.{os.getpid()}{_DRAFT}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666 if mode is None else mode)
        with os.fdopen(descriptor, "wb") as stream:
            if mode is not None:
                os.chmod(draft, mode)  # the process's mask has taken bits away
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(draft)
        if isinstance(error, OSError):
            raise _cannot(path, error) from None
        raise


def _write_into(path: str, content: bytes) -> None:
    try:
        with open(path, "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise _cannot(path, error) from None


def _leads_out(path: str) -> UserError:
    return UserError(f"cannot write {shown(path)}: a link leads out of the repository", hint="name the file that is meant by its own path")


def _cannot(path: str, error: OSError) -> UserError:
    return UserError(f"cannot write {shown(path)}: {(error.strerror or 'error').lower()}")
