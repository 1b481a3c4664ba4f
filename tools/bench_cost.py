"""What the detectors cost: their share of a run over many reports, and how long texts take that were made to be slow.

The slow texts are made of the patterns themselves: the words that each waits for, and the beginning of what it matches, again and again,
so that whatever can be tried in vain is tried at every place.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from aishare_lint.lint import detectors

ROOT = Path(__file__).parent.parent
MEGABYTE = 1_000_000
#: Rules that ask a detector; `hostile-text-unfenced` asks that of prompts.
RULES = (
    "redaction/secret",
    "redaction/personal-information",
    "redaction/undeclared-poc",
    "redaction/undeclared-prompt",
    "redaction/hostile-text-unfenced",
    "indicators/live-in-prose",
)
#: What a pattern may be made of when a text is made from it: long enough to be tried, short enough to come often.
_LONGEST = 48


# Texts that were made to be slow


def patterns() -> dict[str, list[str]]:
    """The source of every pattern of the detectors, by the first module that has it."""
    found: dict[str, list[str]] = {}
    known: set[str] = set()
    for info in pkgutil.iter_modules(detectors.__path__):
        module = importlib.import_module(f"{detectors.__name__}.{info.name}")
        sources = [source for source in dict.fromkeys(_sources(vars(module).values())) if source not in known]
        known.update(sources)
        if sources:
            found[info.name] = sources
    return found


def _sources(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, ModuleType | type) or callable(value):
            continue
        source = getattr(value, "pattern", None)
        if isinstance(source, str):
            yield source
        elif isinstance(source, re.Pattern) or hasattr(source, "finditer"):
            yield source.pattern
        elif isinstance(value, dict):
            yield from _sources(value.values())
        elif isinstance(value, tuple | list | frozenset):
            yield from _sources(value)


def near_misses(source: str) -> list[str]:
    """Beginnings of texts that a pattern matches: almost all of one, half of it, and the longest run that it allows."""
    made = list(_made(re._parser.parse(source), random.Random(source), 3))  # type: ignore[attr-defined]
    text = "".join(made)[: 4 * _LONGEST]
    return list(dict.fromkeys(piece for piece in (text[:-1], text[: len(text) // 2], text[:4]) if piece.strip())) or ["a "]


def _made(items: Any, chance: random.Random, most: int) -> Iterator[str]:
    """Characters that match parsed pieces of a pattern; what is looked at and not taken is left out."""
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            yield chr(argument)
        elif name in ("NOT_LITERAL", "ANY"):
            yield "a" if argument != ord("a") else "b"
        elif name == "IN":
            yield _member(argument, chance)
        elif name == "BRANCH":
            yield from _made(chance.choice(argument[1]), chance, most)
        elif name == "SUBPATTERN":
            yield from _made(argument[-1], chance, most)
        elif name == "ATOMIC_GROUP":
            yield from _made(argument, chance, most)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = argument
            for _ in range(min(max(low, min(int(high), most)), _LONGEST)):
                yield from _made(inner, chance, most)


def _member(members: Sequence[tuple[Any, Any]], chance: random.Random) -> str:
    kinds = {str(kind) for kind, _ in members}
    if "NEGATE" in kinds:
        barred = {chr(value) for kind, value in members if str(kind) == "LITERAL"}
        return next(one for one in "a 0-.x" if one not in barred)
    kind, value = chance.choice(members)
    if str(kind) == "LITERAL":
        return chr(value)
    if str(kind) == "RANGE":
        return chr(chance.randint(*value))
    category = str(value)
    return chance.choice(" \n") if "SPACE" in category else chance.choice("0123456789") if "DIGIT" in category else chance.choice("aZ_7")


def hostile(size: int = MEGABYTE) -> dict[str, str]:
    """Texts of a size: for each module its words and its near misses, one after the other and one for long; then all of them."""
    texts: dict[str, str] = {}
    everything: list[str] = []
    for name, sources in patterns().items():
        pieces = [piece for source in sources for piece in near_misses(source)]
        everything += pieces
        texts[f"{name}: near misses in turn"] = filled(" ".join(pieces) + "\n", size)
        texts[f"{name}: without a space"] = filled("".join(pieces), size)
        share = size // len(pieces) + 1
        texts[f"{name}: each many times"] = "\n".join(filled(piece, share) for piece in pieces)[:size]
    random.Random(0).shuffle(everything)
    texts["all of them"] = filled(" ".join(everything) + "\n", size)
    texts.update(
        {f"{word!r} repeated": filled(word, size) for word in ("a", " ", "\n", "aA0", "a.", "a@a.", "1 ", "%25", "{{", "\u200b", "é ")}
    )
    return texts


def filled(piece: str, size: int) -> str:
    """A piece again and again, up to a size."""
    return (piece * (size // len(piece) + 1))[:size]


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


def hostile_report(size: int = MEGABYTE) -> float:
    """CPU seconds of `check` on one report that holds a hostile text of a size, all of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports(folder, ["One.", "Two."], 1)
        path = folder / "reports" / "EX-2026-0000.yaml"
        lines = re.sub(r"[^\x20-\x7e\n]", " ", hostile(size)["all of them"]).splitlines()
        path.write_text(
            path.read_text(encoding="utf-8") + "x_hostile: |-\n  .\n" + "".join(f"  {line}\n" for line in lines), encoding="utf-8"
        )
        return _checked(folder, ("check", ".", "--format", "json", "--fail-on", "never"))
