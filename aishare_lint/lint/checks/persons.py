"""Checks for personal information: e-mail addresses, phone, card and account numbers of people who are no part of the threat."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from aishare_lint.document.defang import find_indicators
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span, Value
from aishare_lint.lint.checks import Case, Hit
from aishare_lint.lint.detection import Passage, locate, reading_of

#: Mailboxes of functions, not of people.
_FUNCTION = lazy(
    r"(?:security|secure|soc|cti|cert|csirt|psirt|jcdc|cisa[\w.]*|cve|abuse|info|support|help(?:desk)?|press|media|contact|admin|root|git"
    r"|sales|office|team|legal|privacy|dpo|compliance|billing|accounts?|no-?reply|do-?not-?reply|postmaster|hostmaster|webmaster|mailer-daemon"
    r"|report|reports|vuln|vulnerability|disclosure|research|bugbounty|incident|incidents|ir|noc|ops|devops|it|hr|jobs|careers|marketing"
    r"|hello|service|notifications?|alerts?|updates?|newsletter|central|threat|intel|responsible-disclosure)(?:[._+-][\w.-]{0,32})?\Z",
    re.IGNORECASE,
)
#: Names that stand for nobody, at the domains that are reserved for documentation.
_NOBODY = lazy(r"(?:user|username|name|you|me|someone|somebody|anyone|foo|bar|baz|test|tester)\d{0,3}\Z", re.IGNORECASE)
_RESERVED = lazy(r"(?:\A|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)\Z")
_NO_PERSONS_HOST = lazy(r"(?:\A|\.)(?:no-?reply|lists?|groups?|googlegroups|bounces?)\.", re.IGNORECASE)
#: Where the format has a place for people who have a part in the sharing; `internal` never leaves.
_THEIRS: Final = frozenset({"contact", "address", "by", "internal", "obligations"})

#: One of these, in lower case, stands in every e-mail address.
_IN_ADDRESSES: Final = ("@", "at]", "at)", "at}")
_PHONE = lazy(r"(?<![\w+.-])\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]\d{2,8}){1,4}(?![\w.-]*\d)")
_CARD = lazy(r"(?<![\w.:/-])[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{3,4}(?![\w:/-])")
_IBAN = lazy(r"(?<![\w.-])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\w-])")
_SOCIAL = lazy(r"(?i:\bSSN|social security)[^\d\n]{0,24}(\d{3}-\d{2}-\d{4})(?!\d)")


def personal_information(case: Case) -> Iterator[Hit]:
    """Every piece of personal information outside the places that the format has for it."""
    reading = reading_of(case.document)
    # The whole text tells what there may be at all, which most often is nothing, or a few addresses.
    numbers = [number for number in _NUMBERS if number.sign.search(reading.text)]
    passages = reading.passages if numbers else reading.holding(_IN_ADDRESSES).values()
    theirs: frozenset[str] | None = None
    for passage in passages:
        if any(key in _THEIRS for key in passage.path):
            continue
        theirs = _actors(case) if theirs is None else theirs
        for kind, start, end in _found(passage, numbers, theirs):
            span = locate(case.document, passage, start, end)
            yield Hit(passage.path, "key" if passage.part == "key" else "value", span, {"kind": kind, "length": str(end - start)})


def _found(passage: Passage, numbers: Iterable[_Number], theirs: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    text = passage.text
    unread = passage.part == "source"
    lowered = text.lower()
    for found in find_indicators(text) if any(sign in lowered for sign in _IN_ADDRESSES) else ():
        if found.kind == "email" and not _is_allowed(found.live.lower(), found.host, theirs):
            if unread and _is_contact_line(text, found.span):
                continue
            yield "an e-mail address", *found.span
    for kind, _, pattern, accepted in numbers:
        for match in pattern.finditer(text):
            group = match.re.groups
            if accepted(match[group]):
                yield kind, *match.span(group)


def _is_contact_line(text: str, span: Span) -> bool:
    """In a file that could not be read nothing is known of places but what the line says."""
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    return re.search(r"\b(?:contact|address|by)\s*:", line) is not None


def _is_allowed(address: str, host: str, theirs: frozenset[str]) -> bool:
    local = address.partition("@")[0]
    if _FUNCTION.match(local) or _NO_PERSONS_HOST.search(host) or (_RESERVED.search(host) and _NOBODY.match(local)):
        return True
    return address in theirs or host in theirs


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
            allowed.update(found.live.lower() for found in find_indicators(contact) if found.kind == "email")
    return frozenset(allowed)


def _maps(value: Value | None, key: str) -> list[Mapping[str, Value]]:
    listed: Any = value.get(key) if isinstance(value, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _is_card(text: str) -> bool:
    """Luhn's sum, as cards have it; a run of one digit passes it and is no card."""
    digits = [int(one) for one in text if one.isdigit()]
    doubled = (2 * digit - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(digits)))
    return len(set(digits)) > 3 and sum(doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    """The remainder by 97 is 1 (ISO 13616)."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1


def _is_phone(text: str) -> bool:
    """As many digits as numbers of the international plan have; those reserved for fiction are nobody's."""
    digits = "".join(one for one in text if one.isdigit())
    return 9 <= len(digits) <= 15 and not re.match(r"1\d{3}55501\d\d\Z", digits)


class _Number(NamedTuple):
    """A kind of number: something in each that is found fast, how it is written, and whether a text of that form is one."""

    kind: str
    sign: re.Pattern[str]
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]


_NUMBERS: Final = (
    _Number("a payment card number", lazy(r"[3-6]\d{3}[ -]?\d{4}[ -]?\d{4}"), _CARD, _is_card),
    _Number("an IBAN", lazy(r"[A-Z]{2}\d{2} ?[A-Z0-9]{4}"), _IBAN, _is_iban),
    _Number("a phone number", lazy(r"\+\d"), _PHONE, _is_phone),
    _Number("a social security number", lazy(r"\d{3}-\d{2}-\d{4}"), _SOCIAL, lambda text: not text.startswith(("000", "666", "9"))),
)
