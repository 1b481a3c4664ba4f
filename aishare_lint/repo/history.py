"""What commits bring that was not there before, piece by piece: reports, names and messages. A push publishes all of it.

A piece is everything that git keeps under one name: one version of a report at one path, one message, one name. Each comes once, with the
commits that brought it, however many those are; what a later commit took away again comes too, for it is published all the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from aishare_lint.errors import UserError
from aishare_lint.repo.blobs import content_of, refusal_of
from aishare_lint.repo.git import Object, Repository, commits, cuts, introduced, look_up, read_objects, tree
from aishare_lint.repo.mentions import folders, mentioning
from aishare_lint.repo.sources import Refusal

#: Bytes of a tag that are read.
_MOST: Final = 10_000_000
_TAGS: Final = "refs/tags/"

Kind: TypeAlias = Literal["branch-name", "tag-name", "tag-message", "commit-message", "file-name", "blob"]

#: Headers of a commit or tag whose values git makes itself, or that say who and when; any other may hold text.
_HEADERS: Final = frozenset(
    {b"tree", b"parent", b"author", b"committer", b"encoding", b"gpgsig", b"gpgsig-sha256", b"object", b"type", b"tag", b"tagger"}
)
#: A signature at the end of a tag's message: Base64, which says nothing.
_SIGNATURE: Final = re.compile(
    rb"^-----BEGIN (PGP|SSH|SIGNED) (SIGNATURE|MESSAGE)-----\n(?:(?:Version|Hash): [\w .+()/-]{1,60}\n)*"
    rb"[A-Za-z0-9+/=\n]{0,20000}-----END \1 \2-----\n?\Z",
    re.MULTILINE,
)


class Tip(NamedTuple):
    """Where a history ends that is looked at.

    id    of a commit or of a tag
    name  the full name that it has or gets, such as `refs/heads/main`; empty where there is none
    """

    id: str
    name: str = ""


class Piece(NamedTuple):
    """Something that a history brings.

    kind     `blob` is a version of a report
    content  its bytes (a message in UTF-8 where the commit says how it was written), or why there are none to judge: then nobody knows
             what is published, and a gate must stay shut
    path     of a blob and of a file's name, relative to the top of the tree, with `/`; empty for others
    id       of the blob, commit or tag; empty for names
    commits  the ids of the commits that brought it, oldest first; those that a branch or tag points at
    beside   whether this version of a report comes for a file that it lists: another version of that came with the (only) commit
    gone     the ids of the commits that put something else in its place or took it away, oldest first; a merge that only took the other
             side's version is not among them
    """

    kind: Kind
    content: bytes | Refusal
    path: str = ""
    id: str = ""
    commits: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    beside: bool = False


class History(NamedTuple):
    """Commits that can be reached from some tips and not from what is known already.

    commits  their ids, oldest first
    tips     what they were reached from
    tags     the tags on the way, each with the id of the commit that it stands for
    ends     the commit that each tip stands for, by the tip's id
    """

    repository: Repository
    commits: tuple[str, ...]
    tips: tuple[Tip, ...]
    tags: tuple[tuple[Object, str], ...]
    ends: dict[str, str]


def history(repository: Repository, tips: Iterable[Tip], without: Iterable[str]) -> History:
    """The commits that tips bring beside those that can be reached from the ids in `without`, which must be here.

    Raises UserError where that cannot be said: an object is missing, a tip is no commit, or the history was cut (a shallow clone) before
    it meets what is known.
    """
    tips = tuple(tips)
    tags: dict[str, tuple[Object, str]] = {}
    ends = {tip.id: _follow(repository, tip.id, tags) for tip in tips}
    wanted = tuple(commits(repository, dict.fromkeys(ends.values()), without)) if tips else ()
    cut = next(iter(cuts(repository).intersection(wanted)), None) if repository.shallow else None
    if cut is not None:
        raise UserError(
            f"this clone is shallow: its history was cut at the commit {cut[:12]}, so it is not known what came before and what is new",
            hint="`git fetch --unshallow`, or in a workflow `fetch-depth: 0`; nothing was taken for checked",
        )
    return History(repository, wanted, tips, tuple(tags.values()), ends)


def pieces(
    history: History, is_report: Callable[[str], bool], limit: int, also: Callable[[str], bool] = lambda _: False
) -> Iterator[Piece]:
    """Everything that a history brings: names and messages first, then each version of a report, then those with other files beside them.

    `is_report` says of a path (relative to the top of the tree, with `/`) whether a report lies there, `also` of a file that is none
    whether its versions are wanted all the same; `limit` is in bytes. Content is read as it is asked for, through one process, each blob
    once. Raises UserError where git cannot read something.
    """
    for tip in history.tips:
        kind: Kind = "tag-name" if tip.name.startswith(_TAGS) else "branch-name"
        short = tip.name.removeprefix(_TAGS).removeprefix("refs/heads/")
        if short:
            yield Piece(kind, os.fsencode(short), commits=(history.ends[tip.id],))
    for tag, commit in history.tags:
        yield Piece("tag-name", _header(tag.content, b"tag"), id=tag.id, commits=(commit,))
        yield Piece("tag-message", _message(tag.content), id=tag.id, commits=(commit,))
    for one in read_objects(history.repository, history.commits, limit):
        yield Piece(
            "commit-message", _message(one.content) if one.kind == "commit" else content_of(one, limit), id=one.id, commits=(one.id,)
        )
    yield from _files(history, is_report, limit, also)


class _Tally(NamedTuple):
    """What commits changed, each with their ids, oldest first.

    named    new paths
    brought  versions of reports: by path, id and mode
    gone     versions of reports that were replaced or taken away: by path and id
    others   by commit: the paths of other files that it brought or changed
    """

    named: dict[str, list[str]]
    brought: dict[tuple[str, str, str], list[str]]
    gone: dict[tuple[str, str], list[str]]
    others: dict[str, list[str]]


def _tally(history: History, is_report: Callable[[str], bool], also: Callable[[str], bool]) -> _Tally:
    tally = _Tally({}, {}, {}, {})
    for commit, change in introduced(history.repository, history.commits):
        is_there, is_new = change.status != "D", change.status == "A"
        if is_new:
            tally.named.setdefault(change.path, []).append(commit)
        if not is_report(change.path):
            if is_there:
                tally.others.setdefault(commit, []).append(change.path)
            if not also(change.path):
                continue
        if not is_new:
            tally.gone.setdefault((change.path, change.old_id), []).append(commit)
        if is_there and change.id != change.old_id:
            tally.brought.setdefault((change.path, change.id, change.mode), []).append(commit)
    return tally


def _files(history: History, is_report: Callable[[str], bool], limit: int, also: Callable[[str], bool]) -> Iterator[Piece]:
    """The names of new files, the versions of reports, and the reports that may list a file that is new or changed."""
    tally = _tally(history, is_report, also)
    yield from (Piece("file-name", os.fsencode(path), path, commits=tuple(by)) for path, by in tally.named.items())
    blobs: dict[str, list[Piece]] = {}
    for (path, id_, mode), by in tally.brought.items():
        refusal = refusal_of(mode)
        piece = Piece("blob", refusal or b"", path, id_, tuple(by), tuple(tally.gone.get((path, id_), ())))
        if refusal is None:
            blobs.setdefault(id_, []).append(piece)
        else:
            yield piece
    for one in read_objects(history.repository, blobs, limit):
        content = content_of(one, limit)
        yield from (piece._replace(content=content) for piece in blobs[one.id])
    if tally.others:
        # Reports that are nowhere among these lie in no tree of this history.
        reports = {path for path, *_ in [*tally.brought, *tally.gone] if is_report(path)}
        for commit in set(history.ends.values()):
            reports.update(entry.path for entry in tree(history.repository, commit) if is_report(entry.path))
        yield from _beside(history, tally, reports, limit)


def _beside(history: History, tally: _Tally, reports: Collection[str], limit: int) -> Iterator[Piece]:
    """The reports that may list one of the files that a commit brought, as they stand in that commit.

    Where the report came earlier, also as it stood in the commit that brought it: another file lay beside it then.
    """
    brought = {(path, id_): by for (path, id_, _), by in tally.brought.items()}
    homes = {path.rpartition("/")[0] for path in reports}
    done: set[tuple[str, str, str]] = set()
    barren: set[str] = set()
    for commit, changed in tally.others.items():
        near = [path for path in changed if not homes.isdisjoint(folders(path))]
        if not near:
            continue
        entries = [entry for entry in tree(history.repository, commit) if entry.path in reports and not refusal_of(entry.mode)]
        for entry, one in mentioning(history.repository, entries, near, limit, barren):
            for by in dict.fromkeys([*brought.get((entry.path, entry.id), ())[-1:], commit]):
                if (entry.path, entry.id, by) not in done:
                    done.add((entry.path, entry.id, by))
                    yield Piece("blob", content_of(one, limit), entry.path, entry.id, (by,), beside=True)


def _follow(repository: Repository, id_: str, tags: dict[str, tuple[Object, str]]) -> str:
    """The commit that an id stands for, through tags of tags, which are kept."""
    passed: list[Object] = []
    while True:
        one = look_up(repository, [id_])[0]
        if one.kind == "commit":
            tags.update({tag.id: (tag, id_) for tag in passed})
            return id_
        if one.kind != "tag":
            what = "is not here" if one.kind == "missing" else f"is a {one.kind} and no commit: what it holds is not judged"
            raise UserError(f"the object {id_[:12]} {what}, so it is not known what there is to check")
        tag = next(read_objects(repository, [id_], _MOST))
        if tag.kind != "tag":
            raise UserError(f"the tag {id_[:12]} could not be read: it is damaged, or larger than {_MOST // 1_000_000} MB")
        passed.append(tag)
        id_ = _header(tag.content, b"object").decode("ascii", "replace")


def _header(content: bytes, name: bytes) -> bytes:
    """The first value of a header of a commit or tag; empty where there is none."""
    for line in content.partition(b"\n\n")[0].split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == name:
            return value
    return b""


def _message(content: bytes) -> bytes:
    """What a commit or tag says, in UTF-8 where that is known: its message, and the values of headers that git does not make itself.

    A merge of a signed tag holds that tag, with its message, in a header.
    """
    about, _, said = content.partition(b"\n\n")
    more = []
    kept = False
    for line in about.split(b"\n"):
        if not line.startswith(b" "):  # else it goes on with the value before
            kept = line.partition(b" ")[0] not in _HEADERS
        if kept:
            more.append(line.partition(b" ")[2])
    said = b"\n".join([*more, _SIGNATURE.sub(b"", said)])
    encoding = _header(content, b"encoding").decode("ascii", "replace")
    try:
        return said.decode(encoding).encode() if encoding else said
    except (LookupError, ValueError):
        return said
