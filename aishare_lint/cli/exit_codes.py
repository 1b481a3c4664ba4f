"""The exit codes, the same for every command and every format."""

from __future__ import annotations

from typing import Final

CLEAN: Final = 0
#: Findings at or above `--fail-on`; `--diff` would change something; an example of a rule does not come true.
FINDINGS: Final = 1
#: Arguments, configuration, packs, nothing to check.
MISTAKE: Final = 2
#: A bug of ours.
BUG: Final = 3
#: A package that is intact, from nobody knows whom: no list of signers was given.
ORIGIN_UNKNOWN: Final = 4
INTERRUPTED: Final = 130


def worst(*codes: int) -> int:
    """A bug before a mistake before findings."""
    return max(codes, default=CLEAN)
