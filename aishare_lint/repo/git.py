"""Every call of git: lists always with `-z`, and nothing that a repository or a user configured may run or colour the answer."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from aishare_lint.errors import UserError

if TYPE_CHECKING:
    from threading import Thread

#: Seconds. A named pipe where a list of ignored files should be keeps git waiting for ever.
_PATIENCE: Final = 10
#: Seconds that a question about the history may take: a first push may hold very many commits.
_LONG_PATIENCE: Final = 600

#: Variables that say where git looks for its programs, or which repositories it may read at all; all others would point it elsewhere.
_KEPT = frozenset({"GIT_EXEC_PATH", "GIT_CONFIG_COUNT", "GIT_DISCOVERY_ACROSS_FILESYSTEM"})
_KEPT_BEGINNINGS = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
#: What git tells a hook of where the objects in question are: the index of `git commit FILE`, the quarantine of a push.
_OF_HOOKS = frozenset({"GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"})

#: A file system monitor is a program that the repository names; a personal list of ignored files is no property of the repository.
_SETTINGS = ("core.quotePath=false", "core.fsmonitor=false", "core.excludesFile=", "log.showSignature=false", "core.commitGraph=false")

#: What a submodule's entry is, and a link's.
SUBMODULE: Final = "160000"
LINK: Final = "120000"


class Repository(NamedTuple):
    """A repository as git sees it.

    folder         the top of the work tree; where there is none, the folder of the repository itself
    git_dir        where this work tree's own files lie (index, HEAD)
    common_dir     where what all work trees share lies (objects, refs)
    bare           whether there is no work tree
    shallow        whether its history was cut
    object_format  `sha1` or `sha256`
    """

    folder: str
    git_dir: str
    common_dir: str
    bare: bool
    shallow: bool
    object_format: str

    @property
    def nothing(self) -> str:
        """The object id that stands for none."""
        return "0" * (64 if self.object_format == "sha256" else 40)


class Change(NamedTuple):
    """One file in one difference; ids are full, `nothing` of the repository where there is none. `status` is A, D, M, T or U."""

    path: str
    status: str
    old_mode: str
    mode: str
    old_id: str
    id: str


class Entry(NamedTuple):
    """A file in a tree or in the index; `stage` is 0 but in an unfinished merge."""

    path: str
    mode: str
    id: str
    stage: int = 0


class Object(NamedTuple):
    """An object that was asked for: `kind` is blob, commit, tree, tag, `missing`, or `large` where it was not read for its size."""

    id: str
    kind: str
    size: int
    content: bytes


# What is there


def repository(folder: str) -> Repository | None:
    """The repository that a folder belongs to. None where git cannot say: it is not installed, there is none, or it refuses to read it."""
    answer = _ask(
        folder,
        *("rev-parse", "--is-bare-repository", "--is-shallow-repository", "--show-object-format", "--absolute-git-dir", "--git-common-dir"),
        also={**_said_to_hooks(), "GIT_CEILING_DIRECTORIES": ""},
        tree=False,
    )
    if answer is None:
        return None
    bare, shallow, format_, git_dir, common = os.fsdecode(answer).split("\n")[:5]
    top = folder
    if bare != "true":
        shown = _ask(folder, "rev-parse", "--show-toplevel", also={**_said_to_hooks(), "GIT_CEILING_DIRECTORIES": ""}, tree=False)
        top = os.fsdecode(shown or b"").rstrip("\n") or folder
    common = os.path.normpath(os.path.join(os.path.abspath(folder), common))
    return Repository(git_dir if bare == "true" else top, git_dir, common, bare == "true", shallow == "true", format_)


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
    users = _of_user()
    how = _ask(folder, "config", "-z", "--get", "gpg.format", also=users)
    key = _ask(folder, "config", "-z", "--type=path", "--get", "user.signingkey", also=users)
    return os.fsdecode(how or b"openpgp").rstrip("\0"), os.fsdecode(key or b"").rstrip("\0")


def author_address(folder: str) -> str:
    """The e-mail address that a commit made here would carry; empty where none is set."""
    said = _ask(folder, "config", "-z", "--get", "user.email", also=_of_user())
    return os.environ.get("GIT_AUTHOR_EMAIL") or os.fsdecode(said or b"").rstrip("\0")


def index(repository: Repository) -> list[Entry]:
    """Every file in the index, a hook's own index included."""
    entries = []
    for line in _list(repository, "ls-files", "-z", "--stage"):
        about, _, path = line.partition(b"\t")
        mode, id_, stage = about.decode().split(" ")
        entries.append(Entry(os.fsdecode(path), mode, id_, int(stage)))
    return entries


