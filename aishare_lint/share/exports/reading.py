"""An edition as people read it, whatever the format: in the order of the tear sheet, everything once, each portion with its mark.

Every text of a reading is ready to be shown: indicators are out of order, hidden characters are seen, line breaks are `\\n`. A format only
has to keep it in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from aishare_lint.document.answers import coverage
from aishare_lint.document.marks import marked_leaves, stricter
from aishare_lint.document.paths import look_up, show
from aishare_lint.document.places import Path
from aishare_lint.document.tear_sheet import Section
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context, ExportRefusedError
from aishare_lint.share.exports.items import Item, Items, hoist
from aishare_lint.share.exports.outline import Outline
from aishare_lint.share.exports.wording import name

#: What stands at the head, in this order, and is told in one place each.
_FACTS: Final = (
    *("kind", "also", "status", "stage", "version", "created", "updated", "lang", "reporter", "related", "supersedes", "derived_from"),
    *("ai_assistance", "release", "relabel", "schema"),
)
_OPENING: Final = {"asks": "What we ask of you", "assessment": "Assessment"}
_CLOSING: Final = {"sources": "Sources", "attachments": "Attachments", "revisions": "What was shared before"}
_SUMMARY: Final = ("description", "summary")


class Part(NamedTuple):
    """What stands under a heading of ours; empty parts are left out. `mark` where the whole is marked otherwise than the report."""

    heading: str
    items: tuple[Item, ...]
    mark: str = ""


class Answer(NamedTuple):
    """A question with what is said to it.

    ask    the question
    short  the same in two or three words
    items  what is said; a bare word is an item too
    see    the question with which the answer is told, where it is not told here
    """

    id: str
    ask: str
    short: str
    items: tuple[Item, ...]
    see: str = ""
    mark: str = ""


class Rest(NamedTuple):
    """A word that answers several questions of a section at once."""

    items: tuple[Item, ...]
    questions: tuple[Answer, ...]
    mark: str = ""


class Chapter(NamedTuple):
    """A section of the tear sheet.

    answers  the questions that are answered one by one
    rests    those that one word answers together
    more     what the section says beside all questions
    open     those to which nothing is said
    """

    id: str
    title: str
    answers: tuple[Answer, ...]
    rests: tuple[Rest, ...]
    more: tuple[Item, ...]
    open: tuple[Answer, ...]


class Reading(NamedTuple):
    """An edition as people read it.

    mark, means, colour, background  its label, what it means, and FIRST's colours for it
    handling                         what recipients must keep to beside it
    legend                           non-answers that occur, with what they mean
    """

    id: str
    title: str
    title_mark: str
    mark: str
    means: str
    colour: str
    background: str
    withdrawn: Part
    handling: Part
    facts: Part
    opening: tuple[Part, ...]
    chapters: tuple[Chapter, ...]
    closing: tuple[Part, ...]
    legend: tuple[tuple[str, str], ...]


def read(edition: Edition, context: Context) -> Reading:
    """The reading of an edition. Raises ExportRefusedError where something in it is marked stricter than the edition as a whole."""
    for path, _, mark in marked_leaves(edition.data):
        if stricter(mark.label, edition.mark):
            raise ExportRefusedError(
                f"`{show(path)}` is marked {mark.label}, stricter than the edition as a whole ({edition.mark}): no export can carry both",
                hint="raise the report's `tlp` to the strictest mark in it",
            )
    return _Reader(edition, context).reading()


class _Reader:
    def __init__(self, edition: Edition, context: Context) -> None:
        self.edition = edition
        self.data = edition.data
        self.sheet = context.format.tear_sheet
        self.vocabularies = context.format.vocabularies
        self.outline = Outline(self.sheet)
        self.items = Items(edition.data, context.format)
        self.places: dict[str, set[Path]] = {}
        for path, _, _ in marked_leaves(self.data):
            self.places.setdefault(self.outline.question(path), set()).add(path[:2])
        self.told = {id_: tuple(self.tell(id_)) for id_ in self.sheet.questions}
        self.states = {state.id: state for state in coverage(edition.data, self.sheet, self.vocabularies).questions}

    def reading(self) -> Reading:
        label = self.vocabularies.vocabulary("tlp").values[self.edition.mark]
        id_, title = self.items.text(("id",)), self.items.at(("title",))
        handling = Part("Handling: what recipients must keep to beside the label", self.inside("handling"))
        withdrawn = Part("Withdrawn: this report no longer stands", self.inside("withdrawn"))
        facts = Part(f"Report {id_}", self.keys(_FACTS))
        opening = [Part(heading, self.inside(key)) for key, heading in _OPENING.items()]
        opening.insert(1, Part("Summary", tuple(self.bare(_SUMMARY))))
        chapters = tuple(self.chapter(section) for section in self.sheet.sections.values())
        closing = [Part(heading, self.inside(key)) for key, heading in _CLOSING.items()]
        closing.append(Part("Further", tuple(self.left_over())))
        words = self.vocabularies.vocabulary("non-answer")
        return self.hoisted(
            Reading(
                id=id_,
                title=title.line if title else "",
                title_mark=title.mark if title and title.mark != self.edition.mark else "",
                mark=self.edition.mark,
                means=label["means"],
                colour=label["colour"],
                background=label["background"],
                withdrawn=withdrawn,
                handling=handling,
                facts=facts,
                opening=tuple(part for part in opening if part.items),
                chapters=chapters,
                closing=tuple(part for part in closing if part.items),
                legend=tuple((word, words.means(word)) for word in words.words() if word in self.items.words),
            )
        )

    def keys(self, keys: Iterable[str]) -> tuple[Item, ...]:
        """What stands at keys of the head, under their names."""
        found = (self.items.at((key,), name(key)) for key in keys if key in self.data)
        return tuple(item for item in found if item)

    def inside(self, key: str) -> tuple[Item, ...]:
        """What stands below a key of the head."""
        item = self.items.at((key,)) if key in self.data else None
        return () if item is None else (item,) if item.text else item.below

    def bare(self, path: Path) -> Iterator[Item]:
        item = self.items.at(path) if look_up(self.data, path) is not None else None
        if item:
            yield item

    # Sections

    def chapter(self, section: Section) -> Chapter:
        questions = [question for question in self.sheet.questions.values() if question.section == section.id]
        answers: list[Answer] = []
        open_: list[Answer] = []
        shared: dict[Path, list[Answer]] = {}
        for question in questions:
            state = self.states[question.id]
            answer = Answer(question.id, question.ask, question.key.replace("-", " "), self.told[question.id])
            if answer.items:
                answers.append(answer)
            elif state.state == "open":
                open_.append(answer)
            elif state.state == "answered":
                answers.append(answer._replace(see=self.outline.question(state.at)))
            elif common := _common(state.at):
                shared.setdefault(common, []).append(answer)
            else:
                answers.append(answer._replace(items=tuple(self.again(_whole(state.at)))))
        rests = []
        for at, asked in shared.items():
            items = tuple(self.again(at))
            if len(asked) == 1:
                answers.append(asked[0]._replace(items=items))
            else:
                rests.append(Rest(items, tuple(asked)))
        answers.sort(key=lambda answer: list(self.states).index(answer.id))
        return Chapter(section.id, section.title, tuple(answers), tuple(rests), tuple(self.more(section.key)), tuple(open_))

    def tell(self, question: str) -> tuple[Item, ...]:
        """What the question tells: of every section, for some are told in two."""
        keep: Callable[[Path], bool] = lambda path: self.outline.question(path) == question  # noqa: E731 - said once, named for the reader
        here = self.places.get(question, set())
        items: list[Item] = []
        for section in self.sheet.sections.values():
            value = self.data.get(section.key)
            places: list[Path] = [(section.key, number) for number in range(len(value))] if isinstance(value, list) else []
            places += [(section.key, key) for key, _ in self.items.entries((section.key,))]
            items += (item for place in places if place in here and (item := self.items.at(place, _label(place), keep)))
        if len(items) == 1:
            # What the only answer is called, the question says.
            return items[0].below if not items[0].text else (items[0]._replace(label=""),)
        return tuple(items)

    def again(self, path: Path) -> Iterator[Item]:
        """What stands at a place, even if it was told before."""
        item = self.items.at(path, "", told=True)
        if item:
            yield item

    def more(self, key: str) -> Iterator[Item]:
        """What a section says beside all questions."""
        if isinstance(self.data.get(key), dict):
            for name_, _ in self.items.entries((key,)):
                item = self.items.at((key, name_), name(name_))
                if item:
                    yield item

    def left_over(self) -> Iterator[Item]:
        """What nobody has told: keys of the author's own, and whatever stands where nothing of its kind should. Nothing is passed over."""
        for key, _ in self.items.entries(()):
            item = self.items.at((key,), name(key))
            if item:
                yield item

    # Marks

    def hoisted(self, reading: Reading) -> Reading:
        """Each mark where the largest portion is that bears it, and none where it is that of the whole."""
        mark = reading.mark

        def lift(items: tuple[Item, ...]) -> tuple[Item, ...]:
            return hoist(items, mark)

        def together(part: Part) -> Part:
            marks = {item.mark for item in lift(part.items)}
            shared = marks.pop() if len(marks) == 1 else ""
            return part._replace(items=hoist(part.items, shared or mark), mark=shared)

        def answer(one: Answer) -> Answer:
            part = together(Part("", one.items))
            return one._replace(items=part.items, mark=part.mark)

        def chapter(one: Chapter) -> Chapter:
            rests = [(rest, together(Part("", rest.items))) for rest in one.rests]
            return one._replace(
                answers=tuple(map(answer, one.answers)),
                rests=tuple(rest._replace(items=part.items, mark=part.mark) for rest, part in rests),
                more=lift(one.more),
            )

        return reading._replace(
            withdrawn=together(reading.withdrawn),
            handling=together(reading.handling),
            facts=together(reading.facts),
            opening=tuple(map(together, reading.opening)),
            chapters=tuple(map(chapter, reading.chapters)),
            closing=tuple(map(together, reading.closing)),
        )


def _common(at: Path) -> Path:
    """The place of a word that answers more than one question, given where it stands: a section, or its `rest`."""
    if len(at) == 1 or at[1:] == ("answer",):
        return at[:1]
    return at[:2] if at[1] == "rest" else ()


def _whole(at: Path) -> Path:
    """The non-answer with its reason, given where its word stands."""
    return at[:-1] if at[-1] == "answer" else at


def _label(place: Path) -> str:
    return "" if isinstance(place[-1], int) else name(place[-1])
