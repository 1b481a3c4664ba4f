"""What the oracles of the machine formats judge: the real reports and one with everything, for every audience that gets something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aishare_lint.document.marks import LABELS
from aishare_lint.share.editions import EmptyEditionError
from aishare_lint.share.exports import ExportRefusedError

from ..share.machine_samples import EXAMPLES, everything, example, exported


def reports() -> dict[str, dict[str, Any]]:
    """The example reports, drafts too, as they stand and with places of every mark in them, and one with everything."""
    named = {path.stem: example(path.stem) for path in sorted(EXAMPLES.glob("*.yaml"))}
    mixed = {}
    for name, report in named.items():
        marks = {"impact": "TLP:AMBER", "victims": "TLP:GREEN", "mitigations": "TLP:RED", "technical": "TLP:AMBER+STRICT"}
        sections = {key: {**report[key], "tlp": mark} for key, mark in marks.items()}
        mixed[f"{name}, marked"] = {**report, **sections, "tlp": "TLP:RED", "default_tlp": "TLP:CLEAR"}
    early = {key: everything()[key] for key in ("schema", "id", "title", "kind", "status", "tlp", "default_tlp", "created", "description")}
    withdrawn = everything(status="withdrawn", withdrawn={"at": "2026-05-01", "reason": "It was a test"})
    return {**named, **mixed, "everything": everything(), "withdrawn": withdrawn, "early": {**early, "stage": "early"}}


def exports_of(format_: str) -> Iterator[tuple[str, bytes]]:
    """Every export in a format that is not refused, with what it is of."""
    for name, report in reports().items():
        for ceiling in LABELS:
            for identity in ("named", "pseudonym", "none"):
                try:
                    yield f"{name} for {ceiling}, {identity}", exported(format_, report, ceiling, identity)
                except (EmptyEditionError, ExportRefusedError):
                    continue


def versions(format_: str) -> dict[str, bytes]:
    """One report as it goes out again and again: a first version, an update, one indicator revoked, all of it withdrawn."""
    later = everything(version="2", updated="2026-04-05")
    later["impact"]["lateral_movement"]["text"] = "Went on to two servers"
    revoked = everything(version="3", updated="2026-04-09")
    revoked["detection"]["indicators"][0]["revoked"] = {"at": "2026-04-09", "reason": "Not malicious"}
    withdrawn = {**revoked, "status": "withdrawn", "withdrawn": {"at": "2026-04-09", "reason": "It was a test"}}
    named = {"first": everything(), "update": later, "revoked": revoked, "withdrawn": withdrawn}
    return {name: exported(format_, report, "TLP:AMBER") for name, report in named.items()}
