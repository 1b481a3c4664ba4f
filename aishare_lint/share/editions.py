"""Editions: what one audience gets of a report (report-format, "Semantics").

What stays is decided leaf by leaf, and only by what every reader of the edition may know: paths, marks, and the values of places that
stay. So two reports that differ in nothing but what is left out have the same edition, byte for byte (law 1), and an edition of an edition
is itself. Where the answer to a question was left out, the worst is assumed: the source may not be named, the proof of concept is private.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from aishare_lint.document.answers import coverage
from aishare_lint.document.echo import SHORTEST, normal
from aishare_lint.document.marks import looser, loosest, marked_leaves, parse_mark, report_mark, stricter, strictest
from aishare_lint.document.paths import children, look_up, matches, parse
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document
from aishare_lint.errors import UserError
from aishare_lint.lint.checks import Case, Circumstances, Format
from aishare_lint.lint.checks.redaction import STATE, artifacts, material
from aishare_lint.share.audiences import Audience
from aishare_lint.share.canonical import canonical

#: What every edition keeps.
LABELS: Final = ("schema", "id", "kind", "status", "stage", "version", "tlp", "created", "updated", "lang")
#: What no edition has.
NEVER: Final = ("internal", "obligations")
#: What a reader finds where the title or the summary is marked above the ceiling.
WITHHELD: Final[Mapping[str, Value]] = {"answer": "withheld", "reason": "above-ceiling"}
_REQUIRED: Final[tuple[Path, ...]] = (("title",), ("description", "summary"))

#: What tells who reports: all of it for a reader that learns nothing, without the first two for one that knows a pseudonym.
_REPORTER: Final = tuple(map(parse, ("$.reporter.organization", "$.reporter.contact")))
_TRACES: Final = tuple(
    map(parse, ("$.release.by", "$.relabel.permission", "$.handling.designation.by", "$.handling.channels[*].jcdc_notified.by"))
)
#: What does not tell who a source is. Anything else may: a note, a key of the author's own.
_NAMELESS: Final = frozenset({"access", "obtained", "date", "tlp", "may_name", "legal_privilege", "confidence"})
#: Origins of proofs of concept that did not come from an attack.
_RESEARCH: Final = frozenset({"own-research", "reproduced"})
#: Lists of ids of items of this report, and where the items stand.
_ITEMS: Final[Mapping[str, tuple[Path, ...]]] = {
    "indicators": (("detection", "indicators"),),
    "samples": (("attachments",), ("technical", "prompts")),
    "attachment": (("attachments",),),
    "vulnerability": (("vulnerabilities",),),
}

Why = str
#: Why a place is left out, as it is said to people.
ABOVE: Final = "above-ceiling"
NEVER_EXPORTED: Final = "never-exported"
IDENTITY: Final = "identity"
SOURCE: Final = "source-may-not-be-named"
PRIVATE: Final = "proof-of-concept-not-public"
DANGLING: Final = "names-what-is-left-out"


class Omission(NamedTuple):
    """A place that is left out, the outermost one of which nothing stays, and why."""

    path: Path
    why: Why


class Edition(NamedTuple):
    """What one audience gets of one report.

    report    the report's id
    version   what the report says of its version; empty if unsaid
    audience  the audience's name
    mark      the mark of the edition as a whole
    data      what it says: a report itself
    digest    `sha256:<64 hex>` of its canonical form (RFC 8785); attachments enter by their listed hashes
    left_out  what is left out, in document order
    short     places left out whose value is too short for the echo test to look for
    origins   where each leaf of `data` stood in the report
    """

    report: str
    version: str
    audience: str
    mark: str
    data: dict[str, Value]
    digest: str
    left_out: tuple[Omission, ...]
    short: tuple[Path, ...]
    origins: Mapping[Path, Path]

    @property
    def content(self) -> bytes:
        """Its canonical form."""
        return canonical(self.data)


class EmptyEditionError(UserError):
    """Nothing that answers a question of the tear sheet stays for this audience."""


def derive(document: Document, audience: Audience, format_: Format) -> Edition:
    """The edition of a report for an audience. Raises EmptyEditionError where nothing stays, UserError where the document is no report."""
    if not isinstance(document.data, dict) or "id" not in document.data:
        raise UserError(f"{document.name} is no report that could be shared", hint="`aishare-lint check` says what is missing")
    return edition_of(document.data, audience, format_)


def edition_of(report: dict[str, Value], audience: Audience, format_: Format) -> Edition:
    """As `derive`, of the data of a report."""
    import hashlib

    judging = _Judging(report, audience, format_)
    data, mark = judging.edition()
    id_ = str(report.get("id", ""))
    edition = Edition(
        report=id_,
        version=version if isinstance(version := data.get("version"), str) else "",
        audience=audience.name,
        mark=mark,
        data=data,
        digest=f"sha256:{hashlib.sha256(canonical(data)).hexdigest()}",
        left_out=tuple(judging.omissions()),
        short=tuple(path for path, value in judging.withheld() if 0 < len(normal(value)) < SHORTEST and not judging.is_word(value)),
        origins=judging.origins,
    )
    counts = coverage(data, format_.tear_sheet, format_.vocabularies).count()
    if not counts["answered"] + counts["none"] and "withdrawn" not in data:
        raise EmptyEditionError(
            f"the edition of this report for `{audience.name}` would be empty: no question that it answers is marked "
            f"{audience.ceiling} or looser",
            hint="mark the places that may go there (`tlp:` beside them), or set `default_tlp`; nothing is shared by itself",
        )
    return edition


def withheld(report: dict[str, Value], audience: Audience, format_: Format) -> list[tuple[Path, str]]:
    """Every text that the edition for an audience leaves out, with its place; not-shared words (`TLP:RED`, `unknown`) included."""
    judging = _Judging(report, audience, format_)
    judging.edition()
    return list(judging.withheld())


class _Judging:
    """One report on its way to one audience."""

    def __init__(self, report: dict[str, Value], audience: Audience, format_: Format) -> None:
        self.report = report
        self.audience = audience
        self.format = format_
        #: Why each leaf that is left out is; the others stay.
        self.why: dict[Path, Why] = {}
        self.origins: dict[Path, Path] = {}
        self.leaves = {path: (value, mark.label) for path, value, mark in marked_leaves(report)}

    def edition(self) -> tuple[dict[str, Value], str]:
        for path, (_, label) in self.leaves.items():
            if path[0] in NEVER:
                self.why[path] = NEVER_EXPORTED
            elif not _is_label(path) and stricter(self.own_mark(path, label), self.audience.ceiling):
                self.why[path] = ABOVE
        for path, why in [*self.hidden_identity(), *self.hidden_sources(), *self.private()]:
            self.why.setdefault(path, why)
        self.drop_dangling()
        cut = list(self.cut_short())
        kept = self.kept(self.report, ())
        data = kept if isinstance(kept, dict) else {}
        data["tlp"] = mark = self.mark()
        for path in cut:
            _say_withheld(data, path)
        return data, mark

    def own_mark(self, path: Path, label: str) -> str:
        """The mark of a leaf; `default_tlp` itself is marked as it says, and what cannot be read is as strict as can be."""
        value = self.leaves[path][0]
        if path == ("default_tlp",):
            return parse_mark(value).label or "TLP:RED" if isinstance(value, str) else "TLP:RED"
        return label

    def stays(self, path: Path) -> bool:
        """Whether a leaf stands there and stays."""
        return path in self.leaves and path not in self.why

    def said(self, path: Path) -> str | bool | None:
        """What a place says to the audience, `{value: …}` looked through; None where it says nothing."""
        value = look_up(self.report, path)
        if isinstance(value, dict):
            path = (*path, "value")
            value = value.get("value")
        return value if isinstance(value, (str, bool)) and self.stays(path) else None

    # What is left out beside what is marked above the ceiling

    def below(self, at: Path) -> Iterator[Path]:
        """The leaves at or below a place."""
        yield from (path for path in self.leaves if path[: len(at)] == at)

    def hidden_identity(self) -> Iterator[tuple[Path, Why]]:
        """What tells who reports, where the audience, the report or what the report keeps to itself asks for it."""
        reporter = self.report.get("reporter")
        stated = reporter if isinstance(reporter, dict) else {}
        hidden = (
            self.audience.identity == "none"
            or ("anonymous" in stated and self.said(("reporter", "anonymous")) not in (False, "false", "no"))
            or self.asks_not_to_be_named("attribution", "must-not")
            or self.asks_not_to_be_named("consent", "none")
        )
        if not hidden and self.audience.identity == "named":
            return
        for path in self.leaves:
            names = path[0] == "reporter" if hidden else any(matches(path[: len(one)], one) for one in _REPORTER)
            # What says that nobody may be named stays: it is what the reader must keep to.
            if (names and path[:2] != ("reporter", "anonymous")) or any(matches(path, one) for one in _TRACES):
                yield path, IDENTITY

    def asks_not_to_be_named(self, key: str, word: str) -> bool:
        """Whether `handling` forbids to name the submitter, or says something about it that the audience may not see."""
        handling = self.report.get("handling")
        if not isinstance(handling, dict) or key not in handling:
            return False
        said = self.said(("handling", key))
        return said is None or said == word

    def hidden_sources(self) -> Iterator[tuple[Path, Why]]:
        """What tells who a source is that may not be named."""
        sources = self.report.get("sources")
        for name, source in children(sources) if isinstance(sources, (dict, list)) else ():
            at: Path = ("sources", name)
            if isinstance(source, dict) and "may_name" in source and self.said((*at, "may_name")) not in (True, "true", "yes"):
                yield from ((path, SOURCE) for path in self.below(at) if path[len(at)] not in _NAMELESS)

    def private(self) -> Iterator[tuple[Path, Why]]:
        """The material of proofs of concept that are not public and were not observed in an attack, or that hide which of it they are."""
        document = Document("", "")
        document.data = self.report
        case = Case(document, (), self.report, {}, Circumstances(self.format))
        for one in artifacts(case):
            hides = any(key in one.item and self.said((*one.path, key)) is None for key in ("disclosure", "origin"))
            # Of what is closed, whose origin nobody says, and of research that nobody calls public, the worst is assumed as well.
            unsaid = (one.is_closed and not one.origin) or (one.origin in _RESEARCH and one.disclosure != "public")
            if one.is_private or hides or unsaid:
                places = {*material(case, one), *((*one.path, key) for key in one.item if key not in STATE)}
                yield from ((path, PRIVATE) for path in self.below(one.path) if path[: len(one.path) + 1] in places)

    def drop_dangling(self) -> None:
        """Ids of items that are left out leave the places that refer to them: only an item that stays can be named."""
        for path, (value, _) in self.leaves.items():
            at = _key_of(path)
            if path in self.why or not isinstance(value, str) or value in self.format.vocabularies.non_answers or _is_own(at):
                continue
            key = str(at[-1])
            if key in _ITEMS and at not in _ITEMS[key]:
                lost = not any(self.names_item(items, value) for items in _ITEMS[key])
            else:
                lost = key in ("source", "references") and at[0] != "sources" and self.is_lost_source(value)
            if lost:
                self.why[path] = DANGLING

    def names_item(self, items: Path, name: str) -> bool:
        listed = look_up(self.report, items)
        return isinstance(listed, list) and any(
            isinstance(item, dict) and item.get("id") == name and self.stays((*items, number, "id")) for number, item in enumerate(listed)
        )

    def is_lost_source(self, name: str) -> bool:
        """Whether a name is that of a source of which nothing stays."""
        sources = self.report.get("sources")
        if not isinstance(sources, dict) or name not in sources:
            return False
        return not any(self.stays(path) and path[-1] != "tlp" for path in self.below(("sources", name)))

    def cut_short(self) -> Iterator[Path]:
        """Of what a report must have, what is left out: nothing of it stays, for a note without its text says nothing."""
        for path in _REQUIRED:
            if look_up(self.report, path) is not None and not any(self.stays(at) for at in (path, (*path, "text"), (*path, "answer"))):
                yield path
                for below in self.below(path):
                    self.why.setdefault(below, ABOVE)

    # What stays

    def mark(self) -> str:
        """The looser of the report's mark and the ceiling; looser still by `release`, but never than what stays (`kept` was called)."""
        mark = loosest(report_mark(self.report).label, self.audience.ceiling)
        released = self.said(("release", "to"))
        label = parse_mark(released).label if isinstance(released, str) else ""
        if label and looser(label, mark):
            # Of what stands in the edition: the mark of a map of which nothing else stays goes with the map.
            kept = [self.own_mark(path, self.leaves[path][1]) for path in self.origins.values() if not _is_label(path)]
            mark = loosest(mark, strictest(label, *kept))
        return mark

    def kept(self, value: Value, at: Path, to: Path = ()) -> Value | None:
        """What stays of a value, which comes to stand at `to`; None where nothing but marks does."""
        if isinstance(value, (str, bool)):
            if self.stays(at):
                self.origins[to] = at
            return value if self.stays(at) else None
        if isinstance(value, dict):
            map_: dict[str, Value] = {}
            for key, child in value.items():
                below = self.kept(child, (*at, key), (*to, key))
                if below is not None:
                    map_[key] = below
            if any(key != "tlp" for key in map_):
                return map_
            for path in [path for path in self.origins if path[: len(to) + 1] == (*to, "tlp")]:
                del self.origins[path]
            return None
        list_: list[Value] = []
        for number, child in enumerate(value):
            below = self.kept(child, (*at, number), (*to, len(list_)))
            if below is not None:
                list_.append(below)
        return list_ or None

    # What is said of what does not

    def withheld(self) -> Iterator[tuple[Path, str]]:
        """The texts of the places that are left out."""
        yield from ((path, value) for path, (value, _) in self.leaves.items() if path in self.why and isinstance(value, str))

    def is_word(self, value: str) -> bool:
        """Whether a text is a word of the format, which tells nothing by itself."""
        vocabularies = self.format.vocabularies
        return parse_mark(value).label != "" or any(vocabularies.vocabulary(name).has(value, ()) for name in vocabularies.names)

    def omissions(self) -> Iterator[Omission]:
        """The outermost places of which nothing stays."""
        kept: set[Path] = {()}
        for path in self.leaves:
            if path not in self.why:
                kept.update(path[:length] for length in range(len(path) + 1))
        seen: set[Path] = set()
        for path in self.leaves:
            if path in self.why:
                outer = next(path[:length] for length in range(1, len(path) + 1) if path[:length] not in kept)
                if outer not in seen:
                    seen.add(outer)
                    yield Omission(outer, self.why[path])


def _is_label(path: Path) -> bool:
    return len(path) == 1 and path[0] in LABELS


def _is_own(path: Path) -> bool:
    """Whether a place is of the author's own making, where ids mean what the author likes."""
    return any(isinstance(key, str) and key.startswith("x_") for key in path)


def _key_of(path: Path) -> Path:
    """The place whose key says what a leaf is: without its number in a list and without `value`."""
    end = len(path)
    while end > 1 and (isinstance(path[end - 1], int) or path[end - 1] == "value"):
        end -= 1
    return path[:end]


def _say_withheld(data: dict[str, Value], path: Path) -> None:
    """Say of a place that a report must have that it is withheld."""
    holder: Value = data
    for key in path[:-1]:
        holder = holder.setdefault(str(key), {}) if isinstance(holder, dict) else {}
    if isinstance(holder, dict):
        holder[str(path[-1])] = dict(WITHHELD)
