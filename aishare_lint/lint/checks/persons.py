"""Checks for personal information: of people who are no part of the threat, their paths, and records about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from aishare_lint.document.defang import find_emails, find_indicators
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Span, Value
from aishare_lint.lint.checks import Case, Hit, Unjudged
from aishare_lint.lint.detection import Passage, locate, reading_of
from aishare_lint.lint.detectors import national
from aishare_lint.lint.detectors.persons import Datum, find, find_paths, find_records
from aishare_lint.lint.findings import Edit
from aishare_lint.lint.fixes import is_evidence

#: Without any of this there is nothing to look for.
_HINT = lazy(r"@|[\[({]at[\])}]|\d(?:[ .()/-]{0,3}\d){6}", re.IGNORECASE)
#: More in one text are said as one: a list of people is not mended one by one.
_MANY: Final = 50
#: Where the format has a place for people who have a part in the sharing; `internal` never leaves.
_THEIRS: Final = frozenset({"contact", "address", "by", "internal", "obligations"})
#: Values that are numbers by their nature: identifiers, digests, versions, times. No telephone or card is looked for in them.
_CODES: Final = frozenset(
    {
        *(
            "id",
            "aliases",
            "cvss",
            "sha256",
            "digest",
            "commitment",
            "size",
            "version",
            "fixed",
            "introduced",
            "last_affected",
            "package",
            "schema",
            "$schema",
        ),
        *(
            "created",
            "updated",
            "published",
            "date",
            "at",
            "time",
            "first_seen",
            "last_seen",
            "reported",
            "reference",
            "case",
            "url",
            "urls",
            "references",
            "location",
        ),
    }
)


def personal_information(case: Case) -> Iterator[Hit | Unjudged]:
    """Every piece of personal information outside the places that the format has for it."""
    theirs: frozenset[str] | None = None
    for passage in _passages(case):
        told = []
        for datum in find(passage.text):
            if datum.kind == "an e-mail address":
                theirs = _actors(case) if theirs is None else theirs
                if datum.text in theirs or datum.text.rpartition("@")[2] in theirs:
                    continue
                if passage.part == "source" and _is_contact_line(passage.text, datum.span):
                    continue
            elif _is_code(case, passage.path):
                continue
            told.append(datum)
        for candidate in national.find_candidates(passage.text):
            if not national.can_judge():
                yield Unjudged("national numbers are named here, and whether they are some needs the extra `pii`")
            elif national.is_valid(candidate):
                told.append(Datum("a national number", candidate.span, "strong", candidate.text))
        yield from _told(case, passage, told)


def _told(case: Case, passage: Passage, found: list[Datum]) -> Iterator[Hit]:
    if len(found) > _MANY:
        values = {"kind": f"{len(found)} pieces of personal data", "length": str(len(passage.text)), "match": passage.text}
        yield Hit(passage.path, "key" if passage.part == "key" else "value", passage.span, values, safety="suggest")
    else:
        yield from (_hit(case, passage, datum) for datum in found)


def personal_path(case: Case) -> Iterator[Hit]:
    """The names of people in paths, and the numbers under which their employer knows them."""
    for passage in reading_of(case.document).passages:
        if any(key in _THEIRS for key in passage.path):
            continue
        for datum in find_paths(passage.text):
            yield _hit(case, passage, datum)


def guidance_category(case: Case) -> Iterator[Hit]:
    """Words of the categories that the guidance says are unlikely to be related to a threat, beside what leads to a person."""
    for passage in reading_of(case.document).passages:
        if any(key in _THEIRS for key in passage.path):
            continue
        for datum in find_records(passage.text):
            yield _hit(case, passage, datum)


def _passages(case: Case) -> Iterator[Passage]:
    if _HINT.search(reading_of(case.document).text):
        for passage in reading_of(case.document).passages:
            if not any(key in _THEIRS for key in passage.path):
                yield passage


def _is_code(case: Case, path: Path) -> bool:
    """Whether a place holds a number by its nature: by its key, or by the type of the indicator."""
    if any(key in _CODES for key in path[-2:]):
        return True
    if path[:2] == ("detection", "indicators") and path[-1:] == ("value",):
        listed: Any = case.report.get("detection")
        item = listed["indicators"][path[2]]
        return isinstance(item, dict) and item.get("type") not in (
            "account",
            "command-line",
            "url",
            "email",
            "file-path",
            "user-agent",
            "other",
        )
    return False


def _hit(case: Case, passage: Passage, datum: Datum) -> Hit:
    span = locate(case.document, passage, *datum.span)
    part = "key" if passage.part == "key" else "value"
    written = passage.text[slice(*datum.span)]
    new = "user" if datum.kind == "a user's name in a path" else f"(removed {datum.kind.partition(' ')[2]})"
    values = {"kind": datum.kind, "length": str(len(written)), "match": written, "new": new}
    exact = case.document.text[span.start : span.end] == written
    if passage.part == "comment":
        return Hit(passage.path, part, span, values, level=datum.level, edits=(Edit(span, new),) if exact else ())
    place = case.document.places.get(passage.path)
    inside = place is not None and place.value.start <= span.start and span.end <= place.value.end
    kept = part == "key" or is_evidence(passage.path) or passage.part == "source" or not inside
    return Hit(passage.path, part, span, values, level=datum.level, safety="suggest" if kept else "")


def _is_contact_line(text: str, span: Span) -> bool:
    """In a file that could not be read nothing is known of places but what the line says."""
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    return re.search(r"\b(?:contact|address|by)\s*:", line) is not None


def _actors(case: Case) -> frozenset[str]:
    """Addresses and domains of the actor, and the contacts that the report names: they may stand in sentences too."""
    report = case.report
    allowed: set[str] = set()
    for item in _maps(report.get("detection"), "indicators"):
        value, kind = item.get("value"), item.get("type")
        if (
            isinstance(value, str)
            and kind in ("email", "domain", "account")
            and item.get("owner") not in ("victim", "reporter", "third-party")
        ):
            allowed.update(found.live.lower() for found in find_indicators(value) if found.kind in ("email", "domain"))
    for people in (report.get("reporter"), *_maps(report.get("handling"), "recipients")):
        contact = people.get("contact", people.get("address")) if isinstance(people, dict) else None
        if isinstance(contact, str):
            allowed.update(found.live.lower() for found in find_emails(contact))
    return frozenset(allowed)


def _maps(value: Value | None, key: str) -> list[Mapping[str, Value]]:
    listed: Any = value.get(key) if isinstance(value, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
