"""What no object of a format says: in words, one note for each key, so that nothing that stays in an edition is lost in an export."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path
from aishare_lint.share.editions import LABELS
from aishare_lint.share.exports.facts import Facts
from aishare_lint.share.exports.identifiers import Names

#: The head is said by the label, the title and the restrictions of every format.
_HEAD: Final = frozenset({*LABELS, "title", "handling", "reporter", "default_tlp"})


class Note(NamedTuple):
    """Something said in words.

    name     what it is called, the same in every version
    heading  where in the report it stands, for people
    text     what is said
    label    its mark
    """

    name: tuple[str, ...]
    heading: str
    text: str
    label: str


def notes(facts: Facts, objects: Mapping[str, Collection[str]]) -> Iterator[Note]:
    """The notes of an edition; `objects` are the keys of each section that objects of the format say, where they are lists."""
    head = facts.take()
    text = "\n".join(f"{key}: {said}" for key in LABELS if (said := head.text(key)))
    yield Note(("report",), "about the report", text, head.label)
    for key in facts.keys(()):
        if key not in facts.sections and key not in _HEAD:
            yield from _of(facts, (key,), key)
    for section in facts.sections:
        keys = facts.keys((section,))
        prompts = [*facts.items((section, "prompts"))] if section == "technical" else []
        objects_of = objects.get(section, ())
        if not keys and not ("" in objects_of and isinstance(facts.data.get(section), list)):
            yield from _of(facts, (section,), section)
        for key in keys:
            if key == "prompts" and prompts and key not in objects_of:
                yield from _prompts(facts, prompts)
            elif key not in objects_of or not isinstance(look_up(facts.data, (section, key)), list):
                yield from _of(facts, (section, key), f"{section}: {key}")


def _prompts(facts: Facts, places: list[Path]) -> Iterator[Note]:
    """A note for each prompt, which holds it byte for byte."""
    names = Names(facts)
    for at in places:
        taking = facts.take()
        text = taking.exhibit(at)
        yield Note(("technical", "prompts", names.name(taking, "prompt", at, "prompt")), "technical: prompt", text, taking.label)


def _of(facts: Facts, at: Path, heading: str) -> Iterator[Note]:
    """A note for each mark in a list, so that what is looser can be passed on alone; else one."""
    parts: dict[str, list[str]] = {}
    if look_up(facts.data, at) is None:
        return
    places = [*facts.items(at)]
    for place in places or [at]:
        taking = facts.take()
        lines = taking.lines(place)
        if lines:
            bullet = "- " if places else ""
            text = "\n".join(("  " if number and bullet else bullet) + line for number, line in enumerate(lines))
            parts.setdefault(taking.label, []).append(text)
    for label, texts in parts.items():
        yield Note((*map(str, at), label), heading.replace("_", " "), "\n".join(texts), label)
