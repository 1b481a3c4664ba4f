"""The ledger: what went to whom, when, by which channel, in which version, and what they answered. One file a report, never exported.

    shares/<id>.yaml

A package that was sent cannot be called back. What can be known is who holds which version, and who must hear of a correction or a
withdrawal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from aishare_lint.document.reader import read
from aishare_lint.document.scalars import quote, write
from aishare_lint.errors import UserError
from aishare_lint.repo.outputs import put_file
from aishare_lint.repo.sources import REFUSED, Refusal, load

FOLDER: Final = "shares"
SCHEMA: Final = "aishare/shares/1"
_LIMIT: Final = 10_000_000
_HEAD: Final = "# What was shared of this report, written by `aishare-lint sent`. Never exported.\n"


class Share(NamedTuple):
    """One sharing of one report with one audience. All texts; what is not known is empty.

    audience    to whom, by the name in the configuration
    version     of the report, as it said then
    status      `ready`, or `withdrawn` where what went was a withdrawal
    mark        of the edition
    edition     its digest, and `package`, the digest of what was sent
    at, by      when (UTC, to the second), and who sent it
    channel     by which channel, and `submission`, the receipt that came back
    approval    `approved`, `emergency`, or `none` where it went without
    note        what they answered
    """

    audience: str
    version: str
    status: str
    mark: str
    edition: str
    package: str
    at: str
    by: str
    channel: str
    submission: str
    approval: str
    note: str


def path_of(top: str, report: str) -> str:
    """The file of a report's ledger."""
    return os.path.join(top, FOLDER, f"{report}.yaml")


def shares(top: str, report: str) -> list[Share]:
    """What was shared of a report, oldest first. Raises UserError where its ledger cannot be read: what went out would be forgotten."""
    path = path_of(top, report)
    content = load(path, _LIMIT)
    if isinstance(content, Refusal):
        if content.detail == "missing":
            return []
        raise UserError(f"cannot read {FOLDER}/{report}.yaml: {REFUSED.get(content.detail, content.detail)}")
    return parse(content, f"{FOLDER}/{report}.yaml")


def parse(content: bytes, name: str) -> list[Share]:
    """What a ledger says. Raises UserError where it says nothing that this tool writes."""
    document = read(content, name)
    data: Any = document.data
    listed = data.get("shares") if isinstance(data, dict) and data.get("schema") == SCHEMA else None
    if document.problems or not isinstance(listed, list):
        where = document.lines.region(document.problems[0].span).line if document.problems else 1
        hint = "mend it by hand, or `git checkout` it: who holds what is known from nowhere else"
        raise UserError(f"{name}:{where}: it is no ledger of what was shared", hint=hint)
    found = []
    for number, one in enumerate(listed, 1):
        if not isinstance(one, dict) or not {"audience", "edition", "at"} <= one.keys():
            raise UserError(f"{name}: entry {number} names no audience, edition and time", hint="mend it by hand")
        found.append(Share(**{field: value if isinstance(value := one.get(field, ""), str) else "" for field in Share._fields}))
    return found


def add(top: str, report: str, share: Share) -> str:
    """Write down one more sharing; the file. What stands there stays as it is, byte for byte."""
    shares(top, report)
    path = path_of(top, report)
    before = load(path, _LIMIT)
    text = before.decode() if isinstance(before, bytes) else f"{_HEAD}schema: {SCHEMA}\nreport: {write(report)}\nshares:\n"
    text += "" if text.endswith("\n") else "\n"
    for number, (field, value) in enumerate(share._asdict().items()):
        if value:
            scalar = quote(value) if ":" in value or field == "version" else write(value)
            text += f"{'    ' if number else '  - '}{field}: {scalar}\n"
    # What was written must be read again as it was meant, or nothing is written.
    if parse(text.encode(), f"{FOLDER}/{report}.yaml")[-1] != share:
        raise UserError(
            f"{FOLDER}/{report}.yaml cannot be added to as it is", hint="its list of shares must stand at the end, two spaces in"
        )
    put_file(path, text.encode(), top)
    return f"{FOLDER}/{report}.yaml"


def known(top: str) -> Iterator[str]:
    """The ids of the reports of which something was shared."""
    try:
        names = sorted(os.listdir(os.path.join(top, FOLDER)))
    except OSError:
        return
    yield from (name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def last(of: list[Share]) -> dict[str, Share]:
    """What each audience got last."""
    return {share.audience: share for share in of}
