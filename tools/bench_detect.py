"""`make bench-detect`: how much of what must not be shared the detectors find, and how often they cry wolf.

Rows are JSON objects, one a line: `{id, label, hard, ai, text}`, label one of poc, secret, pii, prompt, ioc, neg; `hard` marks negatives
that were chosen to provoke, `ai` material about AI. The repository's own rows hold their text as `rot47`, so that neither scanners nor
readers take it for real. A class fires when its detector finds anything, weak or strong. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tools import bench_cost, bench_peers, measured
from tools.bench_rows import Row, encode, part_of, read_rows

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "data" / "detection"
DOCS = ROOT / "docs" / "detection.md"


class Class(NamedTuple):
    """A class of material: its label, the module of its detector, the rule that speaks for it, words for a table."""

    label: str
    module: str
    rule: str
    words: str


CLASSES = (
    Class("poc", "exploits", "redaction/undeclared-poc", "proofs of concept, payloads"),
    Class("secret", "secrets", "redaction/secret", "secrets"),
    Class("pii", "persons", "redaction/personal-information", "personal data"),
    Class("prompt", "prompts", "redaction/undeclared-prompt", "adversarial prompts"),
    Class("ioc", "indicators", "indicators/live-in-prose", "live indicators in prose"),
)


def _part(said: str) -> list[tuple[str, str]]:
    part, _, kinds = said.partition("=")
    return [(kind, part) for kind in kinds.split(",") if kind]


# Measuring


class Verdict(NamedTuple):
    """What a detector said of a row."""

    row: Row
    score: float
    level: str
    reasons: tuple[str, ...]


def judge_of(one: Class) -> Callable[[str], Any] | None:
    """The detector of a class; None where this version has none."""
    name = f"aishare_lint.lint.detectors.{one.module}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
    judge: Callable[[str], Any] = module.judge
    return judge


def run(judge: Callable[[str], Any], rows: Sequence[Row]) -> tuple[list[Verdict], float]:
    """Every verdict, and the CPU seconds that they took. Patterns are compiled before the clock starts."""
    for row in rows[:: max(1, len(rows) // 200)]:
        judge(row.text)
    verdicts = []
    before = time.process_time()
    for row in rows:
        said = judge(row.text)
        verdicts.append(Verdict(row, said.score, said.level, tuple(said.reasons)))
    return verdicts, time.process_time() - before


def wilson(found: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    z, share = 1.959964, found / of
    middle, width = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - width) / (1 + z * z / of)), min(1.0, (middle + width) / (1 + z * z / of))


def share(fired: Iterable[bool]) -> dict[str, Any]:
    """How many fired, as a share with its interval."""
    listed = list(fired)
    found, of = sum(listed), len(listed)
    low, high = wilson(found, of)
    return {"found": found, "of": of, "share": found / of if of else None, "low": low, "high": high}


def figures(one: Class, verdicts: Sequence[Verdict], seconds: float, megabytes: float) -> dict[str, Any]:
    positives = [said for said in verdicts if said.row.label == one.label]
    negatives = [said for said in verdicts if said.row.label == "neg"]
    reasons = {name: Counter[str]() for name in ("positives", "ordinary", "hard")}
    for said in verdicts:
        group = "positives" if said.row.label == one.label else "hard" if said.row.hard else "ordinary"
        if said.level and said.row.label in (one.label, "neg"):
            reasons[group].update(set(said.reasons))
    return {
        "rule": one.rule,
        "recall": share(bool(said.level) for said in positives),
        "recall_strong": share(said.level == "strong" for said in positives),
        "recall_ai": share(bool(said.level) for said in positives if said.row.ai),
        "ordinary": share(bool(said.level) for said in negatives if not said.row.hard),
        "hard": share(bool(said.level) for said in negatives if said.row.hard),
        "cpu_seconds_per_mb": seconds / megabytes if megabytes else None,
        "parts": {
            part: share(bool(said.level) for said in positives if part_of(said.row) == part)
            for part in sorted({part_of(said.row) for said in positives} - {""})
        },
        "by_kind": {
            kind: share(bool(said.level) for said in positives if said.row.kind == kind)
            for kind in sorted({said.row.kind for said in positives})
        },
        "by_reason": {name: dict(counted.most_common()) for name, counted in reasons.items()},
    }


def measure(rows: Sequence[Row]) -> tuple[dict[str, Any], dict[str, list[Verdict]]]:
    """The figures of every class and of all five together, and every verdict by class."""
    megabytes = sum(len(row.text.encode()) for row in rows) / 1e6
    result: dict[str, Any] = {"texts": len(rows), "megabytes": megabytes, "classes": {}, "missing": []}
    verdicts: dict[str, list[Verdict]] = {}
    total = 0.0
    for one in CLASSES:
        judge = judge_of(one)
        if judge is None:
            result["missing"].append(one.label)
            continue
        verdicts[one.label], seconds = run(judge, rows)
        total += seconds
        result["classes"][one.label] = figures(one, verdicts[one.label], seconds, megabytes)
    fired = [(row, any(said[number].level for said in verdicts.values())) for number, row in enumerate(rows) if row.label == "neg"]
    result["together"] = {
        "ordinary": share(alarm for row, alarm in fired if not row.hard),
        "hard": share(alarm for row, alarm in fired if row.hard),
        "cpu_seconds_per_mb": total / megabytes if megabytes else None,
    }
    return result, verdicts


# Peers


def peers(rows: Sequence[Row]) -> dict[str, Any]:
    """Recall and false alarms for secrets of other tools on the same texts in the same run."""
    wanted = [row for row in rows if row.label in ("secret", "neg")]
    found: dict[str, Any] = {}
    for peer, flagged in bench_peers.flagged([row.text for row in wanted]).items():
        if isinstance(flagged, str):
            found[peer] = {"skipped": flagged}
            continue
        hits = [(row, number in flagged) for number, row in enumerate(wanted)]
        found[peer] = {
            "recall": share(hit for row, hit in hits if row.label == "secret"),
            "prefixed": share(hit for row, hit in hits if part_of(row) == "prefixed"),
            "ordinary": share(hit for row, hit in hits if row.label == "neg" and not row.hard),
            "hard": share(hit for row, hit in hits if row.label == "neg" and row.hard),
        }
    return found


# Showing


def percent(one: dict[str, Any]) -> str:
    if not one["of"]:
        return "–"
    return f"{one['share'] * 100:.1f} % ({one['low'] * 100:.0f}–{one['high'] * 100:.0f})"


def per_mille(one: dict[str, Any]) -> str:
    return f"{one['share'] * 1000:.1f}" if one["of"] else "–"


def seconds(per_mb: float | None) -> str:
    return "–" if per_mb is None else f"{per_mb:.2f}"


HEADS = ("class", "positives", "recall (95 %)", "of AI", "FA ordinary", "FA hard", "CPU s/MB")


def table(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Lines of cells, the head first."""
    lines: list[tuple[str, ...]] = [HEADS]
    for one in CLASSES:
        got = result["classes"].get(one.label)
        if got is None:
            lines.append((one.words, "–", "no detector in this version", "", "", "", ""))
            continue
        recall, ai = got["recall"], got["recall_ai"]
        cells = (str(recall["of"]), percent(recall), percent(ai), per_mille(got["ordinary"]), per_mille(got["hard"]))
        lines.append((one.words, *cells, seconds(got["cpu_seconds_per_mb"])))
        lines += [(f"· {part}", str(said["of"]), percent(said), "", "", "", "") for part, said in got["parts"].items()]
    together = result["together"]
    cpu = seconds(together["cpu_seconds_per_mb"])
    lines.append(("all together", "", "", "", per_mille(together["ordinary"]), per_mille(together["hard"]), cpu))
    for name, got in result.get("peers", {}).items():
        if "skipped" in got:
            lines.append((f"secrets by {name}", "–", got["skipped"], "", "", "", ""))
            continue
        cells = (str(got["recall"]["of"]), percent(got["recall"]), "", per_mille(got["ordinary"]), per_mille(got["hard"]), "")
        lines.append((f"secrets by {name}", *cells))
        lines.append(("· prefixed", str(got["prefixed"]["of"]), percent(got["prefixed"]), "", "", "", ""))
    return lines


