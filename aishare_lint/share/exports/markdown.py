"""Markdown: the whole reading, with nothing in it that a forge, a mailer or a previewer would follow, fetch or obey.

Plain words stay words, and everything else of the report's becomes code: the one place where no flavour of Markdown looks for markup,
links, mentions or references.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from aishare_lint.document.text import markdown_code
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context
from aishare_lint.share.exports.items import Item
from aishare_lint.share.exports.reading import Answer, Chapter, Part, Reading, read
from aishare_lint.share.exports.wording import DATA, FENCES

#: A word of any script with ordinary punctuation around it. Seven hexadecimal digits may be a commit.
_WORD: Final = re.compile(
    r"""["'(“‘«„]{0,2}(?![0-9a-f]{7})(?:[^\W\d_]{1,60}(?:[-'’][^\W\d_]{1,40}){0,6}|[0-9]{1,6})["')”’»“]{0,2}[.,;:?!]?"""
)
#: What begins a list where it begins a line.
_NUMBER: Final = re.compile(r"[0-9]+[.)].*")


def export(edition: Edition, context: Context) -> bytes:
    """The label stands before and after the text."""
    return "\n".join([*_lines(read(edition, context)), ""]).encode()


def _lines(reading: Reading) -> Iterator[str]:
    yield from (f"**{reading.mark}**", "", f"{reading.mark} means: {reading.means}.", "")
    yield from (f"# {_mark(reading.title_mark)}{prose(reading.title)}", "")
    for part in (reading.withdrawn, reading.handling):
        if part.items:
            yield from _part(part)
    yield from (
        f"{_mark(reading.facts.mark)}**Report** {markdown_code(reading.id)}",
        "",
        *_items(reading.facts.items),
        "",
        f"*{_ours(DATA)}*",
        "",
    )
    for part in reading.opening:
        yield from _part(part)
    for chapter in reading.chapters:
        yield from _chapter(chapter)
    for part in reading.closing:
        yield from _part(part)
    if reading.legend:
        yield from ("## Words", "")
        yield from (f"- *{word}*: {means}" for word, means in reading.legend)
        yield ""
    yield from ("---", "", f"End of the {reading.mark} text of this report.", "", f"**{reading.mark}**")


def _part(part: Part) -> Iterator[str]:
    yield from (f"## {_mark(part.mark)}{part.heading}", "", *_items(part.items), "")


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from (f"## {chapter.id}. {chapter.title}", "")
    for answer in chapter.answers:
        yield from (f"### {answer.id} {_mark(answer.mark)}{answer.ask}", "")
        if answer.see:
            yield from (f"Told with {answer.see}.", "")
        if answer.items:
            yield from (*_items(answer.items), "")
    for rest in chapter.rests:
        yield from (f"### {_mark(rest.mark)}One word for {_asked(rest.questions)}", "", *_items(rest.items), "")
    if chapter.more:
        yield from ("### Beside the questions", "", *_items(chapter.more), "")
    if chapter.open:
        yield from (f"*Nothing is said to {_asked(chapter.open)}.*", "")


def _asked(answers: Iterable[Answer]) -> str:
    return ", ".join(f"{answer.id} {answer.short}" for answer in answers)


def _items(items: tuple[Item, ...]) -> list[str]:
    return list(_below(Item("", "", below=items)))


def _below(item: Item) -> Iterator[str]:
    if item.is_row and item.is_short:
        yield f"- {', '.join(map(_value, item.below))}"
        return
    if item.facts:
        yield f"- {' · '.join(map(_fact, item.facts))}"
    for one in item.rest:
        yield from _item(one)


def _fact(item: Item) -> str:
    values = ", ".join(map(_value, item.values))
    return f"{_label(item)}{values}"


def _item(item: Item) -> Iterator[str]:
    lead = f"{_mark(item.mark)}{markdown_code(item.tag) + ' ' if item.tag else ''}{_label(item)}"
    if item.is_fenced:
        facts = " · ".join(map(_fact, item.facts))
        # A dash alone below a line would make a heading of it.
        yield f"- {lead}{facts}".rstrip() if lead or facts else "- *Quoted:*"
        yield from map(_inner, _fenced(item))
        item = item._replace(below=item.rest)
    elif not lead and not item.text:
        first, *more = list(_below(item)) or [""]
        yield first
        yield from map(_inner, more)
        return
    else:
        first, *more = item.text.split("\n")
        yield f"- {lead}{_value(item._replace(text=first))}".rstrip()
        for line in more:
            yield from ("", _inner(_value(item._replace(text=line))))
    yield from map(_inner, _below(item))


def _inner(line: str) -> str:
    """A line inside an item of a list."""
    return f"  {line}" if line else ""


def _fenced(item: Item) -> Iterator[str]:
    """Text that is quoted line by line, in a fence that is longer than any in it."""
    before, after = FENCES.get(item.form, ("", ""))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", item.text)), default=0))
    yield ""
    if before:
        yield from (f"*{before}*", "")
    yield from (f"{fence}text", *item.text.split("\n"), fence)
    if after:
        yield from ("", f"*{after}*")
    yield ""


def _label(item: Item) -> str:
    return f"**{prose(item.label)}:** " if item.label else ""


def _value(item: Item) -> str:
    if item.form in ("code", "link"):
        return markdown_code(item.text)
    return f"*{item.text}*" if item.form == "word" else prose(item.text)


def _mark(mark: str) -> str:
    return f"**\\[{mark}\\]** " if mark else ""


def _ours(text: str) -> str:
    """Words of ours, in which only our own example looks like markup."""
    return text.replace("<", "\\<").replace("[", "\\[")


def prose(text: str) -> str:
    """One line of a report in which plain words stay words and everything else becomes code."""
    parts: list[str] = []
    pending: list[str] = []
    for word in text.split(" "):
        if not word:
            continue
        if _WORD.fullmatch(word) and (parts or pending or not _NUMBER.fullmatch(word)):
            if pending:
                parts.append(markdown_code(" ".join(pending)))
                pending.clear()
            parts.append(word)
        else:
            pending.append(word)
    if pending:
        parts.append(markdown_code(" ".join(pending)))
    return " ".join(parts)
