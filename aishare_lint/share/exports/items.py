"""What a report says at a place, ready to be shown: its text made safe, how it is to be set, and its mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final, Literal, NamedTuple

from aishare_lint.document.answers import ASIDES, non_answer
from aishare_lint.document.defang import defang, find_indicators
from aishare_lint.document.marks import marked_leaves
from aishare_lint.document.paths import look_up
from aishare_lint.document.places import Path, Value
from aishare_lint.document.text import TAB, visible
from aishare_lint.lint.checks import Format
from aishare_lint.lint.checks.redaction import STATE
from aishare_lint.share.exports.order import Order
from aishare_lint.share.exports.wording import PLAIN, name

#: prose     sentences; a line break is one
#: code      an exact value: an id, an indicator, a hash
#: word      unknown, none, not-applicable, withheld
#: link      the address of a source; `https` and of no indicator, so that it may be followed
#: verbatim  somebody's own words, line by line
#: material  material of an attack, line by line: it must be fenced and named as data
#: rule      a rule or filter for defenders, line by line: likewise
Form = Literal["prose", "code", "word", "link", "verbatim", "material", "rule"]

#: The keys whose value stands for the whole map, and what then stands before it.
_LEADS: Final = ("value", "text", "answer", "name", "title", "path", "person", "summary")
_IDENTITY: Final = ("id", "name", "title", "package", "product")
_CODE: Final = frozenset(
    {
        *("id", "sha256", "digest", "commitment", "path", "package", "edition_digest", "cvss", "technique", "techniques", "weakness"),
        *("aliases", "indicators", "samples", "indicator", "attachment", "nist", "tactic", "source", "contact", "address", "reference"),
        *("related", "supersedes", "replaced_by", "media_type", "schema", "references"),
    }
)
_SECTIONS: Final = frozenset(
    {"description", "detection", "vulnerabilities", "ai_systems", "victims", "impact", "mitigations", "attribution", "technical"}
)
_ADDRESSES: Final = frozenset({"ipv4", "ipv6", "domain", "url", "email", "account", "repository-name", "ai-service", "mcp-server"})
#: Of these an occurrence in a sentence is an indicator as well.
_HOSTS: Final = frozenset({"ipv4", "ipv6", "domain", "url", "email"})
_LONG_SETTING: Final = 120
#: Longer texts stand on lines of their own.
_SHORT: Final = 60
_LINK: Final = re.compile(r"https://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:[/?#][A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]{0,2000})?")
#: Stands for a text in which there is nothing to see.
_BLANK: Final = "(blank)"
_BREAK: Final = re.compile(r"\r\n?|\n")


class Item(NamedTuple):
    """Something that is said.

    label  what it is, in our words; empty where its place says it
    text   what it says, in lines; empty where only `below` does
    tag    the name by which other places refer to it
    mark   its TLP label; after `hoist` only where it differs from what is around it, and then it holds for everything below
    below  what is said of it
    """

    label: str
    text: str
    form: Form = "prose"
    tag: str = ""
    mark: str = ""
    below: tuple[Item, ...] = ()

    @property
    def line(self) -> str:
        """Its text as one line."""
        return self.text.replace("\n", " ")

    @property
    def is_fenced(self) -> bool:
        return self.form in ("material", "rule", "verbatim")

    @property
    def is_short(self) -> bool:
        """Whether it can stand in one line with others."""
        if self.mark or self.is_fenced or self.tag or "\n" in self.text:
            return False
        if not self.text:
            return all(item.is_short and not item.label and not item.below for item in self.below) and len(self.joined) <= 2 * _SHORT
        return not self.below and len(self.text) <= _SHORT

    @property
    def values(self) -> tuple[Item, ...]:
        """What a short item says: itself, or the items of its list."""
        return (self,) if self.text else self.below

    @property
    def joined(self) -> str:
        return ", ".join(item.text for item in self.values)

    @property
    def facts(self) -> tuple[Item, ...]:
        """Of what is said of it, what can stand in one line."""
        return tuple(item for item in self.below if self._is_fact(item))

    @property
    def rest(self) -> tuple[Item, ...]:
        """And what cannot."""
        return tuple(item for item in self.below if not self._is_fact(item))

    def _is_fact(self, item: Item) -> bool:
        return item.is_short and (bool(item.label) or len(self.below) == 1)

    @property
    def is_row(self) -> bool:
        """Whether it is nothing but a list of short values, which can stand in one line."""
        return bool(self.below) and all(item.is_short and not item.label and not item.below for item in self.below)


class Items:
    """A report as items. What was handed out once is told, and is not handed out again unless it is asked for so."""

    def __init__(self, report: dict[str, Value], format_: Format) -> None:
        self.report = report
        self.vocabularies = format_.vocabularies
        self.order = Order(format_)
        self.marks = {path: mark.label for path, _, mark in marked_leaves(report)}
        self.told: set[Path] = set()
        #: The non-answers that were handed out.
        self.words: set[str] = set()

    def text(self, path: Path) -> str:
        """A text of the head as one safe line; empty where there is none."""
        item = self.at(path, told=True)
        return item.line if item else ""

    def entries(self, path: Path) -> list[tuple[str, Value]]:
        """The keys and values of a map in order; without its mark."""
        value = look_up(self.report, path)
        entries = self.order.items(value, path) if isinstance(value, dict) else []
        return [(key, child) for key, child in entries if key != "tlp" and not (not path and key == "default_tlp")]

    def at(self, path: Path, label: str = "", keep: Callable[[Path], bool] | None = None, *, told: bool = False) -> Item | None:
        """What is said at a place; None where nothing is (that is kept, and was not told yet)."""
        value = look_up(self.report, path)
        if isinstance(value, dict):
            return self._map(value, path, label, keep, told=told)
        if isinstance(value, list):
            listed = (self.at((*path, number), "", keep, told=told) for number in range(len(value)))
            below = tuple(item for item in listed if item)
            return Item(label, "", below=below) if below else None
        if value is None or (keep and not keep(path)) or (not told and path in self.told):
            return None
        self.told.add(path)
        return self._leaf(value, path, label)

    def _map(self, map_: dict[str, Value], path: Path, label: str, keep: Callable[[Path], bool] | None, *, told: bool) -> Item | None:
        found = {key: item for key, _ in self.entries(path) if (item := self.at((*path, key), self.name((*path, key)), keep, told=told))}
        if not found:
            return None
        source = path[0] == "sources" and len(path) == 2
        listed = isinstance(path[-1], int) or source
        plain = [key for key, item in found.items() if item.text and not item.below and not item.is_fenced]
        telling = [key for key in plain if found[key].form != "word" or key in ("value", "text", "answer")]
        lead = next((key for key in _LEADS if key in telling), "")
        if not lead and listed and telling and not any(key in found for key in _LEADS):
            lead = telling[0]
        tag = "at" if path[:2] == ("detection", "timeline") else "version" if path[0] == "revisions" else "id"
        if listed and not any(key in found for key in _IDENTITY):
            # Of an item that is told in parts every part says of what.
            known = next((key for key in _IDENTITY if isinstance(map_.get(key), str)), "")
            if known and lead not in _LEADS[:2]:
                item = self._leaf(map_[known], (*path, known), "")
                parts = tuple(found.values())
                return item._replace(label=label, below=parts[0].below if len(parts) == 1 and not parts[0].text else parts)
        if not lead:
            text = next((key for key in ("value", "text") if key in found and found[key].is_fenced), "")
            if not text:
                return Item(label, "", below=tuple(found.values()))
            lead = text
        tagged = found[tag].line if listed and tag != lead and tag in plain else ""
        below = tuple(item for key, item in found.items() if key not in (lead, tag if tagged else ""))
        if source:
            label, tagged, below = "", visible(str(path[-1])), tuple(item for key, item in found.items() if key != lead)
        return found[lead]._replace(label=label, tag=tagged, below=(*found[lead].below, *below))

    def name(self, path: Path) -> str:
        """What a place is called."""
        key = str(path[-1])
        if any(isinstance(above, str) and above.startswith("x_") for above in path):
            return visible(key)  # the author's own words
        return name(key, handling=path[0] == "handling")

    def _leaf(self, value: Value, path: Path, label: str) -> Item:
        mark = self.marks.get(path, "")
        if isinstance(value, bool):
            return Item(label, self._means("yes" if value else "no", path), mark=mark)
        text = value if isinstance(value, str) else ""
        if not text.strip():
            return Item(label, _BLANK, "word", mark=mark)
        word = non_answer(text, path, self.vocabularies) if path[0] in _SECTIONS | {"answers"} or path[-1] == "answer" else None
        if word and word != "open":
            self.words.add(word)
            return Item(label, word, "word", mark=mark)
        form = self._form(text, path)
        return Item(label, self._means(self._shown(text, form, path), path), form, mark=mark)

    def _means(self, text: str, path: Path) -> str:
        """A word of handling with what it means: it must be kept to by people who do not know our words."""
        if path[0] != "handling":
            return text
        if text in ("yes", "no") and path[-1] in PLAIN:
            return PLAIN[str(path[-1])][text == "no"]
        list_ = self.vocabularies.at(path)
        return f"{text}: {list_.means(text)}" if list_ and list_.has(text, path) and list_.means(text) else text

    def _form(self, text: str, path: Path) -> Form:
        keys = tuple(key for key in path if isinstance(key, str) and key != "value")
        last = keys[-1]
        if last in ASIDES:
            return "code" if last in _CODE and "\n" not in text else "prose"
        if keys[:2] == ("technical", "prompts") and self._is_quoted(text, keys):
            return "material"
        if keys[:2] == ("vulnerabilities", "poc") and len(keys) > 2 and keys[2] not in STATE | {"references"}:
            return "material"
        if keys[:2] == ("mitigations", "defensive_measures") and last == "text":
            return "rule"
        if keys == ("detection", "indicators") and path[-1] == "value":
            type_ = self._type(path)
            return "material" if type_ == "prompt" else "rule" if type_ in ("sigma", "yara") or "\n" in text else "code"
        if keys in (("handling", "designation"), ("handling", "designation", "text")):
            return "verbatim"
        if keys[0] == "sources" and last == "url":
            live = _LINK.fullmatch(text) and not any(one.host in self._hosts for one in find_indicators(text))
            return "link" if live else "code"
        list_ = self.vocabularies.at(path)
        return "code" if last in _CODE and "\n" not in text and not (list_ and list_.has(text, path)) else "prose"

    def _is_quoted(self, text: str, keys: tuple[str, ...]) -> bool:
        if keys[2:3] == ("settings",):
            return "\n" in text or len(text) > _LONG_SETTING
        return (keys[2:3] == ("turns",) and keys[-1] != "role") or (len(keys) > 2 and keys[2] not in STATE | {"references", "turns"})

    def _type(self, path: Path) -> str:
        """The type of the indicator of which a path is the value."""
        depth = next(number for number, key in enumerate(path) if isinstance(key, int))
        said = look_up(self.report, (*path[: depth + 1], "type"))
        said = said.get("value") if isinstance(said, dict) else said
        return (self.vocabularies.vocabulary("indicator-type").canonical(said) or said) if isinstance(said, str) else ""

    @cached_property
    def _hosts(self) -> frozenset[str]:
        """The hosts of the indicators of this report that belong to no legitimate service."""
        listed = look_up(self.report, ("detection", "indicators"))
        hosts: set[str] = set()
        for number, item in enumerate(listed if isinstance(listed, list) else ()):
            at: Path = ("detection", "indicators", number, "value")
            value = item.get("value") if isinstance(item, dict) and item.get("legitimate_service") not in (True, "true", "yes") else None
            if isinstance(value, str) and self._type(at) in _HOSTS:
                hosts.update(one.host for one in find_indicators(value))
        return frozenset(hosts)

    def _shown(self, text: str, form: Form, path: Path) -> str:
        if form == "code" and path[:2] == ("detection", "indicators") and path[-1] == "value" and self._type(path) in _ADDRESSES:
            text = defang(text)
        elif form in ("material", "rule") or (path[:2] == ("detection", "indicators") and path[-1] == "value"):
            text = _inert(text, None)
        elif form != "verbatim":
            text = _inert(text, self._hosts)
        # A sentence begins on its own line, whatever stands before it; what is quoted keeps its blank lines.
        text = text.rstrip("\n") if form in ("verbatim", "material", "rule") else text.strip() if form == "prose" else text.strip("\r\n")
        return "\n".join(visible(line, tab=TAB) for line in _BREAK.split(text))


def _inert(text: str, hosts: frozenset[str] | None) -> str:
    """A text with the addresses in it (of some hosts, or all) written so that nothing follows them."""
    if hosts is not None and not hosts:
        return text
    parts, at = [], 0
    for found in find_indicators(text):
        if hosts is None or found.host in hosts:
            parts += [text[at : found.span.start], defang(found.text)]
            at = found.span.end
    return "".join([*parts, text[at:]])


def hoist(items: Iterable[Item], around: str) -> tuple[Item, ...]:
    """Items whose marks stand only where they differ from what is around them."""
    hoisted = []
    for item in items:
        marks = _marks(item)
        own = marks.pop() if len(marks) == 1 else (item.mark if item.text else around)
        hoisted.append(item._replace(mark=own if own != around else "", below=hoist(item.below, own)))
    return tuple(hoisted)


def _marks(item: Item) -> set[str]:
    below = {mark for one in item.below for mark in _marks(one)}
    return below | {item.mark} if item.text or not item.below else below
