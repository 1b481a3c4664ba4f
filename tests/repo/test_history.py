"""What a history brings, piece by piece, with the real git."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint.errors import UserError
from aishare_lint.repo import git
from aishare_lint.repo.globs import matcher
from aishare_lint.repo.history import Piece, Tip, history, pieces
from aishare_lint.repo.sources import Refusal

from .conftest import Made

REPORTS = matcher(["reports/**/*.yaml"])


def brought(made: Made, tip: str = "HEAD", *without: str, name: str = "", limit: int = 1000) -> list[Piece]:
    found = history(made.repository, [Tip(made.id(tip), name)], [made.id(one) for one in without])
    return list(pieces(found, REPORTS, limit))


def of_kind(found: list[Piece], kind: str) -> list[Piece]:
    return [piece for piece in found if piece.kind == kind]


def contents(found: list[Piece], kind: str) -> list[bytes | Refusal]:
    return [piece.content for piece in of_kind(found, kind)]


def test_a_leak_that_was_redacted(made: Made) -> None:
    first = made.commit(reports__a_yaml="old")
    leak = made.commit("leak", reports__a_yaml="secret")
    redacted = made.commit("redact", reports__a_yaml="clean")
    assert of_kind(brought(made, "HEAD", first), "blob") == [
        Piece("blob", b"secret", "reports/a.yaml", made.id(f"{leak}:reports/a.yaml"), (leak,), (redacted,)),
        Piece("blob", b"clean", "reports/a.yaml", made.id("HEAD:reports/a.yaml"), (redacted,)),
    ]
    assert len(of_kind(brought(made), "blob")) == 3, "the first commit of a history is new, too"


def test_a_blob_comes_once_a_path(made: Made) -> None:
    one = made.commit(reports__a_yaml="x", reports__b_yaml="x")
    two = made.commit(reports__a_yaml="y")
    three = made.commit(reports__a_yaml="x")
    found = of_kind(brought(made), "blob")
    assert [(piece.path, piece.content, piece.commits, piece.gone) for piece in found] == [
        ("reports/a.yaml", b"x", (one, three), (two,)),
        ("reports/b.yaml", b"x", (one,), ()),
        ("reports/a.yaml", b"y", (two,), (three,)),
    ]


def test_a_rename_is_a_new_path(made: Made) -> None:
    made.commit(reports__a_yaml="x" * 100)
    made.git("mv", "reports/a.yaml", "reports/b.yaml")
    renamed = made.commit()
    found = brought(made, "HEAD", "HEAD~1")
    assert [(piece.path, piece.commits) for piece in of_kind(found, "blob")] == [("reports/b.yaml", (renamed,))]
    assert [piece.path for piece in of_kind(found, "file-name")] == ["reports/b.yaml"]


def test_a_mode_is_no_new_version(made: Made) -> None:
    made.commit(reports__a_yaml="x")
    made.git("update-index", "--chmod=+x", "reports/a.yaml")
    made.git("commit", "--quiet", "--message", "x")
    assert of_kind(brought(made, "HEAD", "HEAD~1"), "blob") == []


def test_merges(made: Made) -> None:
    """What a merge took from a side came in with that side; what it made itself is new."""
    base = made.commit(reports__a_yaml="a", reports__c_yaml="c")
    made.git("checkout", "--quiet", "-b", "other")
    made.commit(reports__b_yaml="b")
    made.git("checkout", "--quiet", "main")
    made.commit(reports__a_yaml="a2")
    made.git("merge", "--quiet", "--no-commit", "other")
    merge = made.commit(reports__c_yaml="evil")
    found = of_kind(brought(made, "HEAD", base), "blob")
    assert sorted(str(piece.content) for piece in found) == ["b'a2'", "b'b'", "b'evil'"]
    assert next(piece for piece in found if piece.content == b"evil").commits == (merge,)
    assert contents(brought(made, "HEAD", "other", "main~1"), "blob") == [b"evil"]


def test_messages(made: Made) -> None:
    made.git("commit", "--quiet", "--allow-empty", "--message", "one\n\nbody")
    made.git("-c", "i18n.commitEncoding=ISO-8859-1", "commit", "--quiet", "--allow-empty", "-F", "-", asked="zwei ä".encode("latin-1"))
    assert contents(brought(made), "commit-message") == [b"one\n\nbody\n", "zwei ä\n".encode()]
    found = of_kind(brought(made), "commit-message")
    assert [piece.commits for piece in found] == [(piece.id,) for piece in found]


def test_a_header_that_git_does_not_make(made: Made) -> None:
    tree = made.git("write-tree")
    who = "A <a@example.org> 1 +0000"
    raw = f"tree {tree}\nauthor {who}\ncommitter {who}\ngpgsig -----BEGIN\n abc\n -----END\nnote hidden\n more\n\nsaid\n"
    commit = made.git("hash-object", "-t", "commit", "-w", "--stdin", asked=raw)
    assert contents(brought(made, commit), "commit-message") == [b"hidden\nmore\nsaid\n"]


def test_tags(made: Made) -> None:
    commit = made.commit(reports__a_yaml="x")
    made.git("tag", "-a", "-m", "inner message", "inner")
    made.git("tag", "-a", "-m", "outer message", "outer", "inner")
    found = brought(made, "outer", "HEAD", name="refs/tags/outer")
    assert [(piece.kind, piece.content, piece.id, piece.commits) for piece in found] == [
        ("tag-name", b"outer", "", (commit,)),
        ("tag-name", b"outer", made.id("outer"), (commit,)),
        ("tag-message", b"outer message\n", made.id("outer"), (commit,)),
        ("tag-name", b"inner", made.id("inner"), (commit,)),
        ("tag-message", b"inner message\n", made.id("inner"), (commit,)),
    ]


def test_a_signature_says_nothing(made: Made) -> None:
    commit = made.commit()
    signature = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAABCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"
    about = f"object {commit}\ntype commit\ntag v1\ntagger A <a@example.org> 1 +0000\n\nsaid\n"
    tag = made.git("mktag", asked=about + signature)
    assert contents(brought(made, tag), "tag-message") == [b"said\n"]
    tag = made.git("mktag", asked=about + signature.replace("iQEz", "no, secret: "))
    assert b"secret" in b"".join(content for content in contents(brought(made, tag), "tag-message") if isinstance(content, bytes))


def test_names(made: Made) -> None:
    commit = made.commit()
    odd = os.fsdecode(b'notes/a\n\xff ".txt')
    made.write(odd)
    made.commit()
    found = brought(made, "HEAD", commit, name="refs/heads/fix-CVE")
    assert contents(found, "branch-name") == [b"fix-CVE"]
    assert [(piece.path, piece.content) for piece in of_kind(found, "file-name")] == [(odd, os.fsencode(odd))]


def test_what_is_no_file_is_named(made: Made) -> None:
    made.commit(reports__big_yaml="x" * 2000)
    made.write("reports/lfs.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
    (made.folder / "reports" / "link.yaml").symlink_to("big.yaml")
    made.git("add", "reports")
    made.git("update-index", "--add", "--cacheinfo", f"160000,{made.id('HEAD')},reports/module.yaml")
    made.git("commit", "--quiet", "--message", "x")
    found = {piece.path: piece.content for piece in of_kind(brought(made), "blob")}
    assert found == {
        "reports/big.yaml": Refusal("size", {"size": "2000", "limit": "1000"}),
        "reports/lfs.yaml": Refusal("lfs-pointer", {}),
        "reports/link.yaml": Refusal("link", {}),
        "reports/module.yaml": Refusal("submodule", {}),
    }


def lose(made: Made, id_: str) -> Path:
    path = made.folder / ".git" / "objects" / id_[:2] / id_[2:]
    path.chmod(0o600)
    path.unlink()
    return path


def test_objects_that_are_not_there(made: Made) -> None:
    first = made.commit(reports__a_yaml="x")
    made.commit(reports__b_yaml="y")
    blob, tree = made.id("HEAD:reports/b.yaml"), made.id("HEAD:reports")
    lose(made, blob)
    assert contents(brought(made, "HEAD", first), "blob") == [Refusal("object", {"id": blob})]
    lose(made, tree)
    with pytest.raises(UserError, match="git could not answer"):
        brought(made, "HEAD", first)
    made.git("update-ref", "refs/heads/other", first)
    lose(made, first)
    with pytest.raises(UserError, match="git could not answer"):
        brought(made)
    with pytest.raises(UserError, match="is not here"):
        history(made.repository, [Tip("1" * 40)], [])


def test_an_object_that_is_damaged(made: Made) -> None:
    made.commit(reports__a_yaml=bytes(range(256)), reports__b_yaml="y")
    id_ = made.id("HEAD:reports/a.yaml")
    whole = (made.folder / ".git" / "objects" / id_[:2] / id_[2:]).read_bytes()
    path = lose(made, id_)
    path.write_bytes(b"no zlib")
    assert contents(brought(made), "blob") == [Refusal("object", {"id": id_}), b"y"]
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match=f"git stopped when it read the object {id_}"):
        brought(made)


def test_a_tip_that_is_no_commit(made: Made) -> None:
    made.commit(reports__a_yaml="x")
    made.git("tag", "blob", "HEAD:reports/a.yaml")
    made.git("tag", "-a", "-m", "x", "tree", "HEAD^{tree}")
    for name, kind in (("blob", "blob"), ("tree", "tree")):
        with pytest.raises(UserError, match=f"is a {kind} and no commit"):
            brought(made, name)


def test_shallow(made: Made, make: Callable[..., Made]) -> None:
    for number in range(4):
        made.commit(str(number), reports__a_yaml=str(number))
    made.git("clone", "--quiet", "--depth", "2", f"file://{made.folder}", str(made.folder.parent / "shallow"))
    shallow = Made(made.folder.parent / "shallow")
    assert contents(brought(shallow, "HEAD", "HEAD~1"), "blob") == [b"3"]
    with pytest.raises(UserError, match="shallow") as caught:
        brought(shallow)
    assert "--unshallow" in caught.value.hint
    new = shallow.commit(reports__b_yaml="new")
    assert [piece.commits for piece in of_kind(brought(shallow, "HEAD", "HEAD~1"), "blob")] == [(new,)]


def test_sha256(make: Callable[..., Made]) -> None:
    made = make("sha256", "--object-format=sha256")
    made.commit(reports__a_yaml="x")
    assert made.repository.object_format == "sha256"
    assert len(made.repository.nothing) == 64
    assert contents(brought(made), "blob") == [b"x"]


def test_bare(made: Made) -> None:
    made.commit(reports__a_yaml="x")
    made.git("clone", "--quiet", "--bare", ".", "../bare.git")
    bare = Made(made.folder.parent / "bare.git")
    assert bare.repository.bare
    assert contents(brought(bare), "blob") == [b"x"]


def test_many_commits_and_large_answers(made: Made) -> None:
    """More than fits a pipe in both directions, and a reader that goes away in the middle."""
    stream = []
    for number in range(3000):
        body = f"secret {number} " + "x" * 300
        stream.append(f"commit refs/heads/main\ncommitter A <a@example.org> {number} +0000\ndata 1\nx\n")
        stream.append(f"M 644 inline reports/a.yaml\ndata {len(body)}\n{body}\n")
    made.git("fast-import", "--quiet", asked="".join(stream))
    assert len(of_kind(brought(made), "blob")) == 3000
    answers = git.read_objects(made.repository, git.commits(made.repository, [made.id("HEAD")], []), 10_000)
    assert next(answers).kind == "commit"
    answers.close()


def test_replaced_and_grafted_history(made: Made) -> None:
    """What replaces an object here, or is grafted on, is not what is pushed."""
    made.commit(reports__a_yaml="leak")
    innocent = made.commit(reports__a_yaml="clean")
    made.git("replace", "HEAD~1:reports/a.yaml", "HEAD:reports/a.yaml")
    (made.folder / ".git" / "info").mkdir(exist_ok=True)
    (made.folder / ".git" / "info" / "grafts").write_text(innocent + "\n")
    assert contents(brought(made), "blob") == [b"leak", b"clean"]


def test_what_a_history_holds(made: Made) -> None:
    """Which blobs of some a history has or had, also where a merge made them or a commit took them away."""
    first = made.commit(reports__a_yaml="first")
    made.git("checkout", "--quiet", "-b", "side")
    made.commit(reports__b_yaml="side")
    made.git("checkout", "--quiet", "main")
    second = made.commit(reports__a_yaml="second")
    made.git("merge", "--quiet", "--no-commit", "side")
    made.commit(reports__c_yaml="merged")
    names = [f"{first}:reports/a.yaml", f"{second}:reports/a.yaml", "side:reports/b.yaml", "HEAD:reports/c.yaml"]
    ids = [made.id(name) for name in names]
    assert git.held(made.repository, [*ids, "1" * 40], [made.id("HEAD")]) == frozenset(ids)
    assert git.held(made.repository, ids, [second]) == frozenset(ids[:2])
    assert git.held(made.repository, ids, []) == git.held(made.repository, [], [second]) == frozenset()
