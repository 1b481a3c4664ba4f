"""Which question of the tear sheet tells what of a report: every place has one question, so that a reading says everything once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from aishare_lint.document.paths import ANY, Pattern, matches, parse
from aishare_lint.document.places import Path
from aishare_lint.document.tear_sheet import TearSheet


class _Claim(NamedTuple):
    """That what stands at a pattern belongs to a question: as an answer, or as what completes one."""

    question: str
    section: str
    pattern: Pattern
    answers: bool


class Outline:
    """The tear sheet as the outline of a reading."""

    def __init__(self, sheet: TearSheet) -> None:
        self._lists = frozenset(section.key for section in sheet.sections.values() if not section.rest)
        self._sections = frozenset(section.key for section in sheet.sections.values())
        self._claims = [
            _Claim(question.id, question.section, pattern, answers)
            for question in sheet.questions.values()
            for answers, patterns in (
                (True, question.answered_by),
                (False, tuple(parse(path) for path in sheet.data["questions"][question.id].get("details", ()))),
            )
            for pattern in patterns
        ]
        self.question = lru_cache(maxsize=4096)(self._question)

    def _question(self, path: Path) -> str:
        """The question that tells what stands at a path; empty where none asks for it.

        What one list holds of an item is told in one breath: by the first question of the section that asks for any of it. Only the items
        of a section that is a list are divided among the questions, key by key.
        """
        if path[0] not in self._sections or len(path) < 2:
            return ""
        divided = path[0] in self._lists
        if divided and isinstance(path[1], str):
            return ""
        place: Pattern = (path[0], ANY, *path[2:3]) if divided else path[:2]
        here = [claim for claim in self._claims if claim.pattern[: len(place)] == place]
        exact = [claim for claim in here if matches(path[: len(claim.pattern)], claim.pattern)]
        if not here:
            return next((claim.question for claim in self._claims if claim.pattern[0] == path[0]), "") if divided else ""
        claim = max(exact, key=lambda claim: (claim.answers, len(claim.pattern))) if exact else here[0]
        if divided:
            return claim.question
        return next((one.question for one in here if one.section == claim.section and one.answers), claim.question)
