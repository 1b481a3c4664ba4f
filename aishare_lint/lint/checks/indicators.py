"""Checks of indicators: how they are written in prose, and whether the typed ones are what their type says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from aishare_lint.document.defang import Indicator, defang, find_indicators, live, state
from aishare_lint.document.memory import once
from aishare_lint.document.paths import children
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Value
from aishare_lint.document.prose import Prose, is_quoted, prose
from aishare_lint.document.reader import Document
from aishare_lint.lint.checks import Case, Hit, Shown, Unjudged
from aishare_lint.lint.detection import locate_in_value
from aishare_lint.lint.detectors.hosts import REFERRED
from aishare_lint.lint.detectors.indicators import WEAK, named
from aishare_lint.lint.detectors.indicators import find as find_live

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_NAMES: Final[Mapping[str, str]] = {"url": "URL", "domain": "domain", "ipv4": "address", "ipv6": "address", "email": "e-mail address"}
_NETWORK: Final = frozenset(_NAMES)
#: In one text no more addresses are looked at, less one: there is no end to a list of them.
_MOST_NAMED: Final = 5001


class Typed(NamedTuple):
    """An indicator of the list: its path, its map, its type as the format spells it (empty if it is none), its value refanged."""

    path: Path
    item: Mapping[str, Value]
    type: str
    value: str

    @property
    def name(self) -> str:
        found = self.item.get("id")
        return found if isinstance(found, str) else ""


def typed_indicators(case: Case) -> list[Typed]:
    """The indicators of a report that have a value."""
    detection = case.report.get("detection")
    listed = detection.get("indicators") if isinstance(detection, dict) else None
    types = case.circumstances.format.vocabularies.vocabulary("indicator-type")
    found = []
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(item, dict):
            continue
        value, kind = item.get("value"), item.get("type")
        if isinstance(value, str) and value and value not in case.circumstances.format.vocabularies.non_answers:
            spelt = types.canonical(kind) if isinstance(kind, str) else None
            found.append(Typed(("detection", "indicators", index), item, spelt or "", live(value.strip())))
    return found


# Live and unevenly defanged writing


def live_in_prose(case: Case) -> Iterator[Hit | Unjudged]:
    """Live addresses in sentences: those of listed indicators, and those that a sentence shows to be an actor's."""
    known: _Known | None = None
    for passage, indicators in _in_prose(case.document):
        yield from _unread(indicators)
        if not any(found.state == "live" for found in indicators):
            continue
        known = known or _Known(case)
        listed = [(found, known.owner(found)) for found in indicators if found.state == "live"]
        judged = {one.indicator.span for one in find_live(passage.text, known.references, indicators) if one.score >= WEAK}
        for found, owner in listed:
            if owner is not None or found.span in judged:
                values = {"kind": _NAMES[found.kind], "new": defang(found.text), "whose": owner or ""}
                yield _hit(case.document, passage, found, values)


@once
def _in_prose(document: Document) -> tuple[tuple[Prose, tuple[Indicator, ...]], ...]:
    """Everything in the sentences of a report that names a place on the network, passage by passage."""
    report = document.data if isinstance(document.data, dict) else {}
    return tuple((passage, found) for passage in prose(report) if (found := tuple(islice(named(passage.text), _MOST_NAMED))))


def _unread(indicators: tuple[Indicator, ...]) -> Iterator[Unjudged]:
    """Says so where a text names more than are looked at."""
    if len(indicators) == _MOST_NAMED:
        yield Unjudged(f"a text names more than {_MOST_NAMED - 1:,} addresses, and those behind them were not looked at")


class _Known:
    """What a report itself says of hosts: which belong to its indicators, which it refers to."""

    def __init__(self, case: Case) -> None:
        self.indicators = typed_indicators(case)
        self.values = {one.value.lower().rstrip("/"): one for one in self.indicators}
        self.hosts = {one.value.lower().rstrip("."): one for one in self.indicators if one.type in ("domain", "ipv4", "ipv6")}
        self.references = REFERRED | _referred(case.report)
        for one in self.indicators:
            found = find_indicators(one.value) if one.type == "url" else []
            if found and not self.is_reference(found[0].host):
                self.hosts.setdefault(found[0].host, one)

    def is_reference(self, host: str) -> bool:
        return any(host == known or host.endswith(f".{known}") for known in self.references)

    def owner(self, found: Indicator) -> str | None:
        """Words for which listed indicator it is; None where it is none."""
        listed = self.values.get(found.live.lower().rstrip("/")) or self.hosts.get(found.host)
        listed = listed or next((one for host, one in self.hosts.items() if found.host.endswith(f".{host}")), None)
        if listed is not None:
            return f" of indicator `{listed.name}`" if listed.name else " of a listed indicator"
        return None


def _referred(report: Mapping[str, Value]) -> set[str]:
    """Hosts that the report itself refers to: all that its sources say, and its references, locations and contacts."""
    hosts: set[str] = set()
    pending: list[tuple[Value, bool]] = [(dict(report), False)]
    while pending:
        value, wanted = pending.pop()
        if isinstance(value, str):
            if wanted:
                hosts.update(found.host.removeprefix("www.") for found in find_indicators(value))
            continue
        for key, child in children(value):
            named = wanted or key in ("sources", "url", "references", "location", "contact", "address")
            if key != "indicators":
                pending.append((child, named))
    return hosts


