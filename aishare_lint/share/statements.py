"""What an approver signs: a statement about one edition, one audience and one policy, as canonical JSON in a file of its own.

    approvals/<report>/<audience>/<kind>[-<role>]-<edition>-<key>.json and the same name with `.sig`

A comment, a rebase or a squash does not touch it; one changed character in the edition does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple, cast, get_args

from aishare_lint.document.places import Value
from aishare_lint.document.prose import prose
from aishare_lint.share.canonical import canonical
from aishare_lint.share.editions import LABELS, Edition

TYPE: Final = "aishare/approval/1"
Kind = Literal["approval", "privacy", "emergency"]
#: How people call each kind.
NAMES: Final[Mapping[str, str]] = {"approval": "approval", "privacy": "privacy review", "emergency": "emergency approval"}
#: Indicators that are about people's accounts.
_ACCOUNTS: Final = frozenset({"account", "email"})


class Ignored(NamedTuple):
    """A finding of a safety rule that an ignore silences: the rule, the place, and the reason that its author gave, masked."""

    rule: str
    at: str
    reason: str


class Statement(NamedTuple):
    """What is signed. All are texts; times are UTC to the second, `2026-11-28T17:00:00Z`.

    kind      approval, privacy (a review of its own), or emergency (one is enough, and a second one is owed)
    report    id of the report, and `version` of it
    audience  for whom, and `policy`, the digest of how it was configured
    edition   digest of what was approved; of a privacy review, the digest of what it looked at (`privacy_digest`)
    role      as what; empty where none was claimed
    ignored   the ignored safety findings that were shown
    short     the places left out whose values are too short to be looked for
    by, key   who signs, and with which key
    at        when, and `expires`, until when it holds
    tool      which version of the tool showed it, and `rules`, the digest of its rules: recorded, not bound
    """

    kind: Kind
    report: str
    version: str
    audience: str
    policy: str
    edition: str
    role: str
    ignored: tuple[Ignored, ...]
    short: tuple[str, ...]
    by: str
    key: str
    at: str
    expires: str
    tool: str
    rules: str

    @property
    def content(self) -> bytes:
        """What is signed."""
        data: dict[str, Value] = {"type": TYPE, **self._asdict()}
        data["ignored"] = [dict(one._asdict()) for one in self.ignored]
        data["short"] = list(self.short)
        return canonical(data) + b"\n"

    @property
    def name(self) -> str:
        """The path of its file below the folder of approvals."""
        digest = "".join(filter(str.isalnum, self.edition.partition(":")[2]))[:12]
        key = "".join(filter(str.isalnum, self.key.partition(":")[2]))[:12]
        # Who has two roles signs twice, and neither signature takes the place of the other.
        role = "".join(one for one in self.role if one.isascii() and one.isalnum())[:20] if self.kind != "privacy" else ""
        return f"{self.report}/{self.audience}/{self.kind}{f'-{role}' if role else ''}-{digest}-{key}.json"


def parse(content: bytes) -> Statement | None:
    """A statement as it was written; None where it is none, or not written as we write it."""
    import json

    try:
        data: dict[str, Any] = json.loads(content)
        if data.pop("type") != TYPE or data["kind"] not in get_args(Kind):
            return None
        ignored = tuple(Ignored(**one) for one in data.pop("ignored"))
        short = tuple(data.pop("short"))
        # What is no text here would be taken for one: a list has members, a map has a length.
        if not all(isinstance(text, str) for text in (*data.values(), *short, *(part for one in ignored for part in one))):
            return None
        statement = Statement(ignored=ignored, short=short, **cast("Mapping[str, Any]", data))
        return statement if statement.content == content else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def privacy_digest(edition: Edition) -> str:
    """`sha256:<64 hex>` of what a privacy review is about: prose, attachments, accounts, victims, and who reports.

    A change anywhere else does not end such a review.
    """
    import hashlib

    data = edition.data
    detection = data.get("detection")
    listed = detection.get("indicators") if isinstance(detection, dict) else None
    indicators = listed if isinstance(listed, list) else []
    looked_at: dict[str, Value] = {
        "prose": [one.text for one in prose(data) if one.path[0] not in LABELS],
        "attachments": data.get("attachments", []),
        "accounts": [one for one in indicators if isinstance(one, dict) and one.get("type") in _ACCOUNTS],
        "victims": data.get("victims", {}),
        "reporter": data.get("reporter", {}),
        "sources": data.get("sources", {}),
    }
    return f"sha256:{hashlib.sha256(b'aishare/privacy/1' + bytes(1) + canonical(looked_at)).hexdigest()}"


def shown(ignored: Iterable[Ignored]) -> list[str]:
    """Ignored findings as lines for people."""
    return [f"{one.rule} at {one.at}: {one.reason or 'no reason'}" for one in ignored]
