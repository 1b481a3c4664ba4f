"""What git and the disk say of the surroundings of reports, asked of real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint.lint.checks import Unjudged
from aishare_lint.lint.surroundings import Base, Surroundings
from aishare_lint.repo.configuration import Configuration, find
from aishare_lint.repo.surroundings import surroundings_of

Git = Callable[..., str]
PERSON = ("jo.doe@utility.example.org", "noreply@github.com")


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Calls git in the folder, which is the working directory, as somebody whose settings are nobody's."""
    top = tmp_path / "top"
    top.mkdir()
    monkeypatch.chdir(top)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    author, committer = PERSON
    settings = (f"user.email={author}", "user.name=Jo Doe", "protocol.file.allow=always")

    def call(*arguments: str, folder: Path = top) -> str:
        options = [part for setting in settings for part in ("-c", setting)]
        environment = {**os.environ, "GIT_COMMITTER_EMAIL": committer}
        command = ["git", *options, *arguments]
        return subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8", env=environment).stdout

    call("init", "-q", "-b", "main", ".")
    return call


def write(name: str, text: str, folder: Path | None = None) -> None:
    path = (folder or Path.cwd()) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def commit(git: Git, **files: str) -> None:
    for name, text in files.items():
        write(f"reports/{name}.yaml", text)
    git("add", "--all")
    git("commit", "-q", "-m", "x")


def around(*, since: str = "") -> Surroundings:
    return surroundings_of(find(), whole=True, compares=True, since=since)


def base(*, since: str = "") -> Base:
    found = around(since=since).base()
    assert isinstance(found, Base), found
    return found


def said(found: object) -> Unjudged:
    assert isinstance(found, Unjudged)
    return found


def test_without_a_remote_the_last_commit_counts(git: Git) -> None:
    commit(git, a="tlp: TLP:AMBER\n", b="tlp: TLP:RED\n")
    assert base().reports == {}
    write("reports/a.yaml", "tlp: TLP:GREEN\n")
    write("reports/new.yaml", "tlp: TLP:GREEN\n")
    before = base()
    assert {name: document.data for name, document in before.reports.items()} == {"reports/a.yaml": {"tlp": "TLP:AMBER"}}
    assert not before.gone


def test_a_branch_is_measured_from_where_it_left_main(git: Git) -> None:
    commit(git, a="tlp: TLP:AMBER\n")
    git("switch", "-q", "-c", "work")
    commit(git, a="tlp: TLP:GREEN\n")
    git("switch", "-q", "main")
    commit(git, a="tlp: TLP:RED\n", b="tlp: TLP:RED\n")
    git("switch", "-q", "work")
    assert {name: document.data for name, document in base().reports.items()} == {"reports/a.yaml": {"tlp": "TLP:AMBER"}}
    assert base(since="HEAD").reports == {}
    assert {name: one.data for name, one in base(since="main").reports.items()} == {
        "reports/a.yaml": {"tlp": "TLP:RED"},
        "reports/b.yaml": {"tlp": "TLP:RED"},
    }
    assert "no commit that is here" in said(around(since="nowhere").base()).why


def test_the_default_branch_of_the_remote_comes_before_the_upstream(git: Git, tmp_path: Path) -> None:
    commit(git, a="tlp: TLP:AMBER\n")
    git("clone", "-q", "--bare", ".", str(tmp_path / "remote"))
    git("remote", "add", "origin", str(tmp_path / "remote"))
    git("switch", "-q", "-c", "work")
    commit(git, a="tlp: TLP:GREEN\n")
    git("push", "-q", "-u", "origin", "work")
    assert "reports/a.yaml" not in base(since="@{upstream}").reports
    git("fetch", "-q", "origin")
    git("branch", "-q", "-D", "main")
    assert "reports/a.yaml" in base().reports, "origin/main holds the stricter one"
    git("switch", "-q", "--detach")
    assert "reports/a.yaml" in base().reports


