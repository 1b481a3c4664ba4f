"""Killed at any moment of a run that fixes and remembers: no file is torn, and no later run says anything wrong."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ..cli.conftest import CLEAN, RETIRED, SPEAKING, TOP, process, write

COUNT = 48


def git(folder: Path, *arguments: str) -> None:
    own = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    top = tmp_path / "top"
    write(top, "aishare-lint.yaml", "# defaults\n")
    git(top, "init", "--quiet")
    return top


def texts() -> dict[str, tuple[str, ...]]:
    """Each report with the contents that it may have: as it was written, and fixed."""
    said = {}
    for number in range(COUNT):
        text = (RETIRED if number % 3 == 0 else CLEAN).replace("0001", f"{number + 1:04}")
        said[f"reports/{number:02}.yaml"] = tuple(dict.fromkeys((text, text.replace("TLP:WHITE", "TLP:CLEAR"))))
    return said


def start(repository: Path) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if name not in SPEAKING}
    return subprocess.Popen(
        [sys.executable, "-m", "aishare_lint", "check", "--fix", "--jobs", "2"],
        cwd=repository,
        env={**kept, "PYTHONPATH": str(TOP)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_often(repository: Path, times: int, seed: int) -> list[bool]:
    """Whether each of so many runs was still going on when it was killed."""
    chance = random.Random(seed)
    contents = texts()
    for name, (written, *_) in contents.items():
        write(repository, name, written)
    git(repository, "add", ".")
    begun = time.monotonic()
    start(repository).wait()
    lasts = time.monotonic() - begun
    killed = []
    for round_ in range(times):
        changed = chance.sample(sorted(contents), COUNT // 2)
        for name in contents:
            # A comment makes another report of it, so that there is something to judge in every round.
            written = contents[name][0].partition("# round")[0] + (f"# round {round_}\n" if name in changed else "")
            contents[name] = tuple(dict.fromkeys((written, written.replace("TLP:WHITE", "TLP:CLEAR"))))
            if name in changed or (repository / name).read_text() not in contents[name]:
                write(repository, name, written)
        git(repository, "add", ".")
        run = start(repository)
        time.sleep(chance.random() * lasts)
        killed.append(run.poll() is None)
        run.kill()
        run.wait()
        for name, allowed in contents.items():
            assert (repository / name).read_text() in allowed, f"{name} is torn"
        remembered = process("check", "--format", "json", cwd=repository)
        assert remembered == process("check", "--no-cache", "--format", "json", cwd=repository)
        assert remembered == process("check", "--format", "json", cwd=repository)
        assert ("TLP:WHITE" in "".join((repository / name).read_text() for name in contents)) == (remembered.code == 1)
    left = list(repository.rglob("*.aishare-draft"))
    for path in left:
        os.utime(path, (1, 1))  # one that was written a moment ago may be that of another machine
    start(repository).wait()
    assert not list(repository.rglob("*.aishare-draft")), f"{len(left)} half-written files were left, and stay"
    return killed


def test_killed(repository: Path) -> None:
    assert any(kill_often(repository, 4, seed=4))


@pytest.mark.slow
def test_killed_twenty_times(repository: Path) -> None:
    assert sum(kill_often(repository, 20, seed=20)) > 5
