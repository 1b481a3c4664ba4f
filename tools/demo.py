"""`make demo`: the three real reports of `examples/`, judged and counted, as a person would do it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
#: What is run, and the exit code that shows that it worked.
STEPS = (
    ("Five facts that must not leave like this: an overshared report is an error, draft or not.", ["check", "mistakes/oversharing.yaml"], 1),
    ("The three real reports as drafts: warnings, no errors; nothing keeps them from being committed.", ["check", "reports/drafts"], 0),
    ("The same three, ready: complete, marked, sourced.", ["check", "reports/ready"], 0),
    ("How far each one answers the tear sheet.", ["coverage", "reports"], 0),
)


def main() -> int:
    """Run every step and show what it prints; 1 when one of them ends otherwise than it should."""
    failed = False
    for title, arguments, expected in STEPS:
        print(f"\n# {title}\n$ cd examples && aishare-lint {' '.join(arguments)}", flush=True)
        command = [sys.executable, "-m", "aishare_lint", *arguments]
        code = subprocess.run(command, cwd=EXAMPLES, check=False, env={**os.environ, "PYTHONUTF8": "1"}).returncode
        if code != expected:
            print(f"demo: exit code {code}, expected {expected}", file=sys.stderr)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
