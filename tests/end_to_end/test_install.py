"""Installed from a copy of the repository, the program works anywhere and needs nothing of the checkout."""

from __future__ import annotations

import json
import sys
import venv
from pathlib import Path

import pytest

from tests.end_to_end.checkout import ROOT, copy, environment, must, run

pytestmark = pytest.mark.slow


def empty_environment(folder: Path) -> Path:
    """A virtual environment with pip and nothing else; its folder of programs."""
    venv.create(folder, with_pip=True)
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def files(folder: Path) -> set[Path]:
    """Every file in a folder but bytecode."""
    return {path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


def works(program: Path, folder: Path, variables: dict[str, str]) -> None:
    """The commands of the README, in a directory that has nothing to do with the checkout."""
    tool = str(program / "aishare-lint")
    folder.mkdir()
    where = must([str(program / "python"), "-c", "import aishare_lint; print(aishare_lint.__file__)"], folder, variables)
    assert str(program.parent) in where
    assert must([tool, "--version"], folder, variables) == "aishare-lint 0.1.0\n"
    assert "0 failed" in must([tool, "rules", "test"], folder, variables)
    assert "TLP:WHITE" in must([tool, "explain", "tlp/retired-label"], folder, variables)
    facts = ["--summary", "An agent deleted files.", "--activity", "incident", "--obtained", "direct", "--confidence", "high"]
    new = ["new", "incident", "--stage", "early", *facts, "--malicious", "unconfirmed", "--tlp", "amber", "--out", "early.yaml"]
    must([tool, *new], folder, variables)
    assert must([tool, "check", "early.yaml"], folder, variables) == "1 file, 0 errors, 0 warnings, 0 infos, 0 ignored\n"
    (folder / "wrong.yaml").write_text("schema: aishare/1\ntlp: TLP:WHITE\nfoo: 1\n")
    done = run([tool, "check", "--format", "json", "wrong.yaml"], folder, variables)
    assert done.returncode == 1
    rules = {finding["rule"] for finding in json.loads(done.stdout)["findings"]}
    assert {"tlp/retired-label", "schema/unknown-key"} <= rules
    must([tool, "init"], folder, variables)
    assert (folder / ".aishare" / "report.schema.json").is_file()
    example = ROOT / "examples" / "reports" / "EX-2025-1002.yaml"
    assert "0 errors, 0 warnings" in must([tool, "check", str(example)], folder, variables)


def test_from_a_copy_of_the_repository(tmp_path: Path) -> None:
    variables = environment(tmp_path)
    copy(tmp_path / "copy", variables)
    before = files(tmp_path / "copy")
    program = empty_environment(tmp_path / "environment")
    must([str(program / "python"), "-m", "pip", "install", "--quiet", "."], tmp_path / "copy", variables)
    assert files(tmp_path / "copy") == before, "building leaves nothing behind but bytecode"
    # What works without the copy needs nothing of it.
    (tmp_path / "copy").rename(tmp_path / "gone")
    works(program, tmp_path / "elsewhere", variables)


def test_from_a_source_distribution(tmp_path: Path) -> None:
    variables = environment(tmp_path)
    copy(tmp_path / "copy", variables)
    program = empty_environment(tmp_path / "environment")
    python = str(program / "python")
    must([python, "-m", "pip", "install", "--quiet", "build"], tmp_path, variables)
    must([python, "-m", "build", "--outdir", str(tmp_path / "dist"), "."], tmp_path / "copy", variables)
    names = sorted(path.name for path in (tmp_path / "dist").iterdir())
    assert names == ["aishare_lint-0.1.0-py3-none-any.whl", "aishare_lint-0.1.0.tar.gz"]
    must([python, "-m", "pip", "install", "--quiet", str(tmp_path / "dist" / names[0])], tmp_path, variables)
    works(program, tmp_path / "elsewhere", variables)