def uneven(case: Case) -> Iterator[Hit | Unjudged]:
    """Addresses that are defanged unevenly or only half. Option `state`: `mixed` or `broken`."""
    wanted = case.options["state"]
    for passage, indicators in _in_prose(case.document):
        yield from _unread(indicators)
        for found in indicators:
            if found.state == wanted:
                yield _hit(case.document, passage, found, {"kind": _NAMES[found.kind], "new": defang(found.text)})
    for one in typed_indicators(case):
        written = one.item["value"]
        if one.type in _NETWORK and isinstance(written, str) and state(written.strip()) == wanted:
            yield Hit((*one.path, "value"), values={"kind": _NAMES[one.type], "new": defang(written.strip())})


def _hit(document: Document, passage: Prose, found: Indicator, values: Mapping[str, str]) -> Hit:
    span = locate_in_value(document, passage.path, passage.text, *found.span)
    exact = document.text[span.start : span.end] == found.text
    safety: Literal["", "suggest", "none"] = "none" if not exact else "suggest" if is_quoted(passage.text, found.span) else ""
    return Hit(passage.path, span=span, values={**values, "match": found.text}, safety=safety)


# Typed indicators


def lacks(case: Case) -> Iterator[Hit]:
    """An indicator with a value and none of the keys of the option `any_of`."""
    if isinstance(case.value, dict) and not any(case.value.get(key) for key in case.options["any_of"]):
        yield Hit(case.at)


def wrong_type(case: Case) -> Iterator[Hit]:
    """Values that are not what their type says, with the type that they are where one fits."""
    for one in typed_indicators(case):
        fault = _fault(one.type, one.value)
        if fault is not None:
            what, meant = fault
            values = {"what": what, "type": one.type, "new": meant}
            yield Hit((*one.path, "type"), values=values, safety="" if meant else "none", show=(Shown((*one.path, "value"), what),))


