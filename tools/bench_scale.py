"""`make bench-scale`: what a run over very many reports costs, beside `git status` in the same repository in the same run.

Cold, warm with nothing changed, warm with ten reports changed. The reports that were opened are counted by an audit hook, in copies of the
process too. CPU time (user and system, of git as well) and peak memory of whole processes; of warm runs the median of interleaved rounds.
Trust the ratios: figures differ between machines, and on one machine from minute to minute. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
ROUNDS = 7
CHANGED = 10
IN_A_FOLDER = 1000
#: Examples without a finding make up the corpus; every hundredth report is one of the others.
OTHERS_EVERY = 100
#: What an example says of others, and the numbers of vulnerabilities with a digit that tells those of one report apart.
ALONE = re.compile(r"^supersedes: .*\n|aliases: \[GHSA-[^\]]*\], ", re.MULTILINE)
CVE = re.compile(r"(CVE-\d{4}-)\d*(\d\d)\b")
#: The program, with every report that it opens counted by a byte in a file, and its peak memory (kB, and of its copies) at the end.
COUNTING = """
import os, resource, sys
from aishare_lint.cli.main import run
count = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def hook(event, arguments):
    if event == "open" and "reports" in str(arguments[0]) and str(arguments[0]).endswith(".yaml"):
        os.write(count, b".")
sys.addaudithook(hook)
code = run(sys.argv[2:])
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(f"peak {max(peaks)} code {code}", file=sys.stderr)
"""


class Ran(NamedTuple):
    """One process: CPU and wall seconds; of the program also reports judged and opened, and the largest peak in MB."""

    cpu: float
    wall: float
    judged: int = 0
    opened: int = 0
    peak: float = 0


def timed(command: Sequence[str], cwd: Path) -> tuple[Ran, str]:
    """A process and what it said on standard error."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, env=environment())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(cpu, time.monotonic() - begun), done.stderr


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull}


def lint(cwd: Path, *arguments: str) -> Ran:
    """A run of the program over the repository."""
    count = cwd.parent / "count"
    count.write_bytes(b"")
    ran, said = timed([sys.executable, "-c", COUNTING, str(count), "check", "-v", "-q", *arguments], cwd)
    judged, peak = re.search(r"(\d+) judged", said), re.search(r"peak (\d+)", said)
    if judged is None or peak is None:
        raise SystemExit(f"the program failed:\n{said}")
    return ran._replace(judged=int(judged[1]), opened=count.stat().st_size, peak=int(peak[1]) / 1024)


def status(cwd: Path) -> Ran:
    return timed(["git", "status", "--porcelain", "-z"], cwd)[0]


def git(cwd: Path, *arguments: str) -> None:
    own = ("-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *own, *arguments], cwd=cwd, check=True, capture_output=True, env=environment())


def corpus(folder: Path, count: int) -> list[Path]:
    """A repository of so many committed reports, each a copy of an example under an id of its own, and about vulnerabilities of its own."""
    texts = {path: ALONE.sub("", path.read_text(encoding="utf-8")) for path in sorted((ROOT / "examples" / "reports").glob("*.yaml"))}
    clean = [text for path, text in texts.items() if lint_one(path)]
    others = [text for text in texts.values() if text not in clean] or clean
    folder.mkdir()
    (folder / "aishare-lint.yaml").write_text("reports: ['reports/**/*.yaml']\n", encoding="utf-8")
    paths = []
    for number in range(count):
        sources = others if number % OTHERS_EVERY == OTHERS_EVERY - 1 else clean
        text = sources[number % len(sources)]
        first = text.index("\nid: ") + 5
        id_ = f"{text[first : first + 7]}-{number:06}"  # with the year of the example
        path = folder / "reports" / f"{number // IN_A_FOLDER:03}" / f"{id_}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text[:first] + id_ + text[text.index("\n", first) :]
        path.write_text(CVE.sub(lambda cve, number=number: f"{cve[1]}{cve[2]}{number:06}", text), encoding="utf-8")
        paths.append(path)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "reports")
    return paths


def lint_one(path: Path) -> bool:
    """Whether an example has no finding at all."""
    done = subprocess.run(
        [sys.executable, "-m", "aishare_lint", "check", "--format", "concise", str(path)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.startswith("1 file, 0 errors, 0 warnings, 0 infos")


def show(name: str, ran: Ran, beside: float) -> None:
    figures = f"{ran.cpu * 1000:10.0f} {ran.wall * 1000:10.0f} {ran.cpu / beside:10.1f} {ran.judged:9} {ran.opened:9} {ran.peak:8.0f}"
    print(f"{name:34} {figures}", flush=True)


def warm(cwd: Path) -> tuple[Ran, float]:
    """The median of warm runs (by CPU time) and of `git status`, taking turns."""
    runs, beside = [], []
    for _ in range(ROUNDS):
        beside.append(status(cwd).cpu)
        runs.append(lint(cwd))
    return sorted(runs)[ROUNDS // 2], statistics.median(beside)


def change(paths: Sequence[Path], round_: int) -> None:
    """Another content in ten of the reports."""
    for path in paths[:: max(1, len(paths) // CHANGED)][:CHANGED]:
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(f"# round {round_}\n")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reports", type=int, default=10_000, help="how many (10000); 100000 takes its time")
    options.add_argument("--jobs", action="store_true", help="also cold runs with one and with two processes, over few reports each")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "repository"
        print(f"writing {chosen.reports} reports", flush=True)
        paths = corpus(folder, chosen.reports)
        if chosen.jobs:
            spread(folder)
        status(folder)
        columns = ("ms CPU", "ms wall", "x status", "judged", "opened", "MB peak")
        print(
            f"\n{chosen.reports} reports\n{'':34} "
            + " ".join(f"{one:>{10 if at < 3 else 9 if at < 5 else 8}}" for at, one in enumerate(columns))
        )
        cold, beside = lint(folder), status(folder).cpu
        show("cold", cold, beside)
        ran, beside = warm(folder)
        show("warm, nothing changed", ran, beside)
        change(paths, 1)
        show(f"warm, {CHANGED} changed", lint(folder), status(folder).cpu)
        git(folder, "commit", "--quiet", "-a", "-m", "more")
        show(f"warm, the {CHANGED} committed", lint(folder), status(folder).cpu)
        print(f"{'git status':34} {beside * 1000:10.0f}")
    return 0


def spread(folder: Path) -> None:
    """From how many reports on another process is worth its start: wall seconds of both ways."""
    print(f"\n{'reports':>8} {'one process':>12} {'two':>8}   (ms wall, the least of {ROUNDS})")
    names = [str(path) for path in sorted((folder / "reports").rglob("*.yaml"))[:256]]
    for count in (4, 8, 16, 32, 64, 128, 256):
        ways: dict[str, list[float]] = {"1": [], "2": []}
        for _ in range(ROUNDS):
            for jobs, walls in ways.items():
                walls.append(lint(folder, "--jobs", jobs, *names[:count]).wall)
        one, two = (min(walls) * 1000 for walls in ways.values())
        print(f"{count:8} {one:12.0f} {two:8.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
