"""Indicators in the terms of STIX 2.1: the pattern that finds one, and the observable that it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from aishare_lint.share.exports.identifiers import NAMESPACE

#: The name space of STIX for the ids of observables (STIX 2.1, section 2.9).
_OBSERVABLES: Final = "00abedb4-aa42-466c-9c01-fed23315a9b7"
_HASHES: Final[Mapping[str, tuple[str, str]]] = {
    "md5": ("MD5", r"[0-9a-f]{32}"),
    "sha1": ("SHA-1", r"[0-9a-f]{40}"),
    "sha256": ("SHA-256", r"[0-9a-f]{64}"),
    "sha512": ("SHA-512", r"[0-9a-f]{128}"),
    "sha3-256": ("SHA3-256", r"[0-9a-f]{64}"),
    "sha3-512": ("SHA3-512", r"[0-9a-f]{128}"),
    "ssdeep": ("SSDEEP", r"[0-9]{1,20}:[0-9A-Za-z+/]{1,128}:[0-9A-Za-z+/]{1,128}"),
    "tlsh": ("TLSH", r"[0-9A-F]{70}"),
}
#: Values that are one property of one object: its type and the property, which is part of its id.
_PLAIN: Final[Mapping[str, tuple[str, str]]] = {
    "domain": ("domain-name", "value"),
    "url": ("url", "value"),
    "email": ("email-addr", "value"),
    "mac-address": ("mac-addr", "value"),
    "registry-key": ("windows-registry-key", "key"),
    "mutex": ("mutex", "name"),
    "account": ("user-account", "account_login"),
    "package": ("software", "name"),
    "software": ("software", "name"),
    "extension": ("software", "name"),
    "container-image": ("software", "name"),
    "file-name": ("file", "name"),
    "process": ("process", "command_line"),
    "command-line": ("process", "command_line"),
    "repository-name": ("url", "value"),
}
#: What a URI is made of (RFC 3986); a URL that was seen may hold more, and then only a pattern can say it.
_URI: Final = r"[A-Za-z][A-Za-z0-9+.-]{0,40}:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,4000}"
_FORMS: Final[Mapping[str, str]] = {
    "domain": r"[^\s/:@\[\]]{1,253}",
    "url": r"[A-Za-z][A-Za-z0-9+.-]{0,40}:\S{1,4000}",
    "repository-name": r"[A-Za-z][A-Za-z0-9+.-]{0,40}://\S{1,4000}",
    "email": r"[^\s@]{1,64}@[^\s@]{1,253}",
    "mac-address": r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}",
}
#: Rules that are indicators as they stand.
_RULES: Final = frozenset({"sigma", "yara", "suricata"})


class Observable(NamedTuple):
    """An object that was observed.

    properties  what it is told by, the telling one first; together they make its id
    other       objects that it refers to
    """

    type: str
    properties: Mapping[str, Any]
    other: tuple[Observable, ...] = ()

    @property
    def id(self) -> str:
        """Its id: the same for the same thing, whoever reports it."""
        import json
        from uuid import UUID, uuid5

        said = json.dumps(self.properties, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if self.type == "process":
            # Nothing tells that a process is the same one, so STIX asks for the form of a random id; ours stays the same all the same.
            return f"process--{UUID(bytes=uuid5(UUID(NAMESPACE), said).bytes, version=4)}"
        return f"{self.type}--{uuid5(UUID(_OBSERVABLES), said)}"


class Sought(NamedTuple):
    """A pattern and its language (`pattern-type` of STIX)."""

    pattern: str
    language: str


def pattern(type_: str, value: str) -> Sought | None:
    """What finds an indicator; None where STIX has no word for its type, or the value is none of the type."""
    if type_ in _RULES:
        return Sought(value, type_)
    if type_ == "stix-pattern":
        return Sought(value.strip(), "stix") if re.fullmatch(r"[(\s]*\[.+", value.strip(), re.DOTALL) else None
    comparison = _comparison(type_, value)
    return Sought(f"[{comparison}]", "stix") if comparison else None


def observable(type_: str, value: str) -> Observable | None:
    """The object that an indicator is; None where STIX has no object for its type that needs nothing else, or the value is none of it."""
    build = _BUILD.get(type_)
    if build:
        return build(value)
    if type_ in _PLAIN and _is_form(type_, value):
        object_type, property_ = _PLAIN[type_]
        if object_type == "url" and not re.fullmatch(_URI, value):
            return None
        return Observable(object_type, {property_: _even(type_, value)})
    if type_ in _HASHES:
        name, form = _HASHES[type_]
        plain = value.strip() if type_ == "ssdeep" else value.strip().lower()
        if type_ == "tlsh":
            plain = plain.upper().removeprefix("T1")  # the version, which STIX leaves out
        return Observable("file", {"hashes": {name: plain}}) if re.fullmatch(form, plain) else None
    return None


def literal(text: str) -> str:
    """A text in a pattern: quotes and backslashes are escaped, nothing else is."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _comparison(type_: str, value: str) -> str:
    if type_ == "user-agent":
        return f"network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = {literal(value)}"
    if type_ == "port":
        number = re.fullmatch(r"(\d{1,5})(?:/\w{1,8})?", value.strip())
        return f"network-traffic:dst_port = {int(number[1])}" if number and int(number[1]) < 65536 else ""
    if type_ == "file-path":
        folder, separator, name = _divided(value)
        named = f"file:name = {literal(name)}"
        return f"{named} AND file:parent_directory_ref.path = {literal(folder or separator)}" if separator else named
    if type_ in _PLAIN and _PLAIN[type_][0] == "url" and _is_form(type_, value):
        return f"url:value = {literal(value)}"
    found = observable(type_, value)
    if found is None:
        return ""
    if type_ in _HASHES or type_ == "certificate":
        ((name, hash_),) = found.properties["hashes"].items()
        return f"{found.type}:hashes.{literal(name) if '-' in name else name} = {literal(hash_)}"
    key, said = next(iter(found.properties.items()))
    if isinstance(said, int):
        return f"{found.type}:{key} = {said}"
    is_network = "/" in said and found.type in ("ipv4-addr", "ipv6-addr")
    return f"{found.type}:{key} {'ISSUBSET' if is_network else '='} {literal(said)}"


