"""JSON: the canonical form of the edition, whose SHA-256 is the digest that was approved."""

from __future__ import annotations

from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context


def export(edition: Edition, context: Context) -> bytes:  # noqa: ARG001 - every export has this shape
    return edition.content
