"""Parts of what the views of git are made of; the views themselves are in `tests/end_to_end/test_views.py`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from aishare_lint.errors import UserError
from aishare_lint.repo import git, mentions
from aishare_lint.repo.git import process
from aishare_lint.repo.mentions import folders, lists
from aishare_lint.repo.ranges import find_range
from aishare_lint.repo.revisions import changed_lines, kept
from aishare_lint.repo.sources import Refusal

from .conftest import Made


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (b"a\nb\nc\n", b"a\nb\nc\n", set()),
        (b"a\nb\nc\n", b"a\r\nb\r\nc", set()),
        (b"a\nb\nc\n", b"a\nx\nc\n", {2}),
        (b"a\nb\nc\n", b"a\nc\n", {1, 2}),
        (b"a\nb\nc\n", b"b\nc\n", {1}),
        (b"a\nb\nc\n", b"a\nb\n", {2}),
        (b"a\n", b"a\nb\nc\n", {2, 3}),
        (b"", b"a\n", {1}),
        (b"a\n", b"", {1}),
    ],
)
def test_changed_lines(old: bytes, new: bytes, lines: set[int]) -> None:
    assert changed_lines(old, new) == lines


def test_lists() -> None:
    report = b"attachments: [{path: attachments/x.png}]"
    assert lists(report, "reports/a.yaml", ["reports/attachments/x.png"])
    assert not lists(report, "reports/a.yaml", ["reports/attachments/y.png", "other/x.png"])
    assert not lists(b"title: x.png", "reports/a.yaml", ["reports/x.png"])
    assert lists(report, "a.yaml", ["attachments/x.png"])
    assert lists(report, "reports/a.yaml", ["reports/ä.png"]), "it may be written in another way"
    assert list(folders("a/b/c")) == ["a/b", "a", ""]
    assert list(folders("c")) == [""]


def test_what_lies_beside_a_report_in_a_tree(made: Made) -> None:
    made.commit(reports__a_txt="a", reports__lfs_txt="version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", x_txt="x")
    (made.folder / "reports" / "link").symlink_to("a.txt")
    made.write("reports/*.txt", "star")
    made.commit()
    names = ["a.txt", "./a.txt", "nothing", "..", "../x.txt", "/x.txt", "link", "lfs.txt", ".", "*.txt", "a.txt/b", "\0"]
    expected = [b"a", b"a", "missing", "outside", "outside", "outside", "link", "lfs-pointer", "missing", b"star", "missing", "outside"]
    for commit in ("", "HEAD"):
        found = kept(made.repository, commit, "reports")(names)
        assert [one.detail if isinstance(one, Refusal) else one.content for one in found] == expected


def test_names_are_no_patterns(made: Made) -> None:
    made.commit(a_txt="a")
    for commit in ("", "HEAD"):
        found = kept(made.repository, commit, "")([":(exclude)a.txt", "a.txt", "?.txt"])
        assert [one.detail if isinstance(one, Refusal) else one.content for one in found] == ["missing", b"a", "missing"]


def test_ranges(made: Made) -> None:
    first = made.commit()
    second = made.commit()
    made.git("tag", "-a", "-m", "x", "v1")
    for said, base, end, name in [
        ("HEAD~1..main", first, second, "refs/heads/main"),
        ("HEAD~1..", first, second, ""),
        (f"..{first}", second, first, ""),
        ("HEAD~1..v1", first, second, "refs/tags/v1"),
        (f"{'0' * 40}..HEAD", "", second, "refs/heads/main"),
    ]:
        found = find_range(made.repository, said)
        assert (found.base, found.end, found.tip.name) == (base, end, name)
    assert find_range(made.repository, "HEAD~1..v1").tip.id == made.id("v1")
    for said in ("main", "", "a...b", "...", "0..HEAD"):
        with pytest.raises(UserError):
            find_range(made.repository, said)


def test_the_repository_of_a_folder(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    made.commit(inner__a_yaml="x")
    found = git.repository(str(made.folder / "inner"))
    assert found == git.Repository(str(made.folder), str(made.folder / ".git"), str(made.folder / ".git"), False, False, "sha1")
    assert git.repository(str(made.folder / ".git")) == found
    made.git("config", "core.worktree", "/")
    assert made.repository.folder == str(made.folder), "where a repository says that its work tree is, is its own affair"
    made.git("config", "--unset", "core.worktree")
    made.git("worktree", "add", "--quiet", "--detach", "../a\nb")
    linked = git.repository(str(made.folder.parent / "a\nb"))
    assert linked is not None
    assert (linked.folder, linked.common_dir) == (str(made.folder.parent / "a\nb"), str(made.folder / ".git"))
    monkeypatch.chdir(made.folder)
    monkeypatch.setenv("GIT_DIR", ".git")
    assert git.repository(str(made.folder / "inner")) == found, "what git says to a hook holds where the hook was started"
    assert git.repository("/") is not None


def test_no_repository(tmp_path: Path) -> None:
    assert git.repository(str(tmp_path)) is None


def test_what_a_hook_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index-1.lock")
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", f"objects{os.pathsep}/x")
    monkeypatch.setenv("GIT_WORK_TREE", "/")
    monkeypatch.setenv("GIT_DIR", "")
    top = str(tmp_path)
    assert process.said_to_hooks() == {
        "GIT_INDEX_FILE": f"{top}/.git/next-index-1.lock",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": f"{top}/objects{os.pathsep}/x",
    }
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", '"/a:b"')
    assert process.said_to_hooks()["GIT_ALTERNATE_OBJECT_DIRECTORIES"] == '"/a:b"'


def test_intended_files_are_not_staged(made: Made) -> None:
    """`git add --intent-to-add`: a commit would not bring it."""
    made.write("a.yaml")
    made.git("add", "--intent-to-add", "a.yaml")
    assert git.staged(made.repository) == []
    made.commit(b_yaml="x")
    made.write("c.yaml")
    made.git("add", "--intent-to-add", "c.yaml")
    assert git.staged(made.repository) == []


def test_no_filter_runs_where_git_must_look_closer(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was written in the moment of the index is read by git, through the filter that its attributes name."""
    made.write(".gitattributes", "*.yaml filter=a=b\n")
    path = made.write("a.yaml", "x")
    os.utime(path, (1_000_000, 1_000_000))
    made.commit()
    marker = tmp_path / "ran"
    for name, value in {"clean": f"touch '{marker}'; cat", "process": f"touch '{marker}'", "required": "true"}.items():
        made.git("config", f"filter.a=b.{name}", value)
    os.utime(made.folder / ".git" / "index", (1_000_000, 1_000_000))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bigFileThreshold")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "1m")
    assert [change.path for change in git.changed(made.repository, "HEAD")] in ([], ["a.yaml"])
    assert not marker.exists()
    with pytest.raises(AssertionError, match="hung up"):
        made.git("diff-index", "HEAD")
    assert marker.exists(), "git alone runs it"


def test_a_report_that_lists_nothing_is_read_once(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    made.commit(reports__a_yaml="a: b", reports__b_yaml="attachments: [{path: x.txt}]", reports__c_yaml="attachments: []")
    asked: list[list[str]] = []
    true = mentions.read_objects

    def count(repository: git.Repository, ids: Iterable[str], limit: int) -> Iterator[git.Object]:
        asked.append(list(ids))
        return true(repository, asked[-1], limit)

    monkeypatch.setattr(mentions, "read_objects", count)
    barren: set[str] = set()
    entries = git.tree(made.repository, "HEAD")
    for _ in range(2):
        found = mentions.mentioning(made.repository, entries, ["reports/x.txt"], 1000, barren)
        assert [entry.path for entry, _ in found] == ["reports/b.yaml"]
    assert [len(ids) for ids in asked] == [3, 2]
