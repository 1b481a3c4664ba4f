"""Nothing that is printed or written holds what the sensitive rules match: in any format, with -v, after a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Put together here, so that none stands in the file.
PLANTED = {
    "token": "gh" + "p_" + "Ab3De6Gh9Jk2Mn5Pq8St1Vw4Yz7Bc0EfHiLo",
    "password": "Zk7pFVwLt8" + "q!x",
    "mail": "marisol.vega" + "@correo-privado.mx",
    "phone": "+49 1512 " + "3456789",
    "card": "4539 1488 " + "0343 6467",
    "user": "m.vega-" + "torres",
}
REPORT = """\
schema: aishare-report/1.0
id: ORG-2026-0001
kind: incident
status: ready
tlp: TLP:GREEN
title: Text with {token}
description:
  summary: |
    they pushed with {token} and logged in with password '{password}'
    the mail of {mail} said to call {phone} and to charge {card}
  {mail}: again
technical:
  prompts:
    - {{id: p1, disclosure: public, origin: observed-in-attack, prompt: "my card is {card}", response: "{password} at /home/{user}/.aws"}}
detection:
  indicators:
    - {{type: command-line, value: "curl -u svc:{password} https://git.corp.example"}}
  x_{token}: [1, {phone}]
# aishare-lint: ignore[tlp/over-marked] asked {mail}
"""


def _run(folder: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "aishare_lint", *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "state"),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def _assert_inert(said: str) -> None:
    assert [name for name, value in PLANTED.items() if value in said or value.replace("!", "\\u0021") in said] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "aishare-lint.yaml").write_text("# all defaults\n")
    (tmp_path / "ORG-2026-0001.yaml").write_text(REPORT.format(**PLANTED))
    (tmp_path / "cut.yaml").write_text(REPORT.format(**PLANTED).replace("kind: incident", "kind: [incident"))
    return tmp_path


@pytest.mark.parametrize("format_", ["full", "concise", "json", "sarif", "markdown", "github"])
def test_no_format_shows_what_was_matched(folder: Path, format_: str) -> None:
    for flags in ((), ("-v",)):
        said = _run(folder, "check", ".", "--format", format_, *flags)
        assert said
        _assert_inert(said)


def test_neither_a_difference_nor_what_is_written_beside_the_reports_holds_it(folder: Path) -> None:
    _assert_inert(_run(folder, "check", ".", "--diff", "--unsafe-fixes"))
    _assert_inert(_run(folder, "check", ".", "-v"))
    beside = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".yaml"]
    for path in beside:
        _assert_inert(path.read_bytes().decode("utf-8", "replace"))


def test_a_crash_says_where_and_not_what(folder: Path) -> None:
    lines = (
        "import aishare_lint.lint.engine as e",
        "def boom(self, *a, **k):",
        "    raise RuntimeError(self.document.text)",
        "e._Run.read = e._Run.given = boom",
    )
    crash = "\n".join(lines) + "\n"
    (folder / "sitecustomize.py").write_text(crash)
    said = _run(folder, "check", ".", "-v", PYTHONPATH=f"{folder}{os.pathsep}{ROOT}")
    assert said
    _assert_inert(said)


def test_unsafe_fixes_mask_and_keep_evidence(folder: Path) -> None:
    _run(folder, "check", "ORG-2026-0001.yaml", "--fix", "--unsafe-fixes")
    after = (folder / "ORG-2026-0001.yaml").read_text()
    summary = after.split("technical:")[0].split("summary:")[1].split("\n  " + PLANTED["mail"])[0]
    assert "(removed GitHub token)" in summary
    assert "(removed payment card number)" in summary
    _assert_inert(summary)
    assert f"my card is {PLANTED['card']}" in after, "evidence stays as it is"
