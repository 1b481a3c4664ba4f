"""Which questions of the tear sheet a report answers, and how: the counting rule of the report format ("Counting", "Non-answers").

What is written goes before `answers`, `answers` before `rest`; what is written counts by its leaves, a value before a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

from aishare_lint.document.paths import ANY, Pattern, look_up
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document
from aishare_lint.document.tear_sheet import Owed, Question, TearSheet
from aishare_lint.document.vocabularies import Vocabularies

State = Literal["answered", "none", "not-applicable", "unknown", "withheld", "open"]

#: In the order in which people read the counts.
STATES: Final[tuple[State, ...]] = ("answered", "none", "not-applicable", "unknown", "withheld", "open")

#: Keys that say something about an answer and are none themselves.
ASIDES: Final = frozenset({"id", "confidence", "source", "note", "tlp", "reason", "references", "basis"})

#: Keys under which a reason for a word may stand, beside it.
_REASONS: Final = ("reason", "basis", "note")

#: How a text begins that may be a placeholder or a pointer. Most are neither at first sight, and the patterns are compiled when one may be.
_FILLERS: Final = frozenset((
    "n/a", "na", "n.a", "n.a.", "tba", "tbc", "tbd", "t.b.a", "t.b.c", "t.b.d", "todo", "to", "to-do", "fixme", "fix", "pending",
    "lorem", "fill", "add", "insert", "write", "describe",
))  # fmt: skip
_POINTERS: Final = frozenset((
    "please", "see", "refer", "cf", "compare", "as", "same", "like", "described", "covered", "listed", "ditto", "idem", "ibid", "above",
    "below",
))  # fmt: skip
_SIGNS: Final = tuple("?-–—_.…<[{")
#: No placeholder but dummy text is longer, and no pointer.
_LONGEST_FILLER: Final = 80
_LONGEST_POINTER: Final = 120
#: A whole value that stands in for one. What `near` of the non-answers lists is wider: `nothing` or `zero` may well be meant.
_PLACEHOLDER: Final = r"""(?ixs)
    (?: \?{1,8} | [-–—_]{1,8} | \.{2,8} | … | n\.?/?a\.? | t\.?b\.?[acd]\.? | to[ -]?do | fix[ -]?me | x{3,8} | pending |
        to[ ]be[ ](?:determined|defined|confirmed|announced|added|completed|filled[ ]in|done) |
        <[^<>:/@]{1,60}> | \{\{[^{}]{1,60}\}\} | \[(?:insert|add|fill|your|todo|tbd)\b[^\[\]]{0,60}\] |
        lorem[ ]ipsum\b.{0,2000} |
        (?:fill|add|insert|write|describe)[ ](?:me|this|in|text|details?)(?:[ ](?:here|in|later))?
    ) [ :.!]{0,3}"""
#: A whole value that only points elsewhere: one clause, no sentence behind it.
_POINTER: Final = r"""(?ix)
    (?: (?:please[ ])?(?:see|refer[ ]to|cf\.?|compare)[ ]\S |
        as[ ](?:above|below|before|described|stated|noted|mentioned|discussed)\b |
        same[ ](?:as|here)\b | (?:like|as)[ ]in[ ](?:section|question)\b |
        (?:described|covered|listed)[ ](?:above|below|elsewhere)\b |
        (?:ditto|idem|ibid\.?|above|below)$
    ) [^.;\n]{0,100} (?:\.\w[^;\n]{0,60})? \.?"""


class QuestionState(NamedTuple):
    """How a report answers one question.

    id        `2.6`
    section   id of the section
    state     `open` where there is no answer at all, owed or not
    owed      what the report owes it
    at        the place of what decided, else where an answer belongs, absent as it may be
    reasoned  whether a word comes with a reason
    """

    id: str
    section: str
    state: State
    owed: Owed
    at: Path
    reasoned: bool = False


class Coverage:
    """A report held against the tear sheet: its questions in the order of the sheet."""

    __slots__ = ("questions",)

    def __init__(self, questions: tuple[QuestionState, ...]) -> None:
        self.questions = questions

    def __getitem__(self, id_: str) -> QuestionState:
        return next(question for question in self.questions if question.id == id_)

    def count(self, section: str | None = None) -> dict[State, int]:
        """How many questions are in each state, in one section or in all."""
        counts = dict.fromkeys(STATES, 0)
        for question in self.questions:
            if section is None or question.section == section:
                counts[question.state] += 1
        return counts


class _Leaf(NamedTuple):
    """Something that was written where an answer may stand: a word, or (None) a value."""

    at: Path
    word: State | None


def coverage(report: Document | Value | None, tear_sheet: TearSheet, vocabularies: Vocabularies) -> Coverage:
    """How a report answers the 59 questions. What could not be read, or is no map, answers none."""
    data = report.data if isinstance(report, Document) else report
    root: dict[str, Value] = data if isinstance(data, dict) else {}
    owed = tear_sheet.owed(plain(root.get("kind")), plain(root.get("stage")) or "update", activity_of(root))
    states = {
        question.id: _state(root, question, owed[question.id], tear_sheet, vocabularies) for question in tear_sheet.questions.values()
    }
    if root.get("stage") == "early":
        _let_go(states, tear_sheet.early_choice)
    return Coverage(tuple(states.values()))


def activity_of(report: Mapping[str, Value]) -> str:
    """The word at `description.activity`, `{value: …}` looked through; empty where there is none."""
    description = report.get("description")
    return plain(description.get("activity")) if isinstance(description, dict) else ""


def _let_go(states: dict[str, QuestionState], choice: tuple[str, ...]) -> None:
    """Of a choice of questions only one is owed: the best answered, else the first."""
    owing = [states[id_] for id_ in choice if states[id_].owed != "silent"]
    if len(owing) < 2:
        return
    keep = min(owing, key=lambda one: 0 if one.state == "answered" else 1 if one.reasoned else 2 if one.state != "open" else 3)
    for one in owing:
        if one.id != keep.id:
            states[one.id] = one._replace(owed="silent")


def _state(root: dict[str, Value], question: Question, owed: Owed, tear_sheet: TearSheet, vocabularies: Vocabularies) -> QuestionState:
    words: list[_Leaf] = []
    for pattern in question.answered_by:
        for leaf in _written(root, pattern, (), question, vocabularies):
            if leaf.word is None:
                return QuestionState(question.id, question.section, "answered", owed, leaf.at)
            words.append(leaf)
    if not words:
        words = list(_summary_words(root, question, tear_sheet, vocabularies))[:1]
    if not words:
        return QuestionState(question.id, question.section, "open", owed, where_it_belongs(root, question))
    state: State = words[0].word if len({leaf.word for leaf in words}) == 1 and words[0].word else "unknown"
    reasoned = all(has_reason(root, leaf.at) for leaf in words)
    return QuestionState(question.id, question.section, state, owed, words[0].at, reasoned)


def _written(value: Value, pattern: Pattern, at: Path, question: Question, vocabularies: Vocabularies) -> Iterator[_Leaf]:
    """What is written at a pattern, and words that stand above it: such a word answers everything below it."""
    if not pattern:
        yield from leaves(value, at, vocabularies)
        return
    step, rest = pattern[0], pattern[1:]
    if at and not isinstance(value, list):
        yield from _word_above(value, at, vocabularies)
    if isinstance(value, dict):
        if isinstance(step, str) and step in value:
            yield from _written(value[step], rest, (*at, step), question, vocabularies)
        elif isinstance(value.get("value"), (dict, list)):
            yield from _written(value["value"], pattern, (*at, "value"), question, vocabularies)
    elif isinstance(value, list) and step is ANY:
        for index, item in enumerate(value):
            if _counts(item, at, question, vocabularies):
                yield from _written(item, rest, (*at, index), question, vocabularies)


def _word_above(value: Value, at: Path, vocabularies: Vocabularies) -> Iterator[_Leaf]:
    """The non-answer that stands where a question's path only passes, as the word or as `{answer: WORD}`."""
    if isinstance(value, dict):
        at, value = (*at, "answer"), value.get("answer", "")
    word = non_answer(value, at, vocabularies) if isinstance(value, str) else None
    if word:
        yield _Leaf(at, word)


