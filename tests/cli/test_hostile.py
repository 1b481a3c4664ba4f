"""What a hostile repository must not bring the program to say or to write."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aishare_lint import check_paths

from .conftest import CLEAN, RETIRED, Ran, process, write

Cli = Callable[..., Ran]

#: Matches a built-in sensitive rule; made of parts so that no scanner takes this file for a leak.
SECRET = "AKIA" + "IOSFODNN7EXAMPLB"


def test_fix_does_not_write_through_a_link(cli: Cli, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = write(tmp_path_factory.mktemp("outside"), "a.yaml", RETIRED)
    write(repository, "reports/b.yaml")
    (repository / "reports" / "a.yaml").symlink_to(target)
    for arguments in ((), ("reports",), ("reports/a.yaml",)):
        ran = cli("check", "--fix", *arguments)
        assert ran.code == 1
        assert "leads out of the repository" in ran.out
        assert target.read_text() == RETIRED


def test_output_is_no_link(cli: Cli, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    target = write(tmp_path_factory.mktemp("outside"), "kept", "kept")
    write(repository, "reports/ORG-2026-0001.yaml")
    (repository / "out.json").symlink_to(target)
    ran = cli("check", "--output", "json:out.json")
    assert ran.code == 2
    assert "it is a link" in ran.err
    assert target.read_text() == "kept"
    assert process("check", "-q", "--output", "json:/dev/stdout", cwd=repository).out.startswith("{")


def test_new_files_stay_inside(cli: Cli, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (repository / "reports").symlink_to(outside)
    (repository / "our-rules").symlink_to(outside)
    (repository / ".aishare").symlink_to(outside)
    assert cli("rules", "new", "our/word").code == 2
    assert cli("init", "--no-hooks").code == 2
    facts = ("--summary", "x", "--activity", "incident", "--obtained", "direct", "--confidence", "high", "--tlp", "TLP:AMBER")
    ran = cli("new", "incident", *facts)
    assert ran.code == 2
    assert "leads out of the repository" in ran.err
    assert cli("new", "incident", *facts, "--force", "--out", "reports/deep/x.yaml").code == 2
    assert os.listdir(outside) == []


def test_the_schema_is_no_file(cli: Cli, repository: Path) -> None:
    (repository / ".aishare").mkdir()
    os.mkfifo(repository / ".aishare" / "report.schema.json")
    ran = process("init", "--no-hooks", cwd=repository)
    assert ran.code == 2
    assert "no file that can be read" in ran.err


def test_mistakes_are_masked(cli: Cli, repository: Path) -> None:
    write(repository, "aishare-lint.yaml", f"fail_on: {SECRET}\n{SECRET}: x\n")
    ran = cli("check")
    assert ran.code == 2
    assert SECRET not in ran.err
    assert "[masked" in ran.err
    assert SECRET not in cli("check", "--config", f"{SECRET}.yaml").err
    write(repository, "aishare-lint.yaml", "")
    ran = cli("check", "--select", SECRET)
    assert ran.code == 2
    assert SECRET not in ran.err


def test_settings_are_masked(cli: Cli, repository: Path) -> None:
    write(repository, "aishare-lint.yaml", f"reports: ['{SECRET}/*']\naudiences: {{{SECRET}: {{ceiling: TLP:RED}}}}\n")
    for ran in (cli("config"), cli("config", "--format", "json")):
        assert ran.code == 0
        assert SECRET not in ran.out
        assert "[masked" in ran.out


def test_no_line_is_shown_where_nothing_can_be_masked(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aishare_lint import terms
    from aishare_lint.repo.configuration import find

    write(repository, "aishare-lint.yaml", "limits: {depth: 0}  # a comment\n")
    assert "a comment" in cli("check").err

    def broken() -> None:
        raise OSError

    from aishare_lint.cli.mistakes import render
    from aishare_lint.errors import UserError
    from aishare_lint.show.style import Style

    with pytest.raises(UserError) as caught:
        find(str(repository))
    monkeypatch.setattr(terms, "load_pack", broken)
    text = render(caught.value, Style())
    assert "a comment" not in text
    assert "aishare-lint.yaml:1:17" in text


def test_reports_outside_of_reports(cli: Cli, repository: Path) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=repository, check=True)
    write(repository, "reports/ORG-2026-0001.yaml")
    write(repository, "elsewhere/b.yaml", RETIRED)
    subprocess.run(["git", "add", "."], cwd=repository, check=True)
    ran = cli("check", "-q")
    assert ran.code == 0
    assert "1 file (outside `reports`, with `schema: aishare/…`: elsewhere/b.yaml)" in " ".join(ran.out.split())
    assert json.loads(cli("check", "--format", "json").out)["findings"] == []
    assert "elsewhere" not in cli("check", "reports").out
    assert [gap.check for gap in check_paths().not_run if not gap.routine] == ["1 file"]
    (repository / "reports" / "ORG-2026-0001.yaml").unlink()
    ran = cli("check")
    assert ran.code == 2
    assert "elsewhere/b.yaml" in ran.err


# Standard input


def _fix(monkeypatch: pytest.MonkeyPatch, content: bytes, encoding: str = "utf-8") -> tuple[int, bytes, str]:
    from aishare_lint.cli.main import run

    out, err = io.TextIOWrapper(io.BytesIO(), encoding=encoding), io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    code = run(["check", "--fix", "--select", "tlp", "-"])
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return code, out.buffer.getvalue(), err.getvalue()


@pytest.mark.parametrize("content", [b"\xff\xfea\x00", CLEAN.encode().replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + CLEAN.encode(), b"a\0b"])
def test_standard_input_comes_out_as_it_was(repository: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    assert _fix(monkeypatch, content)[1] == content


def test_fixed_standard_input_is_utf_8(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = RETIRED.replace("An agent", "Ein Agent für")
    assert _fix(monkeypatch, text.encode(), "ascii")[1] == text.replace("TLP:WHITE", "TLP:CLEAR").encode()


def test_standard_input_that_is_too_large(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, "aishare-lint.yaml", "limits: {file: 100B}\n")
    code, out, err = _fix(monkeypatch, RETIRED.encode())
    assert (code, out) == (2, b"")
    assert "nothing was written" in err


# GitHub Actions


def test_no_line_is_a_command_to_the_runner(cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    write(
        repository,
        "reports/a.yaml",
        RETIRED.replace("tlp:", "x_a: |2\n\n  ::error::x\n ::warning::y\ntlp:").replace(" ::warning", "  ::warning"),
    )
    ran = cli("check", "--diff", "--select", "tlp")
    assert "+tlp: TLP:CLEAR" in ran.out
    assert "<U+003A>:warning::y" in ran.out
    assert not [line for line in ran.out.splitlines() if line.lstrip().startswith("::")]
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert "::warning::y" in cli("check", "--diff", "--select", "tlp").out
