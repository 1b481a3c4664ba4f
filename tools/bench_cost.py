"""What the detectors cost: their share of a run over many reports, and how long texts take that were made to be slow.

The slow texts are made of the patterns themselves: the words that each waits for, and the beginning of what it matches, again and again,
so that whatever can be tried in vain is tried at every place.
"""

from __future__ import annotations

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools import hostile_texts
from tools.hostile_texts import MEGABYTE, filled, hostile, near_misses, patterns

ROOT = Path(__file__).parent.parent
#: Rules that ask a detector; `hostile-text-unfenced` asks that of prompts.
RULES = (
    "redaction/secret",
    "redaction/personal-information",
    "redaction/undeclared-poc",
    "redaction/undeclared-prompt",
    "redaction/hostile-text-unfenced",
    "indicators/live-in-prose",
)


def cpu(judge: Callable[[str], Any], text: str) -> float:
    """CPU seconds of one judgement."""
    before = time.process_time()
    judge(text)
    return time.process_time() - before


def slowest(judges: Mapping[str, Callable[[str], Any]], size: int = MEGABYTE) -> dict[str, Any]:
    """CPU seconds of all detectors together on each hostile text, and of each pattern's own text (a shorter one) the slowest."""
    taken: dict[str, dict[str, float]] = {}
    for name, text in hostile(size).items():
        taken[name] = {label: cpu(judge, text) for label, judge in judges.items()}
    alone: dict[str, float] = {}
    for module, sources in patterns().items():
        for number, source in enumerate(sources):
            text = filled(near_misses(source)[0], size // 32)
            alone[f"{module}, pattern {number + 1}"] = 32 * sum(cpu(judge, text) for judge in judges.values())
    worst = dict(sorted(alone.items(), key=lambda one: -one[1])[:10])
    return {"bytes": size, "texts": taken, "patterns": len(alone), "slowest_patterns_per_mb": worst}


# A run over many reports


def reports(folder: Path, texts: Sequence[str], count: int) -> None:
    """A repository of many reports: the examples in turn, each under an id of its own and with prose of its own."""
    (folder / "reports").mkdir(parents=True)
    (folder / "aishare-lint.yaml").write_text("reports: ['reports/*.yaml']\n", encoding="utf-8")
    examples = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "reports").glob("*.yaml"))]
    chance = random.Random(0)
    for number in range(count):
        text, name = examples[number % len(examples)], f"EX-2026-{number:04}"
        first = text.index("\nid: ") + 5
        prose = " ".join(chance.sample(texts, 2)).replace("\n", " ")
        own = "x_note: |-\n  " + re.sub(r"[^\x20-\x7e]", " ", prose)
        (folder / "reports" / f"{name}.yaml").write_text(
            f"{text[:first]}{name}{text[text.index(chr(10), first) :]}\n{own}\n", encoding="utf-8"
        )


def share_of_run(texts: Sequence[str], count: int) -> dict[str, Any]:
    """CPU seconds of `check` over many reports with the detectors and without their rules, and what share that is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports(folder, texts, count)
        checked = ("check", ".", "--format", "json", "--fail-on", "never")
        _checked(folder, checked)  # fills caches
        whole = _checked(folder, checked)
        without = _checked(folder, (*checked, "--ignore", ",".join(RULES)))
    return {"reports": count, "seconds": whole, "seconds_without": without, "share": (whole - without) / whole}


def _checked(folder: Path, arguments: Sequence[str]) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / ".cache")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "aishare_lint", *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def hostile_reports(size: int = MEGABYTE) -> dict[str, float]:
    """CPU seconds of `check` on a report with one literal block of a hostile text of a size, for each kind of such texts."""
    taken: dict[str, float] = {}
    for kind, text in hostile_texts.kinds(size).items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            reports(folder, ["One.", "Two."], 1)
            path = folder / "reports" / "EX-2026-0000.yaml"
            path.write_text(path.read_text(encoding="utf-8") + literal_block("x_hostile", text), encoding="utf-8")
            taken[kind] = _checked(folder, ("check", ".", "--format", "json", "--fail-on", "never"))
    return taken


def literal_block(key: str, text: str) -> str:
    """A text as a key of a report holds it, line for line."""
    return f"{key}: |-\n  .\n" + "".join(f"  {line}\n" for line in text.splitlines())
