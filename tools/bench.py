"""`make bench`: what a run costs, side by side with comparable tools on the same files in the same run.

CPU time (user and system) of whole processes, the median of interleaved rounds. Trust the ratios, which are medians of the ratios of each
round: figures differ between machines, and on one machine from minute to minute. This project as a wheel, and its peers, live in an
environment of their own (`.venv-bench`), made on first use. Nothing here passes or fails.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tools import bench_cost, hostile_texts

ROOT = Path(__file__).parent.parent
PEERS = ("yamllint", "check-jsonschema")
ROUNDS = 15
#: Texts that were made to be slow, a megabyte of each in a report: `make bench-detect` has many more kinds.
HOSTILE = ("instruction overrides", "exploit code", "base64 in lines", "e-mail addresses", "URLs", "assignments", "beginnings in turn")
MANY = 200
#: A report without a finding.
CLEAN = "EX-2024-1005.yaml"
#: Processes run as people run them: with bytecode that is kept, and with what is installed.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def cpu_seconds(command: Sequence[str], cwd: Path) -> float:
    """User and system time of one process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(commands: dict[str, Sequence[str]], cwd: Path, rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each command, a figure a round; the commands take turns, so that a slow moment hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(cpu_seconds(command, cwd))
    return times


def show(title: str, times: dict[str, list[float]], ours: str) -> None:
    """A table with the ratio of our time to each other's."""
    print(f"\n{title}\n{'':42} {'ms CPU':>9}  {'ours / it':>9}")
    for name, taken in times.items():
        ratio = "" if name == ours else f"{statistics.median(a / b for a, b in zip(times[ours], taken, strict=True)):9.2f}"
        print(f"{name:42} {statistics.median(taken) * 1000:9.1f}  {ratio:>9}", flush=True)


def environment() -> Path:
    """An environment with this project as its users install it, and the peers."""
    folder = ROOT / ".venv-bench"
    python = folder / "bin" / "python"
    if not python.exists():
        print("installing this project and its peers into .venv-bench (once)", flush=True)
        venv.create(folder, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *PEERS], check=True, env=ENVIRONMENT)
    # The version does not change with the code, so pip has to be told that this is another wheel; what it needs is there already.
    subprocess.run([*install, str(ROOT)], check=True, env=ENVIRONMENT)
    subprocess.run([*install, "--force-reinstall", "--no-deps", str(ROOT)], check=True, env=ENVIRONMENT)
    return folder / "bin"


def copies(folder: Path, reports: Iterable[Path], count: int) -> None:
    """A repository of many reports, each a copy of a real one under an id of its own."""
    (folder / "reports").mkdir(parents=True)
    (folder / "aishare-lint.yaml").write_text("reports: ['reports/*.yaml']\n", encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in reports]
    for number in range(count):
        text = sources[number % len(sources)]
        first = text.index("\nid: ") + 5
        name = f"EX-2026-{number:04}"
        (folder / "reports" / f"{name}.yaml").write_text(text[:first] + name + text[text.index("\n", first) :], encoding="utf-8")


def show_hostile(ours: str, peers: Mapping[str, Sequence[str]], folder: Path) -> None:
    """What each tool takes for a report with a megabyte of hostile text, a line for each kind of it."""
    report = (ROOT / "examples" / "reports" / CLEAN).read_text(encoding="utf-8")
    commands = {"aishare-lint check": [ours, "check"], **peers}
    print(f"\na report with 1 MB of hostile text, a process of its own, s CPU\n{'':42} {'  '.join(f'{name:>18}' for name in commands)}")
    for kind in HOSTILE:
        path = folder / "hostile.yaml"
        path.write_text(report + bench_cost.literal_block("x_hostile", hostile_texts.kind(kind, hostile_texts.MEGABYTE)), encoding="utf-8")
        taken = [cpu_seconds([*command, str(path)], folder) for command in commands.values()]
        print(f"{kind:42} {'  '.join(f'{seconds:18.2f}' for seconds in taken)}", flush=True)
        path.unlink()


def main() -> int:
    bin_ = environment()
    python, ours = str(bin_ / "python"), str(bin_ / "aishare-lint")
    report = ROOT / "examples" / "reports" / CLEAN
    schema = ROOT / "schemas" / "report.schema.json"
    peers = {
        "yamllint": [str(bin_ / "yamllint"), "-d", "relaxed"],
        "check-jsonschema": [str(bin_ / "check-jsonschema"), "--schemafile", str(schema)],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "repository"
        copies(folder, sorted((ROOT / "examples" / "reports").glob("*.yaml")), MANY)
        one = str(folder / "reports" / "one.yaml")
        Path(one).write_text(report.read_text(encoding="utf-8"), encoding="utf-8")
        commands: dict[str, Sequence[str]] = {
            "aishare-lint check one.yaml": [ours, "check", one],
            "python -c pass": [python, "-c", "pass"],
            'python -c "import click"': [python, "-c", "import click"],
            **{name: [*command, one] for name, command in peers.items()},
        }
        measure(commands, folder, 1)  # fills caches, and is not shown
        show("one clean report, a process of its own", measure(commands, folder, ROUNDS), "aishare-lint check one.yaml")
        Path(one).unlink()
        files = [str(path) for path in sorted((folder / "reports").glob("*.yaml"))]
        commands = {"aishare-lint check": [ours, "check", "reports"], **{name: [*command, *files] for name, command in peers.items()}}
        show(f"{MANY} reports, one process", measure(commands, folder, 1), "aishare-lint check")
        show_hostile(ours, peers, folder)
        run = subprocess.run(
            [python, "-X", "importtime", ours, "check", files[0]], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
    lines = [line for line in run.stderr.splitlines() if line.startswith("import time:") and "[us]" not in line]
    imports = sorted(((int(line.split("|")[0].split(":")[1]), line.split("|")[2].strip()) for line in lines), reverse=True)
    print(f"\nimports of one run: {len(imports)} modules, {sum(own for own, _ in imports) / 1000:.0f} ms; the largest:")
    for own, module in imports[:12]:
        print(f"  {own / 1000:6.1f} ms  {module}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
