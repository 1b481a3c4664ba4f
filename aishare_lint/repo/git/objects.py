"""What objects hold, read through one process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from aishare_lint.errors import UserError
from aishare_lint.repo.git import process
from aishare_lint.repo.git.repositories import Repository


class Object(NamedTuple):
    """An object that was asked for: `kind` is blob, commit, tree, tag, `missing`, or `large` where it was not read for its size."""

    id: str
    kind: str
    size: int
    content: bytes = b""


def look_up(repository: Repository, ids: Iterable[str]) -> list[Object]:
    """Kind and size of objects, without what they hold, in the order that they were asked for."""
    asked = "".join(f"{id_}\n" for id_ in ids)
    if not asked:
        return []
    answer = repository.ask("cat-file", "--batch-check", "--buffer", asked=asked.encode())
    return [_header(line) for line in answer.decode().splitlines()]


def read_objects(repository: Repository, ids: Iterable[str], limit: int) -> Iterator[Object]:
    """Objects in the order that they were asked for, through one process; of those larger than `limit` bytes only the size.

    Raises UserError where git dies in between: an object is damaged.
    """
    known = look_up(repository, ids)
    small = [one.id for one in known if one.kind != "missing" and one.size <= limit]
    if not small:
        yield from (_unread(one) for one in known)
        return
    asked = "".join(f"{id_}\n" for id_ in small).encode()
    with process.converse(repository.folder, "cat-file", "--batch", "--buffer", tree=not repository.bare, asked=asked) as answers:
        for one in known:
            yield _content(answers, one.id) if one.kind != "missing" and one.size <= limit else _unread(one)


def _unread(one: Object) -> Object:
    return one if one.kind == "missing" else one._replace(kind="large")


def _header(line: str) -> Object:
    id_, _, about = line.partition(" ")
    kind, _, size = about.partition(" ")
    return Object(id_, kind, int(size)) if size.isdigit() else Object(id_, "missing", 0)


def _content(answers: IO[bytes], id_: str) -> Object:
    line = answers.readline()
    one = _header(line.decode().rstrip("\n"))
    if line and one.kind == "missing":
        return one
    content = answers.read(one.size + 1)[:-1] if line else b""
    if not line or len(content) != one.size:
        raise UserError(
            f"git stopped when it read the object {id_}, or one soon after: the repository is damaged, or git was stopped",
            hint="`git fsck` says what is damaged; nothing was taken for checked",
        )
    return one._replace(content=content)