def tree(repository: Repository, commit: str) -> list[Entry]:
    """Every file in the tree of a commit."""
    entries = []
    for line in _list(repository, "ls-tree", "-r", "-z", "--full-tree", commit):
        about, _, path = line.partition(b"\t")
        mode, _, id_ = about.decode().split(" ")
        entries.append(Entry(os.fsdecode(path), mode, id_))
    return entries


def resolve(repository: Repository, name: str) -> str | None:
    """The id of the commit that a name stands for; None where it stands for none, or the commit is not here."""
    answer = _ask_in(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return answer.decode().strip() or None if answer else None


def merge_base(repository: Repository, one: str, other: str) -> str | None:
    """Where two histories part; None where they have nothing in common or git cannot say."""
    answer = _ask_in(repository, "merge-base", one, other)
    return answer.decode().split("\n")[0] or None if answer else None


def refs(repository: Repository, below: str) -> dict[str, str]:
    """The refs below a prefix such as `refs/remotes/origin/`, and what they point at."""
    lines = _list(repository, "for-each-ref", "--format=%(objectname)%00%(refname)%00", below, separator=b"\0\n")
    return {os.fsdecode(name): id_.decode() for id_, _, name in (line.partition(b"\0") for line in lines)}


def remotes(repository: Repository) -> dict[str, list[str]]:
    """The remotes of a repository with the addresses that a push to them goes to, as its configuration says."""
    found: dict[str, list[str]] = {}
    pushed: set[str] = set()
    for key in ("url", "pushurl"):
        answer = _ask_in(repository, "config", "-z", "--get-regexp", rf"^remote\..*\.{key}$") or b""
        for line in answer.split(b"\0"):
            name, _, url = os.fsdecode(line).partition("\n")
            if not name:
                continue
            name = name.removeprefix("remote.").rpartition(".")[0]
            if key == "pushurl" and name not in pushed:
                pushed.add(name)
                found[name] = []
            found.setdefault(name, []).append(url)
    return found


# What changed


def staged(repository: Repository) -> list[Change]:
    """What the index holds beside the last commit; all of it where there is none yet."""
    if resolve(repository, "HEAD") is None:
        return [Change(entry.path, "A", "000000", entry.mode, repository.nothing, entry.id) for entry in index(repository)]
    return list(_changes(_list(repository, *_raw("diff-index"), "--cached", "HEAD", "--")))


def changed(repository: Repository, since: str) -> list[Change]:
    """What the work tree holds beside a commit, untracked files left out. A file that is not in the index has no id."""
    return list(_changes(_list(repository, *_raw("diff-index"), since, "--")))


def between(repository: Repository, one: str, other: str) -> list[Change]:
    """What the tree of one commit holds beside another's."""
    return list(_changes(_list(repository, *_raw("diff-tree"), "-r", one, other, "--")))


def commits(repository: Repository, wanted: Iterable[str], without: Iterable[str]) -> list[str]:
    """The commits that can be reached from some and not from others, oldest first."""
    asked = "".join([*(f"{id_}\n" for id_ in wanted), *(f"^{id_}\n" for id_ in without)])
    answer = _say(repository, asked.encode(), "rev-list", "--reverse", "--topo-order", "--stdin")
    return answer.decode().split()


def introduced(repository: Repository, commits: Iterable[str]) -> Iterator[tuple[str, Change]]:
    """What each commit holds beside each of its parents, commit by commit; the first commit of a history, beside nothing."""
    asked = "".join(f"{id_}\n" for id_ in commits).encode()
    if not asked:
        return
    answer = _say(repository, asked, *_raw("diff-tree"), "-r", "-m", "--root", "--stdin")
    pieces = iter(answer.split(b"\0"))
    commit = ""
    for piece in pieces:
        if piece.startswith(b":"):
            yield commit, _change(piece, next(pieces))
        elif piece:
            commit = piece.decode().split()[0]


def _changes(pieces: list[bytes]) -> Iterator[Change]:
    rest = iter(pieces)
    for about in rest:
        yield _change(about, next(rest))


def _change(about: bytes, path: bytes) -> Change:
    old_mode, mode, old_id, id_, status = about.decode().removeprefix(":").split(" ")
    return Change(os.fsdecode(path), status[:1], old_mode, mode, old_id, id_)


def _raw(command: str) -> tuple[str, ...]:
    return (command, "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")


# What objects hold


def read_objects(repository: Repository, ids: Iterable[str], limit: int) -> Iterator[Object]:
    """Objects in the order that they were asked for, through one process; of those larger than `limit` bytes only the size.

    Raises UserError where git dies in between.
    """
    wanted = list(ids)
    if not wanted:
        return
    import subprocess

    asked = "".join(f"{id_}\n" for id_ in wanted).encode()
    sizes = _say(repository, asked, "cat-file", "--batch-check", "--buffer").decode().splitlines()
    known = [_header(line) for line in sizes]
    small = [one.id for one in known if one.kind not in ("missing", "large") and one.size <= limit]
    with subprocess.Popen(  # noqa: S603 - the arguments are this module's own
        _command(repository.folder, "cat-file", "--batch", "--buffer", tree=not repository.bare),
        cwd=repository.folder,
        env={**_environment(repository.folder), **_said_to_hooks()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        questions, answers = process.stdin, process.stdout
        if questions is None or answers is None:
            raise RuntimeError("both are pipes")
        feeder = _feed(questions, "".join(f"{id_}\n" for id_ in small).encode())
        try:
            for one in known:
                if one.kind == "missing":
                    yield one
                elif one.size > limit:
                    yield one._replace(kind="large")
                else:
                    yield _content(answers)
        finally:
            answers.close()
            feeder.join()


def _feed(to: IO[bytes], content: bytes) -> Thread:
    """Write to a process while its answers are read; it would stop once its answers fill the pipe."""
    from threading import Thread

    def write() -> None:
        try:
            to.write(content)
            to.close()
        except OSError:
            pass  # it died; who reads its answers finds out

    feeder = Thread(target=write, daemon=True)
    feeder.start()
    return feeder


def _header(line: str) -> Object:
    id_, _, about = line.partition(" ")
    kind, _, size = about.partition(" ")
    return Object(id_, kind, int(size), b"") if size.isdigit() else Object(id_, "missing", 0, b"")


def _content(answers: IO[bytes]) -> Object:
    line = answers.readline()
    if not line:
        raise UserError(
            "git stopped while its objects were read: the repository is damaged, or git was stopped",
            hint="`git fsck` says what is damaged; nothing was taken for checked",
        )
    one = _header(line.decode().rstrip("\n"))
    if one.kind == "missing":
        return one
    content = answers.read(one.size + 1)[:-1]
    if len(content) != one.size:
        return one._replace(kind="missing")
    return one._replace(content=content)


# How git is called


def _list(repository: Repository, *arguments: str, separator: bytes = b"\0") -> list[bytes]:
    """What a command lists. Raises UserError where it fails: what cannot be listed cannot be checked."""
    answer = _ask_in(repository, *arguments)
    if answer is None:
        raise _failed(arguments[0])
    return [piece for piece in answer.split(separator) if piece]


def _ask_in(repository: Repository, *arguments: str) -> bytes | None:
    return _ask(repository.folder, *arguments, also=_said_to_hooks(), tree=not repository.bare, patience=_LONG_PATIENCE)


def _say(repository: Repository, asked: bytes, *arguments: str) -> bytes:
    """What a command answers to what it is asked. Raises UserError where it fails."""
    answer = _ask(repository.folder, *arguments, also=_said_to_hooks(), tree=not repository.bare, asked=asked, patience=_LONG_PATIENCE)
    if answer is None:
        raise _failed(arguments[0])
    return answer


def _failed(command: str) -> UserError:
    return UserError(
        f"git could not answer (`git {command}` failed), so it is not known what there is to check",
        hint="`git fsck` says whether the repository is damaged; a shallow or partial clone lacks objects: `git fetch --unshallow`",
    )


def _command(folder: str, *arguments: str, tree: bool) -> list[str]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    # The work tree is the folder, whatever the repository's own configuration says of it.
    where = [f"--work-tree={folder}"] if tree else []
    return ["git", "--no-pager", "--no-replace-objects", *where, *settings, *arguments]


def _ask(
    folder: str,
    *arguments: str,
    also: Mapping[str, str] | None = None,
    tree: bool = True,
    asked: bytes = b"",
    patience: int = 0,
) -> bytes | None:
    """What a git command prints, or None when it fails; `also` is added to its environment, `asked` is its input."""
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - the arguments are this module's own
            _command(folder, *arguments, tree=tree),
            cwd=folder,
            env={**_environment(folder), **(also or {})},
            input=asked,
            capture_output=True,
            check=False,
            timeout=patience or _PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise UserError(
            f"git did not answer within {patience or _PATIENCE} seconds (`git {arguments[0]}`)",
            hint="try `git status` here; a named pipe called .gitignore keeps git waiting. A file that is named is checked without git",
        ) from None
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _of_user() -> dict[str, str]:
    users = {name: os.environ[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM") if name in os.environ}
    users["GIT_CEILING_DIRECTORIES"] = os.environ.get("GIT_CEILING_DIRECTORIES", "")
    return users


def _said_to_hooks() -> dict[str, str]:
    """What git says to a hook of where its objects are; nothing outside of hooks."""
    return {name: value for name, value in os.environ.items() if name in _OF_HOOKS}


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


# Everything at one moment


class Survey(NamedTuple):
    """The files of a repository as git sees them at one moment.

    folder   the top of the work tree
    git_dir  where the work tree's own files lie
    lines    what there is, one entry a file: `H <mode> <id> <stage>\\t<path>` of one that git tracks (another letter where it does not look
             at the file itself), `? <path>` of one that it would add; paths are relative to the top
    changed  the paths of tracked files that may hold something else than the index; None where git was not asked, since an attribute
             may have it run a program over the files before it compares them
    bent     whether files may lie in the work tree otherwise than as objects (line ends, filters), so that an id does not say what is there
    """

    folder: str
    git_dir: str
    lines: list[bytes]
    changed: frozenset[bytes] | None
    bent: bool

    @property
    def names(self) -> dict[str, bool]:
        """What `listed` says of the same files."""
        return {os.fsdecode(line[2:] if line[:1] == b"?" else line.partition(b"\t")[2]): line[:1] != b"?" for line in self.lines}


#: Whatever the user chose, a file counts as unchanged only where all that the index knows of it is as it was.
_STRICT: Final = ("-c", "core.checkStat=default", "-c", "core.trustctime=true", "-c", "core.untrackedCache=false")


def survey(folder: str) -> Survey | None:
    """What lies in the repository whose top is `folder`, asked at once. None where git cannot say all of it without doubt.

    Raises UserError where git does not come to an end.
    """
    git_dir = shared = os.path.join(folder, ".git")
    if os.path.islink(git_dir) or not os.path.isdir(git_dir):
        found = repository(folder)
        if found is None or found.bare or os.path.realpath(found.folder) != os.path.realpath(folder):
            return None
        git_dir, shared = found.git_dir, found.common_dir
    attributes = _has_attributes(folder, shared)
    # The user's own configuration counts here: it was by this that files were written.
    settings = _start(folder, "config", "-z", "--get-regexp", r"^core\.(autocrlf|attributesfile)$", also=_of_user())
    listing = _start(folder, *_STRICT, "ls-files", "-z", "-v", "--stage", "--cached", "--others", "--exclude-standard")
    difference = None if attributes else _start(folder, *_STRICT, "diff-files", "-z", "--name-only", "--ignore-submodules=none")
    said, lines, changed = _end(settings), _end(listing), None if difference is None else _end(difference)
    if lines is None or (difference is not None and changed is None):
        return None
    values = [entry.partition(b"\n") for entry in (said or b"").split(b"\0") if entry]
    chosen = any(name == b"core.attributesfile" or value.lower() not in (b"false", b"no", b"off", b"0") for name, _, value in values)
    nested = b"/.gitattributes\0" in lines
    return Survey(
        folder,
        git_dir,
        lines.rstrip(b"\0").split(b"\0") if lines else [],
        None if changed is None else frozenset(changed.rstrip(b"\0").split(b"\0")) - {b""},
        attributes or chosen or nested,
    )


def _has_attributes(folder: str, shared: str) -> bool:
    """Whether somebody says at the usual places how files are converted on their way into the work tree."""
    own = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    places = (
        os.path.join(folder, ".gitattributes"),
        os.path.join(shared, "info", "attributes"),
        os.path.join(own, "git", "attributes"),
        "/etc/gitattributes",
    )
    return any(map(os.path.lexists, places))


def _start(folder: str, *arguments: str, also: Mapping[str, str] | None = None) -> Any:
    import subprocess

    try:
        return subprocess.Popen(  # noqa: S603 - the arguments are this module's own
            _command(folder, *arguments, tree=True),
            cwd=folder,
            env={**_environment(folder), **(also or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError:
        return None


def _end(process: Any) -> bytes | None:
    """What a command printed; None where it failed or complained: of a folder that it cannot read git only warns."""
    import subprocess

    if process is None:
        return None
    try:
        answer, complaint = process.communicate(timeout=_LONG_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise UserError(f"git did not answer within {_LONG_PATIENCE} seconds", hint="try `git status` here") from None
    return answer if process.returncode == 0 and not complaint else None
