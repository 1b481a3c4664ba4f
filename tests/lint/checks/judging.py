"""Judging a snippet with some rules of the built-in pack."""

from __future__ import annotations

from aishare_lint.document.reader import read
from aishare_lint.lint.checks import Circumstances
from aishare_lint.lint.engine import Selection, check
from aishare_lint.lint.findings import Finding, Judged
from aishare_lint.lint.fixing import fix
from aishare_lint.repo.builtin import load_pack


def judge(text: str, *rules: str) -> Judged:
    """A snippet under these rules; a rule that raises fails the test."""
    pack = load_pack()
    judged = check(read(text), pack, Circumstances(pack.format), Selection(select=frozenset(rules)))
    assert judged.failures == ()
    return judged


def found(text: str, *rules: str) -> list[tuple[str, str]]:
    """Rule and place of every finding."""
    return [(finding.rule, finding.at) for finding in judge(text, *rules).findings]


def first(text: str, *rules: str) -> Finding:
    """The first finding; there must be one."""
    return judge(text, *rules).findings[0]


def fixed(text: str, *rules: str, unsafe: bool = False) -> str:
    """A snippet after fixing."""
    pack = load_pack()
    return fix(read(text), pack, Circumstances(pack.format), Selection(select=frozenset(rules)), unsafe=unsafe).text
