"""Commitments: what a report says of something that it withholds, so that it can be shown later that this is what was withheld.

    sha256:<64 hex> of `aishare/commitment/1` NUL, 32 random bytes, and the canonical JSON of {"path": …, "value": …}

The random bytes keep a reader from guessing: without them a short value could be found by trying. For a file the value is its own hash,
`sha256:<64 hex>` of its bytes.
"""

from __future__ import annotations

from typing import Final

from aishare_lint.document.paths import DEEP, find
from aishare_lint.document.places import Path, Value
from aishare_lint.share.canonical import canonical

LABEL: Final = b"aishare/commitment/1\0"
#: Bytes of randomness in a commitment.
NONCE: Final = 32


def new_nonce() -> bytes:
    """Random bytes for one commitment."""
    import secrets

    return secrets.token_bytes(NONCE)


def commitment(path: str, value: Value, nonce: bytes) -> str:
    """The commitment to a value at a path in short form (`$.technical.prompts[0].prompt`). Raises ValueError for other randomness."""
    import hashlib

    if len(nonce) != NONCE:
        raise ValueError(f"a commitment has {NONCE} random bytes")
    return f"sha256:{hashlib.sha256(LABEL + nonce + canonical({'path': path, 'value': value})).hexdigest()}"


def file_value(content: bytes) -> str:
    """What stands for a file in a commitment."""
    import hashlib

    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def find_commitment(report: Value, wanted: str) -> Path | None:
    """Where a report makes a commitment; places move while a report grows, so the whole report is looked through."""
    return next((path for path, value in find(report, (DEEP, "commitment")) if value == wanted), None)
