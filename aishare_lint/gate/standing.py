"""The last states of what is pushed: which files stand in them, and what their reports say of everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from aishare_lint.document.places import Path
from aishare_lint.document.reader import Document, read
from aishare_lint.errors import UserError
from aishare_lint.lint.secrecy import embargoed_numbers, withheld_places
from aishare_lint.repo import git
from aishare_lint.repo.attachments import attachment_names

if TYPE_CHECKING:
    from aishare_lint.gate.laws import Law

#: A report without any of these says nothing of other files; with a backslash it may say anything.
_TELLING: Final = (b"embargo", b"disclosure", b"withheld", b"commitment", b"attachments", b"\\")


class Standing(NamedTuple):
    """What stands in the last states.

    files     path and blob id of every file, each with a commit in whose tree it stands
    paths     the path of every file
    listed    paths of files that a report lists as attachments
    withheld  by the path of a report: its versions that withhold something, and where
    numbers   the numbers of vulnerabilities that are not public
    """

    files: Mapping[tuple[str, str], str]
    paths: frozenset[str]
    listed: frozenset[str]
    withheld: dict[str, list[tuple[Document, tuple[Path, ...]]]]
    numbers: frozenset[str]


def standing(
    repository: git.Repository,
    commits: Iterable[str],
    laws: Sequence[Law],
    is_report: Callable[[str], bool],
    look_at: Callable[[str, str, Document], None] | None,
) -> Standing:
    """What stands in the trees of some commits. `look_at` is given each report there: path, blob id, and the report as it was read.

    Raises UserError where git cannot read one.
    """
    files, reports = _files(repository, commits, is_report)
    listed: set[str] = set()
    numbers: set[str] = set()
    withheld: dict[str, list[tuple[Document, tuple[Path, ...]]]] = {}
    for one in git.read_objects(repository, reports, max(law.terms.limits.file for law in laws)):
        if one.kind == "missing":
            raise missing(one.id)
        if one.kind != "blob" or (look_at is None and not any(word in one.content for word in _TELLING)):
            continue
        document = read(one.content, reports[one.id][0], laws[0].terms.limits)
        for law in laws:
            numbers |= embargoed_numbers(document.data, law.terms.pack.format.vocabularies, law.terms.circumstances.now)
        places = withheld_places(document.data)
        for path in reports[one.id]:
            listed |= {f"{path.rpartition('/')[0]}/{name}".lstrip("/") for name in attachment_names(document.data)}
            if places:
                withheld.setdefault(path, []).append((document, places))
            if look_at is not None:
                look_at(path, one.id, document)
    return Standing(files, frozenset(path for path, _ in files), frozenset(listed), withheld, frozenset(numbers))


def _files(
    repository: git.Repository, commits: Iterable[str], is_report: Callable[[str], bool]
) -> tuple[dict[tuple[str, str], str], dict[str, list[str]]]:
    """Every file by path and blob id, with a commit in whose tree it stands; and the paths of reports by blob id."""
    files: dict[tuple[str, str], str] = {}
    reports: dict[str, list[str]] = {}
    for commit in dict.fromkeys(commits):
        for entry in git.tree(repository, commit):
            if (entry.path, entry.id) in files:
                continue
            files[entry.path, entry.id] = commit
            if entry.mode not in (git.LINK, git.SUBMODULE) and is_report(entry.path):
                reports.setdefault(entry.id, []).append(entry.path)
    return files, reports


def missing(id_: str) -> UserError:
    """What to say of an object that git cannot read."""
    return UserError(
        f"git cannot read the object {id_[:12]}, so it is not known what this push would publish",
        hint="`git fsck` says whether it is damaged; a partial clone lacks objects: `git fetch --refetch --no-filter`",
    )
