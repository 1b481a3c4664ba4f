"""Every call of git: lists always with `-z`, and nothing that a repository or a user configured may run or colour the answer."""

from __future__ import annotations

import os
from collections.abc import Mapping

#: Variables that say where git looks for its programs, or which repositories it may read at all; all others would point it elsewhere.
_KEPT = frozenset({"GIT_EXEC_PATH", "GIT_CONFIG_COUNT", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"})
_KEPT_BEGINNINGS = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")

#: A file system monitor is a program that the repository names; a personal list of ignored files is no property of the repository.
_SETTINGS = ("core.quotePath=false", "core.fsmonitor=false", "core.excludesFile=")


def listed(folder: str) -> list[str] | None:
    """The files below a folder that git knows or would add: relative to the folder, with `/`, in git's order.

    A repository inside the repository is listed as one entry that ends in `/` or names a folder. None where git cannot say: it is not
    installed, the folder is in no repository, or git refuses to read it.
    """
    answer = _ask(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if answer is None:
        return None
    return [os.fsdecode(name) for name in answer.split(b"\0") if name]


def signing_key(folder: str) -> tuple[str, str]:
    """How the user signs in a folder, and with which key: `gpg.format` (`openpgp` if unsaid) and `user.signingkey` (empty if unsaid).

    The one question that is about the user and not about the repository, so the user's own configuration answers it.
    """
    users = {name: os.environ[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM") if name in os.environ}
    how = _ask(folder, "config", "-z", "--get", "gpg.format", also=users)
    key = _ask(folder, "config", "-z", "--type=path", "--get", "user.signingkey", also=users)
    return os.fsdecode(how or b"openpgp").rstrip("\0"), os.fsdecode(key or b"").rstrip("\0")


def _ask(folder: str, *arguments: str, also: Mapping[str, str] | None = None) -> bytes | None:
    """What a git command prints, or None when it fails; `also` is added to its environment."""
    import subprocess

    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are this module's own
            ["git", "--no-pager", *settings, *arguments],  # noqa: S607 - whichever git the user works with
            cwd=folder,
            env={**_environment(), **(also or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    """The environment without what points git at another repository, index or work tree (a hook sets such variables)."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_BEGINNINGS)
    }
    # LC_ALL: the words of git's messages are not read, but its quoting of names follows the locale on some systems.
    return {**kept, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
