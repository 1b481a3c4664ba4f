"""From the paths of a command line to the files that are judged."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import compress, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from aishare_lint.document.reader import Document, Limits
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.globs import folder_of, matcher
from aishare_lint.repo.sources import Refusal, document_of, is_below, leaves, load, load_stdin, shown, top_of

if TYPE_CHECKING:
    from aishare_lint.lint.scope import Scope
    from aishare_lint.repo.attachments import Reader
    from aishare_lint.repo.listing import Listing

STDIN: Final = "-"

_YAML = (".yaml", ".yml")
#: How much of a YAML file is read to see whether it calls itself a report.
_HEAD: Final = 16_384
#: Where no report is expected, fewer files are looked into, and less far.
_STRAY_HEAD: Final = 2048
_MOST_STRAYS: Final = 200
_IS_REPORT = rb"""^(?:\xef\xbb\xbf)?(?:[{]\s{0,80})?["']?schema["']?[ \t]{0,80}:[ \t]{0,80}["']?aishare/"""


class Source(NamedTuple):
    """A file to judge.

    name     how it is shown: relative to the top where it lies below it, else as given
    path     what to open; `-` is standard input
    refusal  why it cannot be read, where that is known already
    held     its bytes, where they are not those of the file: what git keeps
    beside   reads the files that it lists, where they are not those that lie beside the file
    scope    which findings count; None: all
    prose    whether it is a text about reports, such as the message of a commit, and not a report
    entry    its entry in git's index, where that says what the file holds; else empty
    """

    name: str
    path: str
    refusal: Refusal | None = None
    held: bytes | None = None
    beside: Reader | None = None
    scope: Scope | None = None
    prose: bool = False
    entry: bytes = b""

    def load(self, limit: int) -> bytes | Refusal:
        """Its bytes, at most `limit`, or why there are none."""
        if self.refusal is not None:
            return self.refusal
        if self.held is not None:
            return self.held
        return load_stdin(limit) if self.path == STDIN else load(self.path, limit)

    def read(self, limits: Limits) -> Document:
        """The file, read. A file that cannot be read is a document that says why."""
        content = self.load(limits.file)
        if self.prose and isinstance(content, bytes):
            return Document(self.name, content.decode("utf-8", "replace"))
        return document_of(content, self.name, limits)


class Found(NamedTuple):
    """What there is to judge, in the order of the names, and the arguments that name nothing.

    strays  tracked files that call themselves reports and lie where no report is looked for; only without arguments
    looked  whether reports were looked for, and not only files named
    whole   whether these are all reports of the repository
    listed  whether git's listing alone says which they are, and nobody had to look into a folder
    """

    sources: tuple[Source, ...]
    mistakes: tuple[UserError, ...]
    strays: tuple[str, ...] = ()
    looked: bool = False
    whole: bool = False
    listed: bool = False


def find_files(
    arguments: Iterable[str], configuration: Configuration, *, stdin_name: str = "<stdin>", listing: Listing | None = None
) -> Found:
    """The files that arguments name; without arguments the repository's reports.

    A file that is named is always judged. In folders those are judged that match `reports`, and other YAML that calls itself a report;
    hidden and ignored ones are left out. Who has a listing of the repository of the configuration's top hands it in, and spares the walk.
    """
    arguments = list(arguments)
    finder = _Finder(configuration, listing)
    mistakes: list[UserError] = []
    for argument in arguments:
        if argument == STDIN:
            finder.add(stdin_name, STDIN)
        elif os.path.isdir(argument):
            finder.add_folder(argument, sniff=True)
        elif os.path.lexists(argument):
            # What is there and cannot be read (a link that leads nowhere, no permission) is a finding, like everything unreadable.
            finder.add(finder.name(argument), argument, _way_out(argument, configuration.top))
        else:
            mistakes.append(_missing(argument))
    folders = _report_folders(configuration)
    if not arguments:
        for folder in folders:
            finder.add_folder(folder, sniff=False)
    sources = tuple(sorted(finder.sources.values(), key=itemgetter(0)))
    strays = finder.strays() if not arguments else ()
    if not sources and not mistakes:
        mistakes.append(_nothing(arguments, configuration, strays))
    named = [os.path.abspath(argument) for argument in arguments if argument != STDIN and os.path.isdir(argument)]
    looked = not arguments or bool(named)
    whole = not arguments or _hold_all(named, folders)
    return Found(sources, tuple(mistakes), strays, looked, whole, listed=looked and not finder.walked)


def _hold_all(named: list[str], folders: list[str]) -> bool:
    """Whether the folders that are named are, or hold, all in which reports are looked for."""
    return bool(folders) and all(any(folder == name or is_below(folder, name) for name in named) for folder in folders)


def _way_out(path: str, top: str) -> Refusal | None:
    """The refusal of a path that leads out of its repository; outside of any a link is its owner's choice."""
    absolute = os.path.abspath(path)
    own = top_of(os.path.dirname(absolute)) if not is_below(absolute, top) else top_of(top)
    return Refusal("link-outside", {}) if own is not None and leaves(path, own) else None


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


def _nothing(arguments: list[str], configuration: Configuration, strays: tuple[str, ...]) -> UserError:
    globs = ", ".join(configuration.settings["reports"]) or "nothing"
    if arguments:
        looked = ", ".join(shown(argument) for argument in arguments)
        hint = (
            f"in a folder, what matches `reports` ({globs}) or has `schema: aishare/1` near its top is judged; a file that is named, always"
        )
        return UserError(f"nothing to check in {looked}", hint=hint)
    if strays:
        hint = f"`reports` of the configuration is {globs}, but elsewhere {', '.join(strays[:3])} say `schema: aishare/…`"
        return UserError("nothing to check: no reports where the configuration looks for them", hint=hint)
    hint = f"`reports` of the configuration says where reports lie ({globs}); name files or folders, or start one with `aishare-lint new`"
    return UserError("nothing to check: no reports in this repository", hint=hint)


def _report_folders(configuration: Configuration) -> list[str]:
    """The outermost folders in which the patterns of `reports` can match."""
    wanted = sorted({folder_of(glob) for glob in configuration.settings["reports"]})
    outer = [folder for folder in wanted if not any(folder.startswith(other + "/") or (not other and folder) for other in wanted)]
    return [path for folder in outer if os.path.isdir(path := os.path.join(configuration.top, folder))]


class _Finder:
    def __init__(self, configuration: Configuration, listing: Listing | None) -> None:
        self.top = configuration.top
        self.listing = listing
        self.globs = configuration.settings["reports"]
        #: By absolute path, so that a file that is named twice is judged once.
        self.sources: dict[str, Source] = {}
        self.kept: dict[str, _Kept] = {}
        #: Whether somebody had to look into a folder.
        self.walked = False

    def name(self, path: str) -> str:
        """A path as it is shown."""
        absolute = os.path.abspath(path)
        return shown(os.path.relpath(absolute, self.top) if is_below(absolute, self.top) else path)

    def add(self, name: str, path: str, refusal: Refusal | None = None) -> None:
        key = path if path == STDIN else os.path.abspath(path)
        entry = b""
        if self.listing is not None and refusal is None and is_below(key, self.listing.survey.folder):
            entry = self.listing.entry(shown(os.path.relpath(key, self.listing.survey.folder)))
        self.sources.setdefault(key, Source(name, path, refusal, entry=entry))

    def add_folder(self, folder: str, *, sniff: bool) -> None:
        """The reports in a folder; `sniff`, for a folder that is named, asks other YAML files whether they are one."""
        absolute = os.path.abspath(folder)
        outside = _way_out(folder, self.top) if sniff else Refusal("link-outside", {}) if leaves(folder, self.top) else None
        if outside is not None:
            self.walked = True
            self.add(self.name(folder), folder, outside)
            return
        if self.add_listed(absolute, sniff=sniff):
            return
        self.walked = True
        matches = matcher(self.globs)
        kept = self.keeper(absolute)
        own = self.top if not leaves(folder, self.top) and (absolute == self.top or is_below(absolute, self.top)) else top_of(absolute)
        for path, refusal in _walk(absolute, own or absolute, kept.keeps):
            inside = os.path.relpath(path, self.top).replace(os.sep, "/") if is_below(path, self.top) else ""
            # A folder outside of the repository is measured by itself, as if it were the top.
            relative = os.path.relpath(path, absolute).replace(os.sep, "/")
            if matches(inside or relative) or self._says_so(path, relative, refusal, sniff=sniff):
                given = path if inside else os.path.join(folder, relative)
                self.add(self.name(given), given, refusal)

    def add_listed(self, folder: str, *, sniff: bool) -> bool:
        """The reports in a folder by what git lists; False, and nothing added, where somebody has to look into it."""
        listing = self.listing
        repository = listing.survey.folder if listing is not None else ""
        if listing is None or repository_of(folder) != repository or not is_below(f"{folder}{os.sep}", self.top):
            return False
        if os.path.realpath(folder) != os.path.normpath(os.path.join(os.path.realpath(repository), os.path.relpath(folder, repository))):
            return False
        below = shown(os.path.relpath(folder, repository)) if folder != repository else ""
        found = listing.below(below)
        if found is None:
            return False
        matches = matcher(self.globs)
        top = shown(os.path.relpath(self.top, repository)) + "/" if self.top != repository else ""
        paths, entries = found
        names = [path[len(top) :] for path in paths] if top else paths
        beginning = f"{repository}{os.sep}"
        places = [beginning + path for path in paths] if os.sep == "/" else [beginning + path.replace("/", os.sep) for path in paths]
        wanted = list(map(matches, names))
        if sniff:
            inside = len(below) + 1 if below else 0
            for number, place in enumerate(places):
                wanted[number] = wanted[number] or self._says_so(place, paths[number][inside:], None, sniff=True)
        # There may be very many: no step of Python's own for each.
        rest = [repeat(value) for value in Source("", "")[2:-1]]
        of_reports = compress(zip(names, places, *rest, entries, strict=False), wanted)
        new = dict(zip(compress(places, wanted), map(Source._make, of_reports), strict=True))
        self.sources = {**new, **self.sources} if self.sources else new
        return True

    def _says_so(self, path: str, relative: str, refusal: Refusal | None, *, sniff: bool) -> bool:
        """Whether something that `reports` does not name is to be spoken of all the same."""
        if refusal is not None and os.path.isdir(path):
            return True
        if not sniff or not is_yaml(path) or relative.startswith(".") or "/." in relative:
            return False
        return refusal is not None or calls_itself_report(path)

    def keeper(self, folder: str) -> _Kept:
        """What git keeps below a folder. Everything that is not hidden is kept where there is no git to ask."""
        repository = repository_of(folder)
        if repository is None:
            return _Kept("", None)
        if repository not in self.kept:
            from aishare_lint.repo import git

            known = self.listing.survey if self.listing is not None and self.listing.survey.folder == repository else None
            self.kept[repository] = _Kept(repository, known.names if known else git.listed(repository))
        return self.kept[repository]

    def strays(self) -> tuple[str, ...]:
        """Files that git tracks and that call themselves reports where `reports` does not look."""
        names = self._tracked()
        known = {source.name for source in self.sources.values()}
        matches = matcher(self.globs)
        yaml = [name for name in names if name not in known and is_yaml(name) and not matches(name)]
        paths = {name: os.path.join(self.top, *name.split("/")) for name in yaml}
        others = [name for name in yaml if paths[name] not in self.sources]
        found = []
        for name in others[:_MOST_STRAYS]:
            path = paths[name]
            if not leaves(path, self.top) and calls_itself_report(path, _STRAY_HEAD):
                found.append(name)
        return tuple(found)

    def _tracked(self) -> list[str]:
        """The files that git tracks where the top is that of a repository and somebody has asked."""
        if self.listing is not None and self.listing.survey.folder == self.top:
            return self.listing.names
        kept = self.kept.get(self.top)
        return [name for name, tracked in kept.names.items() if tracked] if kept else []


def is_yaml(name: str) -> bool:
    """Whether a file is YAML by its name."""
    return name.lower().endswith(_YAML)


def repository_of(folder: str) -> str | None:
    """The nearest folder upwards that holds `.git`."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


class _Kept:
    """What of a repository is to be looked at: what git does not ignore, and of hidden files those that it tracks.

    names  what git lists, and whether it tracks it; None where there is no git to ask
    """

    def __init__(self, repository: str, names: dict[str, bool] | None) -> None:
        self.repository = repository
        self.knows = names is not None
        self.names = names or {}
        self.files: set[str] = set()
        self.folders: set[str] = {repository}
        self.tracked: set[str] = set()
        for name, is_tracked in self.names.items():
            path = os.path.join(repository, *name.rstrip("/").split("/"))
            self.files.add(path)
            if is_tracked and "." in (name[0], *(part[:1] for part in name.split("/"))):
                self.tracked.add(path)
                above = os.path.dirname(path)
                while len(above) > len(repository):
                    self.tracked.add(above)
                    above = os.path.dirname(above)
            above = os.path.dirname(path)
            while above not in self.folders:
                self.folders.add(above)
                above = os.path.dirname(above)

    def keeps(self, path: str) -> bool:
        """Whether a path is looked at."""
        name = os.path.basename(path)
        if name.startswith(".") and (name.lower() == ".git" or path not in self.tracked):
            return False
        if not self.knows or path in self.folders:
            return True
        # Of what lies in a repository in the repository, or behind a link to a folder, git lists only the way in.
        while path != self.repository:
            if path in self.files:
                return True
            path = os.path.dirname(path)
        return False


def _walk(folder: str, top: str, kept: Callable[[str], bool]) -> Iterator[tuple[str, Refusal | None]]:
    """Every file below a folder that is neither hidden nor ignored, and what cannot be read there, with the reason.

    Links are followed as long as they stay below the top; one that leads back to a folder it lies in is a loop. A folder that is reached
    by several ways is looked into once.
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
            if not kept(entry.path):
                continue
            outside = entry.is_symlink() and leaves(entry.path, top)
            if outside or not _is_folder(entry):
                yield entry.path, Refusal("link-outside", {}) if outside else None
                continue
            if entry.is_symlink():
                target = entry.stat()
                if (target.st_dev, target.st_ino) in (*above, identity):
                    yield entry.path, Refusal("link-loop", {})
                    continue
                pending.insert(0, (entry.path, (*above, identity)))  # last of all: what also lies here without a link is named so
            else:
                pending.append((entry.path, (*above, identity)))
            if is_yaml(entry.name):
                yield entry.path, Refusal("folder", {})


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def says_report(content: bytes) -> bool:
    """Whether YAML has `schema: aishare/…` near its top."""
    return re.search(_IS_REPORT, content[:_HEAD], re.MULTILINE) is not None


def calls_itself_report(path: str, length: int = _HEAD) -> bool:
    """Whether a YAML file has `schema: aishare/…` near its top. One that cannot be read does not say so."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return False
    try:
        head = os.read(descriptor, length)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return says_report(head)
