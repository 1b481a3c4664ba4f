"""Checks for personal information: of people who are no part of the threat, their paths, and records about them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any, Final

from aishare_lint.document.defang import find_emails, find_indicators
from aishare_lint.document.memory import once
from aishare_lint.document.places import Path, Span, Value
from aishare_lint.document.reader import Document
from aishare_lint.lint.checks import Case, Hit, Unjudged
from aishare_lint.lint.detection import Passage, locate, reading_of
from aishare_lint.lint.detectors import national
from aishare_lint.lint.detectors.persons import AT_SIGNS, MOST, NUMBER, Datum, find
from aishare_lint.lint.detectors.records import EMPLOYEE_SIGNS, PATH_SIGNS, RECORD, find_paths, find_records
from aishare_lint.lint.findings import Edit
from aishare_lint.lint.fixes import is_evidence

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
    for passage, data in _personal(case.document).items():
        told = []
        for datum in data:
            if datum.kind == "an e-mail address":
                theirs = _actors(case) if theirs is None else theirs
                if datum.text in theirs or datum.text.rpartition("@")[2] in theirs:
                    continue
                if passage.part == "source" and _is_contact_line(passage.text, datum.span):
                    continue
            elif _is_code(case, passage.path):
                continue
            told.append(datum)
        yield from _told(case, passage, told)
    if national.names_one(reading_of(case.document).text):
        yield from _national(case)


def _national(case: Case) -> Iterator[Hit | Unjudged]:
    for _, passage in sorted(_holding(case.document, national.NAMED).items()):
        if not _THEIRS.isdisjoint(passage.path):
            continue
        for candidate in national.find_candidates(passage.text):
            if not national.can_judge():
                yield Unjudged("national numbers are named here, and whether they are some needs the extra `pii`")
            elif national.is_valid(candidate):
                yield _hit(case, passage, Datum("a national number", candidate.span, "strong", candidate.text))


@once
def _personal(document: Document) -> Mapping[Passage, tuple[Datum, ...]]:
    """The passages that hold personal data, with the data."""
    held = dict(reading_of(document).holding(AT_SIGNS)) | _holding(document, NUMBER)
    passages = (passage for _, passage in sorted(held.items()) if _THEIRS.isdisjoint(passage.path))
    return {passage: tuple(found) for passage in passages if (found := find(passage.text))}


def _holding(document: Document, pattern: re.Pattern[str]) -> dict[int, Passage]:
    """The passages in which a pattern matches, by number. It is tried on all of them as one text: on most documents it never matches."""
    reading = reading_of(document)
    held: dict[int, Passage] = {}
    if not pattern.search(reading.text):
        return held
    passages = tuple(reading.passages)
    behind = tuple(accumulate(len(passage.text) + 1 for passage in passages))
    match = pattern.search(reading.text)
    while match:
        number = bisect_right(behind, match.start())
        held[number] = passages[number]
        match = pattern.search(reading.text, behind[number]) if number < len(passages) - 1 else None
    return held


def _told(case: Case, passage: Passage, found: list[Datum]) -> Iterator[Hit]:
    if len(found) > _MANY:
        values = {
            "kind": f"{'at least ' if len(found) >= MOST else ''}{len(found)} pieces of personal data",
            "length": str(len(passage.text)),
            "match": passage.text,
        }
        yield Hit(passage.path, "key" if passage.part == "key" else "value", passage.span, values, safety="suggest")
    else:
        yield from (_hit(case, passage, datum) for datum in found)


def personal_path(case: Case) -> Iterator[Hit]:
    """The names of people in paths, and the numbers under which their employer knows them."""
    held = reading_of(case.document).holding((*PATH_SIGNS, *EMPLOYEE_SIGNS))
    for _, passage in sorted(held.items()):
        if _THEIRS.isdisjoint(passage.path):
            yield from (_hit(case, passage, datum) for datum in find_paths(passage.text))


def guidance_category(case: Case) -> Iterator[Hit]:
    """Words of the categories that the guidance says are unlikely to be related to a threat, beside what leads to a person."""
    personal = _personal(case.document)
    records = (passage for passage in _holding(case.document, RECORD).values() if _THEIRS.isdisjoint(passage.path))
    for passage in dict.fromkeys((*personal, *records)):
        yield from (_hit(case, passage, datum) for datum in find_records(passage.text, personal.get(passage, ())))


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
