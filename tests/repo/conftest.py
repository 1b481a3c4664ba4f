"""Repositories made by the real git, which knows nothing of this machine's settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint.repo import git


class Made:
    """A repository to work in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str, asked: str | bytes = "", **variables: str) -> str:
        """What a git command prints; it has to succeed."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            input=asked if isinstance(asked, bytes) else asked.encode(),
            capture_output=True,
            env={**os.environ, **variables},
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return os.fsdecode(done.stdout).rstrip("\n")

    def write(self, name: str, content: str | bytes = "a: b\n") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def add(self, **files: str | bytes) -> None:
        """Write and stage files; `__` stands for `/` and `_` for `.` in their names."""
        for name, content in files.items():
            self.write(name.replace("__", "/").replace("_", "."), content)
        self.git("add", "--all")

    def commit(self, message: str = "x", **files: str | bytes) -> str:
        """Commit everything, and some files written before; the commit's id."""
        self.add(**files)
        self.git("commit", "--quiet", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "--message", message)
        return self.git("rev-parse", "HEAD")

    def id(self, name: str) -> str:
        return self.git("rev-parse", "--verify", name)

    @property
    def repository(self) -> git.Repository:
        found = git.repository(str(self.folder))
        assert found is not None
        return found


@pytest.fixture(autouse=True)
def settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """An own home with nothing in it but who commits."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(
        "[user]\nname = A\nemail = a@example.org\n[init]\ndefaultBranch = main\n[advice]\naddEmbeddedRepo = false\n"
        '[protocol "file"]\nallow = always\n'
    )
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Made]:
    """Makes a repository in a folder of its own; further arguments go to `git init`."""

    def init(name: str = "repository", *arguments: str) -> Made:
        (tmp_path / name).mkdir()
        made = Made(tmp_path / name)
        made.git("init", "--quiet", *arguments)
        return made

    return init


@pytest.fixture
def made(make: Callable[..., Made]) -> Made:
    return make()
