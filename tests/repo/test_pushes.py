"""What git tells a hook, and what a remote is known to have."""

from __future__ import annotations

import os

import pytest

from aishare_lint.errors import UserError
from aishare_lint.repo.pushes import Update, local_updates, others_holding, push_received, push_to, read_pre_push, read_pre_receive

from .conftest import Made

ONE, TWO, NONE = "1" * 40, "2" * 40, "0" * 40


def test_lines_of_a_push() -> None:
    lines = "".join(
        (
            f"refs/heads/a {ONE} refs/heads/b {TWO}\n",
            f"(delete) {NONE} refs/heads/old {TWO}\n",
            f"HEAD@{{1 day ago}} {ONE} refs/tags/v1 {NONE}\n",
        )
    ).encode()
    assert read_pre_push(lines) == (
        Update("refs/heads/b", ONE, TWO),
        Update("refs/heads/old", "", TWO),
        Update("refs/tags/v1", ONE, ""),
    )
    assert read_pre_push(b"") == ()
    assert read_pre_push(b"x " + b"a" * 64 + b" refs/heads/\xff " + b"0" * 64) == (Update(os.fsdecode(b"refs/heads/\xff"), "a" * 64, ""),)


def test_lines_at_a_server() -> None:
    assert read_pre_receive(f"{TWO} {ONE} refs/heads/b\n{TWO} {NONE} refs/heads/with space\n".encode()) == (
        Update("refs/heads/b", ONE, TWO),
        Update("refs/heads/with space", "", TWO),
    )


@pytest.mark.parametrize("line", ["x", f"{ONE} {TWO}", f"refs/heads/a {ONE[1:]} refs/heads/b {TWO}", f"a {ONE} b {'g' * 40}", f"a b {ONE}"])
def test_other_lines(line: str) -> None:
    with pytest.raises(UserError, match="line 2"):
        read_pre_push(f"a {ONE} b {TWO}\n{line}\n".encode())
    with pytest.raises(UserError, match="line 1"):
        read_pre_receive(line.encode())


def test_what_a_remote_is_known_to_have(made: Made) -> None:
    first = made.commit("1")
    second = made.commit("2")
    made.git("remote", "add", "origin", "https://forge.example/x.git")
    made.git("update-ref", "refs/remotes/origin/main", first)
    made.git("update-ref", "refs/remotes/other/main", second)
    update = Update("refs/heads/main", second, ONE)
    push = push_to(made.repository, "origin", "https://forge.example/x.git", (update,))
    assert push.known == (first,), "what git heard of and is not here says nothing"
    assert push.bases == ((first, f"origin ({first[:10]})"),)
    assert push.tips == (update.tip,)
    by_address = push_to(made.repository, "git@forge.example:x", "git@forge.example:x", (update,))
    assert by_address.known == (first,), "a remote with the same address is the same"
    assert push_to(made.repository, "new", "https://elsewhere.example/", (update,)).known == ()
    received = push_received(made.repository, (update,))
    assert set(received.known) == {first, second}
    assert received.at_server


def test_names_are_pieces_only_where_they_are_new() -> None:
    assert Update("refs/heads/a", ONE, "").tip.name == "refs/heads/a"
    assert Update("refs/heads/a", ONE, TWO).tip.name == ""


def test_who_else_has_it(made: Made) -> None:
    first, second = made.commit("1"), made.commit("2")
    for name in ("origin", "backup", "mirror"):
        made.git("remote", "add", name, f"../{name}")
    made.git("update-ref", "refs/remotes/backup/main", first)
    made.git("update-ref", "refs/remotes/mirror/main", second)
    made.git("update-ref", "refs/remotes/origin/main", second)
    assert others_holding(made.repository, [first, second], "origin") == {first: ("backup", "mirror"), second: ("mirror",)}


def test_whatever_could_be_pushed(made: Made) -> None:
    first = made.commit("1")
    made.git("tag", "-a", "-m", "x", "v1")
    made.git("update-ref", "refs/remotes/origin/main", first)
    made.git("checkout", "--quiet", "--detach")
    second = made.commit("2")
    assert local_updates(made.repository, "origin") == (
        Update("refs/heads/main", first, first),
        Update("refs/tags/v1", made.id("v1"), ""),
        Update("HEAD", second, ""),
    )
