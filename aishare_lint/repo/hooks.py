"""Hooks of git: where they lie, and putting ours there. A hook of somebody else's is never touched."""

from __future__ import annotations

import os
import sys
from typing import Final, Literal, NamedTuple, TypeAlias

from aishare_lint.repo import git
from aishare_lint.repo.git import Repository
from aishare_lint.repo.outputs import create_file, replace_file
from aishare_lint.repo.sources import is_below, load

#: What every hook of ours says of itself.
_MARK: Final = "# Written by `aishare-lint init --hooks`."
#: What the hook of pre-commit says of itself; it calls `pre-push.legacy`, with everything that git gave it.
_PRE_COMMIT: Final = b"# ID: 138fd403232d2ddd5efb44317e38bf03"
_LARGEST: Final = 100_000

State: TypeAlias = Literal["wrote", "updated", "kept", "foreign", "outside"]

#: What each hook does.
COMMANDS: Final = {
    "pre-push": 'hook pre-push "$@"',
    "pre-commit": "check --staged --hook",
}


class Installed(NamedTuple):
    """What became of a hook.

    state  `foreign`: another one stands there; `outside`: the folder of hooks lies outside of the repository, and serves others too
    path   its file
    """

    state: State
    path: str


def install(repository: Repository, name: str) -> Installed:
    """Put a hook where git looks for it; beside the hook of pre-commit, where that calls it."""
    folder = git.hooks_folder(repository)
    path = os.path.join(folder, name)
    in_git, in_tree = is_below(folder, repository.common_dir), is_below(folder, repository.folder) and not repository.bare
    if not (in_git or in_tree):
        return Installed("outside", path)
    there = load(path, _LARGEST)
    if isinstance(there, bytes) and _PRE_COMMIT in there and name == "pre-push":
        path = f"{path}.legacy"
        there = load(path, _LARGEST)
    content = script(name, python="" if in_tree and not in_git else sys.executable).encode()
    if create_file(path, content):
        state: State = "wrote"
    elif not (isinstance(there, bytes) and _MARK.encode() in there):
        return Installed("foreign", path)
    elif there == content:
        state = "kept"
    else:
        replace_file(path, content)
        state = "updated"
    os.chmod(path, 0o755)  # noqa: S103 - git runs no hook that cannot be executed, whoever works in the repository
    return Installed(state, path)


def runs_before_pre_commit(repository: Repository) -> bool:
    """Whether pre-commit's hook calls the push gate before it does anything itself."""
    folder = git.hooks_folder(repository)
    path = os.path.join(folder, "pre-push.legacy")
    ours, theirs = load(path, _LARGEST), load(os.path.join(folder, "pre-push"), _LARGEST)
    is_ours = isinstance(ours, bytes) and _MARK.encode() in ours and COMMANDS["pre-push"].encode() in ours
    return is_ours and isinstance(theirs, bytes) and _PRE_COMMIT in theirs and os.access(path, os.X_OK)


def script(name: str, *, python: str) -> str:
    """The text of a hook. `python` runs the tool where it is still there; a hook that is shared with others names none."""
    what = COMMANDS[name]
    own = f'python={_quoted(python)}\nif [ -x "$python" ]; then exec "$python" -P -m aishare_lint {what}; fi\n' if python else ""
    return (
        f"#!/bin/sh\n{_MARK} What follows is overwritten by the next one.\n"
        f"{own}"
        f"if command -v aishare-lint >/dev/null 2>&1; then exec aishare-lint {what}; fi\n"
        "echo 'aishare-lint is not found, so nothing was checked and nothing goes on: install it again, or take this hook away' >&2\n"
        "exit 1\n"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
