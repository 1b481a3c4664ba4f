"""What the end-to-end tests share: a clone of this checkout as it is now, and programs that know nothing of this machine's settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
#: What tells pip where packages come from; without the rest of the environment a test depends on nothing that is set here.
_KEPT = (
    "PATH",
    "LANG",
    "TMPDIR",
    "SYSTEMROOT",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
)


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment for other programs: an own home, no settings of git, nothing on PYTHONPATH. Only pip's cache is shared."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("PIP_")}
    cache = os.environ.get("PIP_CACHE_DIR") or str(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pip")
    names = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "A"), ("EMAIL", "a@example.org"))}
    fixed = {"HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PIP_CACHE_DIR": cache, "PYTHONUTF8": "1"}
    return {**kept, **names, **fixed, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **more}


def run(command: list[str], folder: Path, variables: Mapping[str, str], *, seconds: int = 300) -> subprocess.CompletedProcess[str]:
    """Run a program; standard error goes with standard output, as a person sees it."""
    return subprocess.run(
        command,
        cwd=folder,
        env=dict(variables),
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=seconds,
    )


def must(command: list[str], folder: Path, variables: Mapping[str, str], *, seconds: int = 300) -> str:
    """Run a program that has to succeed, and return what it printed."""
    done = run(command, folder, variables, seconds=seconds)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
    return done.stdout


def copy(target: Path, variables: Mapping[str, str]) -> None:
    """The files of this checkout as they are now, committed or not, without those that git ignores."""
    listed = must(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], ROOT, variables)
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)


def clone(target: Path, variables: Mapping[str, str], *, tag: str) -> None:
    """A clone of this repository whose newest commit, under the tag, holds the files as they are now."""
    must(["git", "clone", "--quiet", str(ROOT), str(target)], ROOT, variables)
    copy(target, variables)
    must(["git", "add", "--all"], target, variables)
    must(["git", "commit", "--quiet", "--allow-empty", "--message", "as it is now"], target, variables)
    must(["git", "tag", tag], target, variables)
