"""Coverage for people and for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from aishare_lint.document.answers import STATES, Coverage, QuestionState
from aishare_lint.document.reader import read
from aishare_lint.document.tear_sheet import TearSheet
from aishare_lint.document.text import width
from aishare_lint.show.coverage import BLOCKS, PLAIN, Covered, covered
from aishare_lint.show.coverage import json as as_json
from aishare_lint.show.coverage import text as as_text
from aishare_lint.show.style import Style

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.fixture(scope="module")
def sheet() -> TearSheet:
    path = SCHEMAS / "tear-sheet.yaml"
    return TearSheet(read(path.read_bytes(), path.name).data)


def report(sheet: TearSheet, path: str = "reports/r.yaml", *, shift: int = 0, every: str = "") -> Covered:
    """A report whose questions go through all states in turn, or are all in one."""
    owed = ("value", "answer", "silent")
    questions = tuple(
        QuestionState(question.id, question.section, every or STATES[(number + shift) % len(STATES)], owed[number % 3], (question.home,))
        for number, question in enumerate(sheet.questions.values())
    )
    return covered(path, {"id": "ORG-1", "kind": "incident", "stage": ""}, Coverage(questions))


def test_each_question_has_a_cell_that_says_its_state_without_colour(sheet: TearSheet) -> None:
    lines = as_text([report(sheet)], sheet, Style()).splitlines()
    assert lines[0] == "reports/r.yaml  ORG-1, incident, update"
    assert lines[1].startswith(" 1 Description of the incident or vulnerability")
    assert "█ ▁ – ? ▒" in lines[1]
    assert lines[2].split("it was first detected")[1].split() == ["·", "█", "▁", "–", "?", "▒", "·", "█", "6/8", "open:", "2.1", "2.7"]
    assert len(set(BLOCKS.values())) == len(set(PLAIN.values())) == 7


def test_what_is_owed_is_marked(sheet: TearSheet) -> None:
    shown = as_text([report(sheet, every="open")], sheet, Style(width=140))
    assert "! ! · ! !" in shown.splitlines()[1]
    assert "open: 1.1! 1.2! 1.3 1.4! 1.5!" in shown
    assert "59 open (40 owed)" in shown


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
@pytest.mark.parametrize("verbose", [False, True])
def test_lines_fit_the_terminal(sheet: TearSheet, columns: int, verbose: bool) -> None:
    style = Style(width=columns, verbose=verbose)
    reports = [report(sheet, every="open"), report(sheet, "reports/" + "漢" * 60)]
    lines = as_text(reports, sheet, style).splitlines()
    body = [line for line in lines if line[:3].strip().isdigit() or line.startswith("   ")]
    assert max(map(width, body)) <= columns


def test_ascii_only(sheet: TearSheet) -> None:
    shown = as_text([report(sheet), report(sheet, shift=1)], sheet, Style(unicode=False))
    assert shown.isascii()
    assert "# _ - ? x" in shown


def test_no_colour_unless_asked_for(sheet: TearSheet) -> None:
    assert "\x1b" not in as_text([report(sheet)], sheet, Style(verbose=True))
    assert "\x1b[32m█" in as_text([report(sheet)], sheet, Style(colour=True))


def test_hostile_heads_do_not_reach_the_terminal(sheet: TearSheet) -> None:
    one = report(sheet)._replace(path="\x1b[2J", id="\u202e", kind="\n::error::x")
    shown = as_text([one], sheet, Style())
    assert shown.startswith("<U+001B>[2J  <U+202E>, <U+000A>::error::x, update\n")


def test_verbose_lists_what_is_open_with_what_is_owed_first(sheet: TearSheet) -> None:
    shown = as_text([report(sheet, every="open")], sheet, Style(verbose=True, width=120))
    value, answer, silent = (shown.index(f"open, {word}") for word in ("owes a value", "owes an answer", "not owed"))
    assert value < answer < silent
    for question in sheet.questions.values():
        assert f"   {question.id:<5} {question.ask[:40]}" in shown


def test_several_reports_end_with_all_of_them(sheet: TearSheet) -> None:
    shown = as_text([report(sheet), report(sheet, shift=1)], sheet, Style())
    assert "all 2 reports" in shown
    total = shown[shown.index("all 2 reports") :].splitlines()
    assert total[1].endswith("9/10")
    assert all(re.search(r" [█▁–?▒·!]{21} ", line) for line in total[1:10])


def test_many_reports_have_a_line_each(sheet: TearSheet) -> None:
    reports = [report(sheet, f"reports/{number}.yaml", shift=number) for number in range(6)]
    shown = as_text(reports, sheet, Style()).splitlines()
    assert [line.split()[0] for line in shown[:6]] == [f"reports/{number}.yaml" for number in range(6)]
    assert shown[7] == "all 6 reports"
    assert as_text(reports, sheet, Style(verbose=True)).count("Mitigations") == 7


def test_json_is_as_its_schema_says(sheet: TearSheet) -> None:
    data = json.loads(as_json([report(sheet), report(sheet, shift=1)]))
    Draft202012Validator(json.loads((SCHEMAS / "coverage.schema.json").read_text())).validate(data)
    assert data["reports"][0]["questions"][0] == {
        "id": "1.1",
        "section": "1",
        "state": "answered",
        "owed": "value",
        "at": "$.description",
    }
    assert sum(data["total"].values()) == 118
    for one in data["reports"]:
        assert sum(one["counts"].values()) == 59
