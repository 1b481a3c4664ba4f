"""What the oracles of the machine formats judge: the real reports and one with everything, for every audience that gets something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aishare_lint.document.marks import LABELS
from aishare_lint.share.editions import EmptyEditionError
from aishare_lint.share.exports import ExportRefusedError

from ..share.machine_samples import EXAMPLES, everything, example, exported, pack_format

#: A value of each type of indicator that has a form of its own; of the others any text will do.
TYPES = {
    "ipv4": "203.0.113.7",
    "ipv6": "2001:db8::7",
    "domain": "evil.example",
    "url": "https://evil.example/x?a='b'&c=\\d",
    "email": "bad@evil.example",
    "md5": "d41d8cd98f00b204e9800998ecf8427e",
    "sha1": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sha512": "cf83e1357eefb8bd" * 8,
    "sha3-256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sha3-512": "cf83e1357eefb8bd" * 8,
    "ssdeep": "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C",
    "tlsh": "T1" + "A1B2C3D4E5" * 7,
    "file-path": "C:\\Users\\o'brien\\x.log",
    "registry-key": "HKEY_LOCAL_MACHINE\\Software\\Evil",
    "asn": "AS64500",
    "mac-address": "AA-BB-CC-00-11-22",
    "port": "4444/tcp",
    "certificate": "9F:86:D0:81:88:4C:7D:65:9A:2F:EA:A0:C5:5A:D0:15:A3:BF:4F:1B:2B:0B:82:2C:D1:5D:6C:15:B0:F0:0A:08",
    "ja3": "d41d8cd98f00b204e9800998ecf8427e",
    "wallet": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "git-commit": "1294b38b7fade342cfcbaf7cf80e2e5096ea1f9c",
    "stix-pattern": "[domain-name:value = 'evil.example'] FOLLOWEDBY [url:value = 'https://x.example/']",
    "repository-name": "https://github.com/evil/repo",
}


def reports() -> dict[str, dict[str, Any]]:
    """The example reports, drafts too, as they stand and with places of every mark in them, and one with everything."""
    named = {path.stem: example(path.stem) for path in sorted(EXAMPLES.glob("*.yaml"))}
    mixed = {}
    for name, report in named.items():
        marks = {"impact": "TLP:AMBER", "victims": "TLP:GREEN", "mitigations": "TLP:RED", "technical": "TLP:AMBER+STRICT"}
        sections = {key: {**report[key], "tlp": mark} for key, mark in marks.items()}
        mixed[f"{name}, marked"] = {**report, **sections, "tlp": "TLP:RED", "default_tlp": "TLP:CLEAR"}
    types = everything()
    types["detection"]["indicators"] = [
        {
            "id": f"t{number}",
            "type": type_,
            "value": TYPES.get(type_, f"a value of {type_}"),
            "role": "c2",
            "legitimate_service": number % 2 == 1,
        }
        for number, type_ in enumerate(2 * (*pack_format().vocabularies.vocabulary("indicator-type").words(), ""))
    ]
    early = {key: everything()[key] for key in ("schema", "id", "title", "kind", "status", "tlp", "default_tlp", "created", "description")}
    withdrawn = everything(status="withdrawn", withdrawn={"at": "2026-05-01", "reason": "It was a test"})
    return {**named, **mixed, "everything": everything(), "withdrawn": withdrawn, "early": {**early, "stage": "early"}, "types": types}


def exports_of(format_: str) -> Iterator[tuple[str, bytes]]:
    """Every export in a format that is not refused, with what it is of; each once."""
    seen: set[bytes] = set()
    for name, report in reports().items():
        for ceiling in LABELS:
            for identity in ("named", "pseudonym", "none"):
                try:
                    content = exported(format_, report, ceiling, identity)
                except (EmptyEditionError, ExportRefusedError):
                    continue
                if content not in seen:
                    seen.add(content)
                    yield f"{name} for {ceiling}, {identity}", content


def versions(format_: str) -> dict[str, bytes]:
    """One report as it goes out again and again: a first version, an update, one indicator revoked, all of it withdrawn."""
    later = everything(version="2", updated="2026-04-05")
    later["impact"]["lateral_movement"]["text"] = "Went on to two servers"
    revoked = everything(version="3", updated="2026-04-09")
    revoked["detection"]["indicators"][0]["revoked"] = {"at": "2026-04-09", "reason": "Not malicious"}
    withdrawn = {**revoked, "status": "withdrawn", "withdrawn": {"at": "2026-04-09", "reason": "It was a test"}}
    named = {"first": everything(), "update": later, "revoked": revoked, "withdrawn": withdrawn}
    return {name: exported(format_, report, "TLP:AMBER") for name, report in named.items()}
