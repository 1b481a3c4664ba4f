"""How git is called, and nowhere else: nothing that a repository or a user configured may run, fetch or colour the answer."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final

from aishare_lint.errors import UserError

if TYPE_CHECKING:
    from subprocess import Popen

#: Seconds. A named pipe where a list of ignored files should be keeps git waiting for ever.
PATIENCE: Final = 10
#: Seconds that a question about the history may take: a first push may hold very many commits.
LONG_PATIENCE: Final = 600

#: Variables that say where git looks for its programs, or which repositories it may read at all; all others would point it elsewhere.
_KEPT = frozenset({"GIT_EXEC_PATH", "GIT_CONFIG_COUNT", "GIT_DISCOVERY_ACROSS_FILESYSTEM"})
_KEPT_BEGINNINGS = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
#: What git tells a hook of where the objects in question are: the index of `git commit FILE`, the quarantine of a push.
_OF_HOOKS = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_QUARANTINE_PATH")
_ALTERNATES: Final = "GIT_ALTERNATE_OBJECT_DIRECTORIES"

#: A file system monitor is a program that the repository names; a personal list of ignored files is no property of the repository; a
#: graph of commits is a copy that may be wrong.
_SETTINGS = (
    *("core.quotePath=false", "core.fsmonitor=false", "core.excludesFile=", "core.attributesFile=", "core.hooksPath=/dev/null"),
    *("core.commitGraph=false", "core.alternateRefsCommand=", "log.showSignature=false"),
)


def ask(
    folder: str,
    *arguments: str,
    also: Mapping[str, str] | None = None,
    tree: bool = True,
    asked: bytes = b"",
    patience: int = 0,
) -> bytes | None:
    """What a git command prints, or None when it fails; `also` is added to its environment, `asked` is its input.

    tree      whether the folder is the top of a work tree
    patience  seconds, `PATIENCE` if 0; raises UserError where git takes longer
    """
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - the arguments are this package's own
            _command(folder, *arguments, tree=tree),
            cwd=folder,
            env={**_environment(folder), **(also or {})},
            input=asked,
            capture_output=True,
            check=False,
            timeout=patience or PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise UserError(
            f"git did not answer within {patience or PATIENCE} seconds (`git {arguments[0]}`)",
            hint="try `git status` here; a named pipe called .gitignore keeps git waiting. A file that is named is checked without git",
        ) from None
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def start(folder: str, *arguments: str, also: Mapping[str, str] | None = None) -> Popen[bytes] | None:
    """A git command in the top of a work tree that runs beside others, for `finish`; None where it cannot be started."""
    import subprocess

    try:
        return subprocess.Popen(  # noqa: S603 - the arguments are this package's own
            _command(folder, *arguments, tree=True),
            cwd=folder,
            env={**_environment(folder), **(also or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError:
        return None


def finish(process: Popen[bytes] | None) -> bytes | None:
    """What a command printed; None where it failed or complained: of a folder that it cannot read git only warns.

    Raises UserError where it does not come to an end.
    """
    import subprocess

    if process is None:
        return None
    try:
        answer, complaint = process.communicate(timeout=LONG_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise UserError(f"git did not answer within {LONG_PATIENCE} seconds", hint="try `git status` here") from None
    return answer if process.returncode == 0 and not complaint else None


@contextmanager
def converse(folder: str, *arguments: str, tree: bool, asked: bytes) -> Iterator[IO[bytes]]:
    """A git command inside a hook or outside, what it answers to be read while it is asked. Whoever reads finds out where it died."""
    import subprocess
    from threading import Thread

    with subprocess.Popen(  # noqa: S603 - the arguments are this package's own
        _command(folder, *arguments, tree=tree),
        cwd=folder,
        env={**_environment(folder), **said_to_hooks()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    ) as process:
        questions, answers = process.stdin, process.stdout
        if questions is None or answers is None:
            raise RuntimeError("both are pipes")

        def feed() -> None:
            # It would stop once its answers fill the pipe, so another thread asks; it may also die, or be left alone, in the middle.
            rest = memoryview(asked)
            with suppress(OSError):
                while rest:
                    rest = rest[questions.write(rest) :]
            with suppress(OSError):
                questions.close()

        feeder = Thread(target=feed, daemon=True)
        feeder.start()
        try:
            with os.fdopen(os.dup(answers.fileno()), "rb") as buffered:
                yield buffered
        finally:
            answers.close()
            feeder.join()


def of_user() -> dict[str, str]:
    """The environment that a question about the user and not about the repository needs."""
    users = {name: os.environ[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM") if name in os.environ}
    users["GIT_CEILING_DIRECTORIES"] = os.environ.get("GIT_CEILING_DIRECTORIES", "")
    return users


def said_to_hooks() -> dict[str, str]:
    """What git says to a hook of where its objects are; nothing outside of hooks. Made absolute: it holds where the hook was started."""
    said = {name: os.path.abspath(os.environ[name]) for name in _OF_HOOKS if os.environ.get(name)}
    alternates = os.environ.get(_ALTERNATES, "")
    if '"' in alternates:  # git quotes a folder with its separator in its name, and gives absolute ones
        said[_ALTERNATES] = alternates
    elif alternates:
        said[_ALTERNATES] = os.pathsep.join(os.path.abspath(part) for part in alternates.split(os.pathsep) if part)
    return said


def configured(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings for one command, whatever signs their names hold, as an environment: after those that are there already."""
    if not settings:
        return {}
    said = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(said) if said.isascii() and said.isdigit() else 0
    environment = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (name, value) in enumerate(settings.items(), first):
        environment |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return environment


def _command(folder: str, *arguments: str, tree: bool) -> list[str]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    # The work tree is the folder, whatever the repository's own configuration says of it.
    where = [f"--work-tree={folder}"] if tree else []
    return ["git", "--no-pager", "--no-replace-objects", "--literal-pathspecs", *where, *settings, *arguments]


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
        # What is grafted on is not what is pushed.
        "GIT_GRAFT_FILE": os.devnull,
        # A folder whose `.git` is no repository is not to be read as a part of the one above it.
        "GIT_CEILING_DIRECTORIES": os.path.dirname(folder),
        # The words of git's messages are not read, but its quoting of names follows the locale on some systems.
        "LC_ALL": "C",
    }