def _counts(item: Value, at: Path, question: Question, vocabularies: Vocabularies) -> bool:
    """Whether an item of a list bears on a question that counts some items only."""
    condition = question.condition
    if condition is None or not isinstance(item, dict) or "answer" in item or at[: len(condition.at) - 1] != condition.at[:-1]:
        return True
    types = vocabularies.at((*at, 0, condition.key))
    word = types.canonical(plain(item.get(condition.key))) if types else None
    return types is not None and word is not None and types.values[word].get("group") in condition.groups


def leaves(value: Value, at: Path, vocabularies: Vocabularies) -> Iterator[_Leaf]:
    """The leaves of a written value; asides, empty ones and what only stands in for an answer are none."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key not in ASIDES:
                yield from leaves(child, (*at, key), vocabularies)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from leaves(child, (*at, index), vocabularies)
    elif isinstance(value, bool):
        yield _Leaf(at, None)
    elif value.strip():
        word = non_answer(value, at, vocabularies)
        if word or not stands_in(value, at):
            yield _Leaf(at, word)


@lru_cache(maxsize=1024)
def _canonical(vocabularies: Vocabularies, text: str) -> str | None:
    return vocabularies.vocabulary("non-answer").canonical(text)


def non_answer(text: str, at: Path, vocabularies: Vocabularies) -> State | None:
    """The non-answer that a text is at a path inside the nine sections, whatever its letter case; None where it is a value."""
    if len(text) > 20:
        return None
    word = _canonical(vocabularies, text)
    if word is None:
        return None
    if at[-1:] == ("answer",):
        return cast("State", word)
    while at and isinstance(at[-1], int) and vocabularies.at(at) is None:
        at = at[:-1]
    return cast("State | None", vocabularies.non_answer(word, at))


def stands_in(text: str, at: Path = ()) -> Literal["placeholder", "pointer", ""]:
    """Whether a whole value is no answer: a placeholder (`TBD`, `?`, `<name>`), or a pointer to another place (`see 2.1`)."""
    text = text.strip()
    first = text.split(None, 1)[0].lower().rstrip(":,.!") if text else ""
    if first in _POINTERS:
        return "pointer" if len(text) <= _LONGEST_POINTER and re.fullmatch(_POINTER, text) else ""
    if first not in _FILLERS and text[:1] not in _SIGNS and not first.startswith("xxx"):
        return ""
    if len(text) > _LONGEST_FILLER and first != "lorem":
        return ""
    if not re.fullmatch(_PLACEHOLDER, text):
        return ""
    # The country code of Namibia.
    return "" if text == "NA" and "locations" in at else "placeholder"


def _summary_words(root: dict[str, Value], question: Question, tear_sheet: TearSheet, vocabularies: Vocabularies) -> Iterator[_Leaf]:
    """The word of `answers`, then that of the section's `rest`."""
    answers, section = root.get("answers"), root.get(question.home)
    places = [(answers, "answers", question.id)] if isinstance(answers, dict) else []
    if question.home in tear_sheet.with_rest and isinstance(section, dict):
        places.append((section, question.home, "rest"))
    for holder, key, entry in places:
        said = holder.get(entry)
        at: Path = (key, entry, "answer") if isinstance(said, dict) else (key, entry)
        text = said.get("answer") if isinstance(said, dict) else said
        word = non_answer(text, at, vocabularies) if isinstance(text, str) else None
        if word:
            yield _Leaf(at, word)


