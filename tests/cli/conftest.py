"""Running the program: in this process where only its words matter, as a process of its own where the process matters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from aishare_lint.cli.main import run

TOP = Path(__file__).parent.parent.parent

#: What changes how the program speaks; a test that wants one sets it.
SPEAKING = ("GITHUB_ACTIONS", "CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM_PROGRAM", "VTE_VERSION")

CLEAN = """\
schema: aishare/1
id: ORG-2026-0001
title: An agent deleted files
kind: incident
status: draft
stage: early
tlp: TLP:AMBER
created: "2026-11-01"
description:
  summary: A coding agent deleted the files of a customer
  activity: incident
  obtained: direct
  confidence: {level: high, malicious: unconfirmed}
"""
RETIRED = CLEAN.replace("TLP:AMBER", "TLP:WHITE")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, which is the working directory."""
    for name in SPEAKING:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "aishare-lint.yaml").write_text("# all defaults\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(repository: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs the program in this process."""

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(arguments)
        return Ran(code, *capsys.readouterr())

    return call


def write(folder: Path, name: str, text: str = CLEAN) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def process(*arguments: str, cwd: Path, stdin: bytes = b"", before: tuple[str, ...] = (), **environment: str) -> Ran:
    """Runs the program as a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in SPEAKING}
    done = subprocess.run(
        [*before, sys.executable, "-m", "aishare_lint", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**kept, "PYTHONPATH": str(TOP), **environment},
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
