"""Small packs for tests of the engine, so that they stand whatever the built-in rules say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import Selection, check
from aishare_lint.lint.findings import Finding, Judged
from aishare_lint.lint.pack import Pack
from aishare_lint.lint.rules import rule_from, schemas_of
from aishare_lint.lint.schema.screen import compile_screens
from aishare_lint.repo.builtin import load_pack

NOW = datetime(2026, 11, 1, tzinfo=UTC)
#: Looks like a key to the rule `redaction/key`, and to nobody else.
KEY = "zk-" + "0123456789abcdef"

KEY_RULE: dict[str, Any] = {
    "title": "a key",
    "severity": "error",
    "safety": True,
    "sensitive": True,
    "message": "a {kind} of {length} characters",
    "given": "$",
    "then": {"detect": {"patterns": {"test key": r"zk-[0-9a-f]{16}"}, "keywords": ["zk-"], "in": ["values", "keys", "comments"]}},
}


def rule(**changes: Any) -> dict[str, Any]:
    """A rule that flags every `note` that is `bad`, changed as asked."""
    plain: dict[str, Any] = {
        "title": "a bad note",
        "severity": {"draft": "warning", "ready": "error"},
        "message": "`{value}` is bad",
        "given": "$..note",
        "then": {"schema": {"not": {"const": "bad"}}},
    }
    return {**plain, **changes}


def pack_of(rules: Mapping[str, dict[str, Any]], *, trusted: bool = True) -> Pack:
    """A pack of nothing but these rules."""
    schemas = {name: schema for id_, data in rules.items() for name, schema in schemas_of(id_, data).items()}
    ready = tuple(rule_from(id_, data, trusted=trusted) for id_, data in rules.items())
    return Pack(ready, load_pack().format, compile_screens(schemas))


def judge(
    text: str, rules: Mapping[str, dict[str, Any]], *, trusted: bool = True, selection: Selection | None = None, name: str = "r.yaml"
) -> Judged:
    """One text, judged by these rules."""
    pack = pack_of(rules, trusted=trusted)
    return check(read(text, name), pack, Circumstances(pack.format, now=NOW), selection or Selection())


def findings(text: str, rules: Mapping[str, dict[str, Any]], **arguments: Any) -> list[Finding]:
    """What is found and not ignored."""
    judged = judge(text, rules, **arguments)
    assert judged.failures == ()
    return [finding for finding in judged.findings if finding.ignored is None]
