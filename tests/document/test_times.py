"""Dates as exact as they are, against `datetime` as the oracle where it can judge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aishare_lint.document.times import Fault, Time, days_between, embargo_end, parse_time


def time(text: str) -> Time:
    read = parse_time(text)
    assert isinstance(read, Time), read
    return read


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2025", "year"), ("2025-06", "month"), ("2025-06-03", "day"), ("2024-02-29", "day"), ("2025-06-03T10:39Z", "minute"),
        ("2025-06-03T10:39+05:30", "minute"), ("2025-06-03T10:39:59Z", "second"), ("2025-06-03T10:39:59.123456-12:00", "second"),
        ("2016-12-31T23:59:60Z", "second"), (" 2025 ", "year"),
    ],
)  # fmt: skip
def test_forms(text: str, precision: str) -> None:
    assert time(text).precision == precision
    assert time(text).text == text.strip()


@pytest.mark.parametrize(
    ("text", "kind", "new"),
    [
        ("2025-06-03T10:39", "offset", "2025-06-03T10:39Z"),
        ("2025-02-29", "impossible", ""), ("2025-13", "impossible", ""), ("2025-00", "impossible", ""), ("0000", "impossible", ""),
        ("2025-06-03T24:00Z", "impossible", ""), ("2025-06-03T10:60Z", "impossible", ""), ("2025-06-03T10:39+15:00", "impossible", ""),
        ("2025-06-03T10:39:60Z", "impossible", ""),
        ("2025-06-03 10:39", "form", "2025-06-03T10:39Z"), ("2025-06-03 10:39 UTC", "form", "2025-06-03T10:39Z"),
        ("2025-06-03t10:39z", "form", "2025-06-03T10:39Z"), ("2025-06-03T10:39+0200", "form", "2025-06-03T10:39+02:00"),
        ("20250603T103900Z", "form", "2025-06-03T10:39:00Z"), ("2025/6/3", "form", "2025-06-03"), ("3. Feb. 2025", "form", "2025-02-03"),
        ("June 2025", "form", "2025-06"), ("Sept 3rd, 2025", "form", "2025-09-03"), ("30 February 2025", "form", ""),
        # The third of April or the fourth of March: nothing is proposed.
        ("03/04/2026", "form", ""), ("10:39", "form", ""), ("Q3 2025", "form", ""), ("", "form", ""), ("Marchish 2025", "form", ""),
        ("24.11.2026", "form", "2026-11-24"), ("11/24/2026", "form", "2026-11-24"), ("4-4-2026", "form", "2026-04-04"),
        ("31.02.2026", "form", ""), ("24.13.2026", "form", ""), ("03.04.2026", "form", ""), ("24.11/2026", "form", ""),
        ("٢٠٢٥", "form", ""), ("2025-06-03T10:39Z" + "0" * 1000, "form", ""),
    ],
)  # fmt: skip
def test_faults(text: str, kind: str, new: str) -> None:
    assert parse_time(text) == Fault(kind, new)  # type: ignore[arg-type]


def test_a_day_is_that_day_anywhere_on_earth() -> None:
    day = time("2026-05-01")
    assert datetime.fromtimestamp(day.earliest, UTC) == datetime(2026, 4, 30, 10, tzinfo=UTC)
    assert datetime.fromtimestamp(day.latest + 1, UTC) == datetime(2026, 5, 2, 12, tzinfo=UTC)
    assert embargo_end("2026-05-01") == day.latest
    assert embargo_end("2026-05-01T12:00Z") == time("2026-05-01T12:00Z").latest
    assert embargo_end("some day") is None


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2025", "2026-03", True), ("2025-06", "2025-06-03", False), ("2025-06-03", "2025-06-04", False),
        ("2025-06-03", "2025-06-06", True),
        ("2025-06-03T10:39Z", "2025-06-03", False), ("2025-06-03T10:39Z", "2025-06-03T10:40Z", True),
        ("2025-06-03T10:39+02:00", "2025-06-03T09:00Z", True), ("2025-06-03T10:39Z", "2025-06-03T10:39:30Z", False),
    ],
)  # fmt: skip
def test_before_is_said_only_when_certain(first: str, second: str, before: bool) -> None:
    assert time(first).surely_before(time(second)) is before
    assert not time(second).surely_before(time(first))
    assert time(first).surely_differs(time(second)) is before


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2026-11-18", "2026-11-20", True), ("2026-11-17", "2026-11-18", True), ("2026-11-30", "2026-12", True),
        ("2025", "2026-01-01", True),
        ("2026-11-18", "2026-11-18", False), ("2026-11", "2026-11-18", False), ("2026", "2026-11", False),
        # A time says which instant, a date of somewhere does not.
        ("2026-11-17T10:00Z", "2026-11-18", False), ("2026-11-17", "2026-11-18T10:00Z", False), ("2026-11-16T10:00Z", "2026-11-18", True),
    ],
)  # fmt: skip
def test_dates_without_times_are_days_of_one_calendar(first: str, second: str, before: bool) -> None:
    assert time(first).comes_before(time(second)) is before
    assert not time(second).comes_before(time(first))


@given(st.dates(), st.dates())
def test_days_compare_as_days(first: date, second: date) -> None:
    assert time(first.isoformat()).comes_before(time(second.isoformat())) is (first < second)


@pytest.mark.parametrize(
    ("text", "midnight"),
    [("2025-06-03T00:00Z", True), ("2025-06-03T00:00:00.000+02:00", True), ("2025-06-03", False), ("2025-06-03T00:01Z", False)],
)
def test_midnight(text: str, midnight: bool) -> None:
    assert time(text).is_midnight is midnight


@given(st.dates(date(2, 1, 1), date(9998, 12, 30)), st.integers(0, 86399), st.integers(-12 * 60, 14 * 60))
def test_instants_are_those_of_datetime(day: date, seconds: int, offset: int) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(minutes=offset))) + timedelta(seconds=seconds)
    read = time(moment.isoformat())
    assert read.earliest == read.latest == int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    assert read.year == moment.year


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)))
def test_less_precision_means_more(day: date) -> None:
    exact, month, year = time(day.isoformat()), time(day.isoformat()[:7]), time(day.isoformat()[:4])
    assert year.earliest <= month.earliest <= exact.earliest < exact.latest <= month.latest <= year.latest
    assert days_between(exact.earliest, exact.latest + 1) == 2  # 50 hours: a day and the 26 hours of its zones
    assert not exact.surely_differs(month)


@given(st.text(max_size=40) | st.from_regex(r"\A[0-9TZ:.+ -]{1,30}\Z"))
def test_anything_is_a_time_or_a_fault_with_a_sound_proposal(text: str) -> None:
    read = parse_time(text)
    if isinstance(read, Fault) and read.new:
        assert isinstance(parse_time(read.new), Time)
