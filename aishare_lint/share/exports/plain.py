"""A reading as plain text. What a report says stands behind blanks or words of ours: no line of it can pass for a label or a heading."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from aishare_lint.share.exports.items import Item
from aishare_lint.share.exports.reading import Answer, Chapter, Reading
from aishare_lint.share.exports.wording import DATA, FENCES

#: Columns, so that a line that is quoted in an answer still fits.
WIDTH: Final = 76
_INDENT: Final = "  "


def text(reading: Reading) -> str:
    """The whole of a reading, between its labels."""
    return "\n".join([*opening(reading), *body(reading), *closing(reading), ""])


def opening(reading: Reading) -> Iterator[str]:
    """The label with what it means and whatever else recipients must keep to, directly before the text."""
    yield reading.mark
    yield from wrapped(f"{reading.mark} means: {reading.means}.")
    for part in (reading.handling, reading.withdrawn):
        if part.items:
            yield ""
            yield _marked(part.mark, part.heading)
            yield from items(part.items, 1)


def closing(reading: Reading) -> Iterator[str]:
    """The label once more, and where the marked text ends."""
    yield ""
    yield f"End of the {reading.mark} text of this report."
    yield reading.mark


def body(reading: Reading) -> Iterator[str]:
    """Everything between the labels."""
    yield ""
    yield _marked(reading.facts.mark, reading.facts.heading)
    yield from wrapped(_marked(reading.title_mark, reading.title), _INDENT)
    yield ""
    yield from items(reading.facts.items, 1)
    yield ""
    yield from wrapped(DATA)
    for part in reading.opening:
        yield from _heading(_marked(part.mark, part.heading))
        yield from items(part.items, 1)
    for chapter in reading.chapters:
        yield from _chapter(chapter)
    for part in reading.closing:
        yield from _heading(_marked(part.mark, part.heading))
        yield from items(part.items, 1)
    if reading.legend:
        yield from _heading("WORDS")
        for word, means in reading.legend:
            yield f"{_INDENT}{word}: {means}"


def _heading(title: str) -> Iterator[str]:
    yield ""
    yield ""
    yield title
    yield "=" * len(title)


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from _heading(f"{chapter.id}. {chapter.title}")
    for answer in chapter.answers:
        yield ""
        yield from question(answer)
        yield from told(answer)
    for rest in chapter.rests:
        yield ""
        yield from wrapped(_marked(rest.mark, f"One word for {asked(rest.questions)}:"))
        yield from items(rest.items, 2)
    if chapter.more:
        yield ""
        yield "Beside the questions"
        yield from items(chapter.more, 2)
    if chapter.open:
        yield ""
        yield from wrapped(f"Nothing is said to {asked(chapter.open)}.")


def question(answer: Answer) -> Iterator[str]:
    """A question with its number and mark."""
    yield from wrapped(f"{answer.id} {_marked(answer.mark, answer.ask)}", hang=" " * 4)


def told(answer: Answer) -> Iterator[str]:
    """What is said to a question."""
    if answer.see:
        yield f"    Told with {answer.see}."
    yield from items(answer.items, 2)


def asked(answers: Iterable[Answer]) -> str:
    """Questions by number and name."""
    return ", ".join(f"{answer.id} {answer.short}" for answer in answers)


def items(listed: tuple[Item, ...], depth: int) -> Iterator[str]:
    """Items as lines, each `depth` steps in."""
    yield from _below(Item("", "", below=listed), depth)


def _below(item: Item, depth: int) -> Iterator[str]:
    if item.is_row and len(item.joined) <= WIDTH:
        yield from wrapped("; ".join(one.text for one in item.below), _INDENT * depth)
        return
    facts = "; ".join(f"{one.label}: {one.joined}" if one.label else one.joined for one in item.facts)
    if facts:
        yield from wrapped(facts, _INDENT * depth)
    alone = len(item.below) == 1
    for one in item.rest:
        yield from _item(one, depth, "" if one.label or alone else "- ")


def _item(item: Item, depth: int, bullet: str) -> Iterator[str]:
    lead = _marked(item.mark, f"<{item.tag}> " if item.tag else "") + (f"{item.label}: " if item.label else "")
    start = _INDENT * depth + bullet
    inner = depth + 1 if bullet or item.label else depth
    if item.is_fenced:
        if lead:
            yield (start + lead).rstrip()
        yield from _below(item._replace(below=item.facts), inner)
        yield from _fenced(item, _INDENT * inner)
        item = item._replace(below=item.rest)
    elif lead or item.text:
        first, *more = (lead + item.text).split("\n")
        yield from wrapped(first.rstrip(), start, hang=_INDENT * inner)
        for line in more:
            yield from wrapped(line, _INDENT * inner)
    else:
        first, *more = list(_below(item, inner)) or [""]
        yield start + first.strip()
        yield from more
        return
    yield from _below(item, inner)


def _fenced(item: Item, indent: str) -> Iterator[str]:
    """Text that is quoted line by line, behind a bar that it cannot take away."""
    before, after = FENCES.get(item.form, ("", ""))
    if before:
        yield from wrapped(before, indent)
    for line in item.text.split("\n"):
        yield f"{indent}| {line}"
    if after:
        yield from wrapped(after, indent)


def wrapped(line: str, indent: str = "", *, hang: str | None = None) -> list[str]:
    """One line of text as lines that fit, broken at blanks only: an address or a hash stays in one piece."""
    return textwrap.wrap(
        line,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    ) or [indent.rstrip()]


def _marked(mark: str, said: str) -> str:
    return f"[{mark}] {said}" if mark else said
