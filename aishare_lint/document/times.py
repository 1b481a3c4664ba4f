"""Dates and times with the precision they have: `2025`, `2025-06`, `2025-06-03`, `2025-06-03T10:39Z`. Nothing is padded.

A value is the span of instants that it may mean. A day without a time is that day anywhere on Earth: it begins at UTC+14 and ends at
UTC-12. So one date comes before another only where no reading of the two says otherwise; two dates without times that one writer gives
are days of one calendar (`comes_before`).
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from aishare_lint.document.patterns import lazy

Precision = Literal["year", "month", "day", "minute", "second"]

#: Seconds since 1970-01-01T00:00Z.
Instant = int

_MINUTE: Final = 60
_HOUR: Final = 3600
DAY: Final = 86400
_EASTMOST: Final = 14 * _HOUR
_WESTMOST: Final = -12 * _HOUR

_FORM = lazy(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d{1,9})?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
#: What people write instead. Texts, not patterns: they are compiled when somebody first does.
_ISO_LIKE: Final = (
    r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:(?:[Tt]|[ ]{1,3}|,[ ])(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?"
    r"[ ]?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?)?"
)
#: Day and month in either order: what is no month is the day.
_DAY_OR_MONTH: Final = r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})"
_COMPACT: Final = r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?"
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(f'{name}|{name[:3]}' for name in _MONTHS)}|sept)\.?"
_NAMED: Final = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ .-]{{1,2}}{_MONTH},?[ -](?P<year>\d{{4}})",
    rf"{_MONTH},?[ ](?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[ ])?(?P<year>\d{{4}})",
)


class Fault(NamedTuple):
    """Why a text is no date.

    kind  `form`: not written as dates are here; `offset`: a time without `Z` or an offset; `impossible`: no such day or time
    new   how it may have been meant, as it is written here, or empty; where an offset is missing it says `Z`, which is a guess
    """

    kind: Literal["form", "offset", "impossible"]
    new: str = ""


class Time(NamedTuple):
    """A date or time as exact as it was written.

    precision  down to what it says
    year       its year as written, in its own zone
    earliest   the first instant that it may mean
    latest     the last one
    """

    text: str
    precision: Precision
    year: int
    earliest: Instant
    latest: Instant

    def surely_before(self, other: Time) -> bool:
        """Whether it came first in every reading of the two."""
        return self.latest < other.earliest

    def comes_before(self, other: Time) -> bool:
        """Whether it came first as one writer means the two: dates without a time are days of one calendar, wherever it hangs."""
        if self._is_date and other._is_date:
            return (self.latest + _WESTMOST) // DAY < (other.earliest + _EASTMOST) // DAY
        return self.surely_before(other)

    @property
    def _is_date(self) -> bool:
        return self.precision in ("year", "month", "day")

    def surely_differs(self, other: Time) -> bool:
        """Whether no reading lets the two be the same instant."""
        return self.surely_before(other) or other.surely_before(self)

    @property
    def is_midnight(self) -> bool:
        """Whether it has a time, and that time is midnight where it was written: what a program pads a date with."""
        return self.precision in ("minute", "second") and re.search(r"T00:00(?::00(?:\.0{1,9})?)?(?:Z|[+-])", self.text) is not None


def parse_time(text: str) -> Time | Fault:
    """A text as a date or time, or why it is none. Never raises."""
    text = text.strip()
    found = _FORM.fullmatch(text)
    if found is None:
        return Fault("form", _meant(text))
    zone = found["zone"]
    parts = _Parts(*(int(found[name]) if found[name] is not None else None for name in _Parts._fields))
    if not _exists(parts) or not _is_offset(zone):
        return Fault("impossible")
    if parts.hour is not None and zone is None:
        return Fault("offset", f"{text}Z")
    return _time(text, parts, zone or "Z")


def embargo_end(text: str) -> Instant | None:
    """When an embargo ends: a bare date lasts until that day has ended everywhere on Earth. None where the text is no date."""
    time = parse_time(text)
    return time.latest if isinstance(time, Time) else None


def days_between(earlier: Instant, later: Instant) -> int:
    """Whole days from one instant to another."""
    return (later - earlier) // DAY


class _Parts(NamedTuple):
    """The numbers of a date or time as far as they are written."""

    year: int | None
    month: int | None
    day: int | None
    hour: int | None
    minute: int | None
    second: int | None


def _time(text: str, parts: _Parts, zone: str) -> Time:
    year, month, day = parts.year or 0, parts.month or 1, parts.day or 1
    first = _day_number(year, month, day)
    if parts.hour is not None:
        start = first * DAY + parts.hour * _HOUR + (parts.minute or 0) * _MINUTE + (parts.second or 0) - _offset(zone)
        if parts.second is None:
            return Time(text, "minute", year, start, start + _MINUTE - 1)
        return Time(text, "second", year, start, start)
    precision: Precision
    if parts.day is not None:
        precision, behind = "day", first + 1
    elif parts.month is not None:
        precision, behind = "month", _day_number(year + month // 12, month % 12 + 1, 1)
    else:
        precision, behind = "year", _day_number(year + 1, 1, 1)
    return Time(text, precision, year, first * DAY - _EASTMOST, behind * DAY - 1 - _WESTMOST)


def _exists(parts: _Parts) -> bool:
    year, month, day, hour, minute, second = parts
    if not year or (month is not None and not 1 <= month <= 12):
        return False
    if day is not None and not 1 <= day <= _month_length(year, month or 1):
        return False
    # A leap second stands at the end of a minute.
    return (hour or 0) <= 23 and (minute or 0) <= 59 and (second or 0) <= (60 if minute == 59 else 59)


def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _is_offset(zone: str | None) -> bool:
    return zone is None or (_WESTMOST <= _offset(zone) <= _EASTMOST and int(zone[4:] or 0) <= 59)


def _offset(zone: str) -> int:
    """Seconds east of UTC."""
    if zone == "Z":
        return 0
    return (1 if zone[0] == "+" else -1) * (int(zone[1:3]) * _HOUR + int(zone[4:]) * _MINUTE)


def _day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar; the year of the count begins in March, so that leap days come last."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def _meant(text: str) -> str:
    """How another spelling is written here, where it can mean one thing only; else empty. `03/04/2026` can mean two."""
    if len(text) > 40 or not any(map(str.isdecimal, text)):
        return ""
    for pattern in (_ISO_LIKE, _COMPACT):
        found = re.fullmatch(pattern, text, re.ASCII)
        if found:
            groups = [*found.groups(), *[None] * 7][:7]
            new = "-".join(part.zfill(2) for part in groups[:3] if part is not None)
            if groups[3] is not None and groups[4] is not None:
                new += f"T{groups[3].zfill(2)}:{groups[4]}" + (f":{groups[5]}" if groups[5] else "") + _zone(groups[6])
            return _if_sound(new)
    found = re.fullmatch(_DAY_OR_MONTH, text, re.ASCII)
    if found:
        low, high = sorted((int(found[1]), int(found[3])))
        return _if_sound(f"{found[4]}-{low:02}-{high:02}") if high > 12 or low == high else ""
    for pattern in _NAMED:
        found = re.fullmatch(pattern, text, re.ASCII | re.IGNORECASE)
        if found:
            month = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(found["month"][:3].lower()))
            return _if_sound("-".join((found["year"], f"{month:02}", *([found["day"].zfill(2)] if found["day"] else []))))
    return ""


def _zone(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    return f"{zone[:3]}:{zone[3:].lstrip(':') or '00'}"


def _if_sound(new: str) -> str:
    """A proposal that is at least a real date. Without an offset it proposes UTC: whoever takes it up must know whether that is so."""
    read = parse_time(new)
    return new if isinstance(read, Time) else read.new
