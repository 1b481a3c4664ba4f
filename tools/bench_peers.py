"""The tools that `make bench-detect PEERS=yes` compares with: secrets by detect-secrets and secretlint, in an environment of their own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HOME = Path(__file__).parent.parent / ".venv-bench"
_PACKAGES = ("secretlint", "@secretlint/secretlint-rule-preset-recommend")


def install() -> None:
    """detect-secrets, and secretlint where npm is at hand."""
    if not (HOME / "bin" / "python").exists():
        venv.create(HOME, with_pip=True)
    subprocess.run([HOME / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "detect-secrets"], check=True)
    npm = shutil.which("npm")
    if npm:
        subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", HOME, *_PACKAGES], check=False)


def flagged(texts: Sequence[str]) -> Mapping[str, frozenset[int] | str]:
    """In which texts each tool, under its name and version, finds anything; in its place why it cannot say."""
    found: dict[str, frozenset[int] | str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, text in enumerate(texts):
            (folder / f"{number:06}.txt").write_text(text, encoding="utf-8", newline="")
        for peer, look in PEERS.items():
            version, said = look(folder)
            found[f"{peer} {version}".strip()] = said if isinstance(said, str) else frozenset(int(Path(one).stem) for one in said)
    return found


def _version(program: Path) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+\.\d+[\w.]*", said)
    return found.group() if found else ""


def _detect_secrets(folder: Path) -> tuple[str, set[str] | str]:
    """Never with verification, which sends what it found away."""
    program = HOME / "bin" / "detect-secrets"
    if not program.exists():
        return "", "not installed"
    done = subprocess.run([program, "scan", "--all-files", "--no-verify", "."], cwd=folder, capture_output=True, text=True, check=False)
    said = set(json.loads(done.stdout)["results"]) if done.returncode == 0 else f"it ended with {done.returncode}"
    return _version(program), said


def _secretlint(folder: Path) -> tuple[str, set[str] | str]:
    """With secretlint's recommended rules. Its answer goes to a file: into a pipe it writes the first 64 KB and ends."""
    program = HOME / "node_modules" / ".bin" / "secretlint"
    if not program.exists():
        return "", "not installed: npm is not at hand"
    rules = '{"rules": [{"id": "@secretlint/secretlint-rule-preset-recommend"}]}'
    with tempfile.TemporaryDirectory() as name:
        answer = Path(name) / "answer.json"
        command = [program, "--secretlintrcJSON", rules, "--format", "json", "--output", answer, f"{folder}/*.txt"]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            return _version(program), f"it ended with {done.returncode}"
        results = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else []
    return _version(program), {one["filePath"] for one in results if one["messages"]}


PEERS: Mapping[str, Callable[[Path], tuple[str, set[str] | str]]] = {"detect-secrets": _detect_secrets, "secretlint": _secretlint}
