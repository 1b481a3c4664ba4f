"""How a result is to be shown, and what a renderer may know of the rules beside their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from aishare_lint.document.text import ELLIPSIS, visible


class Style(NamedTuple):
    """What people chose and what their terminal can do. Formats for machines read none of it but `verbose` and `show_ignored`.

    colour        ANSI colours
    width         columns of the terminal
    links         OSC 8 hyperlinks on rule ids
    verbose       grouped findings singly, messages in `markdown`
    show_ignored  ignored findings too, with their reasons
    statistics    a table of counts per rule at the end
    unicode       whether the output can hold more than ASCII
    """

    colour: bool = False
    width: int = 100
    links: bool = False
    verbose: bool = False
    show_ignored: bool = False
    statistics: bool = False
    unicode: bool = True

    def paint(self, role: str, text: str) -> str:
        """The text in the colour of its role; roles are the keys of `ROLES`."""
        return f"\x1b[{ROLES[role]}m{text}\x1b[0m" if self.colour and text else text

    def link(self, text: str, address: str) -> str:
        """The text as a hyperlink where the terminal takes one."""
        return f"\x1b]8;;{visible(address)}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and address else text

    @property
    def ellipsis(self) -> str:
        return ELLIPSIS if self.unicode else "."


#: SGR codes. Blue as the terminals have it is too dark to read; bright blue is not.
ROLES: Final[Mapping[str, str]] = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "ignored": "2",
    "help": "1;32",
    "added": "32",
    "removed": "31",
    "gutter": "94",
    "related": "1;94",
    "strong": "1",
    "faint": "2",
    "answered": "32",
    "none": "36",
    "not-applicable": "2",
    "unknown": "33",
    "withheld": "35",
    "open": "31",
}


class Rules(NamedTuple):
    """What is known of the rules of a run.

    titles   by id: the title and the reason behind it
    address  the documentation page of a rule, empty where there is none
    """

    titles: Mapping[str, tuple[str, str]]
    address: Callable[[str], str]

    def title(self, rule: str) -> str:
        return self.titles[rule][0] if rule in self.titles else ""

    def why(self, rule: str) -> str:
        return self.titles[rule][1] if rule in self.titles else ""
