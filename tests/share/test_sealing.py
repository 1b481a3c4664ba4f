"""Sealed files: who can read them, where they may lie, and what is refused."""

from __future__ import annotations

import base64
import json
import os
import re
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.errors import UserError
from aishare_lint.share.commitments import file_value, new_nonce
from aishare_lint.share.sealing import Key, Sealed, open_sealed, pack, seal, signing_key, state_folder, unpack

from .reports import make_key, make_repository

SEALED = Sealed(
    "ORG-2026-0001", "$.technical.prompts[0].prompt", "what it says\u202e", new_nonce(), "2026-11-24T09:30Z", written=("written",)
)
OF_FILE = replace(SEALED, path="$.attachments[0].path", value=file_value(b"\0\1"), file="a.bin", content=b"\0\1")


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Key:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    private = make_key(tmp_path / "keys")
    make_repository(tmp_path / "repo", private)
    return signing_key(str(tmp_path / "repo"))


@pytest.mark.parametrize("sealed", [SEALED, OF_FILE])
@pytest.mark.parametrize("plain", [True, False])
def test_round_trip(tmp_path: Path, key: Key, sealed: Sealed, plain: bool) -> None:
    folder = tmp_path / "state" / "sealed"
    path = seal(sealed, str(folder), None if plain else key)
    assert open_sealed(path, str(tmp_path / "repo")) == sealed
    assert (b"what it says" in Path(path).read_bytes()) == (plain and sealed is SEALED)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert [entry.name for entry in folder.iterdir()] == [os.path.basename(path)]


def test_a_folder_that_others_can_read_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    seal(SEALED, str(tmp_path), None)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_tampered_files_are_refused(tmp_path: Path, key: Key) -> None:
    path = Path(seal(SEALED, str(tmp_path / "state"), key))
    whole = path.read_text()
    body = whole.split("\n")
    middle = bytearray(base64.b64decode("".join(body[1:-2])))
    middle[-3] ^= 1
    path.write_text("\n".join([body[0], *re.findall(".{1,64}", base64.b64encode(middle).decode()), body[-2], ""]))
    with pytest.raises(UserError, match="cannot be decrypted"):
        open_sealed(str(path), str(tmp_path / "repo"))
    path.write_text(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="cannot be decrypted"):
        open_sealed(str(path), str(tmp_path / "repo"))


def _opened(content: bytes) -> Sealed | None:
    try:
        return unpack(content, "x")
    except UserError:
        return None


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_byte_of_a_plain_one_can_be_changed(at: int, by: int) -> None:
    for sealed in (SEALED, OF_FILE):
        content = bytearray(pack(sealed))
        content[at % (len(content) - 1)] ^= by
        assert _opened(bytes(content)) in (sealed, None)  # an escape written otherwise says the same


def test_a_new_digest_does_not_help(tmp_path: Path) -> None:
    from aishare_lint.share.canonical import canonical

    for key_, new in (("value", "other"), ("nonce", "00" * 32), ("path", "$.x"), ("nonce", "00"), ("format", "aishare/sealed/2")):
        data = json.loads(pack(SEALED))
        del data["digest"]
        data[key_] = new
        forged = canonical({**data, "digest": file_value(canonical(data))})
        with pytest.raises(UserError, match="proves nothing"):
            unpack(forged, "x")
    data = json.loads(pack(OF_FILE))
    del data["digest"]
    data["content"] = base64.b64encode(b"another file").decode()
    with pytest.raises(UserError, match="proves nothing"):
        unpack(canonical({**data, "digest": file_value(canonical(data))}), "x")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"1", b"\xff", b'{"digest": 1}', b"[" * 100_000])
def test_what_is_no_sealed_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(UserError, match="no sealed file"):
        open_sealed(str(tmp_path / "x"), str(tmp_path))


# Where


def test_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert state_folder() == str(tmp_path / "state" / "aishare-lint" / "sealed")
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setattr(sys, "platform", "linux")
    assert state_folder() == str(tmp_path / ".local" / "state" / "aishare-lint" / "sealed")