def test_the_upstream_where_there_is_no_default_branch(git: Git, tmp_path: Path) -> None:
    commit(git, a="tlp: TLP:AMBER\n")
    git("branch", "-q", "-m", "work")
    git("init", "-q", "--bare", str(tmp_path / "remote"))
    git("remote", "add", "mirror", str(tmp_path / "remote"))
    git("push", "-q", "-u", "mirror", "work")
    commit(git, a="tlp: TLP:GREEN\n")
    assert "reports/a.yaml" in base().reports


def test_nothing_to_compare_with_is_no_news(git: Git) -> None:
    write("reports/a.yaml", "tlp: TLP:AMBER\n")
    assert said(around().base()) == Unjudged("there is no commit yet to compare with", routine=True)
    shutil.rmtree(".git")
    assert said(around().base()).routine
    assert around().authors(["reports/a.yaml"]) == {}
    named = surroundings_of(find(), whole=False, compares=False)
    assert said(named.base()).routine


def test_where_git_cannot_tell_it_is_said(git: Git, tmp_path: Path) -> None:
    commit(git, a="tlp: TLP:AMBER\n")
    commit(git, a="tlp: TLP:RED\n")
    git("switch", "-q", "-c", "work", "HEAD~1")
    commit(git, a="tlp: TLP:GREEN\n")
    git("switch", "-q", "main")
    shallow = tmp_path / "shallow"
    git("clone", "-q", "--depth", "1", "--no-single-branch", "-b", "work", f"file://{Path.cwd()}", str(shallow))
    found = said(surroundings_of(find(str(shallow)), whole=True, compares=True).base())
    assert "the history of this clone was cut" in found.why
    assert not found.routine
    git("remote", "rename", "origin", "mirror", folder=shallow)
    git("switch", "-q", "--detach", folder=shallow)
    found = said(surroundings_of(find(str(shallow)), whole=True, compares=True).base())
    assert "the history of this clone was cut" in found.why, "its last commit is not where the work began"
    git("switch", "-q", "--orphan", "alone")
    commit(git, c="tlp: TLP:AMBER\n")
    assert "git cannot tell where this work parts from main" in said(around().base()).why
    Path(".git/HEAD").write_text("nonsense")
    assert "git does not say anything" in said(around().base()).why


def test_a_damaged_object_is_no_report_that_was_looser(git: Git) -> None:
    commit(git, a="tlp: TLP:AMBER\n")
    blob = git("rev-parse", "HEAD:reports/a.yaml").strip()
    write("reports/a.yaml", "tlp: TLP:GREEN\n")
    path = Path(".git/objects", blob[:2], blob[2:])
    path.unlink()
    assert base().reports == {}
    assert "1 of the reports" in base().unread


def test_what_is_gone_and_what_was_shared(git: Git) -> None:
    write("shares/a.yaml", "")
    write("shares/b.yaml", "")
    write("other.yaml", "a: b")
    commit(git, a="id: a\n", b="id: b\n", c="id: c\n")
    git("rm", "-q", "-r", "reports", "shares/b.yaml", "other.yaml")
    found = base()
    assert sorted(found.gone) == ["reports/a.yaml", "reports/b.yaml", "reports/c.yaml"]
    assert [found.shared(id_) for id_ in ("a", "b", "c", "../shares/a", "a\0")] == [True, True, False, False, False]


def test_names_are_those_of_the_run(git: Git) -> None:
    """The configuration stands in a folder of the repository; names have signs that git would quote, or take for patterns."""
    names = ["reports/ü 1.yaml", "reports/*.yaml", "reports/:(top)x.yaml", "reports/a\nb.yaml"]
    write("sub/aishare-lint.yaml", "# all defaults\n")
    for name in [*names, "../reports/outside.yaml"]:
        write(f"sub/{name}", "{id: x, tlp: TLP:RED}\n")
    git("add", "--all")
    git("commit", "-q", "-m", "x")
    for name in [*names, "../reports/outside.yaml"]:
        write(f"sub/{name}", "{id: x, tlp: TLP:CLEAR}\n")
    os.chdir("sub")
    found = around()
    before = found.base()
    assert isinstance(before, Base)
    assert sorted(before.reports) == sorted(names)
    authors = found.authors(names)
    assert not isinstance(authors, Unjudged)
    assert {name: sorted(authors[name].committed) for name in names} == {name: sorted(PERSON) for name in names}


