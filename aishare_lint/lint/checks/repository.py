"""Checks of many reports together: their ids, what they say of each other, what became of them, what lies beside them, who wrote them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path
from aishare_lint.lint.checks import Hit, Unjudged
from aishare_lint.lint.surroundings import NOT_WHOLE, Authors, Reports, Spot

#: Where attachments lie by custom, beside the reports that list them.
ATTACHMENTS: Final = "attachments"
#: What a public list calls one vulnerability or one case.
_PUBLIC = lazy(r"(?:CVE-\d{4}-\d{4,12}|GHSA(?:-[0-9a-z]{4}){3}|AVID-\d{4}-[A-Z]?\d{1,6}|AML\.CS\d{4})\Z", re.IGNORECASE)
#: With more ids than these nobody looks for one that is near.
_MOST_COMPARED: Final = 500
#: Ids of a circle that are shown.
_MOST_SHOWN: Final = 8
_BEFORE_DIGITS = lazy(r"\D*")
_SIGNS = lazy(r"[\W_]+|(?<!\d)0+(?=\d)")


def id_unique(reports: Reports) -> Iterator[Spot | Unjudged]:
    """An id that another report has, also in other letters: some systems take two such files for one."""
    first: dict[str, str] = {}
    for name, at, id_ in reports.texts("id"):
        other = first.setdefault(id_.strip().casefold(), name)
        if other != name:
            yield name, Hit(at, values={"other": other})


def id_matches_file(reports: Reports) -> Iterator[Spot | Unjudged]:
    """A file that is not called as its report is."""
    for name, at, id_ in reports.texts("id"):
        stem, ending = posixpath.splitext(posixpath.basename(name))
        if reports.surroundings.is_kept(name) and _SIGNS.sub("-", stem) != _SIGNS.sub("-", id_.strip()):
            yield name, Hit(at, values={"file": posixpath.basename(name), "new": _file_name(id_.strip()) + ending})


def _file_name(id_: str) -> str:
    return "".join(character if character.isalnum() or character in "-._" else "-" for character in id_)


def alias_duplicate(reports: Reports) -> Iterator[Spot | Unjudged]:
    """Two reports on one vulnerability or case of a public list that do not name each other."""
    group_of = _linked(reports)
    #: By public id the first report of each group.
    first: dict[str, dict[str, str]] = {}
    said: set[tuple[str, str]] = set()
    for name, at, text in reports.texts("vulnerabilities", "related"):
        public = text.strip().casefold()
        if not _PUBLIC.match(public):
            continue
        groups = first.setdefault(public, {})
        other = next((other for group, other in groups.items() if group != group_of[name]), None)
        if other is not None and (other, name) not in said:
            said.add((other, name))
            yield name, Hit(at, values={"public": text.strip(), "other": other})
        groups.setdefault(group_of[name], name)


def _linked(reports: Reports) -> dict[str, str]:
    """For each report one that stands for all that name each other, over however many steps."""
    above = {name: name for name in reports.facts}

    def root(name: str) -> str:
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    of_id = {id_.strip(): name for name, _, id_ in reports.texts("id")}
    for name, _, text in reports.texts("related", "supersedes", "withdrawn"):
        other = of_id.get(text.strip())
        if other is not None:
            above[root(other)] = root(name)
    return {name: root(name) for name in above}


def related_unresolved(reports: Reports) -> Iterator[Spot | Unjudged]:
    """The id of a report of this repository that there is not; ids of others are left alone."""
    if not reports.surroundings.whole:
        yield NOT_WHOLE
        return
    known = _Ids(reports)
    for name, at, text in reports.texts("related", "withdrawn"):
        why = known.why_unresolved(text.strip())
        if not why and known.own.get(name) == text.strip():
            why = "that is this report itself"
        if why:
            yield name, Hit(at, values={"why": why})


class _Ids:
    """The ids of a repository's reports."""

    def __init__(self, reports: Reports) -> None:
        #: By the name of the file.
        self.own = {name: id_.strip() for name, _, id_ in reports.texts("id")}
        self.known = set(self.own.values())
        self.beginnings = {beginning for id_ in self.known if (beginning := _beginning(id_))}
        self.spellings = {_spelling(id_): id_ for id_ in sorted(self.known, reverse=True)}

    def why_unresolved(self, text: str) -> str:
        """Why a text that is to name a report here names none; empty where it names one, or somebody else's."""
        if text in self.known or not text:
            return ""
        meant = self.spellings.get(_spelling(text))
        if meant is not None:
            return f"did you mean `{meant}`?"
        if _beginning(text) not in self.beginnings:
            return ""
        if len(self.known) > _MOST_COMPARED:
            return "no report here has this id"
        from difflib import get_close_matches

        near = get_close_matches(text, sorted(self.known), n=1, cutoff=0.8)
        return f"no report here has this id; near is `{near[0]}`" if near else "no report here has this id"


def _beginning(id_: str) -> str:
    """What stands before the digits of an id: whose it is. Nothing where there are no digits to number reports."""
    found = _BEFORE_DIGITS.match(id_)
    return found[0].casefold() if found and found.end() < len(id_) else ""


