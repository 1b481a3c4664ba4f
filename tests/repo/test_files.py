"""From paths to the files that are judged."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from aishare_lint.repo.configuration import Configuration
from aishare_lint.repo.files import find_files
from aishare_lint.repo.git import process
from aishare_lint.repo.globs import folder_of, matcher
from aishare_lint.repo.sources import Refusal, load

REPORT = "# a report\nschema: aishare/1\nid: X\n"


def make(top: Path, *names: str, text: str = "a: b\n") -> None:
    for name in names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(top: Path, *arguments: str, reports: tuple[str, ...] = ("reports/**/*.yaml", "reports/**/*.yml")) -> list[str]:
    configuration = Configuration(str(top))
    found = find_files(arguments, configuration.changed(reports=list(reports)))
    return [source.name for source in found.sources]


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def repository(top: Path) -> Path:
    subprocess.run(["git", "init", "-q", "."], cwd=top, check=True)
    return top


@pytest.mark.parametrize(
    ("glob", "path", "is_match"),
    [
        ("reports/**/*.yaml", "reports/a.yaml", True),
        ("reports/**/*.yaml", "reports/a/b/c.yaml", True),
        ("reports/**/*.yaml", "reports/a.yml", False),
        ("reports/**/*.yaml", "other/reports/a.yaml", False),
        ("reports/*.yaml", "reports/a/b.yaml", False),
        ("./reports/?.yaml", "reports/a.yaml", True),
        ("**", "a/b", True),
        ("**/*.yaml", "a.yaml", True),
        ("a+(b).yaml", "a+(b).yaml", True),
        ("a+(b).yaml", "aab.yaml", False),
        ("*.yaml", "a\nb.yaml", True),
        ("*.yaml", "a.yaml\n", False),
    ],
)
def test_globs(glob: str, path: str, is_match: bool) -> None:
    assert matcher([glob])(path) is is_match
    assert matcher([])(path) is False


def test_folder_of() -> None:
    assert [folder_of(glob) for glob in ("reports/**/*.yaml", "*.yaml", "a/b/c.yaml", "./a/b?/c")] == ["reports", "", "a/b", "a"]


def test_without_arguments(top: Path) -> None:
    make(top, "reports/b.yaml", "reports/a.yml", "reports/x/c.yaml", "reports/notes.md", "other/d.yaml")
    make(top, "other/report.yaml", text=REPORT)
    assert names(top) == ["reports/a.yml", "reports/b.yaml", "reports/x/c.yaml"]
    assert names(top, reports=("*/report.yaml", "reports/b.yaml")) == ["other/report.yaml", "reports/b.yaml"]


def test_a_folder(top: Path) -> None:
    make(top, "reports/a.yaml", "other/d.yaml", "reports/.hidden.yaml", ".hidden/a.yaml")
    make(top, "other/report.yaml", "other/report.txt", ".hidden/report.yaml", text=REPORT)
    make(top, "other/json.yaml", text='{"schema": "aishare/1"}')
    make(top, "other/rule.yaml", text="examples:\n  - |\n    schema: aishare/1\n")
    assert names(top, ".") == ["other/json.yaml", "other/report.yaml", "reports/a.yaml"]
    assert names(top, "other") == ["other/json.yaml", "other/report.yaml"]
    assert names(top, ".hidden") == [".hidden/report.yaml"], "a folder that is named is looked into"


def test_a_file_that_is_named_is_judged(top: Path) -> None:
    make(top, ".hidden.yaml", "notes.txt")
    assert names(top, "notes.txt", ".hidden.yaml", "./notes.txt") == [".hidden.yaml", "notes.txt"]


def test_names_are_relative_to_the_top(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(top, "reports/a/b.yaml")
    monkeypatch.chdir(top / "reports")
    assert names(top, "a") == ["reports/a/b.yaml"]
    assert names(top, "a/b.yaml", str(top / "reports" / "a" / "b.yaml")) == ["reports/a/b.yaml"]
    assert names(top) == ["reports/a/b.yaml"]


def test_outside_of_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "elsewhere/reports/a.yaml", "top/reports/b.yaml")
    monkeypatch.chdir(tmp_path / "top")
    assert names(tmp_path / "top", "../elsewhere", "reports") == ["../elsewhere/reports/a.yaml", "reports/b.yaml"]


def test_missing(top: Path) -> None:
    make(top, "reports/a.yaml")
    found = find_files(["reports/b.yaml", "reports", "a\0b", "x" * 5000, "reports/a.yaml/x"], Configuration(str(top)))
    assert [source.name for source in found.sources] == ["reports/a.yaml"]
    assert [mistake.message.rpartition(": ")[2] for mistake in found.mistakes] == ["there is no such file or folder"] * 4
    assert found.mistakes[0].hint == "did you mean `reports/a.yaml`?"


# git


def test_ignored(repository: Path) -> None:
    make(repository, "reports/a.yaml", "reports/draft.yaml", "build/reports/b.yaml", "reports/tracked.yaml")
    make(repository, ".gitignore", text="build/\n*draft*\ntracked.yaml\n")
    subprocess.run(["git", "add", "-f", "reports/tracked.yaml"], cwd=repository, check=True)
    assert names(repository) == ["reports/a.yaml", "reports/tracked.yaml"]
    assert names(repository, ".") == ["reports/a.yaml", "reports/tracked.yaml"]
    assert names(repository, "reports/draft.yaml") == ["reports/draft.yaml"]


def test_odd_names(repository: Path) -> None:
    odd = ["reports/ä ö.yaml", "reports/a\nb.yaml", "reports/q\"'.yaml", "reports/-x.yaml", os.fsdecode(b"reports/\xff.yaml")]
    make(repository, *odd)
    assert sorted(names(repository)) == sorted(odd)


def test_a_repository_in_the_repository(repository: Path) -> None:
    inner = repository / "reports" / "inner"
    make(inner, "a.yaml")
    subprocess.run(["git", "init", "-q", "."], cwd=inner, check=True)
    assert names(repository) == ["reports/inner/a.yaml"]
    subprocess.run(["git", "add", "a.yaml"], cwd=inner, check=True)
    commit = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"]
    subprocess.run(commit, cwd=inner, check=True)
    subprocess.run(["git", "-c", "advice.addEmbeddedRepo=false", "add", "reports/inner"], cwd=repository, check=True)
    assert names(repository) == ["reports/inner/a.yaml"]


def test_a_link_to_a_folder(repository: Path) -> None:
    make(repository, "store/a.yaml", "reports/b.yaml")
    (repository / "reports" / "linked").symlink_to("../store")
    assert names(repository) == ["reports/b.yaml", "reports/linked/a.yaml"]


def test_a_folder_that_is_reached_twice(top: Path) -> None:
    make(top, "reports/z/a.yaml")
    (top / "reports" / "link").symlink_to("z")
    assert names(top) == ["reports/z/a.yaml"], "under its own name"


def test_git_is_not_asked_for_files_that_are_named(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(repository, "reports/a.yaml")
    monkeypatch.setattr(process, "ask", lambda *_: pytest.fail("git was asked"))
    assert names(repository, "reports/a.yaml") == ["reports/a.yaml"]


def test_without_git_everything_is_judged(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(repository, "reports/a.yaml")
    make(repository, ".gitignore", text="*\n")
    monkeypatch.setenv("PATH", "/nowhere")
    assert names(repository) == ["reports/a.yaml"]


def test_nothing_of_the_user_gets_in(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A personal list of ignored files, variables that a hook sets, and programs that the repository names."""
    make(repository, "reports/a.yaml")
    home = tmp_path / "home"
    make(home, ".gitconfig", text=f"[core]\n\texcludesFile = {home}/ignored\n")
    make(home, "ignored", ".config/git/ignore", text="*.yaml\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_DIR", str(home))
    monkeypatch.setenv("GIT_INDEX_FILE", str(home / "index"))
    marker = tmp_path / "ran"
    monitor = tmp_path / "monitor.sh"
    monitor.write_text(f"#!/bin/sh\ntouch {marker}\n")
    monitor.chmod(0o755)
    with (repository / ".git" / "config").open("a") as stream:
        stream.write(f"[core]\n\tfsmonitor = {monitor}\n")
    assert names(repository) == ["reports/a.yaml"]
    assert not marker.exists()


# Reading


def test_load(top: Path) -> None:
    make(top, "a.yaml", text="x" * 10)
    assert load("a.yaml", 10) == b"x" * 10
    assert load("a.yaml", 9) == Refusal("size", {"size": "10", "limit": "9"})
    assert load("missing", 9) == Refusal("missing", {})
    assert load(".", 9) == Refusal("folder", {})
    os.mkfifo("pipe")
    assert load("pipe", 9) == Refusal("special-file", {"kind": "a named pipe"})
    assert load("/dev/zero", 9) == Refusal("special-file", {"kind": "a device"})
    os.symlink("loop", "loop")
    assert load("loop", 9) == Refusal("link-loop", {})
    os.symlink("nothing", "dangling")
    assert load("dangling", 9) == Refusal("missing", {"target": "nothing"})


def test_a_socket(top: Path) -> None:
    os.mknod("socket", 0o600 | 0o140000)
    assert load("socket", 9) == Refusal("special-file", {"kind": "a socket"})
