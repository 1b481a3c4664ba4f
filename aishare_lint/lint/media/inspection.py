"""A file's bytes as facts for the engine."""

from __future__ import annotations

import hashlib
from typing import Final

from aishare_lint.lint.attachments import AttachmentFacts
from aishare_lint.lint.media.documents import Seen, look_into_image, look_into_pdf, unpack_zip
from aishare_lint.lint.media.images import READERS, bare
from aishare_lint.lint.media.kinds import BARRED, Kind, kind_of, text_of

#: Bytes of a text that the detectors read.
TEXT_LIMIT: Final = 2_000_000


def inspect(content: bytes, name: str) -> AttachmentFacts:
    """What is known of a file; `name` counts only where its content says nothing."""
    kind, seen = _look(content, name)
    text = text_of(content[:TEXT_LIMIT]) if kind.group in ("text", "executable") else None
    not_seen = seen.not_seen
    if kind.group == "unknown" and content:
        not_seen = ("what kind of file it is, and so what it holds",)
    if text is not None and len(content) > TEXT_LIMIT:
        not_seen = (*not_seen, f"what it says after {TEXT_LIMIT // 1_000_000} MB")
    return AttachmentFacts(
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        kind=kind.name,
        barred=f"{BARRED[kind.group]} ({kind.name})" if kind.group in BARRED else "",
        holds=seen.holds,
        not_seen=not_seen,
        text=text,
    )


def _look(content: bytes, name: str) -> tuple[Kind, Seen]:
    kind = kind_of(content, name)
    if kind.group == "zip":
        return unpack_zip(content)
    if kind.name in READERS:
        image = bare(content, kind.name)
        return kind, Seen(image.holds, (image.broken,) if image.broken else ())
    if kind.group == "image":
        return kind, look_into_image(content)
    if kind.name == "PDF document":
        return kind, look_into_pdf(content)
    if kind.group == "document":
        return kind, Seen((), (f"what an {kind.name} holds",))
    return kind, Seen(())
