"""The last states of what is pushed: which files stand in them, and their reports, read where somebody has to know what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from aishare_lint.document.reader import Document, Limits, read
from aishare_lint.errors import UserError
from aishare_lint.repo import git


class Standing(NamedTuple):
    """What stands in the trees of the last commits.

    files     path and blob id of every file, each with a commit in whose tree it stands
    versions  by path: the blob ids that stand there; several where several branches are pushed
    reports   by blob id: the paths at which it stands as a report
    """

    files: Mapping[tuple[str, str], str]
    versions: Mapping[str, tuple[str, ...]]
    reports: Mapping[str, tuple[str, ...]]


NOTHING = Standing({}, {}, {})


def standing(repository: git.Repository, commits: Iterable[str], is_report: Callable[[str], bool]) -> Standing:
    """What stands in the trees of some commits."""
    files: dict[tuple[str, str], str] = {}
    versions: dict[str, tuple[str, ...]] = {}
    reports: dict[str, tuple[str, ...]] = {}
    for commit in dict.fromkeys(commits):
        for entry in git.tree(repository, commit):
            if (entry.path, entry.id) in files:
                continue
            files[entry.path, entry.id] = commit
            versions[entry.path] = (*versions.get(entry.path, ()), entry.id)
            if entry.mode not in (git.LINK, git.SUBMODULE) and is_report(entry.path):
                reports[entry.id] = (*reports.get(entry.id, ()), entry.path)
    return Standing(files, versions, reports)


def read_some(
    repository: git.Repository, ids: Iterable[str], tells: Callable[[bytes], bool], limits: Limits
) -> Iterator[tuple[str, Document]]:
    """Those of some reports whose text tells something, or that are too large to tell, read; by blob id.

    Of the others only the text is looked through. Raises UserError where git cannot read one.
    """
    for one in git.read_objects(repository, ids, limits.file):
        if one.kind == "missing":
            raise missing(one.id)
        if one.kind != "blob":
            yield one.id, Document("", "")
        elif tells(one.content):
            yield one.id, read(one.content, "", limits)


def missing(id_: str) -> UserError:
    """What to say of an object that git cannot read."""
    return UserError(
        f"git cannot read the object {id_[:12]}, so it is not known what this push would publish",
        hint="`git fsck` says whether it is damaged; a partial clone lacks objects: `git fetch --refetch --no-filter`",
    )