def test_authors(git: Git) -> None:
    write(":!d.yaml", "id: d\n")
    commit(git, a="id: a\n", b="id: b\n")
    git("-c", "user.email=other@example.org", "commit", "-q", "--allow-empty", "-m", "of no file")
    git("config", "user.email", "next@example.org")
    write("reports/b.yaml", "id: b2\n")
    write("reports/c.yaml", "id: c\n")
    authors = around().authors(["reports/a.yaml", "reports/b.yaml", "reports/c.yaml", "../elsewhere.yaml", ":!d.yaml"])
    assert not isinstance(authors, Unjudged)
    assert {name: (sorted(one.committed), one.next) for name, one in authors.items()} == {
        "reports/a.yaml": (sorted(PERSON), ""),
        "reports/b.yaml": (sorted(PERSON), "next@example.org"),
        "reports/c.yaml": ([], "next@example.org"),
        ":!d.yaml": (sorted(PERSON), ""),
    }


def test_who_changes_a_report_in_a_merge_is_an_author(git: Git) -> None:
    commit(git, a="id: A\n", b="id: B\n")
    git("checkout", "-q", "-b", "other")
    commit(git, b="id: C\n")
    git("checkout", "-q", "-")
    git("-c", "user.email=merger@example.org", "merge", "-q", "--no-ff", "--no-commit", "other")
    write("reports/a.yaml", "id: D\n")
    git("add", "-A")
    git("-c", "user.email=merger@example.org", "commit", "-q", "-m", "Merged")
    authors = around().authors(["reports/a.yaml", "reports/b.yaml"])
    assert not isinstance(authors, Unjudged)
    assert "merger@example.org" in authors["reports/a.yaml"].committed
    assert "merger@example.org" not in authors["reports/b.yaml"].committed


def test_files_that_lie_where_attachments_lie(git: Git) -> None:
    write(".gitignore", "*.log\n")
    for name in ("a.png", "b/c.png", "d.log", ".gitkeep", ".DS_Store", ".kept.png"):
        write(f"reports/attachments/{name}", "x")
    write("reports/attachments.txt", "x")
    git("add", "--force", ".gitignore", "reports/attachments/a.png", "reports/attachments/.kept.png", "reports/attachments/.gitkeep")
    inside = ["a.png", "b/c.png", ".kept.png"]
    folders = ["reports/attachments", "reports/nowhere"]
    found = around().attached(folders)
    assert not isinstance(found, Unjudged)
    assert sorted(found) == sorted(f"reports/attachments/{name}" for name in inside)
    Path("reports/attachments/a.png").unlink()
    assert "reports/attachments/a.png" not in around().attached(folders)  # type: ignore[operator]
    shutil.rmtree(".git")
    without = surroundings_of(Configuration(str(Path.cwd())), whole=True, compares=True).attached(folders)
    assert sorted(without) == ["reports/attachments/b/c.png", "reports/attachments/d.log"]  # type: ignore[arg-type]


def test_git_is_asked_only_for_what_a_check_needs(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(git, a="tlp: TLP:AMBER\n", b="tlp: TLP:AMBER\n", c="tlp: TLP:AMBER\n")
    calls: list[str] = []
    run, popen = subprocess.run, subprocess.Popen

    def count(real: Callable[..., object]) -> Callable[..., object]:
        def call(command: list[str], *arguments: object, **settings: object) -> object:
            calls.append(next(word for word in command[3:] if not word.startswith("-") and "=" not in word))
            return real(command, *arguments, **settings)

        return call

    monkeypatch.setattr(subprocess, "run", count(run))
    found = around()
    assert calls == []
    found.base()
    found.base()
    assert calls == ["rev-parse", "for-each-ref", "merge-base", "config", "diff-index"]
    assert popen is subprocess.Popen