def _spelling(id_: str) -> str:
    return _SIGNS.sub("", id_).casefold()


def supersedes_chain(reports: Reports) -> Iterator[Spot | Unjudged]:
    """A report that supersedes itself, in one step or several, one that there is not, or one that another supersedes already."""
    known = _Ids(reports)
    if not reports.surroundings.whole:
        yield NOT_WHOLE
    named: dict[str, tuple[str, Path, str]] = {}  # by the id of the newer one
    first: dict[str, str] = {}
    for name, at, text in reports.texts("supersedes"):
        named[known.own.get(name, "")] = (name, at, text.strip())
        other = first.setdefault(text.strip(), name)
        why = known.why_unresolved(text.strip()) if reports.surroundings.whole else ""
        if why:
            yield name, Hit(at, values={"why": why})
        elif other != name:
            yield name, Hit(at, values={"why": f"{other} supersedes it already, so nobody can tell which of the two holds"})
    for circle in _circles({id_: older for id_, (_, _, older) in named.items() if id_}):
        for number, id_ in enumerate(circle):
            name, at, _ = named[id_]
            around = " → ".join([*circle[number:], *circle[:number], id_][:_MOST_SHOWN])
            why = "that is this report itself" if len(circle) == 1 else f"and so it supersedes itself: {around}"
            yield name, Hit(at, values={"why": why})


def _circles(next_: dict[str, str]) -> Iterator[list[str]]:
    """The circles in which steps lead round, each once."""
    done: set[str] = set()
    for start in next_:
        way: dict[str, int] = {}
        here = start
        while here in next_ and here not in done and here not in way:
            way[here] = len(way)
            here = next_[here]
        if here in way:
            yield list(way)[way[here] :]
        done |= way.keys()


def deleted_report(reports: Reports) -> Iterator[Spot | Unjudged]:
    """A report that somebody was given and that is gone, or goes by another id."""
    if not reports.surroundings.whole:
        yield NOT_WHOLE
        return
    base = reports.surroundings.base()
    if isinstance(base, Unjudged):
        yield base
        return
    if base.unread:
        yield Unjudged(base.unread)
    known = _Ids(reports).known if base.reports else set()
    for name, before in base.reports.items():
        id_ = before.data.get("id") if isinstance(before.data, dict) else None
        if isinstance(id_, str) and id_.strip() not in known and base.shared(id_.strip()):
            what = "is deleted" if name in base.gone else f"goes by another id (it was `{id_.strip()}`)"
            yield name, Hit(("id",), values={"what": what})


def attachment_unlisted(reports: Reports) -> Iterator[Spot | Unjudged]:
    """A file that lies where attachments lie and that no report lists."""
    if not reports.surroundings.whole:
        yield NOT_WHOLE
        return
    listed: set[str] = set()
    folders: set[str] = set()
    for name in reports.facts:
        folders.add(posixpath.join(posixpath.dirname(name), ATTACHMENTS))
    for name, _, path in reports.texts("attachments"):
        own = posixpath.dirname(name)
        file = posixpath.normpath(posixpath.join(own, path.replace("\\", "/")))
        listed.add(file)
        if posixpath.dirname(file) != own:
            folders.add(posixpath.dirname(file))
    files = reports.surroundings.attached(sorted(folders))
    if isinstance(files, Unjudged):
        yield files
        return
    for file in sorted(files):
        if file not in listed and file not in reports.facts:
            yield file, Hit(())


def author_identity(reports: Reports) -> Iterator[Spot | Unjudged]:
    """A report whose reporter stays anonymous, with the address of a person in its commits, or in the next one."""
    anonymous = {name: places[0][0] for name, places in reports.facts.items() if places}
    if not anonymous:
        return
    known = reports.surroundings.authors(list(anonymous))
    if isinstance(known, Unjudged):
        yield known
        return
    for name, at in anonymous.items():
        authors = known.get(name, Authors())
        committed = [address for address in authors.committed if _is_personal(address)]
        if committed:
            many = "personal e-mail addresses stand" if len(committed) > 1 else "a personal e-mail address stands"
            yield name, Hit(at, values={"what": f"{many} in the commits of this file"})
        elif _is_personal(authors.next):
            yield name, Hit(at, values={"what": "git would write a personal e-mail address into the commit of this file (`user.email`)"})


def _is_personal(address: str) -> bool:
    """Whether an e-mail address is that of a person: no role, and none of those that reach nobody."""
    local, at, domain = address.strip().lower().rpartition("@")
    if not at or not local or _NOBODYS.search(f"{local}@{domain}"):
        return False
    from aishare_lint.lint.checks.marks import is_role

    return not is_role(local)


_NOBODYS = lazy(
    r"no-?_?reply|^(?:anonymous|nobody|bot|git|root)@|\[bot\]@|@(?:localhost|.*\.(?:local|localdomain|internal|invalid|test|example))$"
    r"|@(?:[^@]*\.)?example\.(?:com|net|org)$"
)
