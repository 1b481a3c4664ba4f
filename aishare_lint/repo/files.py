"""From the paths of a command line to the files that are judged."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from aishare_lint.document.reader import Document, Limits
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.globs import folder_of, matcher
from aishare_lint.repo.sources import Refusal, document_of, load, load_stdin, shown

STDIN: Final = "-"

_YAML = (".yaml", ".yml")
#: How much of a YAML file is read to see whether it calls itself a report.
_HEAD: Final = 16_384
_IS_REPORT = rb"""^(?:\xef\xbb\xbf)?(?:[{]\s{0,80})?["']?schema["']?[ \t]{0,80}:[ \t]{0,80}["']?aishare/"""


class Source(NamedTuple):
    """A file to judge.

    name     how it is shown: relative to the top where it lies below it, else as given
    path     what to open; `-` is standard input
    refusal  why it cannot be read, where that is known already
    """

    name: str
    path: str
    refusal: Refusal | None = None

    def load(self, limit: int) -> bytes | Refusal:
        """Its bytes, at most `limit`, or why there are none."""
        if self.refusal is not None:
            return self.refusal
        return load_stdin(limit) if self.path == STDIN else load(self.path, limit)

    def read(self, limits: Limits) -> Document:
        """The file, read. A file that cannot be read is a document that says why."""
        return document_of(self.load(limits.file), self.name, limits)


class Found(NamedTuple):
    """What there is to judge, in the order of the names, and the arguments that name nothing."""

    sources: tuple[Source, ...]
    mistakes: tuple[UserError, ...]


def find_files(arguments: Iterable[str], configuration: Configuration, *, stdin_name: str = "<stdin>") -> Found:
    """The files that arguments name; without arguments the repository's reports.

    A file that is named is always judged. In folders those are judged that match `reports`, and other YAML that calls itself a report;
    hidden and ignored ones are left out.
    """
    arguments = list(arguments)
    finder = _Finder(configuration)
    mistakes: list[UserError] = []
    for argument in arguments:
        if argument == STDIN:
            finder.add(stdin_name, STDIN)
        elif os.path.isdir(argument):
            finder.add_folder(argument, sniff=True)
        elif os.path.lexists(argument):
            # What is there and cannot be read (a link that leads nowhere, no permission) is a finding, like everything unreadable.
            finder.add(finder.name(argument), argument)
        else:
            mistakes.append(_missing(argument))
    if not arguments:
        for folder in _report_folders(configuration):
            finder.add_folder(folder, sniff=False)
    sources = tuple(finder.sources[key] for key in sorted(finder.sources, key=lambda key: (finder.sources[key].name, key)))
    if not sources and not mistakes:
        mistakes.append(_nothing(arguments, configuration))
    return Found(sources, tuple(mistakes))


def _missing(argument: str) -> UserError:
    try:
        os.lstat(argument)
        reason = "there is no such file or folder"
    except PermissionError:
        reason = "no permission to look into its folder"
    except (OSError, ValueError):
        reason = "there is no such file or folder"
    return UserError(f"{shown(argument)}: {reason}", hint=_nearest_name(argument))


def _nearest_name(argument: str) -> str:
    from difflib import get_close_matches

    folder, name = os.path.split(argument)
    try:
        names = [entry for entry in os.listdir(folder or ".") if not entry.startswith(".")][:1000]
    except (OSError, ValueError):
        return ""
    near = get_close_matches(name, names, n=1)
    return f"did you mean `{shown(os.path.join(folder, near[0]))}`?" if near else ""


def _nothing(arguments: list[str], configuration: Configuration) -> UserError:
    globs = ", ".join(configuration.settings["reports"]) or "nothing"
    if arguments:
        looked = ", ".join(shown(argument) for argument in arguments)
        hint = (
            f"in a folder, what matches `reports` ({globs}) or has `schema: aishare/1` near its top is judged; a file that is named, always"
        )
        return UserError(f"nothing to check in {looked}", hint=hint)
    hint = f"`reports` of the configuration says where reports lie ({globs}); name files or folders, or start one with `aishare-lint new`"
    return UserError("nothing to check: no reports in this repository", hint=hint)


def _report_folders(configuration: Configuration) -> list[str]:
    """The outermost folders in which the patterns of `reports` can match."""
    wanted = sorted({folder_of(glob) for glob in configuration.settings["reports"]})
    outer = [folder for folder in wanted if not any(folder.startswith(other + "/") or (not other and folder) for other in wanted)]
    return [path for folder in outer if os.path.isdir(path := os.path.join(configuration.top, folder))]


class _Finder:
    def __init__(self, configuration: Configuration) -> None:
        self.top = configuration.top
        self.globs = configuration.settings["reports"]
        #: By absolute path, so that a file that is named twice is judged once.
        self.sources: dict[str, Source] = {}
        self.kept: dict[str, Callable[[str], bool]] = {}

    def name(self, path: str) -> str:
        """A path as it is shown."""
        absolute = os.path.abspath(path)
        return shown(os.path.relpath(absolute, self.top) if _is_below(absolute, self.top) else path)

    def add(self, name: str, path: str, refusal: Refusal | None = None) -> None:
        key = path if path == STDIN else os.path.abspath(path)
        self.sources.setdefault(key, Source(name, path, refusal))

    def add_folder(self, folder: str, *, sniff: bool) -> None:
        """The reports in a folder; `sniff` asks other YAML files whether they are one."""
        absolute = os.path.abspath(folder)
        matches = matcher(self.globs)
        kept = self.keeper(absolute)
        for path, refusal in _walk(absolute, kept):
            inside = os.path.relpath(path, self.top).replace(os.sep, "/") if _is_below(path, self.top) else ""
            # A folder outside of the repository is measured by itself, as if it were the top.
            wanted = matches(inside or os.path.relpath(path, absolute).replace(os.sep, "/"))
            if wanted or (refusal is not None and os.path.isdir(path)) or (sniff and path.endswith(_YAML) and _calls_itself_report(path)):
                given = path if inside else os.path.join(folder, os.path.relpath(path, absolute))
                self.add(self.name(given), given, refusal)

    def keeper(self, folder: str) -> Callable[[str], bool]:
        """Whether a path below a folder is to be looked at: git does not ignore it. Everything is, where there is no git to ask."""
        repository = _repository_of(folder)
        if repository is None:
            return _all
        if repository not in self.kept:
            self.kept[repository] = _keeper(repository)
        return self.kept[repository]


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _all(_: str) -> bool:
    return True


def _repository_of(folder: str) -> str | None:
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _keeper(repository: str) -> Callable[[str], bool]:
    from aishare_lint.repo import git

    names = git.listed(repository)
    if names is None:
        return _all
    files: set[str] = set()
    folders: set[str] = {repository}
    for name in names:
        path = os.path.join(repository, *name.rstrip("/").split("/"))
        files.add(path)
        above = os.path.dirname(path)
        while above not in folders:
            folders.add(above)
            above = os.path.dirname(above)

    def is_kept(path: str) -> bool:
        if path in folders:
            return True
        # Of what lies in a repository in the repository, or behind a link to a folder, git lists only the way in.
        while path != repository:
            if path in files:
                return True
            path = os.path.dirname(path)
        return False

    return is_kept


def _walk(folder: str, kept: Callable[[str], bool]) -> Iterator[tuple[str, Refusal | None]]:
    """Every file below a folder that is neither hidden nor ignored, and what cannot be read there, with the reason.

    Links to folders are followed; one that leads back to a folder it lies in is a loop. A folder that is reached by several ways is
    looked into once.
    """
    seen: set[tuple[int, int]] = set()
    pending: list[tuple[str, tuple[tuple[int, int], ...]]] = [(folder, ())]
    while pending:
        current, above = pending.pop()
        try:
            status = os.stat(current)
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as error:
            yield current, Refusal("permission" if isinstance(error, PermissionError) else "input-output", {"error": error.strerror or ""})
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen and current != folder:
            continue
        seen.add(identity)
        for entry in entries:
            if entry.name.startswith(".") or not kept(entry.path):
                continue
            if not _is_folder(entry):
                yield entry.path, None
                continue
            if entry.is_symlink():
                target = entry.stat()
                if (target.st_dev, target.st_ino) in (*above, identity):
                    yield entry.path, Refusal("link-loop", {})
                    continue
                pending.insert(0, (entry.path, (*above, identity)))  # last of all: what also lies here without a link is named so
            else:
                pending.append((entry.path, (*above, identity)))
            if entry.name.endswith(_YAML):
                yield entry.path, Refusal("folder", {})


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _calls_itself_report(path: str) -> bool:
    """Whether a YAML file has `schema: aishare/…` near its top. One that cannot be read does not say so."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return False
    try:
        head = os.read(descriptor, _HEAD)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return re.search(_IS_REPORT, head, re.MULTILINE) is not None
