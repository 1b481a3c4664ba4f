"""Draws the pictures of the README from what the program prints: `python tools/pictures.py` writes them into `docs/pictures/`.

An SVG, not a screen shot: it is text, so a change of the output is seen in a review, and `tests/test_pictures.py` can tell when it is old.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
#: The name of each picture and the arguments that print it, in `examples/`.
COMMANDS: Final = {
    "check": ["check", "--select", "tlp", "mistakes/oversharing.yaml"],
    "coverage": ["coverage", "reports/EX-2025-0002.yaml"],
}

_COLOURS: Final = {
    "31": "#ff7b72",
    "32": "#7ee787",
    "33": "#e3b341",
    "34": "#79c0ff",
    "35": "#d2a8ff",
    "36": "#76e3ea",
    "91": "#ff7b72",
    "92": "#7ee787",
    "93": "#e3b341",
    "94": "#79c0ff",
    "95": "#d2a8ff",
    "96": "#76e3ea",
}
_SIZE, _WIDTH, _HEIGHT, _MARGIN = 13, 7.83, 18, 16


def printed(name: str) -> str:
    """The command of a picture with a prompt, and what it prints in colour."""
    arguments = COMMANDS[name]
    done = subprocess.run(
        [sys.executable, "-m", "aishare_lint", *arguments],
        cwd=ROOT / "examples",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "FORCE_COLOR": "1", "GITHUB_ACTIONS": "", "NO_COLOR": ""},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode > 1:
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr}")
    return f"\x1b[2m$\x1b[0m aishare-lint {' '.join(arguments)}\n\n{done.stdout}"


def draw(text: str) -> str:
    """A text with colours as an SVG."""
    lines = text.rstrip("\n").split("\n")
    columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = round(columns * _WIDTH) + 2 * _MARGIN, len(lines) * _HEIGHT + 2 * _MARGIN
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">',
        f'<rect width="{width}" height="{height}" rx="6" fill="#0d1117"/>',
        f'<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="{_SIZE}" fill="#e6edf3" xml:space="preserve">',
    ]
    for number, line in enumerate(lines):
        # Each piece has its own place and length, so that no font of the reader's shifts what stands under what.
        rows += [_piece(column, number, style, piece) for column, style, piece in _pieces(line) if piece.strip()]
    return "\n".join([*rows, "</g>", "</svg>", ""])


def _piece(column: int, number: int, style: str, piece: str) -> str:
    start = len(piece) - len(piece.lstrip(" "))
    piece = piece.strip(" ")
    x, y = _MARGIN + (column + start) * _WIDTH, _MARGIN + number * _HEIGHT + _SIZE
    return f'<text x="{x:.1f}" y="{y}" textLength="{len(piece) * _WIDTH:.1f}"{style}>{escape(piece, quote=False)}</text>'


def _pieces(line: str) -> Iterator[tuple[int, str, str]]:
    """Column, style and text of each piece of a line between its escape sequences."""
    column, style = 0, ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b"):
            style = _style(part[2:-1].split(";"))
        elif part:
            yield column, style, part
            column += len(part)


def _style(codes: list[str]) -> str:
    made = [f' fill="{_COLOURS[code]}"' for code in codes if code in _COLOURS]
    if "1" in codes:
        made.append(' font-weight="bold"')
    if "2" in codes:
        made.append(' opacity="0.65"')
    return "".join(made)


def main() -> None:
    """Draw all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in COMMANDS:
        (PICTURES / f"{name}.svg").write_text(draw(printed(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