def _address(version: int) -> Callable[[str], Observable | None]:
    def build(value: str) -> Observable | None:
        from ipaddress import ip_network

        try:
            network = ip_network(value.strip().strip("[]"), strict=False)
        except ValueError:
            return None
        if network.version != version:
            return None
        plain = str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)
        return Observable(f"ipv{version}-addr", {"value": plain})

    return build


def _system(value: str) -> Observable | None:
    number = re.fullmatch(r"(?:ASN?\s?)?(\d{1,10})", value.strip(), re.IGNORECASE)
    return Observable("autonomous-system", {"number": int(number[1])}) if number else None


def _certificate(value: str) -> Observable | None:
    plain = value.strip().replace(":", "").lower()
    name = next((name for name, form in (_HASHES["sha256"], _HASHES["sha1"], _HASHES["md5"]) if re.fullmatch(form, plain)), "")
    return Observable("x509-certificate", {"hashes": {name: plain}}) if name else None


def _file(value: str) -> Observable | None:
    folder, separator, name = _divided(value)
    if not name:
        return None
    if not separator:
        return Observable("file", {"name": name})
    directory = Observable("directory", {"path": folder or separator})
    return Observable("file", {"name": name, "parent_directory_ref": directory.id}, (directory,))


_BUILD: Final[Mapping[str, Callable[[str], Observable | None]]] = {
    "ipv4": _address(4),
    "ipv6": _address(6),
    "asn": _system,
    "certificate": _certificate,
    "file-path": _file,
}


def _divided(path: str) -> tuple[str, str, str]:
    """A path as folder, separator and name; the separator is empty where there is no folder."""
    separator = "\\" if "\\" in path and "/" not in path else "/"
    folder, found, name = path.rpartition(separator)
    return (folder, found, name) if name else ("", "", path)


def _is_form(type_: str, value: str) -> bool:
    form = _FORMS.get(type_)
    return bool(value.strip()) and (form is None or re.fullmatch(form, value) is not None)


def _even(type_: str, value: str) -> str:
    """A value in the one spelling that STIX asks for."""
    return value.lower().replace("-", ":") if type_ == "mac-address" else value
