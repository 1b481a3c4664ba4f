"""What is known of a file that goes with a report. The engine reads no file: these facts are gathered for it."""

from __future__ import annotations

from typing import NamedTuple


class AttachmentFacts(NamedTuple):
    """A file beside a report.

    refusal   why it was not read, in words; empty where it was
    missing   whether there is no such file
    size      its bytes
    sha256    of its bytes, 64 hexadecimal digits
    kind      what it is by its content: `PNG image`; empty where that is not known
    barred    why it must not lie in a repository of reports: `an executable (ELF)`; empty where it may
    holds     what it carries beside its content, in words without the content: `EXIF: a GPS position`
    not_seen  what could not be looked at, and why
    text      what it says, where it is text
    """

    refusal: str = ""
    missing: bool = False
    size: int = 0
    sha256: str = ""
    kind: str = ""
    barred: str = ""
    holds: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()
    text: str | None = None
