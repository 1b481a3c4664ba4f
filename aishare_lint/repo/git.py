"""Every call of git: lists always with `-z`, and nothing that a repository or a user configured may run or colour the answer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from aishare_lint.errors import UserError

#: Seconds. A named pipe where a list of ignored files should be keeps git waiting for ever.
_PATIENCE: Final = 10

#: Variables that say where git looks for its programs, or which repositories it may read at all; all others would point it elsewhere.
_KEPT = frozenset({"GIT_EXEC_PATH", "GIT_CONFIG_COUNT", "GIT_DISCOVERY_ACROSS_FILESYSTEM"})
_KEPT_BEGINNINGS = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")

#: A file system monitor is a program that the repository names; a personal list of ignored files is no property of the repository.
_SETTINGS = ("core.quotePath=false", "core.fsmonitor=false", "core.excludesFile=")


def listed(folder: str) -> dict[str, bool] | None:
    """The files of a repository that git knows (true) or would add (false): relative to its folder, with `/`, in git's order.

    A repository inside the repository is listed as one entry that ends in `/` or names a folder. None where git cannot say: it is not
    installed, the folder is no repository, or git refuses to read it. Raises UserError where git does not come to an end.
    """
    answer = _ask(folder, "ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard")
    if answer is None:
        return None
    # Each name stands behind a letter for its state; `?` is a file that git does not know.
    return {os.fsdecode(entry[2:]): entry[:1] != b"?" for entry in answer.split(b"\0") if entry}


def signing_key(folder: str) -> tuple[str, str]:
    """How the user signs in a folder, and with which key: `gpg.format` (`openpgp` if unsaid) and `user.signingkey` (empty if unsaid).

    The one question that is about the user and not about the repository, so the user's own configuration answers it, and it is asked from
    any folder of a repository: the one above is looked for.
    """
    users = {name: os.environ[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM") if name in os.environ}
    users["GIT_CEILING_DIRECTORIES"] = os.environ.get("GIT_CEILING_DIRECTORIES", "")
    how = _ask(folder, "config", "-z", "--get", "gpg.format", also=users)
    key = _ask(folder, "config", "-z", "--type=path", "--get", "user.signingkey", also=users)
    return os.fsdecode(how or b"openpgp").rstrip("\0"), os.fsdecode(key or b"").rstrip("\0")


def _ask(folder: str, *arguments: str, also: Mapping[str, str] | None = None) -> bytes | None:
    """What a git command prints, or None when it fails; `also` is added to its environment."""
    import subprocess

    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are this module's own
            # The work tree is the folder, whatever the repository's own configuration says of it.
            ["git", "--no-pager", f"--work-tree={folder}", *settings, *arguments],  # noqa: S607 - whichever git the user works with
            cwd=folder,
            env={**_environment(folder), **(also or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise UserError(
            f"git did not say within {_PATIENCE} seconds which files are ignored",
            hint="try `git status` here; a named pipe called .gitignore keeps git waiting. A file that is named is checked without git",
        ) from None
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _environment(folder: str) -> dict[str, str]:
    """The environment without what points git at another repository, index or work tree (a hook sets such variables)."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_BEGINNINGS)
    }
    return {
        **kept,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        # Objects that a partial clone lacks would be fetched, by a program that the repository names: no way to fetch is allowed.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        # A folder whose `.git` is no repository is not to be read as a part of the one above it.
        "GIT_CEILING_DIRECTORIES": os.path.dirname(folder),
        # The words of git's messages are not read, but its quoting of names follows the locale on some systems.
        "LC_ALL": "C",
    }
