"""The tear sheet as data, held against what the report format says in words."""

from __future__ import annotations

import pytest

from aishare_lint.document.paths import ANY
from aishare_lint.document.tear_sheet import TearSheet
from aishare_lint.repo.builtin import load_pack

#: "What a report owes" in the report format. What is not named in the second row of a kind is silent, but for an incident.
NEEDS_A_VALUE = {
    "incident": "1.1 1.3 1.4 1.5 2.7 8.3",
    "vulnerability": "1.2 1.3 1.4 3.1 3.3 4.4 6.7 7.1",
    "proactive": "1.3 1.4 1.5",
}
NEEDS_AN_ANSWER = {
    "vulnerability": "1.5 2.2 2.7 3.2 4.1 4.2 4.3 4.5 4.6 5.5 6.2 6.5 6.6 7.2 7.3 8.7 8.8 9.2 9.3",
    "proactive": "2.4 3.1 4.3 5.1 9.3",
}
SIZES = {"1": 5, "2": 8, "3": 3, "4": 7, "5": 7, "6": 7, "7": 3, "8": 11, "9": 8}


@pytest.fixture(scope="module")
def sheet() -> TearSheet:
    return load_pack().format.tear_sheet


def owing(sheet: TearSheet, what: str, kind: str, stage: str = "update", activity: str = "") -> set[str]:
    return {id_ for id_, owed in sheet.owed(kind, stage, activity).items() if owed == what}


def test_questions_are_numbered_as_the_sheet_prints_them(sheet: TearSheet) -> None:
    assert list(sheet.questions) == [f"{section}.{number}" for section, size in SIZES.items() for number in range(1, size + 1)]
    assert len(sheet.questions) == 59
    assert {section.id: section.size for section in sheet.sections.values()} == SIZES


@pytest.mark.parametrize("kind", NEEDS_A_VALUE)
def test_three_rows_of_a_kind_partition_the_questions(sheet: TearSheet, kind: str) -> None:
    rows = [owing(sheet, what, kind) for what in ("value", "answer", "silent")]
    assert sum(map(len, rows)) == 59
    assert set().union(*rows) == set(sheet.questions)
    assert rows[0] == set(NEEDS_A_VALUE[kind].split())
    if kind == "incident":
        assert rows[2] == {"9.4", "9.5", "9.6", "9.7", "9.8"}
    else:
        assert rows[1] == set(NEEDS_AN_ANSWER[kind].split())


@pytest.mark.parametrize("activity", ["scanning", "suspicious-activity", "attempted-attack"])
def test_what_came_to_nothing_owes_less(sheet: TearSheet, activity: str) -> None:
    let_off = owing(sheet, "silent", "incident", activity=activity) - owing(sheet, "silent", "incident", activity="incident")
    assert let_off == {f"5.{number}" for number in range(1, 8)} | {"6.3", "6.4", "8.3"}
    assert sheet.owed("vulnerability", "update", activity) == sheet.owed("vulnerability")


def test_early_owes_four_questions_and_of_these_what_the_kind_owes(sheet: TearSheet) -> None:
    silent = {kind: set(sheet.questions) - owing(sheet, "silent", kind, "early") for kind in NEEDS_A_VALUE}
    assert silent == {"incident": {"1.1", "1.2", "1.3", "1.5"}, "vulnerability": {"1.2", "1.3", "1.5"}, "proactive": {"1.3", "1.5"}}
    data = sheet.data["stages"]["early"]
    assert {id_ for id_, question in sheet.questions.items() if question.early} == {*data["one_of"], *data["all_of"]}


def test_final_owes_what_update_owes_and_nothing_is_known_of_other_kinds(sheet: TearSheet) -> None:
    assert sheet.owed("incident", "final") == sheet.owed("incident", "update")
    assert set(sheet.owed("exercise").values()) == {"silent"}


def test_needs_besides_questions(sheet: TearSheet) -> None:
    assert sheet.needs("proactive", "update") == ("$.assessment",)
    assert sheet.needs("incident", "final") == ()
    assert sheet.needs("proactive", "early") == ("$.description.summary",)


def test_rest_answers_where_the_first_path_lies(sheet: TearSheet) -> None:
    homes = {question.id: question.home for question in sheet.questions.values()}
    assert homes["1.2"] == homes["6.7"] == "vulnerabilities"
    assert homes["9.1"] == "attribution"
    assert sheet.with_rest == {section.key for section in sheet.sections.values()} - {"vulnerabilities"}
    assert all(
        step is ANY or isinstance(step, str) for question in sheet.questions.values() for path in question.answered_by for step in path
    )
