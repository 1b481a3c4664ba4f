"""`make demo`: a report that says too much, then the three real reports of `examples/`, judged, counted and shared, as people do it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import demo_sharing

EXAMPLES = Path(__file__).parent.parent / "examples"

DRAFTS = ["reports/EX-2024-0005.yaml", "reports/EX-2025-0002.yaml", "reports/EX-2025-0006.yaml"]
READY = ["reports/EX-2024-1005.yaml", "reports/EX-2025-1002.yaml", "reports/EX-2025-1006.yaml"]


class Step(NamedTuple):
    """One command: what it shows, the exit code and the words that prove it."""

    title: str
    arguments: list[str]
    code: int
    says: tuple[str, ...]


STEPS = (
    Step(
        "A made-up early warning that says more than it may. Errors, draft or not: this must not be committed.",
        ["check", "mistakes/oversharing.yaml"],
        1,
        ("error[tlp/looser-than-content]", "error[redaction/secret]", "1 file, 9 errors, 1 warning"),
    ),
    Step(
        "Why that matters, and what may be a false alarm: every rule has such a page.",
        ["explain", "tlp/looser-than-content"],
        0,
        ("When it is wrong", "Flagged", "Fine"),
    ),
    Step(
        "Three real reports as drafts. Warnings and hints, no error: an incomplete draft can be committed.",
        ["check", *DRAFTS],
        0,
        ("warning[completeness/unanswered-question]", "3 files, 0 errors, 2 warnings"),
    ),
    Step("The same three, ready.", ["check", *READY], 0, ("3 files, 0 errors, 0 warnings, 0 infos, 0 ignored",)),
    Step(
        "How far the drafts answer the 59 questions of the playbook's checklist.",
        ["coverage", *DRAFTS],
        0,
        (
            "36 answered, 1 none, 2 not applicable, 16 unknown, 4 withheld, 0 open",
            "43 answered, 3 none, 4 not applicable, 8 unknown, 0 withheld, 1 open (1 owed)",
            "10 answered, 1 none, 30 not applicable, 14 unknown, 0 withheld, 4 open",
        ),
    ),
)


def main() -> int:
    """Run every step and show what it prints; 1 when one of them ends or speaks otherwise than it should."""
    wrong = [mistake for step in STEPS for mistake in _run(step)]
    for mistake in wrong:
        print(f"demo: {mistake}", file=sys.stderr)
    return int(bool(wrong)) or demo_sharing.main()


def _run(step: Step) -> list[str]:
    command = f"aishare-lint {' '.join(step.arguments)}"
    print(f"\n# {step.title}\n$ cd examples && {command}\n", flush=True)
    environment = {**os.environ, "PYTHONUTF8": "1", "GITHUB_ACTIONS": ""}
    if sys.stdout.isatty():
        environment["FORCE_COLOR"] = "1"
    done = subprocess.run(
        [sys.executable, "-m", "aishare_lint", *step.arguments],
        cwd=EXAMPLES,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=environment,
    )
    print(done.stdout + done.stderr, end="", flush=True)
    plain = re.sub(r"\x1b(?:\[[0-9;]*m|\]8;;[^\x1b]*\x1b\\)", "", done.stdout)
    wrong = [f"`{command}` did not say: {words}" for words in step.says if words not in plain]
    if done.returncode != step.code:
        wrong.append(f"`{command}` ended with {done.returncode} instead of {step.code}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
