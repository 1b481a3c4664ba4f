"""The frame: short forms, exit codes, what is said of mistakes and bugs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from aishare_lint.cli.main import COMMANDS, run, with_command
from aishare_lint.errors import UserError

from .conftest import CLEAN, RETIRED, TOP, Ran, process, write

Cli = Callable[..., Ran]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["check"]),
        (["reports/"], ["check", "reports/"]),
        (["-"], ["check", "-"]),
        (["--fix", "a.yaml"], ["check", "--fix", "a.yaml"]),
        (["missing.yaml"], ["check", "missing.yaml"]),
        (["explain", "tlp"], ["explain", "tlp"]),
        (["--help"], ["--help"]),
        (["--version"], ["--version"]),
    ],
)
def test_short_form(arguments: list[str], expected: list[str], repository: Path) -> None:
    assert with_command(arguments) == expected


def test_a_word_that_is_a_file_is_checked(cli: Cli, repository: Path) -> None:
    write(repository, "report")
    assert cli("report").code == 0


def test_a_word_that_is_nothing(cli: Cli) -> None:
    ran = cli("chekc")
    assert ran.code == 2
    assert "`chekc` is neither a command nor a file or folder" in ran.err
    assert "did you mean `check`?" in ran.err


def test_did_you_mean_an_option(cli: Cli) -> None:
    ran = cli("check", "--formt", "json")
    assert ran.code == 2
    assert "--format" in ran.err
    assert "aishare-lint check --help" in ran.err


def test_version_and_help(cli: Cli) -> None:
    assert cli("--version").out == "aishare-lint 0.1.0\n"
    helped = cli("--help")
    assert helped.code == 0
    assert all(f"\n  {name} " in helped.out for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps(cli: Cli, command: str) -> None:
    ran = cli(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: aishare-lint {command}")


def test_commands_are_loaded_when_used(repository: Path) -> None:
    code = "import sys, aishare_lint.cli.main; print([name for name in sys.modules if 'cli.' in name or 'terms' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP)
    assert "check" not in done.stdout
    assert "aishare_lint.terms" not in done.stdout


class SecretError(Exception):
    pass


def _break(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("aishare_lint.cli.check.find", broken)


def test_a_bug_is_told_without_text_of_a_report(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, SecretError("text of a report"))
    ran = cli("check")
    assert ran.code == 3
    assert "text of a report" not in ran.err
    assert "SecretError" in ran.err
    assert "cli/check.py:" in ran.err
    assert "test_main" not in ran.err.replace("test_main.SecretError", "")
    assert "Traceback" not in ran.err


def test_a_mistake_has_no_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, UserError("first", hint="mend it", others=(UserError("second"),)))
    ran = cli("check")
    assert ran == Ran(2, "", "error: first\n = help: mend it\nerror: second\n")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_interrupted(cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    _break(monkeypatch, error)
    ran = cli("check")
    assert ran.code == 130
    assert "interrupted" in ran.err


def test_interrupted_by_a_signal(repository: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "aishare_lint", "check", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        cwd=repository,
    ) as running:
        # It asks for the rest of the report until it is interrupted.
        assert running.stdin is not None
        running.stdin.write(CLEAN.encode())
        running.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(1.5)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert err.decode().strip() == "interrupted"


@pytest.mark.parametrize("arguments", [("check",), ("rules", "list"), ("check", "--format", "json")])
def test_nobody_reads_any_more(repository: Path, arguments: tuple[str, ...]) -> None:
    write(repository, "reports/a.yaml", RETIRED)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "aishare_lint", *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TOP)},
        cwd=repository,
        check=False,
    )
    os.close(writing)
    assert done.stderr == b""
    # The verdict is the same whether anybody reads it or not.
    assert done.returncode == (1 if arguments[0] == "check" else 0)


def test_an_encoding_without_the_signs(repository: Path) -> None:
    write(repository, "reports/ä.yaml", RETIRED.replace("agent", "agënt"))
    ran = process("check", "--verbose", cwd=repository, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ran.code == 1
    assert "tlp/retired-label" in ran.out


def test_run_returns_a_code(repository: Path) -> None:
    assert run(["--version"]) == 0


def test_rules_alone_is_its_help(cli: Cli) -> None:
    ran = cli("rules")
    assert ran.code == 0
    assert ran.out == cli("rules", "--help").out
    assert ran.err == ""


def test_a_mistake_in_the_arguments_is_one_line(cli: Cli) -> None:
    ran = cli("new")
    assert ran.code == 2
    assert "U+00" not in ran.err
    assert "Choose from: incident, vulnerability, proactive" in ran.err
