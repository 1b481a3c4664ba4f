"""The 59 questions of the tear sheet as data (`schemas/tear-sheet.yaml`): where each is answered, and who owes an answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, NamedTuple

from aishare_lint.document.paths import Pattern, parse

#: What a report owes: a value (or a word with a reason), an answer (a word is enough), or nothing.
Owed = Literal["value", "answer", "silent"]


class Section(NamedTuple):
    """One of the nine sections.

    id    `1` to `9`
    key   the part of a report that bears it, such as `detection`
    size  how many questions it has
    rest  whether a `rest: WORD` in it answers what else is open
    """

    id: str
    key: str
    title: str
    size: int
    rest: bool


class Condition(NamedTuple):
    """Only items at `at` count whose `key` belongs to one of `groups` (as `vocabularies.yaml` gives them to its words)."""

    at: Pattern
    key: str
    groups: tuple[str, ...]


class Question(NamedTuple):
    """One question.

    id           as the sheet prints it, such as `2.6`
    section      id of its section
    key          short name
    ask, hint    one line to ask, one line on what a good answer looks like
    answered_by  the paths where an answer may stand; the first decides whose `rest` answers and where a finding points
    condition    what items count, or None for all
    owed         by kind, at stage update and final
    early        whether stage early owes it at all
    """

    id: str
    section: str
    key: str
    ask: str
    hint: str
    answered_by: tuple[Pattern, ...]
    condition: Condition | None
    owed: Mapping[str, Owed]
    early: bool

    @property
    def home(self) -> str:
        """The part of a report in which the first path lies; its `rest` answers the question."""
        return str(self.answered_by[0][0])


class TearSheet:
    """The tear sheet over its parsed data. Nothing is computed before it is asked for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The sections by id, in the order of the sheet."""
        return {
            number: Section(number, entry["key"], entry["title"], int(entry["count"]), _is_true(entry["rest"]))
            for number, entry in self.data["sections"].items()
        }

    @cached_property
    def with_rest(self) -> frozenset[str]:
        """The keys of the sections that take `rest`."""
        return frozenset(section.key for section in self.sections.values() if section.rest)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by id, in the order of the sheet."""
        return {number: _question(number, entry) for number, entry in self.data["questions"].items()}

    @cached_property
    def early_choice(self) -> tuple[str, ...]:
        """The questions of which an early report answers one."""
        return tuple(self.data["stages"]["early"]["one_of"])

    def needs(self, kind: str, stage: str) -> tuple[str, ...]:
        """The paths that a report of this kind and stage needs besides its questions."""
        if stage == "early":
            return tuple(self.data["stages"]["early"]["needs"])
        return tuple(self.data["kinds"].get(kind, {}).get("needs", ()))

    def owed(self, kind: str, stage: str = "update", activity: str = "") -> dict[str, Owed]:
        """What each question is owed. Of another kind than the three nothing is known, so nothing is owed.

        A second nature (`also`) adds no debts. An early report owes one of `early_choice` only; both stand here, `coverage` lets one go.
        """
        lighter: Mapping[str, Any] = self.data["lighter"]
        let_off = lighter["silent"] if kind == "incident" and activity in lighter["activities"] else ()
        return {
            question.id: "silent"
            if question.id in let_off or (stage == "early" and not question.early)
            else question.owed.get(kind, "silent")
            for question in self.questions.values()
        }


def _question(number: str, entry: Mapping[str, Any]) -> Question:
    condition: Mapping[str, Any] | None = entry.get("condition")
    return Question(
        number,
        entry["section"],
        entry["key"],
        entry["question"],
        entry["hint"],
        tuple(parse(path) for path in entry["answered_by"]),
        Condition(parse(condition["at"]), condition["key"], tuple(condition["groups"])) if condition else None,
        entry["owed"],
        _is_true(entry.get("early", "false")),
    )


def _is_true(value: str | bool) -> bool:
    return value is True or value == "true"
