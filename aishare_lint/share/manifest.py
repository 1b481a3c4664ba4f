"""What a package says of itself: whom it is for, what was checked and how far, and what nobody looked for.

A check is `no-finding`, `finding-ignored`, `not-run` or `not-covered`; never "passed", and a package is never called complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from aishare_lint import __version__
from aishare_lint.document.places import Value
from aishare_lint.lint.findings import Judged, NotRun
from aishare_lint.lint.pack import Pack
from aishare_lint.repo.builtin import data_folder
from aishare_lint.share.approvals import State
from aishare_lint.share.audiences import Audience
from aishare_lint.share.canonical import canonical
from aishare_lint.share.editions import Edition

TYPE: Final = "aishare/package/1"
NAME: Final = "manifest.json"

#: What no rule looks for: whoever relies on a package must know it.
NOT_LOOKED_FOR: Final = (
    "names of persons and organizations that no field marks",
    "text in images",
    "the same said in other words",
    "exploits and adversarial prompts in ordinary words",
    "prose in languages that a rule does not name",
    "whether what the report says is true",
)


class Checked(NamedTuple):
    """How far one rule looked.

    state  no-finding, finding-ignored, not-run or not-covered
    why    why it did not run; how often it was ignored
    """

    state: str
    why: str = ""


def checks(pack: Pack, judged: Iterable[Judged], not_run: Iterable[NotRun]) -> dict[str, Checked]:
    """Every rule with how far it looked, over all judgements of what goes out."""
    judged = list(judged)
    absent: dict[str, str] = {}
    for one in (*not_run, *(absence for file in judged for absence in file.not_run)):
        absent.setdefault(one.check, one.why)
    ignored: dict[str, int] = {}
    for file in judged:
        for finding in file.findings:
            ignored[finding.rule] = ignored.get(finding.rule, 0) + 1
    states = {}
    for rule in pack.rules:
        why = absent.get(rule.id) or absent.get(f"{rule.category}/*")
        if why:
            states[rule.id] = Checked("not-run", why)
        elif rule.id in ignored:
            states[rule.id] = Checked("finding-ignored", str(ignored[rule.id]))
        else:
            states[rule.id] = Checked("no-finding")
    return states


def measured() -> Mapping[str, Any]:
    """What the detectors find of texts that nobody had looked at when they were made, by rule; see docs/detection.md."""
    import json

    content: Mapping[str, Any] = json.loads((data_folder() / "schemas" / "measured.json").read_text(encoding="utf-8"))
    return content


class Facts(NamedTuple):
    """What a manifest is made of, beside the files."""

    edition: Edition
    audience: Audience
    state: State
    checks: Mapping[str, Checked]
    allowed_not_run: tuple[str, ...]
    echo: str
    rules: str


def manifest(facts: Facts, files: Mapping[str, bytes], media_types: Mapping[str, str]) -> bytes:
    """The manifest of a package: canonical JSON, the same bytes on any machine at any time."""
    import hashlib

    edition = facts.edition
    data: dict[str, Value] = {
        "type": TYPE,
        "report": edition.report,
        "version": edition.version,
        "status": str(edition.data.get("status", "")),
        "stage": str(edition.data.get("stage", "update")),
        "audience": facts.audience.name,
        "mark": edition.mark,
        "edition": edition.digest,
        "policy": facts.audience.digest,
        "left_out": str(len(edition.left_out)),
        "approvals": [{"kind": one.kind, "role": one.role} for one in sorted(facts.state.accepted)],
        "emergency": facts.state.emergency,
        "checks": {name: {"state": one.state, **({"why": one.why} if one.why else {})} for name, one in facts.checks.items()},
        "echo": facts.echo,
        "allowed_not_run": list(facts.allowed_not_run),
        "measured": dict(measured()),
        "not_looked_for": list(NOT_LOOKED_FOR),
        "files": [
            {
                "name": name,
                "sha256": hashlib.sha256(files[name]).hexdigest(),
                "size": str(len(files[name])),
                "media_type": media_types.get(name, "application/octet-stream"),
            }
            for name in sorted(files)
        ],
        "tool": f"aishare-lint {__version__}",
        "rules": facts.rules,
    }
    return canonical(data) + b"\n"
