"""The pictures of the README show what the program prints today. `python tools/pictures.py` draws them again."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from pictures import COMMANDS, PICTURES, draw, printed  # noqa: E402


@pytest.mark.parametrize("name", COMMANDS)
def test_a_picture_is_up_to_date(name: str) -> None:
    assert (PICTURES / f"{name}.svg").read_text(encoding="utf-8") == draw(printed(name)), "run python tools/pictures.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_picture_is_in_the_readme_and_gives_nothing_away(name: str) -> None:
    assert f"docs/pictures/{name}.svg" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Northwind" not in (PICTURES / f"{name}.svg").read_text(encoding="utf-8")


def test_every_piece_stands_at_its_column() -> None:
    drawn = ElementTree.fromstring(draw("a \x1b[1;31m<b>\x1b[0m  c\n"))
    texts = [(element.text, element.get("font-weight")) for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == [("a", None), ("<b>", "bold"), ("c", None)]
    places = [float(element.get("x", "")) for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert places == [16.0, 31.7, 70.8]
