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
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "data" / "detection"
DOCS = ROOT / "docs" / "detection.md"
BEGIN, END = "<!-- measured by `make bench-detect`: begin -->", "<!-- measured by `make bench-detect`: end -->"


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


class Row(NamedTuple):
    """A labelled text."""

    id: str
    label: str
    hard: bool
    ai: bool
    kind: str
    text: str


def rot47(text: str) -> str:
    """A text with each visible ASCII character turned by 47 places; applied twice it is the text again."""
    return "".join(chr(33 + (ord(one) + 14) % 94) if "!" <= one <= "~" else one for one in text)


def read_rows(paths: Iterable[Path]) -> list[Row]:
    rows = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                data: dict[str, Any] = json.loads(line)
                text = data["text"] if "text" in data else rot47(data["rot47"])
                kind = data.get("sub") or data["id"].rpartition("-")[0] or data["label"]
                rows.append(Row(str(data["id"]), data["label"], bool(data.get("hard")), bool(data.get("ai")), kind, text))
    return rows


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
    """Recall and false alarms for secrets of detect-secrets and secretlint on the same texts, where they are installed."""
    wanted = [row for row in rows if row.label in ("secret", "neg")]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, row in enumerate(wanted):
            (folder / f"{number:05}.txt").write_text(row.text, encoding="utf-8")
        for peer, flagged in (("detect-secrets", _detect_secrets(folder)), ("secretlint", _secretlint(folder))):
            if isinstance(flagged, str):
                found[peer] = {"skipped": flagged}
                continue
            hits = [(row, f"{number:05}.txt" in flagged) for number, row in enumerate(wanted)]
            found[peer] = {
                "recall": share(hit for row, hit in hits if row.label == "secret"),
                "ordinary": share(hit for row, hit in hits if row.label == "neg" and not row.hard),
                "hard": share(hit for row, hit in hits if row.label == "neg" and row.hard),
            }
    return found


def _detect_secrets(folder: Path) -> set[str] | str:
    """Files in which detect-secrets finds something, or why it cannot say. Never with verification, which sends what it found away."""
    program = ROOT / ".venv-bench" / "bin" / "detect-secrets"
    if not program.exists():
        return "not installed; `make bench-detect PEERS=yes` installs it into .venv-bench"
    done = subprocess.run([program, "scan", "--all-files", "--no-verify", "."], cwd=folder, capture_output=True, text=True, check=False)
    return set(json.loads(done.stdout)["results"]) if done.returncode == 0 else f"it ended with {done.returncode}"


def _secretlint(folder: Path) -> set[str] | str:
    """As `_detect_secrets`, with secretlint's recommended rules."""
    program = ROOT / ".venv-bench" / "node_modules" / ".bin" / "secretlint"
    if not program.exists():
        return "not installed; `make bench-detect PEERS=yes` installs it where npm is at hand"
    rules = folder.parent / f"{folder.name}.secretlintrc.json"
    rules.write_text('{"rules": [{"id": "@secretlint/secretlint-rule-preset-recommend"}]}', encoding="utf-8")
    try:
        command = [program, "--secretlintrc", rules, "--format", "json", "--no-maskSecrets", f"{folder}/*.txt"]
        done = subprocess.run(command, cwd=program.parents[2], capture_output=True, text=True, check=False)
    finally:
        rules.unlink()
    if done.returncode not in (0, 1):
        return f"it ended with {done.returncode}"
    return {Path(one["filePath"]).name for one in json.loads(done.stdout or "[]") if one["messages"]}


def install_peers() -> None:
    """detect-secrets, and secretlint where npm is at hand, each in `.venv-bench`."""

    folder = ROOT / ".venv-bench"
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "detect-secrets"], check=True)
    npm = shutil.which("npm")
    if npm:
        packages = ("secretlint", "@secretlint/secretlint-rule-preset-recommend")
        subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, *packages], check=False)


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
    together = result["together"]
    cpu = seconds(together["cpu_seconds_per_mb"])
    lines.append(("all together", "", "", "", per_mille(together["ordinary"]), per_mille(together["hard"]), cpu))
    for name, got in result.get("peers", {}).items():
        if "skipped" not in got:
            cells = (str(got["recall"]["of"]), percent(got["recall"]), "", per_mille(got["ordinary"]), per_mille(got["hard"]), "")
            lines.append((f"secrets by {name}", *cells))
    return lines


def show_table(lines: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def show_worst(verdicts: dict[str, list[Verdict]], *, count: int, texts: bool) -> None:
    """The misses with the lowest scores and the false alarms with the highest, by class; texts only when asked for."""
    for label, said in verdicts.items():
        misses = sorted((one for one in said if one.row.label == label and not one.level), key=lambda one: one.score)
        alarms = sorted((one for one in said if one.row.label == "neg" and one.level), key=lambda one: -one.score)
        for title, listed in (("misses", misses), ("false alarms", alarms)):
            print(f"\n{label}: {len(listed)} {title}")
            for one in listed[:count]:
                hard = " hard" if one.row.hard else ""
                print(f"  {one.row.id}  {one.row.kind}{hard}  {one.score:.2f} {one.level}  {'; '.join(one.reasons)}")
                if texts:
                    print("    " + repr(one.row.text[:1000]))


def write_docs(lines: Sequence[tuple[str, ...]], result: dict[str, Any]) -> None:
    """The table in the documentation, between its two marks."""
    text = DOCS.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    marked = ["| " + " | ".join(line) + " |" for line in lines]
    marked.insert(1, "|" + "---|" * len(lines[0]))
    note = f"{result['texts']} texts, {result['megabytes']:.2f} MB. FA: false alarms per 1,000 texts."
    DOCS.write_text(f"{before}{BEGIN}\n{note}\n\n" + "\n".join(marked) + f"\n{END}{after}", encoding="utf-8")


def encode() -> None:
    """Rows from standard input, their text as `rot47`, to standard output."""
    for line in sys.stdin:
        data = json.loads(line)
        print(
            json.dumps({**{key: value for key, value in data.items() if key != "text"}, "rot47": rot47(data["text"])}, ensure_ascii=False)
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", type=Path, help="files of rows; without one, the repository's own")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench-detect.json", help="where the figures go")
    parser.add_argument("--worst", action="store_true", help="list the worst misses and false alarms, by id and kind")
    parser.add_argument("--texts", action="store_true", help="with --worst: print the texts too (dangerous material)")
    parser.add_argument("--count", type=int, default=20, help="with --worst: how many")
    parser.add_argument("--docs", action="store_true", help="write the table into docs/detection.md")
    parser.add_argument("--peers", action="store_true", help="install the tools to compare with into .venv-bench first")
    parser.add_argument("--encode", action="store_true", help="rows with `text` on standard input, with `rot47` on standard output")
    options = parser.parse_args()
    if options.encode:
        encode()
        return
    rows = read_rows(options.corpus or sorted(OWN.glob("*.jsonl")))
    if options.peers:
        install_peers()
    result, verdicts = measure(rows)
    result["peers"] = peers(rows)
    lines = table(result)
    print(f"{result['texts']} texts, {result['megabytes']:.2f} MB; FA: false alarms per 1,000 texts\n")
    show_table(lines)
    for name, got in result["peers"].items():
        if "skipped" in got:
            print(f"{name}: {got['skipped']}")
    if options.worst:
        show_worst(verdicts, count=options.count, texts=options.texts)
    if options.docs:
        write_docs(lines, result)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(f"\nfigures: {options.json}")


if __name__ == "__main__":
    main()