_LENGTHS: Final = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128, "sha3-256": 64, "sha3-512": 128, "ja3": 32}
_BY_LENGTH: Final = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_HEX = lazy(r"[0-9A-Fa-f]+\Z")
_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "ssdeep": lazy(r"\d{1,10}:[A-Za-z0-9+/]{0,64}:[A-Za-z0-9+/]{0,64}(?:,.*)?\Z"),
    "tlsh": lazy(r"(?:T1)?[0-9A-Fa-f]{70}\Z"),
    "asn": lazy(r"(?:AS)?\d{1,10}\Z", re.IGNORECASE),
    "mac-address": lazy(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\Z"),
    "git-commit": lazy(r"(?:[0-9A-Fa-f]{7,40}|[0-9A-Fa-f]{64})\Z"),
}
_MEANT: Final = {
    "ssdeep": "an ssdeep hash",
    "tlsh": "a TLSH",
    "asn": "a number such as AS64496",
    "mac-address": "six pairs of hexadecimal digits",
    "git-commit": "7 to 40 or 64 hexadecimal digits",
}
_URL_FORM = lazy(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s/?#]+", re.IGNORECASE)
_EMAIL_FORM = lazy(r"[^\s@]{1,64}@[^\s@/]{1,255}\Z")
_DOMAIN_FORM = lazy(r"(?:\*\.)?(?:[\w-]{1,63}\.){1,30}[\w-]{2,63}\.?\Z")


def _fault(kind: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a value of a type, and the type that it is (empty where that cannot be told)."""
    if kind in _LENGTHS:
        return _hash_fault(kind, value)
    if kind in _FORMS:
        if _FORMS[kind].match(value):
            return None
        return f"the value is not {_MEANT[kind]}", _kind_of(value)
    if kind not in _NETWORK or _kind_of(value) == kind:
        return _address_fault(kind, value)
    meant = _kind_of(value)
    if meant:
        return f"the value is {_article(meant)}", meant
    return f"the value is not {_article(kind)}{_detail(kind, value)}", ""


def _hash_fault(kind: str, value: str) -> tuple[str, str] | None:
    length = len(value)
    if _HEX.match(value) and length == _LENGTHS[kind]:
        return None
    if not _HEX.match(value):
        return "the value is not hexadecimal", _kind_of(value)
    meant = _BY_LENGTH.get(length, "")
    return f"the value has {length} hexadecimal digits, {kind} has {_LENGTHS[kind]}", meant


def _address_fault(kind: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a value that has the right form."""
    if kind in ("ipv4", "ipv6") and "/" in value:
        network = _network(value)
        address, _, length = value.partition("/")
        if network is not None and str(network.network_address) != address and network.prefixlen < network.max_prefixlen:
            return f"the network of /{length} begins at {defang(str(network.network_address))}, not at the address that is written", ""
    if kind == "domain" and not value.isascii():
        return f"the domain is not in ASCII{_punycode(value)}, as resolvers and block lists have it", ""
    if kind == "domain" and "xn--" in value.lower() and not _decodes(value):
        return "the punycode of the domain does not decode", ""
    return None


def _punycode(value: str) -> str:
    try:
        return f"; write {defang(value.encode('idna').decode('ascii'))}"
    except UnicodeError:
        return ""


def _decodes(value: str) -> bool:
    try:
        value.encode("ascii").decode("idna")
    except UnicodeError:
        return False
    return True


def _kind_of(value: str) -> str:
    """The type that a refanged value is, as far as its form tells."""
    if _network(value) is not None:
        return "ipv6" if ":" in value else "ipv4"
    if _HEX.match(value) and len(value) in _BY_LENGTH:
        return _BY_LENGTH[len(value)]
    if _URL_FORM.match(value):
        return "url"
    if _EMAIL_FORM.match(value):
        return "email"
    if _DOMAIN_FORM.match(value) and not value.rstrip(".").rpartition(".")[2].isdigit():
        return "domain"
    return ""


def _detail(kind: str, value: str) -> str:
    """Why a value that resembles its type is not of it."""
    if kind in ("ipv4", "ipv6") and re.match(r"\[?[\d.:a-fA-F]+\]?:\d{1,5}\Z", value) and value.count(".") == 3:
        return ": the port belongs elsewhere"
    if kind == "url":
        return ": it has no scheme"
    if kind == "domain" and "/" in value:
        return ": it has a path, and no scheme that would make it a URL"
    if kind == "ipv4" and re.match(r"[\d.]+\Z", value):
        return ": four numbers from 0 to 255"
    return ""


def _article(kind: str) -> str:
    return {"url": "a URL", "email": "an e-mail address", "ipv4": "an IPv4 address", "ipv6": "an IPv6 address", "domain": "a domain"}.get(
        kind, f"the digest of a file ({kind})"
    )


@lru_cache(maxsize=256)
def _network(value: str) -> IPv4Network | IPv6Network | None:
    from ipaddress import ip_network

    try:
        return ip_network(value, strict=False)
    except ValueError:
        return None


_DOCUMENTATION: Final = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")


def _kind_of_network(network: IPv4Network | IPv6Network) -> str | None:
    """What kind of address nobody outside can be reached at; None for one on the internet."""
    from ipaddress import ip_network

    if any(network.version == known.version and network.subnet_of(known) for known in map(ip_network, _DOCUMENTATION)):  # type: ignore[arg-type]
        return "documentation"
    for name in ("loopback", "unspecified", "link_local", "multicast", "private", "reserved"):
        if getattr(network, f"is_{name}"):
            return name.replace("_", "-")
    return None if network.is_global or network.version == 6 else "shared"


def never_malicious(case: Case) -> Iterator[Hit]:
    """Values that nobody should block. Options: `values`, exact values with what they are; `names`, domains with what lies below them."""
    values: Mapping[str, str] = case.options["values"]
    names: Mapping[str, str] = case.options["names"]
    for one in typed_indicators(case):
        what = values.get(one.value.lower())
        if what is None and one.type in ("ipv4", "ipv6"):
            network = _network(one.value)
            kind = _kind_of_network(network) if network is not None else None
            what = f"{_a(kind)} {kind} address" if kind else None
        elif what is None and one.type in ("domain", "url", "email"):
            what = _named(one.value, names)
        if what is not None:
            yield Hit((*one.path, "value"), values={"what": what})


def _named(value: str, names: Mapping[str, str]) -> str | None:
    found = find_indicators(value)
    host = found[0].host if found else value.lower().rstrip(".")
    if found and found[0].kind == "url":
        network = _network(host)
        kind = _kind_of_network(network) if network is not None else None
        if kind:
            return f"on {_a(kind)} {kind} address"
    return next((what for name, what in names.items() if host == name or host.endswith(f".{name}")), None)


def _a(kind: str | None) -> str:
    return "an" if kind == "unspecified" else "a"


def duplicate(case: Case) -> Iterator[Hit]:
    """Indicators that say the same as an earlier one, live or defanged. Only a complete copy is safe to remove."""
    first: dict[tuple[str, str], Typed] = {}
    for one in typed_indicators(case):
        key = (one.type or str(one.item.get("type", "")), _same(one))
        earlier = first.setdefault(key, one)
        if earlier is not one:
            identical = dict(earlier.item) == dict(one.item)
            show = (Shown((*earlier.path, "value"), "it stands here first"),)
            values = {"first": earlier.name or f"item {earlier.path[-1]}"}
            yield Hit(one.path, values=values, show=show, safety="" if identical else "none")


def _same(one: Typed) -> str:
    """A value so that two that mean the same are equal."""
    if one.type in ("ipv4", "ipv6"):
        network = _network(one.value)
        return str(network) if network is not None else one.value
    if one.type == "url":
        found = find_indicators(one.value)
        if found:
            at = one.value.lower().find(found[0].host) + len(found[0].host)
            return one.value[:at].lower() + one.value[at:]
    if one.type == "domain" or one.type in _LENGTHS or one.type in ("git-commit", "tlsh"):
        return one.value.lower().rstrip(".")
    return one.value
