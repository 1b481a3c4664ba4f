"""Attachments without what they carry beside their content: the originals are sealed, the report gets the new hashes."""

from __future__ import annotations

import os
from copy import deepcopy
from datetime import UTC
from typing import Any, Final, NamedTuple

from aishare_lint.document.paths import look_up, show
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document, read
from aishare_lint.errors import UserError
from aishare_lint.lint.checks import Hit
from aishare_lint.lint.findings import Edit
from aishare_lint.lint.fixes import apply, plan
from aishare_lint.lint.media.images import READERS, bare
from aishare_lint.lint.media.kinds import kind_of
from aishare_lint.repo.attachments import read_beside
from aishare_lint.repo.sources import Refusal
from aishare_lint.share.commitments import file_value, new_nonce
from aishare_lint.share.handover import FileChange
from aishare_lint.share.redaction import Terms, findings_of
from aishare_lint.share.sealing import Sealed

METADATA: Final = "redaction/attachment-metadata"


class Stripping(NamedTuple):
    """Attachments without their metadata, not yet written.

    text     the report as it will be
    sealed   the originals, one for each attachment that changes
    files    the files that change
    undone   attachments that carry something which cannot be taken out here, as places
    """

    text: str
    sealed: tuple[Sealed, ...]
    files: tuple[FileChange, ...]
    undone: tuple[Path, ...]


def strip(document: Document, folder: str, terms: Terms) -> Stripping:
    """Every attachment that carries something beside its content without it; what a reasoned ignore covers is left alone.

    `terms.circumstances` must know the attachments. Raises UserError where the report cannot be given the new hashes.
    """
    expected: Any = deepcopy(document.data)
    sealed: list[Sealed] = []
    files: dict[str, FileChange] = {}
    edits: list[Edit] = []
    undone: list[Path] = []
    report = look_up(document.data or "", ("id",))
    for finding in findings_of(document, terms, METADATA):
        name = look_up(document.data or "", finding.path)
        if finding.ignored is not None or not isinstance(name, str):
            continue
        found = read_beside(folder, name)
        kind = "" if isinstance(found, Refusal) else kind_of(found.content, name).name
        if isinstance(found, Refusal) or kind not in READERS:
            undone.append(finding.path)
            continue
        new = bare(found.content, kind).content
        path = os.path.realpath(found.path)
        files[path] = change = FileChange(path, found.content, new)
        original = Sealed(
            report=report if isinstance(report, str) else "",
            path=show(finding.path),
            value=file_value(found.content),
            nonce=new_nonce(),
            at=terms.circumstances.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            file=name,
            content=found.content,
        )
        sealed.append(original)
        edits += _edits(document, finding.path[:-1], change, original.commitment, expected)
    text = apply(document.text, edits)
    after = read(text, document.name, terms.limits)
    if after.data != expected:
        raise UserError("the new hashes cannot be written into this report by edits of its text; nothing was changed")
    return Stripping(text, tuple(sealed), tuple(files.values()), tuple(undone))


def _edits(document: Document, at: Path, change: FileChange, commitment: str, expected: Any) -> list[Edit]:
    """The edits of one attachment's entry, which are also made in the expected data."""
    item: dict[str, Value] = look_up(expected, at)  # type: ignore[assignment]
    said, old, new = item.get("sha256"), change.old, change.new or b""
    prefix = "sha256:" if isinstance(said, str) and said.startswith("sha256:") else ""
    changes: dict[str, tuple[str, str]] = {
        "sha256": (file_value(old).removeprefix("sha256:"), file_value(new).removeprefix("sha256:")),
        "size": (str(len(old)), str(len(new))),
    }
    edits: list[Edit] = []
    for key, (before, after) in changes.items():
        written = item.get(key)
        # What was wrong before stays wrong: only a person can say which file was meant.
        if isinstance(written, str) and written.lower().removeprefix("sha256:") == before:
            item[key] = prefix * (key == "sha256") + after
            edits += _planned({"replace": item[key]}, (*at, key), document)
    if "commitment" not in item:
        item["commitment"] = commitment
        edits += _planned({"insert": {"@.commitment": commitment}}, at, document)
    return edits


def _planned(how: dict[str, Any], at: Path, document: Document) -> tuple[Edit, ...]:
    planned = plan({"safety": "safe", **how}, Hit(at), document, {})
    return planned[1] if planned is not None else ()
