"""Each format for people writes exactly what lies in `golden/`, for the reports of `examples/` and for one with something of everything.

After a wanted change: `UPDATE_GOLDEN=1 pytest tests/share/test_export_golden.py`, and read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aishare_lint.share.exports import export, file_name

from .export_samples import EVERYTHING, EXAMPLES, of_file

GOLDEN = Path(__file__).parent / "golden"
CASES = [
    *((EXAMPLES / f"{name}.yaml", ceiling) for name in ("EX-2025-1002", "EX-2025-1006") for ceiling in ("TLP:GREEN",)),
    *((EXAMPLES / "EX-2024-1005.yaml", ceiling) for ceiling in ("TLP:AMBER",)),
    (EVERYTHING, "TLP:AMBER+STRICT"),
    (EVERYTHING, "TLP:GREEN"),
]


@pytest.mark.parametrize("format_", ["yaml", "markdown", "html", "eml", "sheet"])
@pytest.mark.parametrize(("path", "ceiling"), CASES, ids=lambda one: one.stem if isinstance(one, Path) else one)
def test_format(path: Path, ceiling: str, format_: str) -> None:
    edition, context = of_file(path, ceiling)
    written = export(format_, edition, context)
    golden = GOLDEN / ceiling.removeprefix("TLP:").lower() / file_name(format_, edition)
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(written)
    assert written == golden.read_bytes()
