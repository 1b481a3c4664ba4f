"""What git lists and what whoever walks the folders meets are the same reports."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint.memory import listing_of
from aishare_lint.repo import files
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.files import find_files

REPORT = "schema: aishare/1\nid: A\n"


def git(folder: Path, *arguments: str) -> str:
    own = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *own, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a bit of everything that is plain."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    top = tmp_path / "top"
    for name in (
        "reports/a.yaml",
        "reports/b/c.YML",
        "reports/b/d.txt",
        "reports/.kept.yaml",
        "reports/ü \t.yaml",
        "other/e.yaml",
        "reports-2/f.yaml",
    ):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(REPORT)
    (top / "aishare-lint.yaml").write_text("# defaults\n")
    (top / ".gitignore").write_text("ignored*\n")
    git(top, "init", "--quiet")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "x")
    (top / "reports" / "new.yaml").write_text(REPORT)
    (top / "reports" / "ignored.yaml").write_text(REPORT)
    monkeypatch.chdir(top)
    return top


def change(top: Path, what: str) -> None:
    reports = top / "reports"
    match what:
        case "nothing":
            pass
        case "gone":
            (reports / "a.yaml").unlink()
        case "changed":
            (reports / "a.yaml").write_text(REPORT * 2)
        case "link":
            (reports / "link.yaml").symlink_to("a.yaml")
        case "link to a folder":
            (reports / "linked").symlink_to(top / "other")
        case "folder behind a link":
            (reports / "b").rename(top / "c")
            (reports / "b").symlink_to(top / "c")
        case "way out":
            (top.parent / "out").mkdir()
            (top.parent / "out" / "c.YML").write_text(REPORT)
            (reports / "b" / "c.YML").unlink()
            (reports / "b" / "d.txt").unlink()
            (reports / "b").rmdir()
            (reports / "b").symlink_to(top.parent / "out")
        case "report is a link":
            (reports / "a.yaml").unlink()
            (reports / "a.yaml").symlink_to("b/c.YML")
        case "report is a folder":
            (reports / "a.yaml").unlink()
            (reports / "a.yaml").mkdir()
            (reports / "a.yaml" / "b.yaml").write_text(REPORT)
        case "hidden":
            (reports / ".new.yaml").write_text(REPORT)
            (reports / ".hidden").mkdir()
            (reports / ".hidden" / "a.yaml").write_text(REPORT)
        case "repository":
            (reports / "inner").mkdir()
            git(reports / "inner", "init", "--quiet")
            (reports / "inner" / "g.yaml").write_text(REPORT)
        case "pipe":
            os.mkfifo(reports / "pipe.yaml")
        case "not looked at":
            git(top, "update-index", "--skip-worktree", "reports/a.yaml")
            (reports / "a.yaml").unlink()
        case "taken for unchanged":
            git(top, "update-index", "--assume-unchanged", "reports/a.yaml")
            (reports / "a.yaml").write_text(REPORT * 2)
        case "attributes":
            (top / ".gitattributes").write_text("*.yaml text eol=crlf\n")
        case "unborn":
            git(top, "update-ref", "-d", "HEAD")
            git(top, "rm", "--quiet", "-r", "--cached", ".")


CHANGES = (
    *(
        "nothing",
        "gone",
        "changed",
        "link",
        "link to a folder",
        "folder behind a link",
        "way out",
        "report is a link",
        "report is a folder",
    ),
    *("hidden", "repository", "pipe", "not looked at", "taken for unchanged", "attributes", "unborn"),
)
#: Where nobody but who looks into the folder can say.
WALKED = (
    "link",
    "link to a folder",
    "folder behind a link",
    "way out",
    "report is a link",
    "report is a folder",
    "hidden",
    "repository",
    "not looked at",
    "taken for unchanged",
    "unborn",
)


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("arguments", [(), ("reports",), (".",), ("reports/b", "other")])
def test_the_same_files(tree: Path, what: str, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    change(tree, what)
    configuration = find()
    walked = find_files(arguments, configuration)
    listing = listing_of(configuration)
    assert listing is not None
    walks = []
    real: Callable[..., object] = files._walk
    monkeypatch.setattr(files, "_walk", lambda *given: walks.append(given) or real(*given))
    found = find_files(arguments, configuration, listing=listing)
    assert [one._replace(entry=b"") for one in found.sources] == list(walked.sources)
    assert found.strays == walked.strays
    assert [str(one) for one in found.mistakes] == [str(one) for one in walked.mistakes]
    if arguments in ((), ("reports",)):
        assert bool(walks) == (what in WALKED)
    entries = {one.name: one.entry for one in found.sources}
    if "reports/ü \t.yaml" in entries:
        assert bool(entries["reports/ü \t.yaml"]) == (what != "unborn")
    if what in ("changed", "taken for unchanged", "report is a link", "report is a folder"):
        assert not entries.get("reports/a.yaml")


def test_a_top_below_the_repository(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "reports" / "aishare-lint.yaml").write_text("reports: ['*.yaml', 'b/*.yml']\n")
    monkeypatch.chdir(tree / "reports")
    configuration = find()
    listing = listing_of(configuration)
    assert listing is not None
    found = find_files((), configuration, listing=listing)
    assert [one._replace(entry=b"") for one in found.sources] == list(find_files((), configuration).sources)
    assert {one.name: bool(one.entry) for one in found.sources}["b/c.YML"]


def test_no_repository(tmp_path: Path) -> None:
    assert listing_of(Configuration(str(tmp_path))) is None
    (tmp_path / ".git").mkdir()
    assert listing_of(Configuration(str(tmp_path))) is None


def test_a_further_work_tree(tree: Path) -> None:
    git(tree, "worktree", "add", "--quiet", str(tree.parent / "further"))
    listing = listing_of(Configuration(str(tree.parent / "further")))
    assert listing is not None
    assert not listing.survey.bent
    assert listing.entry("reports/a.yaml")
    (tree / ".git" / "info" / "attributes").write_text("* ident\n")
    listing = listing_of(Configuration(str(tree.parent / "further")))
    assert listing is not None
    assert listing.survey.bent
