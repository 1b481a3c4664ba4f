"""What prose says beside the fields: facts that stand in prose only, and claims that go further than the field. English only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Final, NamedTuple

from aishare_lint.document.answers import plain
from aishare_lint.document.memory import once
from aishare_lint.document.paths import find, look_up, parse
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path
from aishare_lint.document.reader import Document
from aishare_lint.document.times import Fault, parse_time
from aishare_lint.lint.checks import Case, Hit, Shown
from aishare_lint.lint.detection import locate_in_value

# Facts that stand in prose only


class Fact(NamedTuple):
    """A kind of fact that has a field: how it looks in prose, a sign that each of them has, and where it belongs."""

    kind: str
    sign: str
    pattern: re.Pattern[str]
    field: str


_MONTH: Final = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_FACTS: Final = (
    Fact("CVE", "CVE-", lazy(r"\bCVE-\d{4}-\d{4,7}\b"), "`vulnerabilities[*].id`"),
    Fact("technique", "T", lazy(r"\b(?:AML\.T\d{4}|T1\d{3})(?:\.\d{3})?\b"), "`attribution.techniques`"),
    Fact("hash", "", lazy(r"\b(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})\b"), "`detection.indicators`"),
    Fact("date", "", lazy(rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}})\b"), "`detection.timeline`"),
    # Three numbers: two are a section or a price, four an address.
    Fact(
        "version",
        ".",
        lazy(r"(?<![\w.:/-])v?\d{1,4}\.\d{1,4}\.\d{1,6}(?![\d:/]|\.\d)"),
        "`vulnerabilities[*].affected`, or the version of the model or library",
    ),
)
#: Keys whose text comments on something and is searched for nothing.
_COMMENTS: Final = frozenset({"note", "basis", "reason", "sources", "revisions", "internal", "obligations", "asks", "handling", "reporter"})


def in_prose_only(case: Case) -> Iterator[Hit]:
    """Each identifier, technique, hash, date or version in the places of `prose` that stands nowhere else; once each."""
    prose = {at for path in case.options["prose"] for at, _ in find(case.report, parse(path))}
    seen: set[str] = set()
    for path, text in _texts(case.document):
        if not _is_spoken(path, prose):
            continue
        for fact in _FACTS:
            for found in fact.pattern.finditer(text) if fact.sign in text else ():
                wanted = _as_written(fact.kind, found.group())
                if wanted in seen or wanted in _fields(case.document, frozenset(prose)):
                    continue
                seen.add(wanted)
                span = locate_in_value(case.document, path, text, found.start(), found.end())
                yield Hit(path, span=span, values={"match": found.group(), "kind": fact.kind, "field": fact.field})


def _is_spoken(path: Path, prose: Set[Path]) -> bool:
    """Whether a text stands in one of the places of prose, there as `text` or `value` too."""
    return path in prose or (path[-1] in ("text", "value") and len(path) > 2 and path[:-1] in prose)


@once
def _fields(document: Document, prose: frozenset[Path]) -> str:
    """What a report says in its fields, in lower case."""
    return "\n".join(text.lower() for path, text in _texts(document) if not _is_spoken(path, prose))


def _as_written(kind: str, text: str) -> str:
    """A fact as it would stand in its field, in lower case."""
    if kind == "date":
        read = parse_time(text)
        text = read.new or text if isinstance(read, Fault) else text
    return text.lower().removeprefix("v") if kind == "version" else text.lower()


@once
def _texts(document: Document) -> tuple[tuple[Path, str], ...]:
    """Every text of a report in its order, comments and accounts of the report itself left out."""
    return tuple((path, value) for path, value in document.values.items() if path and isinstance(value, str) and _COMMENTS.isdisjoint(path))


# Claims that go further than the field


class Claim(NamedTuple):
    """A way of saying something in prose that contradicts certain words of a field.

    field    where the words stand
    words    the words that contradict it; all words there must be among them
    pattern  how prose says it
    """

    field: str
    words: frozenset[str]
    pattern: re.Pattern[str]


_EVENT: Final = r"(?:attacks?|compromises?|breach(?:es)?|intrusions?|incidents?|infections?|abuse|theft|exfiltration|malicious(?: \w+)?)"
_CLAIMS: Final = (
    Claim("$.description.confidence.malicious", frozenset({"unconfirmed"}), lazy(rf"\bconfirmed (?:\w+ )?{_EVENT}\b", re.IGNORECASE)),
    Claim(
        "$.description.confidence.malicious",
        frozenset({"unconfirmed"}),
        lazy(rf"\b{_EVENT} (?:is|was|were|has been|have been) confirmed\b", re.IGNORECASE),
    ),
    Claim(
        "$.description.confidence.malicious",
        frozenset({"confirmed"}),
        lazy(rf"\b(?:suspected|alleged|unconfirmed|presumed) (?:\w+ )?{_EVENT}\b", re.IGNORECASE),
    ),
    Claim(
        "$.vulnerabilities[*].exploited.status",
        frozenset({"no", "suspected", "unknown"}),
        lazy(r"\b(?:actively exploited|exploited in the wild)\b", re.IGNORECASE),
    ),
    Claim(
        "$.vulnerabilities[*].exploited.status",
        frozenset({"no", "suspected", "unknown"}),
        lazy(r"\bconfirmed (?:\w+ )?exploitation\b", re.IGNORECASE),
    ),
    Claim(
        "$.vulnerabilities[*].exploited.status",
        frozenset({"yes"}),
        lazy(r"\b(?:suspected|alleged|unconfirmed|possible) (?:\w+ )?exploitation\b", re.IGNORECASE),
    ),
    Claim(
        "$.attribution.confidence",
        frozenset({"speculative", "unverified"}),
        lazy(r"\bconfirmed attribution\b|\battribution (?:is|was|has been) confirmed\b", re.IGNORECASE),
    ),
    Claim(
        "$.attribution.confidence",
        frozenset({"confirmed"}),
        lazy(
            r"\b(?:possibly|tentatively|provisionally) attributed\b|\b(?:suspected|alleged) (?:actor|author|attacker|threat actor)s?\b",
            re.IGNORECASE,
        ),
    ),
)
#: One of these stands in every claim.
_CLAIMING: Final = ("confirmed", "exploited", "exploitation", "suspected", "alleged", "presumed", "attribut")
#: Before a claim, these take it back.
_TAKES_BACK: Final = lazy(
    r"(?:\b(?:no|not|never|neither|nor|without|if|whether|until|unless|any|could|may|might|cannot|unclear|once|should)\b|n't\b)"
    r"[^.;:]{0,50}$",
    re.IGNORECASE,
)


def prose_outruns_field(case: Case) -> Iterator[Hit]:
    """Prose that says confirmed where the field says suspected, or the reverse."""
    at: Path = (*case.at, "text") if isinstance(case.value, dict) and "text" in case.value else case.at
    text = look_up(case.report, at)
    if not isinstance(text, str) or not any(sign in text.lower() for sign in _CLAIMING):
        return
    for claim in _CLAIMS:
        said = [(path, plain(value)) for path, value in find(case.report, parse(claim.field)) if plain(value)]
        if not said or not all(word in claim.words for _, word in said):
            continue
        for found in claim.pattern.finditer(text):
            if _TAKES_BACK.search(text[: found.start()]):
                continue
            span = locate_in_value(case.document, at, text, found.start(), found.end())
            path, word = said[0]
            field = claim.field.removeprefix("$.").replace("[*]", "")
            yield Hit(at, span=span, values={"match": found.group(), "field": field, "word": word}, show=(Shown(path, "the field"),))
            break
