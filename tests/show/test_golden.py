"""Each format writes exactly what lies in `golden/`.

After a wanted change: `UPDATE_GOLDEN=1 pytest tests/show/test_golden.py`, and read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from show_samples import RESULT, TITLES

from aishare_lint import __version__
from aishare_lint.show import FORMATS, render
from aishare_lint.show.style import Style

GOLDEN = Path(__file__).parent / "golden"
CASES = {
    "full.txt": ("full", Style()),
    "full-narrow-ascii.txt": ("full", Style(width=60, unicode=False)),
    "full-everything.txt": (
        "full",
        Style(colour=True, links=True, verbose=True, show_ignored=True, statistics=True),
    ),
    "concise.txt": ("concise", Style(show_ignored=True)),
    "findings.json": ("json", Style()),
    "findings.sarif": ("sarif", Style()),
    "github.txt": ("github", Style()),
    "gitlab.json": ("gitlab", Style()),
    "junit.xml": ("junit", Style()),
    "summary.md": ("markdown", Style()),
    "summary-verbose.md": ("markdown", Style(verbose=True, show_ignored=True)),
}


@pytest.mark.parametrize("name", CASES)
def test_format(name: str) -> None:
    format_, style = CASES[name]
    written = render(format_, RESULT, style, titles=TITLES, explain_url=lambda rule: f"https://rules.example/{rule}")
    written = written.replace(f'"{__version__}"', '"@@VERSION@@"')
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")


def test_every_format_has_one() -> None:
    assert {format_ for format_, _ in CASES.values()} == set(FORMATS)


def test_unknown_format() -> None:
    with pytest.raises(KeyError):
        render("xml", RESULT)
