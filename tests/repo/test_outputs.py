"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from aishare_lint.errors import UserError
from aishare_lint.repo.outputs import create_file, replace_file


def test_replace(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o604)
    replace_file(str(path), b"new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert os.listdir(tmp_path) == ["a"]


def test_replace_what_is_not_there(tmp_path: Path) -> None:
    replace_file(str(tmp_path / "a"), b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o666 & ~umask


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to("a")
    replace_file(str(tmp_path / "link"), b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="no space left on device"):
        replace_file(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    """And nothing else: not what a living one writes, nor what somebody wrote a moment ago, nor what only looks like it."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, young, alive, strange = (
        tmp_path / f"{name}.{process}.aishare-draft" for name, process in (("a", gone.pid), ("b", gone.pid), ("c", os.getpid()), ("d", "x"))
    )
    for path in (left, young, alive, strange):
        path.write_bytes(b"half")
        if path != young:
            os.utime(path, (1, 1))
    (tmp_path / f"link.{gone.pid}.aishare-draft").symlink_to("a")
    replace_file(str(tmp_path / "a"), b"new")
    assert sorted(os.listdir(tmp_path)) == sorted(["a", young.name, alive.name, strange.name, f"link.{gone.pid}.aishare-draft"])


def test_a_device_is_written_into() -> None:
    replace_file(os.devnull, b"x")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a directory"):
        replace_file(str(tmp_path), b"x")


def test_create(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a"
    assert create_file(str(path), b"1")
    assert not create_file(str(path), b"2")
    assert path.read_bytes() == b"1"
    with pytest.raises(UserError, match="cannot write"):
        create_file(str(path / "below"), b"3")
