"""What lies around the reports of a run, for checks across files: the base revision, who wrote them, what lies beside them.

Everything is asked once, and only when a check needs it: a run on one clean report asks git nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from aishare_lint.document.reader import Document
from aishare_lint.lint.checks import Unjudged
from aishare_lint.lint.surroundings import Authors, Base, Surroundings
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.files import repository_of
from aishare_lint.repo.globs import matcher
from aishare_lint.repo.sources import document_of, shown

if TYPE_CHECKING:
    from aishare_lint.repo.git import Change, Repository

#: The ledger of what was given to whom: a file for each report.
LEDGER: Final = "shares"

_ONLY_NAMED: Final = Unjudged(
    "only files that are named were judged: git is asked where reports are looked for, and in hooks", routine=True
)
_NO_REPOSITORY: Final = Unjudged("there is no git repository here to compare with", routine=True)
_NO_COMMIT: Final = Unjudged("there is no commit yet to compare with", routine=True)
_SILENT: Final = Unjudged("git does not say anything of this repository: it is not installed, or refuses to read it")
_YAML: Final = (".yaml", ".yml")


def surroundings_of(configuration: Configuration, *, whole: bool, compares: bool, since: str = "", settled: bool = False) -> Surroundings:
    """What checks across files may ask in a run.

    whole     whether all reports of the repository are judged
    compares  whether git is asked for the base revision
    since     which revision that is; where empty the one at which the work here parts from the default branch or the upstream
    settled   whether the work tree is known to hold what the index says
    """
    asked = _Asked(configuration, since, settled=settled)
    return Surroundings(whole, asked.is_kept, lambda: asked.base if compares else _ONLY_NAMED, asked.attached, asked.authors)


class _Asked:
    def __init__(self, configuration: Configuration, since: str, *, settled: bool) -> None:
        self.configuration = configuration
        self.top = configuration.top
        self.since = since
        # A hook may have been given another index than that of the work tree.
        self.settled = settled and "GIT_INDEX_FILE" not in os.environ

    def is_kept(self, name: str) -> bool:
        return self.matches(name)

    @cached_property
    def matches(self) -> Callable[[str], bool]:
        return matcher(self.configuration.settings["reports"])

    @cached_property
    def repository(self) -> Repository | Unjudged:
        if repository_of(self.top) is None and "GIT_DIR" not in os.environ:
            return _NO_REPOSITORY
        from aishare_lint.repo import git

        return git.repository(self.top) or _SILENT

    # Names

    def name(self, path: str, repository: Repository) -> str | None:
        """What git calls so, by the name that reports have in this run; None where it lies outside."""
        name = shown(os.path.relpath(os.path.join(os.path.realpath(repository.folder), path), os.path.realpath(self.top)))
        return None if name.startswith("../") else name

    def path(self, name: str, repository: Repository) -> str | None:
        """What git calls a file of this run; None where it lies outside of the repository."""
        folder = os.path.realpath(os.path.dirname(os.path.join(self.top, name)))
        path = shown(os.path.relpath(os.path.join(folder, os.path.basename(name)), os.path.realpath(repository.folder)))
        return None if path.startswith("../") else path

    # The base revision

    @cached_property
    def base(self) -> Base | Unjudged:
        repository = self.repository
        if isinstance(repository, Unjudged):
            return repository
        changes = self.changes(repository)
        if isinstance(changes, Unjudged):
            return changes
        named = [(name, change) for change in changes if (name := self.name(change.path, repository)) is not None]
        gone = {name for name, change in named if change.status == "D"}
        # A file that is there may be judged wherever it lies; of those that are gone the place alone says that they were reports.
        wanted = {
            name: change.old_id
            for name, change in named
            if change.old_mode.startswith("100") and (self.is_kept(name) if name in gone else name.lower().endswith(_YAML))
        }
        reports = dict(self.read(repository, wanted))
        unread = len(wanted) - len(reports)
        why = (
            f"what {unread} of the reports said in the base revision could not be read: objects are missing or too large" if unread else ""
        )
        return Base(reports, gone & reports.keys(), lambda id_: _is_shared(id_, self.top, gone), why)

    def changes(self, repository: Repository) -> list[Change] | Unjudged:
        from aishare_lint.repo import git

        if self.since:
            commit = git.resolve(repository, self.since)
            return Unjudged(f"`{self.since}` is no commit that is here") if commit is None else git.changed(repository, commit)
        other = git.base_ref(repository)
        branch = other.removeprefix("refs/").partition("/")[2]
        cut = "the history of this clone was cut (`git fetch --unshallow`)"
        if repository.shallow and not other.startswith("refs/remotes/"):
            return Unjudged(f"where this work began is not known: {cut}")
        changes = git.changed_since_parting(repository, other, settled=self.settled)
        if changes is not None:
            return changes
        if git.resolve(repository, "HEAD") is None:
            return _NO_COMMIT
        if repository.shallow:
            return Unjudged(f"where this work parts from {branch} is not known: {cut}")
        return Unjudged(f"git cannot tell where this work parts from {branch or other}; `--since` names a revision to compare with")

    def read(self, repository: Repository, wanted: Mapping[str, str]) -> Iterator[tuple[str, Document]]:
        from aishare_lint.repo import git

        limits = self.configuration.limits
        for name, found in zip(wanted, git.read_objects(repository, wanted.values(), limits.file), strict=True):
            if found.kind == "blob":
                yield name, document_of(found.content, name, limits)

    # Who wrote it

    def authors(self, names: Iterable[str]) -> Mapping[str, Authors] | Unjudged:
        """Who wrote reports; where there is no repository, nobody."""
        repository = self.repository
        if isinstance(repository, Unjudged):
            return {} if repository is _NO_REPOSITORY else repository
        from aishare_lint.repo import git

        paths = {name: path for name in names if (path := self.path(name, repository)) is not None}
        committed = git.addresses(repository, list(paths.values()))
        changed = git.uncommitted(repository, list(paths.values()))
        author = git.author_address(self.top) if changed else ""
        return {name: Authors(sorted(committed[path]), author if path in changed else "") for name, path in paths.items()}

    # What lies beside it

    def attached(self, folders: Iterable[str]) -> Collection[str] | Unjudged:
        """The files that lie in folders and below; of those that git does not know only what it would add."""
        folders = [folder for folder in folders if os.path.isdir(os.path.join(self.top, folder))]
        if not folders:
            return ()
        repository = self.repository
        if isinstance(repository, Unjudged):
            return [name for folder in folders for name in self.on_disk(folder)] if repository is _NO_REPOSITORY else repository
        from aishare_lint.repo import git

        listed = git.listed(repository.folder)
        if listed is None:
            return _SILENT
        beginnings = tuple(f"{folder}/" for folder in folders)
        files = []
        for path, tracked in listed.items():
            name = self.name(path, repository)
            if name is not None and name.startswith(beginnings) and _counts(name, tracked=tracked):
                files.append(name)
        return [name for name in files if os.path.lexists(os.path.join(self.top, name))]

    def on_disk(self, folder: str) -> Iterator[str]:
        for current, folders, files in os.walk(os.path.join(self.top, folder)):
            folders[:] = [name for name in folders if not name.startswith(".")]
            inside = shown(os.path.relpath(current, self.top))
            yield from (f"{inside}/{name}" for name in files if _counts(name, tracked=False))


def _counts(name: str, *, tracked: bool) -> bool:
    """Whether a file is one that somebody put there for readers: not what keeps a folder in git, nor what a system leaves behind."""
    last = name.rpartition("/")[2]
    return not last.startswith(".git" if tracked else ".")


def _is_shared(id_: str, top: str, gone: Collection[str]) -> bool:
    """Whether the ledger names a report, or named it in the base revision."""
    name = f"{LEDGER}/{id_}.yaml"
    if "\0" in id_ or "/" in id_ or "\\" in id_:
        return False
    return name in gone or os.path.lexists(os.path.join(top, name))