def has_reason(root: Value, at: Path) -> bool:
    """Whether a reason stands beside the word at a path. What is noted on a whole section is no reason for one word in it."""
    while at and isinstance(at[-1], int):
        at = at[:-1]
    if len(at) < 2 or (len(at) == 2 and at[1] != "answer"):
        return False
    holder = look_up(root, at[:-1])
    return isinstance(holder, dict) and any(_says_why(holder.get(key)) for key in _REASONS)


def where_it_belongs(root: Value, question: Question) -> Path:
    """Where an answer to an open question would stand: its first path, as far as lists have items."""
    at: Path = ()
    value: Value | None = root
    for step in question.answered_by[0]:
        if step is ANY:
            if not isinstance(value, list) or not value or question.condition is not None:
                break
            at, value = (*at, 0), value[0]
        elif isinstance(step, str):
            at = (*at, step)
            value = value.get(step) if isinstance(value, dict) else None
    return at


def plain(value: Value | None) -> str:
    """The text of a value, `{value: …}` and `{text: …}` looked through; empty where it has none."""
    if isinstance(value, dict):
        value = value.get("value", value.get("text"))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


def is_value(value: Value | None, at: Path, vocabularies: Vocabularies) -> bool:
    """Whether something says more than a non-answer."""
    return value is not None and any(leaf.word is None for leaf in leaves(value, at, vocabularies))


def _says_why(value: Value | None) -> bool:
    if isinstance(value, list):
        return bool(value)
    text = plain(value).strip()
    return bool(text) and not stands_in(text)
