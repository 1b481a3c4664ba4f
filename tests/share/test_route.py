"""The vulnerability route, and encryption: for whom it is, and for nobody else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner

from aishare_lint.cli.main import program
from aishare_lint.errors import UserError
from aishare_lint.repo.configuration import Configuration
from aishare_lint.share import archive, encryption
from aishare_lint.share.audiences import Audience, audience
from aishare_lint.share.sealing import unpack

from .reports import CODE, make_key, make_repository


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[Path]]:
    """A repository whose report was redacted, and what was sealed."""
    folder = tmp_path / "repository"
    make_repository(folder, make_key(tmp_path / "keys"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    run("redact", "reports/ORG-2026-0001.yaml")
    return folder, sorted((tmp_path / "state" / "aishare-lint" / "sealed").iterdir())


def run(*arguments: str) -> str:
    done = CliRunner().invoke(program, arguments, standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output


def test_what_was_sealed_goes_to_whose_key_it_is(sealed: tuple[Path, list[Path]], tmp_path: Path) -> None:
    _, files = sealed
    identity = pyrage.x25519.Identity.generate()
    named = [word for file in files for word in ("--sealed", str(file))]
    said = run("route", "reports/ORG-2026-0001.yaml", *named, "--age", str(identity.to_public()), "--out", str(tmp_path / "out"))
    path = tmp_path / "out" / "ORG-2026-0001-vulnerability-route.tar.age"
    assert said == f"wrote {path}\n"
    content = path.read_bytes()
    assert CODE.encode() not in content
    held = archive.read(encryption.decrypt(content, str(identity).encode()))
    opened = [unpack(held[name], name) for name in held if name.endswith(".json") and name.startswith("sealed/")]
    assert len(opened) == len(files)
    assert any(CODE.splitlines()[0] in str(one.value) for one in opened)
    with pytest.raises(UserError, match="cannot be decrypted with this key"):
        encryption.decrypt(content, str(pyrage.x25519.Identity.generate()).encode())


def test_it_is_not_made_in_ci(sealed: tuple[Path, list[Path]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(UserError, match="does not start in CI"):
        run("route", "reports/ORG-2026-0001.yaml", "--sealed", str(sealed[1][0]), "--plain", "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_somebody_must_be_named_or_it_is_said_to_be_plain(sealed: tuple[Path, list[Path]], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="say to whose key it is encrypted, or --plain"):
        run("route", "reports/ORG-2026-0001.yaml", "--sealed", str(sealed[1][0]), "--out", str(tmp_path / "out"))


def test_what_another_report_withholds_is_refused(sealed: tuple[Path, list[Path]], tmp_path: Path) -> None:
    report = sealed[0] / "reports" / "ORG-2026-0001.yaml"
    report.write_text(report.read_text().replace("commitment", "x_commitment"))
    with pytest.raises(UserError, match="makes no commitment to sealed file 1"):
        run("route", "reports/ORG-2026-0001.yaml", "--sealed", str(sealed[1][0]), "--plain", "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_openpgp_keys_are_files_and_touch_no_keyring(tmp_path: Path) -> None:
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", ""]
    try:
        subprocess.run([*gpg, "--quick-generate-key", "them@example.org", "default", "default", "never"], check=True, capture_output=True)
        key = subprocess.run([*gpg, "--armor", "--export", "them@example.org"], check=True, capture_output=True).stdout
        content, ending = encryption.encrypt_to(b"for them", (), [key])
        assert ending == ".gpg"
        assert encryption.is_encrypted(content)
        assert subprocess.run([*gpg, "--decrypt"], input=content, check=True, capture_output=True).stdout == b"for them"
    finally:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, capture_output=True)


@pytest.mark.parametrize("key", ["age1nonsense", "ssh-ed25519 AAAA", ""])
def test_a_key_that_is_none_is_named(key: str) -> None:
    with pytest.raises(UserError, match="age key 1 is none"):
        encryption.encrypt_to(b"x", [key], [])


def test_keys_of_two_kinds_are_a_mistake_and_an_empty_list_is_none() -> None:
    """Only one kind is used, and whoever has the other one would wait in vain."""

    def read(**keys: list[str]) -> Audience:
        return audience(Configuration("", settings={"audiences": {"them": {"ceiling": "TLP:GREEN", "encryption": keys}}}), "them")

    assert read(age=["age1a"], pgp=[]).age == ("age1a",)
    with pytest.raises(UserError, match="has keys for age and for OpenPGP"):
        read(age=["age1a"], pgp=["them.asc"])
