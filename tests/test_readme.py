"""The README is run: its files are written, its commands executed in order in one repository, and what they print is compared.

`…` on a line of its own stands for any lines, inside a line for any text. A comment before a block says what a reader does:
`<!-- file: PATH -->` writes the block, `<!-- edit: PATH: OLD -> NEW -->` changes a file, `<!-- run -->` runs Python.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from aishare_lint.repo.builtin import data_folder

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


class Block(NamedTuple):
    """A fenced block: its language, the comment on the line before it, its text and line."""

    language: str
    comment: str
    text: str
    line: int


def blocks() -> Iterator[Block]:
    for found in re.finditer(r"^(?:<!-- ([^\n]+) -->\n)?```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        yield Block(found[2], found[1] or "", found[3], README[: found.start()].count("\n") + 1)


class Command(NamedTuple):
    """A command and the output that the README shows for it."""

    command: str
    output: str


def commands(text: str) -> list[Command]:
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert parts[0] == "", "a console block begins with a command"
    made = []
    for part in parts[1:]:
        first, *rest = part.splitlines()
        while first.endswith("\\"):
            first = first[:-1] + rest.pop(0).removeprefix(">")
        made.append(Command(first, "\n".join(rest)))
    return made


def pattern(expected: str) -> str:
    """A regular expression for an output with `…` in it."""
    lines = [r"(?:.*\n)*?" if line == "…" else ".*?".join(map(re.escape, line.split("…"))) + r"\n" for line in expected.splitlines()]
    return "".join(lines)


class Reader:
    """Somebody who follows the README in an empty repository."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "repository"
        self.folder.mkdir()
        program = home / "bin" / "aishare-lint"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aishare_lint "$@"\n')
        program.chmod(0o755)
        self.environment = {
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        assert self.run("git init --quiet .").returncode == 0

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )

    def follow(self, block: Block) -> bool:
        """Do what a block says; False where there is nothing to do."""
        word, _, rest = block.comment.partition(": ")
        if word == "file":
            path = self.folder / rest
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif word == "edit":
            name, _, change = rest.partition(": ")
            old, _, new = change.partition(" -> ")
            text = (self.folder / name).read_text(encoding="utf-8")
            assert text.count(old) == 1, f"README line {block.line}: {old!r}"
            (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")
        elif block.comment == "run":
            script = self.folder.parent / "block.py"
            script.write_text(block.text, encoding="utf-8")
            done = self.run(f'"{sys.executable}" {script}')
            assert done.returncode == 0, done.stdout
            assert "TLP:CLEAR" in done.stdout
            assert "'answered': " in done.stdout
        if block.language == "console":
            for one in commands(block.text):
                done = self.run(one.command)
                assert done.returncode in (0, 1), f"$ {one.command}\n{done.stdout}"
                assert re.fullmatch(pattern(one.output), done.stdout), f"README line {block.line}: $ {one.command}\n{done.stdout}"
        return bool(block.comment) or block.language == "console"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_readme_can_be_followed(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    left = [block for block in blocks() if not reader.follow(block)]
    assert [block.language for block in left] == ["shell", "yaml", "yaml", "yaml"], "every other block is one that can be run"
    # What CI would run is run here, in the repository that the README has built.
    ci = [line for block in left[1:] for line in re.findall(r"^\s*- (?:run: )?(aishare-lint .*)$", block.text, re.MULTILINE)]
    assert len(ci) == 2
    for command in ci:
        assert reader.run(command).returncode == 0
    assert {"aishare-lint.sarif", "summary.md", "gl-code-quality-report.json"} <= {path.name for path in reader.folder.iterdir()}


def test_the_hooks_of_the_readme_exist() -> None:
    (block,) = (block for block in blocks() if block.comment == "file: .pre-commit-config.yaml")
    offered = re.findall(r"^- id: (\S+)$", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)
    said = set(re.findall(r"aishare-lint(?:-fix|-staged|-push)?(?= {2,}| *[,\n]| for)|(?<=id: )\S+", block.text))
    assert said
    assert said <= set(offered)
    assert set(offered) == {"aishare-lint", "aishare-lint-staged", "aishare-lint-fix", "aishare-lint-push"}
    assert "aishare-lint-fix" in block.text


def test_formats_and_exit_codes_are_those_of_the_program() -> None:
    from aishare_lint.cli import exit_codes
    from aishare_lint.show import FORMATS

    table = README.split("| `--format`")[1].split("## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    said = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert said == set(FORMATS)
    codes = {int(row.split("|")[1]) for row in rows if row.split("|")[1].strip().isdigit()}
    known = {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}
    assert codes == known


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert [link for link in links if not link.startswith("https://") and not (ROOT / link).exists()] == []


def test_rules_that_the_readme_names_exist() -> None:
    categories = {path.name for path in (data_folder() / "rules").iterdir()}
    named = {name for name in re.findall(r"\b([a-z]+/[a-z][a-z-]+)\b", README) if name.split("/")[0] in categories}
    assert named
    assert {name for name in named if not (data_folder() / "rules" / f"{name}.yaml").is_file()} == set()


@pytest.mark.parametrize(
    ("expected", "text", "fits"),
    [
        ("a\n…\nd", "a\nb\nc\nd\n", True),
        ("a\n…\nd", "a\nd\n", True),
        ("a …", "a b\n", True),
        ("a", "a\nb\n", False),
        ("a\n…", "b\na\n", False),
        ("", "", True),
        ("", "a\n", False),
    ],
)
def test_the_runner_compares(expected: str, text: str, fits: bool) -> None:
    assert bool(re.fullmatch(pattern(expected), text)) is fits