def test_a_state_folder_in_a_work_tree_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_repository(tmp_path / "repo", None)
    inside = tmp_path / "repo" / "deep" / "er"
    (tmp_path / "link").symlink_to(tmp_path / "repo")
    inside.mkdir(parents=True)
    (inside / ".git").write_text("gitdir: elsewhere")  # a linked work tree
    for folder in (tmp_path / "repo", tmp_path / "repo" / ".git", inside, tmp_path / "link" / "x"):
        monkeypatch.setenv("XDG_STATE_HOME", str(folder))
        with pytest.raises(UserError, match="work tree") as refused:
            state_folder()
        assert "XDG_STATE_HOME" in refused.value.hint
    assert not list(tmp_path.rglob("sealed"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "bare-home" / "state"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "bare-home"))
    with pytest.raises(UserError, match="work tree"):
        state_folder()


def test_a_repository_without_a_work_tree_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "shared.git"], check=True)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "shared.git" / "state"))
    with pytest.raises(UserError, match="repository"):
        state_folder()


def test_a_work_tree_that_only_the_environment_names_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "tree" / "state"))
    (tmp_path / "tree").mkdir()
    monkeypatch.chdir(tmp_path / "tree")
    assert state_folder()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere.git"))
    with pytest.raises(UserError, match="work tree"):
        state_folder()


# To whom


def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> tuple[str, Path]:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    private = make_key(tmp_path / "keys", *options)
    make_repository(tmp_path / "repo", private)
    return str(tmp_path / "repo"), private


def test_without_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    make_repository(tmp_path / "repo", None)
    with pytest.raises(UserError, match=r"no `user\.signingkey`") as refused:
        signing_key(str(tmp_path / "repo"))
    assert "--plain" in refused.value.hint


def test_the_key_of_the_users_own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = make_key(tmp_path / "keys")
    make_repository(tmp_path / "repo", None)
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[gpg]\nformat = ssh\n[user]\nsigningkey = {private}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert signing_key(str(tmp_path / "repo")).private_file == str(private)
    settings.write_text("[user]\nsigningkey = ABCDEF0123456789\n")
    with pytest.raises(UserError, match="git signs with openpgp"):
        signing_key(str(tmp_path / "repo"))
    settings.write_text("[gpg]\nformat = ssh\n[user]\nsigningkey = key::ssh-ed25519 AAAA\n")
    with pytest.raises(UserError, match="given as text"):
        signing_key(str(tmp_path / "repo"))


def test_a_key_that_age_does_not_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = _repository(tmp_path, monkeypatch, "-t", "ecdsa")
    with pytest.raises(UserError, match="it is `ecdsa-sha2-nistp256`"):
        signing_key(folder)


def test_half_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, private = _repository(tmp_path, monkeypatch)
    private.unlink()
    with pytest.raises(UserError, match="cannot read the signing key"):
        signing_key(folder)


def test_halves_that_do_not_belong_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, private = _repository(tmp_path, monkeypatch)
    other = make_key(tmp_path / "others")
    private.write_bytes(other.read_bytes())
    with pytest.raises(UserError, match="cannot be read back"):
        seal(SEALED, str(tmp_path / "state"), signing_key(folder))


def test_a_key_with_a_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = _repository(tmp_path, monkeypatch, "-N", "a passphrase")
    path = seal(SEALED, str(tmp_path / "state"), signing_key(folder))
    with pytest.raises(UserError, match="passphrase") as refused:
        open_sealed(path, folder)
    assert "age --decrypt" in refused.value.hint


def test_without_pyrage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = _repository(tmp_path, monkeypatch)
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(UserError, match="pyrage") as refused:
        signing_key(folder)
    assert "aishare-lint[encrypt]" in refused.value.hint


def test_an_id_that_holds_a_credential_names_no_file(tmp_path: Path) -> None:
    token = "ghp" + "_" + "Zq8Lr3Vn7Xw2Tb5Yc9Hd1Mf6Gj4Kp0Sa3uIo"
    path = seal(Sealed(token, "$.title", "a title", b"n" * 32, "2026-11-24T09:30Z"), str(tmp_path / "state"), None)
    assert token not in path
    assert open_sealed(path, str(tmp_path)).report == token
