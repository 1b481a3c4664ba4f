"""What there is to judge of the index, and of what changed in the work tree.

The configuration is the work tree's, as in every run, also where the index is judged: a configuration that is not staged yet holds already.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from aishare_lint.errors import UserError
from aishare_lint.lint.scope import Scope
from aishare_lint.repo import git
from aishare_lint.repo.attachments import LIMIT, Beside, Reader, leads_out
from aishare_lint.repo.blobs import content_of, is_pointer, refusal_of
from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.files import Source, calls_itself_report, find_files, is_yaml, says_report
from aishare_lint.repo.globs import matcher
from aishare_lint.repo.mentions import lists, mentioning
from aishare_lint.repo.sources import Refusal, leaves, load, shown


class Look(NamedTuple):
    """What there is to judge.

    sources     read as they are asked for, once
    strays      files that call themselves reports and lie where no report is looked for
    submodules  folders in which reports would be looked for, if another repository did not stand there
    """

    sources: Iterable[Source]
    strays: tuple[str, ...] = ()
    submodules: tuple[str, ...] = ()


class Ground(NamedTuple):
    """A repository, and how its paths and those of the configuration go together.

    prefix     what the paths of git begin with that lie below the top of the configuration: empty, or a folder with `/`
    is_report  whether a path of git is one where reports lie
    """

    repository: git.Repository
    configuration: Configuration
    prefix: str
    is_report: Callable[[str], bool]

    def name(self, path: str) -> str:
        """How a path of git is shown."""
        return shown(path.removeprefix(self.prefix))

    def hides_reports(self, path: str, mode: str) -> bool:
        """Whether a submodule stands where reports would be looked for."""
        return mode == git.SUBMODULE and any(self.is_report(f"{path}/x{ending}") for ending in (".yaml", ".yml"))

    def place(self, path: str) -> str:
        """Where a path of git lies, or would lie, on the disk."""
        return os.path.join(self.repository.folder, *path.split("/"))


def repository_here() -> git.Repository:
    """The repository of the working directory, or the one that a hook runs in. Raises UserError where there is none."""
    found = git.repository(os.getcwd())
    if found is None:
        raise UserError(
            "there is no git repository here, or git cannot read it",
            hint="`git status` says what is the matter; without git, name the files or folders to check",
        )
    return found


def ground(repository: git.Repository, configuration: Configuration) -> Ground:
    """What the paths of a repository mean to a configuration."""
    inside = "." if repository.bare else os.path.relpath(configuration.top, repository.folder)
    if inside.split(os.sep)[0] == "..":
        raise UserError("the configuration lies outside of the repository", hint="run it at the top of the repository")
    prefix = "" if inside == "." else inside.replace(os.sep, "/") + "/"
    matches = matcher(configuration.settings["reports"])
    return Ground(repository, configuration, prefix, lambda path: path.startswith(prefix) and matches(path[len(prefix) :]))


def commit_of(repository: git.Repository, name: str) -> str:
    """The commit that a name stands for. Raises UserError where it is none, or not here."""
    found = git.resolve(repository, name)
    if found is None:
        unborn = name == "HEAD" and not git.refs(repository, "refs/heads/")
        hint = "there is no commit yet" if unborn else "`git log --oneline --all` shows the commits that are here"
        if repository.shallow:
            hint = "this clone is shallow: `git fetch --unshallow`, or in a workflow `fetch-depth: 0`, brings the rest"
        raise UserError(f"`{shown(name)}` is no commit here, so it is not known what there is to check", hint=hint)
    return found


def kept(repository: git.Repository, commit: str, folder: str) -> Reader:
    """Reads the files that a report in a folder lists from the tree of a commit or, without one, from the index."""
    return partial(_read_kept, repository, commit, folder)


def _read_kept(repository: git.Repository, commit: str, folder: str, names: Sequence[str]) -> Iterator[Beside | Refusal]:
    paths = {name: _joined(folder, name) for name in names if not leads_out(name)}
    asked = list(paths.values())
    listed = (git.tree(repository, commit, *asked) if commit else git.index(repository, *asked)) if asked else []
    entries = {entry.path: entry for entry in listed}
    found = [entries.get(paths.get(name, "")) for name in names]
    objects = git.read_objects(repository, [entry.id for entry in found if entry is not None and not _refused(entry)], LIMIT)
    for name, entry in zip(names, found, strict=True):
        if entry is None:
            yield Refusal("missing" if name in paths else "outside", {})
            continue
        content = _refused(entry) or content_of(next(objects), LIMIT)
        yield content if isinstance(content, Refusal) else Beside(entry.path, content)


def _joined(folder: str, name: str) -> str:
    """The path of git that a report in a folder means by a name."""
    return "/".join(part for part in (*folder.split("/"), *name.split("/")) if part not in ("", "."))


def _refused(entry: git.Entry) -> Refusal | None:
    return Refusal("unmerged", {}) if entry.stage else refusal_of(entry.mode)


# The index


def staged(ground: Ground) -> Look:
    """The reports that a commit would bring now, as the index holds them: also those beside which it brings an attachment.

    Raises UserError where git cannot say what is staged.
    """
    repository = ground.repository
    if repository.bare:
        raise UserError("a bare repository has no index, so nothing is staged", hint="--range A..B judges its commits")
    changes = [change for change in git.staged(repository) if change.status != "D"]
    entries = {change.path: git.Entry(change.path, change.mode, change.id, change.status == "U") for change in changes}
    wanted = {path: entry for path, entry in entries.items() if ground.is_report(path)}
    others = {path: entry for path, entry in entries.items() if path not in wanted and path.startswith(ground.prefix)}
    limit = ground.configuration.limits.file
    if others:
        reports = [entry for entry in git.index(repository) if entry.path not in wanted and ground.is_report(entry.path)]
        wanted |= {entry.path: entry for entry, _ in mentioning(repository, reports, others, limit)}
    yaml = [entry for entry in others.values() if is_yaml(entry.path) and not _refused(entry)]
    blobs = git.read_objects(repository, [entry.id for entry in yaml], limit)
    strays = tuple(ground.name(entry.path) for entry, one in zip(yaml, blobs, strict=True) if says_report(one.content))
    submodules = tuple(ground.name(entry.path) for entry in others.values() if ground.hides_reports(entry.path, entry.mode))
    return Look(_held(ground, [wanted[path] for path in sorted(wanted)]), strays, submodules)


def _held(ground: Ground, entries: list[git.Entry]) -> Iterator[Source]:
    limit = ground.configuration.limits.file
    objects = git.read_objects(ground.repository, [entry.id for entry in entries if not _refused(entry)], limit)
    for entry in entries:
        content = _refused(entry) or content_of(next(objects), limit)
        yield source_of(ground, entry.path, content)


def source_of(
    ground: Ground, path: str, content: bytes | Refusal, *, name: str = "", commit: str = "", scope: Scope | None = None
) -> Source:
    """What git keeps at a path, as something to judge, with what lies beside it in a commit or, without one, in the index."""
    name, place = name or ground.name(path), ground.place(path)
    if isinstance(content, Refusal):
        return Source(name, place, content, scope=scope)
    return Source(name, place, None, content, kept(ground.repository, commit, path.rpartition("/")[0]), scope)


# The work tree


def since(ground: Ground, ref: str) -> Look:
    """The reports in the work tree that changed since its history parted from that of `ref`, untracked ones included.

    Of a report that was there before, its scope is the lines that changed. Raises UserError where there is no such commit, or no common
    one.
    """
    repository = ground.repository
    if repository.bare:
        raise UserError("a bare repository has no work tree", hint="--range A..B judges its commits")
    base = _base(repository, ref)
    old = {change.path: change for change in git.changed(repository, base)}
    listed = git.listed(repository.folder)
    if listed is None:
        raise UserError("git could not say which files there are", hint="`git status` says what is the matter")
    new = [path for path, tracked in listed.items() if not tracked]
    there = [path for path in dict.fromkeys([*old, *new]) if path.startswith(ground.prefix) and os.path.lexists(ground.place(path))]
    wanted = {path for path in there if ground.is_report(path)}
    others = [path for path in there if path not in wanted]
    unchanged = [path for path in listed if path not in wanted and ground.is_report(path)] if others else []
    limit = ground.configuration.limits.file
    beside = {path for path in unchanged if _lists(ground.place(path), limit, path, others)}
    strays = tuple(ground.name(path) for path in others if is_yaml(path) and _says_report(ground, path))
    submodules = tuple(ground.name(path) for path in others if path in old and ground.hides_reports(path, old[path].mode))
    return Look(_changed(ground, sorted(wanted | beside), old, beside), strays, submodules)


def _lists(file: str, limit: int, path: str, others: list[str]) -> bool:
    content = load(file, limit)
    return isinstance(content, bytes) and lists(content, path, others)


def _says_report(ground: Ground, path: str) -> bool:
    return not leaves(ground.place(path), ground.repository.folder) and calls_itself_report(ground.place(path))


def _base(repository: git.Repository, ref: str) -> str:
    """Where the history of the work tree parted from that of a name."""
    other, here = commit_of(repository, ref), commit_of(repository, "HEAD")
    base = git.merge_base(repository, other, here)
    if base is None:
        hint = "in a shallow clone `git fetch --unshallow` brings the rest" if repository.shallow else "name a commit that both come from"
        raise UserError(f"`{ref}` and HEAD have no commit in common here, so it is not known what changed", hint=hint)
    return base


def _changed(ground: Ground, paths: list[str], old: dict[str, git.Change], beside: set[str]) -> Iterator[Source]:
    """What lies at paths in the work tree, each with the lines that are not as they were; without what was only touched.

    `beside` are reports that did not change, but what they list did.
    """
    limit = ground.configuration.limits.file
    nothing = ground.repository.nothing
    before = {
        path: old[path].old_id for path in paths if path in old and old[path].old_id != nothing and not refusal_of(old[path].old_mode)
    }
    objects = git.read_objects(ground.repository, before.values(), limit)
    for path in paths:
        was = content_of(next(objects), limit) if path in before else None
        if path in old and old[path].mode == git.SUBMODULE:
            yield Source(ground.name(path), ground.place(path), Refusal("submodule", {}))
            continue
        for source in find_files([ground.place(path)], ground.configuration).sources:
            content = source.load(limit)
            if isinstance(content, bytes) and is_pointer(content):
                content = Refusal("lfs-pointer", {})
            if isinstance(content, Refusal):
                yield source._replace(refusal=content)
                continue
            scope = None
            if path in beside:
                scope = Scope(lines=frozenset(), before=content)
            elif isinstance(was, bytes):
                scope = Scope(lines=changed_lines(was, content), before=was)
                if not scope.lines:
                    continue
            yield source._replace(held=content, scope=scope)


def changed_lines(old: bytes, new: bytes) -> frozenset[int]:
    """The lines of a text, from 1 on, that are not as they were; where lines were taken away, those around them. Endings do not matter."""
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return frozenset()
    from difflib import SequenceMatcher

    found: set[int] = set()
    for kind, _, _, start, end in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "delete":
            found |= {start, start + 1}
        elif kind != "equal":
            found.update(range(start + 1, end + 1))
    return frozenset(found & set(range(1, len(after) + 1)) or {1})
