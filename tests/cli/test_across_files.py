"""Reports judged together, from the command line, in real repositories."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import aishare_lint

from .conftest import CLEAN, Ran, process, write

Cli = Callable[..., Ran]
#: What every one of these tests sets for git, so that nobody's settings matter.
SETTINGS = {
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "A"), ("EMAIL", "a@example.org"))},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@pytest.fixture
def git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Calls git in the repository, which is one of git's."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, SETTINGS[name])

    def call(*arguments: str, **variables: str) -> None:
        environment = {**os.environ, **SETTINGS, **variables}
        subprocess.run(["git", *arguments], cwd=repository, check=True, capture_output=True, env=environment)

    call("init", "-q", "-b", "main", ".")
    return call


def report(folder: Path, id_: str, text: str = CLEAN, *, name: str = "") -> str:
    name = name or f"reports/{id_}.yaml"
    write(folder, name, text.replace("ORG-2026-0001", id_))
    return name


def commit(git: Callable[..., None], **variables: str) -> None:
    git("add", "--all")
    git("commit", "-q", "-m", "x", **variables)


def found(ran: Ran) -> dict[str, set[str]]:
    """The rules of the category, and loosened marks, by file."""
    by_file: dict[str, set[str]] = {}
    findings: list[dict[str, Any]] = json.loads(ran.out)["findings"]
    for finding in findings:
        if finding["category"] == "repository" or finding["rule"] == "tlp/loosened":
            by_file.setdefault(finding["path"], set()).add(finding["rule"])
    return by_file


def not_run(ran: Ran) -> set[str]:
    return {gap["check"] for gap in json.loads(ran.out)["summary"]["not_run"]}


def test_a_mark_that_a_branch_loosens(cli: Cli, repository: Path, git: Callable[..., None]) -> None:
    name = report(repository, "ORG-2026-0001")
    commit(git)
    git("switch", "-q", "-c", "work")
    assert found(cli("check", "--format", "json")) == {}
    report(repository, "ORG-2026-0001", CLEAN.replace("TLP:AMBER", "TLP:GREEN"))
    for committed in (False, True):
        if committed:
            commit(git)
        for arguments in ((), ("reports",), ("--hook", name)):
            ran = cli("check", *arguments)
            assert ran.code == 1, arguments
            assert "the report was TLP:AMBER in the base revision and is TLP:GREEN" in " ".join(ran.out.split())
    assert [one.rule for _, one in aishare_lint.check_paths().findings()] == ["tlp/loosened"]
    recorded = CLEAN.replace("TLP:AMBER", "TLP:GREEN\nrelabel: {from: TLP:AMBER, reason: The vendor has published}")
    report(repository, "ORG-2026-0001", recorded)
    assert found(cli("check", "--format", "json")) == {}


def test_a_file_that_is_named_is_judged_without_git(cli: Cli, repository: Path, git: Callable[..., None]) -> None:
    """Who names a file is told so, if they want to know all; what a hook and a run over the repository do is not repeated there."""
    name = report(repository, "ORG-2026-0001")
    commit(git)
    report(repository, "ORG-2026-0001", CLEAN.replace("TLP:AMBER", "TLP:GREEN"))
    assert cli("check", name) == Ran(0, "1 file, 0 errors, 0 warnings, 0 infos, 0 ignored\n", "")
    assert cli("check", name, "-q") == Ran(0, "", "")
    assert "tlp/loosened" in not_run(cli("check", name, "--format", "json"))
    assert "tlp/loosened" in cli("check", name, "-v").out
    script = f"from aishare_lint.cli.main import run; run(['check', {name!r}]); import sys; print('subprocess' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=repository, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.endswith("False\n")


def test_outside_of_git_nothing_is_said_of_it(cli: Cli, repository: Path) -> None:
    report(repository, "ORG-2026-0001", CLEAN.replace("kind:", "reporter: {role: adopter, anonymous: true}\nkind:"))
    ran = cli("check")
    assert "not run" not in ran.out
    assert "git" not in ran.out + ran.err
    assert not_run(cli("check", "--format", "json")) >= {"tlp/loosened", "repository/deleted-report"}


def test_a_cut_history_is_said(cli: Cli, repository: Path, git: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> None:
    report(repository, "ORG-2026-0001")
    commit(git)
    report(repository, "ORG-2026-0001", CLEAN.replace("TLP:AMBER", "TLP:GREEN"))
    commit(git)
    shallow = tmp_path_factory.mktemp("shallow") / "clone"
    git("clone", "-q", "--depth", "1", f"file://{repository}", str(shallow))
    git("-C", str(shallow), "switch", "-q", "--detach")
    git("-C", str(shallow), "remote", "remove", "origin")
    ran = process("check", cwd=shallow, **SETTINGS)
    assert "not run: repository/deleted-report, tlp/loosened" in ran.out
    assert "git fetch --unshallow" in " ".join(ran.out.split())


def test_two_reports_of_one_id(cli: Cli, repository: Path) -> None:
    report(repository, "ORG-2026-0001")
    second = report(repository, "ORG-2026-0001", name="reports/sub/ORG-2026-0001.yaml")
    ran = cli("check", "--format", "json")
    assert ran.code == 1
    assert found(ran) == {second: {"repository/id-unique"}}
    assert found(cli("check", second, "--format", "json")) == {}, "only the files that are named are held against each other"
    assert found(cli("check", second, "reports/ORG-2026-0001.yaml", "--format", "json")) == {second: {"repository/id-unique"}}
    assert cli("check", "--fix").code == 1


def test_related_reports(cli: Cli, repository: Path) -> None:
    first = report(repository, "ORG-2026-0001", CLEAN + "related: [ORG-2026-0002, ORG-2026-0003]\n")
    report(repository, "ORG-2026-0002")
    assert found(cli("check", "--format", "json")) == {first: {"repository/related-unresolved"}}
    assert found(cli("check", ".", "--format", "json")) == {first: {"repository/related-unresolved"}}
    assert "repository/related-unresolved" in not_run(cli("check", first, "--format", "json"))
    write(repository, "reports/broken.yaml", "a: [")
    assert "repository/related-unresolved" in not_run(cli("check", "--format", "json")), "nobody knows whose report that is"
    write(repository, "reports/broken.yaml", "id: ORG-2026-0003")
    assert found(cli("check", "--format", "json")) == {first: {"repository/related-unresolved"}}, "that is no report"


def test_a_shared_report_that_is_deleted(cli: Cli, repository: Path, git: Callable[..., None]) -> None:
    name = report(repository, "ORG-2026-0001")
    report(repository, "ORG-2026-0002")
    write(repository, "shares/ORG-2026-0001.yaml", "schema: shares/1\n")
    commit(git)
    (repository / name).rename(repository / "reports" / "moved.yaml")
    assert "repository/deleted-report" not in str(found(cli("check", "--format", "json")))
    (repository / "reports" / "moved.yaml").unlink()
    for _ in range(2):
        ran = cli("check", "--format", "json")
        assert ran.code == 1
        assert found(ran) == {name: {"repository/deleted-report"}}
        (repository / "shares" / "ORG-2026-0001.yaml").unlink(missing_ok=True)
    text = cli("check").out
    assert f"{name}:2:5" in text
    assert "id: ORG-2026-0001" in text, "what was there is shown as it was"


def test_attachments(cli: Cli, repository: Path, git: Callable[..., None]) -> None:
    listed = CLEAN + "attachments: [{id: a1, path: attachments/a1.txt, what: log, origin: observed-in-attack, disclosure: public}]\n"
    name = report(repository, "ORG-2026-0001", listed)
    assert found(cli("check", name, "--format", "json")) == {name: {"repository/attachment-missing"}}
    write(repository, "reports/attachments/a1.txt", "Text\n")
    write(repository, "reports/attachments/a2.txt", "Text\n")
    ran = cli("check", "--format", "json")
    assert ran.code == 1
    assert found(ran)["reports/attachments/a2.txt"] == {"repository/attachment-unlisted"}
    assert "reports/attachments/a2.txt:1:1" in cli("check").out
    write(repository, ".gitignore", "a2.txt\n")
    assert "reports/attachments/a2.txt" not in found(cli("check", "--format", "json"))


def test_the_address_of_who_stays_anonymous(cli: Cli, repository: Path, git: Callable[..., None]) -> None:
    address = "jo.doe" + "@utility-of-somewhere.org"
    name = report(repository, "ORG-2026-0001", CLEAN.replace("kind:", "reporter: {role: adopter, anonymous: true}\nkind:", 1))
    git("config", "user.email", address)
    ran = cli("check", name)
    assert ran.code == 1
    assert "git would write a personal e-mail address" in " ".join(ran.out.split())
    git("config", "user.email", "noreply@utility-of-somewhere.org")
    assert cli("check", name).code == 0
    commit(git, GIT_AUTHOR_EMAIL=address)
    ran = cli("check", name)
    assert "a personal e-mail address stands in the commits of this file" in " ".join(ran.out.split())
    assert address not in ran.out
    assert "somewhere" not in ran.out


def test_ignores_of_no_use_are_taken_out(cli: Cli, repository: Path) -> None:
    name = report(repository, "ORG-2026-0001", CLEAN.replace("kind: incident", "kind: incident # aishare-lint: ignore[time/form] once"))
    assert found(cli("check", "--format", "json")) == {name: {"repository/ignore-unused"}}
    assert cli("check", "--fix").code == 0
    assert (repository / name).read_text() == CLEAN


def test_a_check_that_raises_is_a_bug_of_ours(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aishare_lint.lint.checks import repository as checks
    from aishare_lint.lint.engine import function_of

    def broken(_: object) -> None:
        raise KeyError("secret words")

    monkeypatch.setattr(checks, "id_unique", broken)
    function_of.cache_clear()
    report(repository, "ORG-2026-0001")
    ran = cli("baseline")
    assert ran.code == 3
    assert "repository/id-unique" in ran.err
    for format_ in ("full", "concise", "json"):
        ran = cli("check", "--format", format_)
        assert ran.code == 3
        assert "repository/id-unique" in ran.out + ran.err
        assert "secret" not in ran.out + ran.err
    function_of.cache_clear()