def cost_lines(cost: dict[str, Any]) -> list[str]:
    """Sentences on what the detectors cost."""
    run, hostile = cost["run"], cost["hostile"]
    sums = {name: sum(taken.values()) for name, taken in hostile["texts"].items()}
    slowest = max(sums, key=lambda name: sums[name])
    pattern = max(hostile["slowest_patterns_per_mb"].values(), default=0.0)
    checked = cost["hostile_reports"]
    worst = max(checked, key=lambda kind: checked[kind])
    return [
        f"{run['reports']:,} reports: {run['seconds']:.1f} s of CPU time; the detectors' rules take {run['share'] * 100:.0f} % of it.",
        f"{hostile['bytes'] / 1e6:g} MB of beginnings of what the patterns match, all detectors: {sums['all of them']:.1f} s of CPU time.",
        f"The slowest of {len(sums)} such texts ({slowest}): {sums[slowest]:.1f} s.",
        f"The slowest of {hostile['patterns']} patterns on beginnings of its own: {pattern:.1f} s a MB.",
        f"`check` of a report with 1 MB of hostile text: {checked[worst]:.1f} s for the slowest of {len(checked)} kinds ({worst}).",
        f"The median of those kinds: {statistics.median(checked.values()):.1f} s.",
    ]


def show_table(lines: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


class Errors(NamedTuple):
    """What one detector got wrong: misses with the highest scores last, false alarms with the highest first."""

    label: str
    misses: list[Verdict]
    alarms: list[Verdict]


def errors_of(verdicts: dict[str, list[Verdict]]) -> list[Errors]:
    return [
        Errors(
            label,
            sorted((one for one in said if one.row.label == label and not one.level), key=lambda one: one.score),
            sorted((one for one in said if one.row.label == "neg" and one.level), key=lambda one: -one.score),
        )
        for label, said in verdicts.items()
    ]


def by_kind(listed: Iterable[Verdict]) -> str:
    """How many of each kind: `hard-log 2, advisory 1`."""
    counted = Counter(one.row.kind for one in listed)
    return ", ".join(f"{kind} {count}" for kind, count in counted.most_common())


def show_worst(verdicts: dict[str, list[Verdict]], *, count: int, texts: bool) -> None:
    """How many errors of each kind, and the worst of them; texts only when asked for."""
    for label, misses, alarms in errors_of(verdicts):
        for title, listed in (("misses", misses), ("false alarms", alarms)):
            print(f"\n{label}: {len(listed)} {title}{': ' if listed else ''}{by_kind(listed)}")
            for one in listed[:count]:
                hard = " hard" if one.row.hard else ""
                print(f"  {one.row.id}  {one.row.kind}{hard}  {one.score:.2f} {one.level}  {'; '.join(one.reasons)}".rstrip())
                if texts:
                    print("    " + repr(one.row.text[:1000]))


def write_docs(result: dict[str, Any], verdicts: dict[str, list[Verdict]], section: str, path: Path = DOCS) -> None:
    """The figures in the documentation, between the two marks of a section: `own` or `corpus`."""
    begin, end = (
        f"<!-- `make bench-detect` writes this ({section}): begin -->",
        f"<!-- `make bench-detect` writes this ({section}): end -->",
    )
    before, rest = path.read_text(encoding="utf-8").split(begin, 1)
    _, after = rest.split(end, 1)
    lines = table(result)
    marked = ["| " + " | ".join(line) + " |" for line in lines]
    marked.insert(1, "|" + "---|" * len(lines[0]))
    note = (
        f"{result['texts']:,} texts, {result['megabytes']:.2f} MB. FA: false alarms per 1,000 texts; of AI: the recall of what is about AI."
    )
    said = [note, "\n".join(marked)]
    errors = [
        f"- {label}, {title}: {by_kind(listed)}"
        for label, misses, alarms in errors_of(verdicts)
        for title, listed in (("missed", misses), ("false alarms", alarms))
        if listed
    ]
    said.append("Errors by kind of text:\n\n" + "\n".join(errors) if errors else "No errors.")
    if "cost" in result:
        said.append("Cost:\n\n" + "\n".join(f"- {line}" for line in cost_lines(result["cost"])))
    path.write_text(f"{before}{begin}\n" + "\n\n".join(said) + f"\n{end}{after}", encoding="utf-8")


def cost(rows: Sequence[Row], count: int) -> dict[str, Any]:
    judges = {one.label: judge for one in CLASSES if (judge := judge_of(one)) is not None}
    prose = [row.text for row in rows if row.label == "neg" and not row.hard]
    return {
        "run": bench_cost.share_of_run(prose, count),
        "hostile": bench_cost.slowest(judges),
        "hostile_reports": bench_cost.hostile_reports(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", type=Path, help="files of rows; without one, the repository's own")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench-detect.json", help="where the figures go")
    parser.add_argument("--worst", action="store_true", help="count the errors by kind and list the worst, by id and kind")
    parser.add_argument("--texts", action="store_true", help="with --worst: print the texts too (dangerous material)")
    parser.add_argument("--count", type=int, default=20, help="with --worst: how many")
    parser.add_argument("--part", action="append", default=[], metavar="PART=KIND,…", help="kinds of texts whose recall is shown apart")
    parser.add_argument("--docs", action="store_true", help="write the figures into docs/detection.md")
    parser.add_argument("--peers", action="store_true", help="install the tools to compare with into .venv-bench, and run them too")
    parser.add_argument("--cost", action="store_true", help="measure the share of a run and the slowest texts (minutes)")
    parser.add_argument("--reports", type=int, default=2000, help="with --cost: of how many reports a run is")
    parser.add_argument("--encode", action="store_true", help="rows with `text` on standard input, with `rot47` on standard output")
    options = parser.parse_args()
    if options.encode:
        encode()
        return
    rows = read_rows(options.corpus or sorted(OWN.glob("*.jsonl")), dict(pair for said in options.part for pair in _part(said)))
    result, verdicts = measure(rows)
    if options.peers:
        bench_peers.install()
        result["peers"] = peers(rows)
    if options.cost:
        result["cost"] = cost(rows, options.reports)
    print(f"{result['texts']} texts, {result['megabytes']:.2f} MB; FA: false alarms per 1,000 texts\n")
    show_table(table(result))
    if options.cost:
        print("", *cost_lines(result["cost"]), sep="\n")
    if options.worst:
        show_worst(verdicts, count=options.count, texts=options.texts)
    if options.docs:
        write_docs(result, verdicts, "corpus" if options.corpus else "own")
        measured.write()
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(f"\nfigures: {options.json}")


if __name__ == "__main__":
    main()
