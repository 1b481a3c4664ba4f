"""What there is to judge of the commits in a range: every version of a report that they bring, their messages, and the names in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from aishare_lint.errors import UserError
from aishare_lint.lint.scope import Scope
from aishare_lint.repo import git
from aishare_lint.repo.blobs import content_of, refusal_of
from aishare_lint.repo.configuration import Configuration, written
from aishare_lint.repo.files import Source, is_yaml, says_report
from aishare_lint.repo.history import Piece, Tip, history, pieces
from aishare_lint.repo.revisions import Ground, Look, commit_of, source_of
from aishare_lint.repo.sources import FILE_NAME, Refusal

#: Names that are judged together, one a line.
_NAMES: Final = 1000
#: Digits of a commit's id that are shown.
_DIGITS: Final = 12
#: What is history already: of it only what should never have been said is to be mended.
_PAST: Final = Scope(safety=True)
#: Bytes of a configuration that are read.
_LARGEST: Final = 2_000_000
_MESSAGES: Final = {"commit-message": "commit message", "tag-message": "tag message"}


class Range(NamedTuple):
    """Commits that can be reached from a tip and not from a base.

    tip   with its full name where it is a branch or a tag
    end   the commit that it stands for
    base  a commit; empty where everything counts that can be reached from the tip
    """

    tip: Tip
    end: str
    base: str


def find_range(repository: git.Repository, said: str) -> Range:
    """The range that `A..B` says. Either may be left out for HEAD; an A of zeros only stands for no commit, as in git's hooks.

    Raises UserError where it is none, or a commit is not here.
    """
    one, dots, other = said.partition("..")
    if not dots or other.startswith("."):
        hint = "`A..B` means the commits of B that A lacks, such as `origin/main..HEAD`; three dots are not needed for that"
        raise UserError(f"`{said}` is no range of commits", hint=hint)
    everything = len(one) >= _DIGITS and not one.strip("0")
    base = "" if everything else commit_of(repository, one or "HEAD")
    end = commit_of(repository, other or "HEAD")
    id_ = git.resolve(repository, other or "HEAD", "") or end
    return Range(Tip(id_, git.full_name(repository, other) if other else ""), end, base)


def configuration_in(repository: git.Repository, commit: str) -> Configuration:
    """The configuration in the tree of a commit, the defaults where it has none. Its packs are those of the work tree.

    Raises UserError where it cannot be read, or names packs in a bare repository.
    """
    entries = git.tree(repository, commit, FILE_NAME)
    name = f"{commit[:_DIGITS]}:{FILE_NAME}"
    if not entries:
        return Configuration(repository.folder)
    content = content_of(next(git.read_objects(repository, [entries[0].id], _LARGEST)), _LARGEST)
    if isinstance(content, Refusal) or entries[0].mode == git.LINK:
        raise UserError(f"cannot read the configuration {name}", hint="--config FILE names another one")
    configuration = written(content, name, repository.folder, os.path.join(repository.folder, FILE_NAME))
    if repository.bare and configuration.settings["packs"]:
        hint = "--config FILE names a configuration whose packs lie beside it"
        raise UserError(f"the packs of {name} cannot be read in a bare repository", hint=hint, where=configuration.where(("packs",)))
    return configuration


def in_range(ground: Ground, range_: Range) -> Look:
    """Every version of a report that a range brings, once for each path, and the names and messages that come with it.

    A version that stands in the last tree is judged as a file is, under its path. What was replaced again is judged by the rules that guard
    against over-sharing, under `COMMIT:PATH`, as `git show` takes it. Raises UserError where git cannot say what the range brings.
    """
    repository = ground.repository
    limit = ground.configuration.limits.file
    brought = history(repository, [range_.tip], [range_.base] if range_.base else [])
    at_end = {(entry.path, entry.id) for entry in git.tree(repository, range_.end) if ground.is_report(entry.path)}
    before = range_.base or git.empty_tree(repository)
    others = [
        change for change in git.between(repository, before, range_.end) if change.status != "D" and not ground.is_report(change.path)
    ]
    yaml = [one for one in others if is_yaml(one.path) and one.path.startswith(ground.prefix) and refusal_of(one.mode) is None]
    blobs = git.read_objects(repository, [one.id for one in yaml], limit)
    strays = tuple(ground.name(one.path) for one, blob in zip(yaml, blobs, strict=True) if says_report(blob.content))
    submodules = tuple(ground.name(one.path) for one in others if ground.hides_reports(one.path, one.mode))
    return Look(_sources(ground, range_, pieces(brought, ground.is_report, limit), at_end), strays, submodules)


def _sources(ground: Ground, range_: Range, found: Iterable[Piece], at_end: set[tuple[str, str]]) -> Iterator[Source]:
    names: dict[str, list[Piece]] = {"names of branches and tags": [], "names of new files": []}
    judged: set[str] = set()
    for piece in found:
        if piece.kind == "blob":
            stands = (piece.path, piece.id) in at_end
            if stands and piece.path not in judged:
                judged.add(piece.path)
                yield source_of(ground, piece.path, piece.content, commit=range_.end)
            if not stands or piece.beside:
                commit = piece.commits[-1]
                yield source_of(ground, piece.path, piece.content, name=f"{commit[:_DIGITS]}:{piece.path}", commit=commit, scope=_PAST)
        elif piece.kind in _MESSAGES:
            yield _prose(f"{piece.id[:_DIGITS]} ({_MESSAGES[piece.kind]})", piece.content)
        else:
            names["names of new files" if piece.kind == "file-name" else "names of branches and tags"].append(piece)
    for what, listed in names.items():
        for start in range(0, len(listed), _NAMES):
            lines = [_line(piece) for piece in listed[start : start + _NAMES]]
            yield _prose(f"({what})", b"\n".join(lines))


def _line(piece: Piece) -> bytes:
    return b"" if isinstance(piece.content, Refusal) else piece.content.replace(b"\n", b" ")


def _prose(name: str, content: bytes | Refusal) -> Source:
    if isinstance(content, Refusal):
        return Source(name, "", content)
    return Source(name, "", held=content, prose=True)
