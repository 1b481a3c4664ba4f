"""A repository from somebody who wants to harm whoever looks into it: its `.git`, its links, its configuration."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from aishare_lint.errors import UserError
from aishare_lint.repo.builtin import load_packs
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import Found, find_files
from aishare_lint.repo.git import process
from aishare_lint.repo.globs import matcher
from aishare_lint.repo.outputs import create_file, replace_file, write_output
from aishare_lint.repo.sources import Refusal

OUTSIDE = Refusal("link-outside", {})
REPORT = "schema: aishare/1\nid: X\n"


def make(path: Path, text: str = REPORT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def ask(folder: Path, *arguments: str) -> str:
    commit = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    return subprocess.run(["git", *commit, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def look(top: Path, *arguments: str) -> Found:
    return find_files(arguments, Configuration(str(top)))


def refusals(found: Found) -> dict[str, Refusal | None]:
    return {source.name: source.refusal for source in found.sources}


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "top"
    make(folder / "reports" / "a.yaml")
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    monkeypatch.chdir(folder)
    return folder


# git


def test_a_partial_clone_fetches_nothing(top: Path) -> None:
    make(top / "other" / "deep" / "b.yaml")
    ask(top, "add", ".")
    ask(top, "commit", "-qm", "x")
    tree = ask(top, "rev-parse", "HEAD:other").strip()
    ask(top, "sparse-checkout", "set", "--cone", "--sparse-index", "reports")
    (top / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    marker = top.parent / "MARK"
    for name, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": str(top),
        "remote.origin.uploadpack": f"touch {marker}; false",
    }.items():
        ask(top, "config", name, value)
    assert "reports/a.yaml" in refusals(look(top))
    assert not marker.exists()


def test_git_that_waits_for_ever(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(top / ".gitignore")
    monkeypatch.setattr(process, "PATIENCE", 1)
    begin = time.monotonic()
    with pytest.raises(UserError, match="git did not answer within"):
        look(top)
    assert time.monotonic() - begin < 8
    assert refusals(look(top, "reports/a.yaml")) == {"reports/a.yaml": None}


def test_the_work_tree_is_where_the_repository_lies(top: Path) -> None:
    ask(top, "config", "core.worktree", str(top.parent))
    assert refusals(look(top)) == {"reports/a.yaml": None}


def test_a_folder_that_only_looks_like_a_repository(top: Path) -> None:
    make(top / ".gitignore", "inner/\n")
    make(top / "inner" / "reports" / "b.yaml")
    (top / "inner" / ".git").mkdir()
    assert refusals(look(top / "inner")) == {"reports/b.yaml": None}


def test_hidden_files_that_git_tracks(top: Path) -> None:
    for name in ("reports/.b.yaml", "reports/.c/d.yaml", ".e/f.yaml", "reports/.untracked.yaml"):
        make(top / name)
    ask(top, "add", "reports/.b.yaml", "reports/.c", ".e")
    assert list(refusals(look(top))) == ["reports/.b.yaml", "reports/.c/d.yaml", "reports/a.yaml"]
    assert list(refusals(look(top, "."))) == ["reports/.b.yaml", "reports/.c/d.yaml", "reports/a.yaml"]


def test_strays(top: Path) -> None:
    make(top / "elsewhere" / "b.yaml")
    make(top / "elsewhere" / "untracked.yaml")
    make(top / "elsewhere" / "c.yaml", "a: b\n")
    ask(top, "add", "elsewhere/b.yaml", "elsewhere/c.yaml", "reports")
    found = look(top)
    assert list(refusals(found)) == ["reports/a.yaml"]
    assert found.strays == ("elsewhere/b.yaml",)
    assert look(top, "reports").strays == ()


def test_endings_in_capitals(top: Path) -> None:
    make(top / "reports" / "B.YAML")
    make(top / "other" / "C.Yml")
    assert list(refusals(look(top))) == ["reports/B.YAML", "reports/a.yaml"]
    assert list(refusals(look(top, "other"))) == ["other/C.Yml"]


# Links


def test_links_out_of_the_repository(top: Path) -> None:
    make(top.parent / "secret" / "s.yaml")
    (top / "reports" / "link.yaml").symlink_to(top.parent / "secret" / "s.yaml")
    (top / "reports" / "folder").symlink_to(top.parent / "secret")
    (top / "reports" / "all").symlink_to("/")
    (top / "reports" / "inside.yaml").symlink_to("a.yaml")
    expected = {"reports/a.yaml": None, "reports/all": OUTSIDE, "reports/folder": OUTSIDE}
    expected |= {"reports/inside.yaml": None, "reports/link.yaml": OUTSIDE}
    assert refusals(look(top)) == expected
    assert refusals(look(top, ".")) == expected
    assert refusals(look(top, "reports/link.yaml")) == {"reports/link.yaml": OUTSIDE}
    assert refusals(look(top, "reports/folder")) == {"reports/folder": OUTSIDE}
    assert refusals(look(top, "reports/folder/s.yaml")) == {"reports/folder/s.yaml": OUTSIDE}


def test_the_folder_of_reports_is_a_link(top: Path) -> None:
    (top / "reports" / "a.yaml").unlink()
    (top / "reports").rmdir()
    (top / "reports").symlink_to("/")
    assert refusals(look(top)) == {"reports": OUTSIDE}


def test_a_named_link_outside_of_any_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make(tmp_path / "store" / "a.yaml")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Path("link.yaml").symlink_to(file)
    assert refusals(look(tmp_path / "here", "link.yaml", str(file))) == {"link.yaml": None, str(file): None}
    with pytest.raises(UserError, match="leads out"):
        replace_file("link.yaml", b"x")
    assert file.read_text() == REPORT


def test_a_link_in_another_repository(top: Path, tmp_path: Path) -> None:
    make(tmp_path / "other" / "aishare-lint.yaml", "")
    (tmp_path / "other" / "link.yaml").symlink_to(top / "reports" / "a.yaml")
    assert list(refusals(look(top, "../other/link.yaml")).values()) == [OUTSIDE]
    assert list(refusals(look(top, "../other")).values()) == [OUTSIDE]


def test_the_configuration_is_a_link(top: Path) -> None:
    make(top.parent / "secret", "password: x\n")
    (top / "aishare-lint.yaml").symlink_to("../secret")
    with pytest.raises(UserError, match="its link leads out of the repository") as caught:
        find(str(top))
    assert caught.value.where is None


# Configuration


@pytest.mark.parametrize("glob", ["/etc/**", "../**/*.yaml", "reports/../../*", "C:/x/*.yaml", "\\\\\\\\host\\\\*"])
def test_reports_elsewhere(top: Path, glob: str) -> None:
    make(top / "aishare-lint.yaml", f'reports: ["{glob}"]\n')
    with pytest.raises(UserError, match="leads out of the repository"):
        find(str(top))


def test_packs_elsewhere(top: Path) -> None:
    make(top.parent / "pack" / "our" / "word.yaml")
    (top / "pack").symlink_to("../pack")
    for name in ("../pack", str(top.parent / "pack"), "pack"):
        make(top / "aishare-lint.yaml", f"packs:\n  - {name}\n")
        with pytest.raises(UserError, match="lies outside of the repository") as caught:
            find(str(top))
        assert caught.value.where is not None
        assert caught.value.where.line == 2


def test_a_rule_of_a_pack_is_no_file_of_it(top: Path) -> None:
    make(top.parent / "secret", "password: x\n")
    (top / "pack" / "our").mkdir(parents=True)
    (top / "pack" / "our" / "word.yaml").symlink_to("../../../secret")
    with pytest.raises(UserError, match="leads out of its pack"):
        load_packs((top / "pack",))
    (top / "pack" / "our" / "word.yaml").unlink()
    os.mkfifo(top / "pack" / "our" / "word.yaml")
    with pytest.raises(UserError, match="no regular file"):
        load_packs((top / "pack",))


@pytest.mark.parametrize("limit", ["depth: 201", "file: 51MB", "expanded_nodes: 1000001"])
def test_limits_have_limits(top: Path, limit: str) -> None:
    make(top / "aishare-lint.yaml", f"limits: {{{limit}}}\n")
    with pytest.raises(UserError, match="is too much") as caught:
        find(str(top))
    assert "at most" in caught.value.hint


def test_patterns_are_matched_in_time() -> None:
    begin = time.monotonic()
    assert not matcher(["**/" * 12 + "x.yaml", "*a" * 40 + "b.yaml"])("a/" * 60 + "a" * 120 + ".yaml")
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize(
    ("glob", "path", "is_match"),
    [
        ("a/**/b/**/c", "a/b/x/b/y/c", True),
        ("a/**/b/**/c", "a/x/c/b", False),
        ("*a*b", "xxaxbxab", True),
        ("a**b", "a/b", False),
        ("a**b", "axxb", True),
        ("a/**", "a", False),
        ("a/**", "a/b/c", True),
        ("r/*.YML", "r/a.yml", True),
    ],
)
def test_patterns_by_segment(glob: str, path: str, is_match: bool) -> None:
    assert matcher([glob])(path) is is_match


# Writing


def test_outputs_through_links(top: Path) -> None:
    kept = make(top.parent / "kept", "kept")
    (top / "out.json").symlink_to(kept)
    (top / "dangling.json").symlink_to(top.parent / "new")
    (top / "inside.json").symlink_to("reports/a.yaml")
    for name in ("out.json", "dangling.json", "inside.json"):
        with pytest.raises(UserError, match="is a link"):
            write_output(name, b"x")
    (top / "folder").symlink_to("..")
    with pytest.raises(UserError, match="leads out"):
        write_output("folder/kept", b"x")
    with pytest.raises(UserError, match="leads out"):
        create_file("folder/deep/new", b"x")
    with pytest.raises(UserError, match="leads out"):
        replace_file("out.json", b"x")
    assert kept.read_text() == "kept"
    assert sorted(os.listdir(top.parent)) == ["kept", "top"]
    write_output(os.devnull, b"x")
