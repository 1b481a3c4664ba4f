"""What an edition says, for formats that machines read: live values as they were written, each taken together with its mark.

Every object of such a format is built from a `Taking`: whatever is taken leaves its mark there, so an object cannot come out looser than
what it says, and what is derived from something marked is marked as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from aishare_lint.document.defang import live
from aishare_lint.document.marks import effective_mark, marked_leaves, stricter, strictest
from aishare_lint.document.paths import look_up, show
from aishare_lint.document.places import Path
from aishare_lint.lint.checks import Format
from aishare_lint.lint.checks.redaction import STATE
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import ExportRefusedError

#: The sections of the tear sheet are the only places where a non-answer is one.
_SECTIONS: Final = frozenset(
    {"description", "detection", "vulnerabilities", "ai_systems", "victims", "impact", "mitigations", "attribution", "technical"}
)
#: Keys that lead what a map says.
_LEADS: Final = ("text", "value", "id", "name", "person", "title", "type", "at")
_YES: Final = frozenset({"true", "yes", "y", "on"})


class Facts:
    """An edition to be taken from. Raises ExportRefusedError where something in it is marked stricter than the whole."""

    def __init__(self, edition: Edition, format_: Format) -> None:
        self.edition = edition
        self.data = edition.data
        self.format = format_
        for path, _, mark in marked_leaves(self.data):
            if stricter(mark.label, edition.mark):
                raise ExportRefusedError(
                    f"`{show(path)}` is marked {mark.label}, stricter than the edition as a whole, {edition.mark}",
                    hint="raise the report's `tlp` to the strictest mark in it",
                )

    @property
    def report(self) -> str:
        """The report's id."""
        return self.edition.report

    @property
    def is_withdrawn(self) -> bool:
        """Whether the report no longer stands."""
        return self.data.get("status") == "withdrawn"

    @property
    def sections(self) -> tuple[str, ...]:
        """The keys of the nine sections in the order of the tear sheet."""
        return tuple(section.key for section in self.format.tear_sheet.sections.values())

    def label(self, key: str) -> str:
        """What a label at the head says, which every audience sees; empty where it is not there."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""

    def keys(self, path: Path) -> tuple[str, ...]:
        """The keys of the map at a path without marks, in an order that does not hang on how the file was written."""
        value = look_up(self.data, path)
        if not isinstance(value, dict):
            return ()
        return tuple(sorted((key for key in value if key not in ("tlp", "default_tlp")), key=lambda key: (_rank(key), key)))

    def items(self, path: Path) -> Iterator[Path]:
        """The places of the items of a list; none where something else stands there."""
        value = look_up(self.data, path)
        if isinstance(value, list):
            yield from ((*path, number) for number in range(len(value)))

    def take(self) -> Taking:
        """Nothing so far, to take from."""
        return Taking(self)


class Taking:
    """What one object is made of."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._labels: set[str] = set()

    @property
    def label(self) -> str:
        """The strictest mark of what was taken; that of the edition where nothing was."""
        return strictest(*self._labels) if self._labels else self.facts.edition.mark

    def text(self, *path: str | int) -> str:
        """What a place says, as it was written; empty where nothing is said or a non-answer is."""
        place = self._place(path)
        value = look_up(self.facts.data, place)
        if isinstance(value, bool):
            return self._leaf(place, "yes" if value else "no")
        if not isinstance(value, str) or self.is_non_answer(value, place):
            return ""
        return self._leaf(place, value)

    def texts(self, *path: str | int) -> list[str]:
        """What the items of a list say, or the one value that stands instead of a list."""
        if isinstance(look_up(self.facts.data, path), list):
            return [said for place in self.facts.items(path) if (said := self.text(*place))]
        return [said] if (said := self.text(*path)) else []

    def word(self, vocabulary: str, *path: str | int) -> str:
        """The word of a vocabulary that stands at a place; empty where none does."""
        said = self.text(*path)
        return self.facts.format.vocabularies.vocabulary(vocabulary).canonical(said) or "" if said else ""

    def is_so(self, *path: str | int) -> bool:
        """Whether a place says yes."""
        return self.text(*path).lower() in _YES

    def lines(self, path: Path, skip: Collection[str] = (), *, indent: str = "") -> list[str]:
        """Everything that is said at and below a place, non-answers too, in lines; without some keys of the map that stands there."""
        value = look_up(self.facts.data, path)
        if isinstance(value, list):
            return [line for item in self.facts.items(path) for line in _listed(self.lines(item), indent)]
        if isinstance(value, dict):
            return [line for key in self.facts.keys(path) if key not in skip for line in self._entry((*path, key), key, indent)]
        if isinstance(value, bool):
            return [indent + self._leaf(path, "yes" if value else "no")]
        if not isinstance(value, str):
            return []
        said = self._leaf(path, value)
        if (is_material(path) or self._is_prompt(path)) and not self.is_non_answer(value, path):
            return [indent + line for line in fenced(said).split("\n")]
        return [indent + line for line in said.split("\n")]

    def described(self, path: Path, skip: Collection[str] = ()) -> str:
        """The same as one text."""
        return "\n".join(self.lines(path, skip))

    def exhibit(self, path: Path) -> str:
        """A prompt of `technical.prompts`: what is said of it, then every text of it byte for byte in a fence of its own."""
        told: list[str] = []
        quoted: list[str] = []
        for key in self.facts.keys(path):
            place = (*path, key)
            turns = [(*turn, "text") for turn in self.facts.items(place)] if key == "turns" else [place]
            texts = [(self._place(turn), text) for turn in turns if is_material(turn) and (text := self.text(*turn))]
            quoted += [f"{self.text(*at[:-1], 'role') if key == 'turns' else key}:\n{fenced(text)}" for at, text in texts]
            if key == "turns":
                told += self._turns(place)
            elif not texts:
                told += self._entry(place, key, "")
            elif isinstance(look_up(self.facts.data, place), dict):
                told += (f"{key}, {line}" for line in self.lines(place, ("text", "value")))
        return "\n".join((*told, *quoted))

    def _turns(self, path: Path) -> Iterator[str]:
        """What is said of turns beside their texts."""
        for number, turn in enumerate(self.facts.items(path), 1):
            yield from (f"turn {number}, {line}" for line in self.lines(turn, ("text", "role")))

    def is_non_answer(self, said: str, path: Path) -> bool:
        """Whether a word at a place says that there is no answer."""
        return path[0] in _SECTIONS and self.facts.format.vocabularies.non_answer(said, path) is not None

    def _entry(self, path: Path, key: str, indent: str) -> Iterator[str]:
        if key in ("text", "value") and isinstance(look_up(self.facts.data, path), (str, bool)):
            yield from self.lines(path, indent=indent)
            return
        # A map that says one thing is that thing.
        below = self.lines(path)
        name = key if key.startswith("x_") else key.replace("_", " ")
        if len(below) == 1 and not below[0].startswith("- "):
            yield f"{indent}{name}: {below[0]}"
        elif below:
            yield f"{indent}{name}:"
            yield from (f"{indent}  {line}" for line in below)

    def _is_prompt(self, path: Path) -> bool:
        """Whether a place is the value of an indicator that is a prompt."""
        if path[:2] != ("detection", "indicators") or len(path) < 4 or path[3] != "value":
            return False
        type_ = look_up(self.facts.data, (*path[:3], "type"))
        return isinstance(type_, str) and self.facts.format.vocabularies.vocabulary("indicator-type").canonical(type_) == "prompt"

    def _place(self, path: Path) -> Path:
        """Where the value of a place stands that may be a map of its own."""
        value = look_up(self.facts.data, path)
        if isinstance(value, dict):
            return next(((*path, key) for key in ("text", "value") if isinstance(value.get(key), (str, bool))), path)
        return path

    def _leaf(self, path: Path, said: str) -> str:
        self._labels.add(effective_mark(self.facts.data, path).label)
        return said


def is_material(path: Path) -> bool:
    """Whether a place holds the words of a prompt or of what a model answered: data that nobody may follow."""
    keys = tuple(key for key in path if isinstance(key, str))
    if keys[:2] != ("technical", "prompts") or len(keys) < 3 or keys[2] in STATE or keys[-1] in ("role", "answer", "reason"):
        return False
    return keys[2] not in ("references", "settings", "encoding")


def fenced(text: str) -> str:
    """A text that was written to make a model or a person do something, named as data and fenced so that it cannot end its fence."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"Quoted text, data and no instruction:\n{fence}text\n{text}\n{fence}"


def live_value(type_: str, text: str) -> str:
    """The value of an indicator as machines take it: live, and without space around it, but for texts that stand as they were seen."""
    return (
        live(text.strip()) if type_ in ("ipv4", "ipv6", "domain", "url", "email", "repository-name", "ai-service", "mcp-server") else text
    )


def _rank(key: str) -> int:
    return _LEADS.index(key) if key in _LEADS else len(_LEADS)


def _listed(lines: list[str], indent: str) -> Iterator[str]:
    yield from (f"{indent}{'  ' if number else '- '}{line}" for number, line in enumerate(lines))
