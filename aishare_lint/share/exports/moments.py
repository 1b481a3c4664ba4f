"""When an edition was begun and last changed, for formats in which a later one replaces an earlier one.

Both follow from labels alone (`created`, `updated`, `version`, `status`), which every audience sees: the same in every edition of one
version, and no date that is marked stricter shows through.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from aishare_lint.document.times import Time, parse_time
from aishare_lint.share.exports import ExportRefusedError
from aishare_lint.share.exports.facts import Facts

#: A day begins at UTC+14; what a format takes for it is its beginning in UTC.
_EASTMOST: Final = 14 * 3600
_LONGEST: Final = 86_000
_FIRST: Final = -62_135_596_800
_LAST: Final = 253_370_764_799
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Moments(NamedTuple):
    """Milliseconds since 1970-01-01T00:00Z.

    created   when the report was begun; never changes
    modified  grows with `updated`, on the same day with `version`, and at last with the withdrawal
    """

    created: int
    modified: int


def moments(facts: Facts) -> Moments:
    """Raises ExportRefusedError where the report does not say when it was begun."""
    created = begin(facts.label("created"))
    if created is None:
        raise ExportRefusedError(
            "the report does not say when it was `created`: without a date that never changes, an update would not replace what was sent",
            hint='add `created: "2026-04-02"`, the day on which it was begun',
        )
    updated = begin(facts.label("updated"))
    latest = created if updated is None else max(created, updated)
    whole, part = version_number(facts.label("version"))
    return Moments(created, latest + whole * 1000 + part + (500 if facts.is_withdrawn else 0))


def version_number(version: str) -> tuple[int, int]:
    """A version as seconds and milliseconds that grow with it: `3.2` is later than `3` and earlier than `4`."""
    found = re.match(r"\D{0,8}(\d{1,9})(?:\D{0,3}(\d{1,9}))?", version)
    if not found:
        return 0, 0
    return min(int(found[1]), _LONGEST), min(int(found[2] or 0), 499)


def begin(text: str) -> int | None:
    """The first moment of a date or time: of a day, a month or a year its beginning in UTC. None where it cannot be written."""
    time = parse_time(text)
    if not isinstance(time, Time):
        return None
    shift = 0 if time.precision in ("minute", "second") else _EASTMOST
    return _within(time.earliest + shift)


def end(text: str) -> int | None:
    """The last second of a date or time; None where it cannot be written."""
    time = parse_time(text)
    if not isinstance(time, Time):
        return None
    return _within(time.latest - (0 if time.precision in ("minute", "second") else 12 * 3600))


def _within(seconds: int) -> int | None:
    """A moment, with room for versions behind it; None outside of the years 1 to 9998, which no format can write."""
    return seconds * 1000 if _FIRST <= seconds <= _LAST else None


def stamp(moment: int) -> str:
    """A moment as RFC 3339 in UTC with milliseconds: `2026-03-24T10:39:00.000Z`."""
    return (_EPOCH + timedelta(milliseconds=moment)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
