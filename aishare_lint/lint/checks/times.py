"""Dates: are they dates, can they be, and do they go together? Said only where every sensible reading of them agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from aishare_lint.document.answers import non_answer, plain, stands_in
from aishare_lint.document.paths import find, look_up, parse
from aishare_lint.document.places import Path, Value
from aishare_lint.document.times import DAY, Fault, Time, parse_time
from aishare_lint.lint.checks import Case, Hit, Shown


def _read(case: Case, value: Value | None, at: Path) -> Time | Fault | None:
    """A value as a date; None where it is a word, a placeholder or nothing."""
    text = plain(value)
    if not text.strip() or non_answer(text, at, case.circumstances.format.vocabularies) or stands_in(text) == "placeholder":
        return None
    return parse_time(text)


def _time(case: Case, value: Value | None, at: Path) -> Time | None:
    read = _read(case, value, at)
    return read if isinstance(read, Time) else None


def _times(case: Case, path: str) -> Iterator[tuple[Path, Time]]:
    """The dates at a path that can be read."""
    for at, value in find(case.report, parse(path)):
        time = _time(case, value, at)
        if time is not None:
            yield at, time


def _of_itself(case: Case) -> Path:
    """The place of the text itself, `{value: …}` looked through."""
    return (*case.at, "value") if isinstance(case.value, dict) else case.at


# One date


def form(case: Case) -> Iterator[Hit]:
    """A date that is not written as dates are here, or a time without `Z` or an offset."""
    read = _read(case, case.value, case.at)
    if isinstance(read, Fault) and read.kind != "impossible":
        what = "has a time without `Z` or an offset" if read.kind == "offset" else "is not written as a date"
        yield Hit(_of_itself(case), values={"what": what} | ({"new": read.new} if read.new else {}))


def impossible_date(case: Case) -> Iterator[Hit]:
    """A day or time that does not exist."""
    read = _read(case, case.value, case.at)
    if isinstance(read, Fault) and read.kind == "impossible":
        yield Hit(_of_itself(case))


def in_the_future(case: Case) -> Iterator[Hit]:
    """Something that has happened, at a time that has not come yet anywhere."""
    time = _time(case, case.value, case.at)
    if time is None or case.circumstances.has_come(time.earliest):
        return
    holder = look_up(case.report, case.at[:-1])
    beside = holder if isinstance(holder, dict) else {}
    planned = case.at[0] == "mitigations" and plain(beside.get("status")) != "done"
    if planned or plain(beside.get("event")) in ("disclosure", "remediation"):
        return
    yield Hit(_of_itself(case), values={"today": case.circumstances.today()})


def embargo_without_zone(case: Case) -> Iterator[Hit]:
    """An embargo that does not say to the minute when it ends."""
    read = _read(case, case.value, case.at)
    if isinstance(read, Time) and read.precision in ("year", "month", "day") and read.year < 9999:
        until = datetime.fromtimestamp(read.latest + 1, UTC).strftime("%Y-%m-%dT%H:%MZ")
        what = f"has no time, so it holds until the {read.precision} has ended everywhere on Earth, {until}"
        yield Hit(_of_itself(case), values={"what": what, "new": until})
    elif isinstance(read, Fault) and read.kind == "offset":
        yield Hit(_of_itself(case), values={"what": "does not say in which zone", "new": read.new})


def precision_mismatch(case: Case) -> Iterator[Hit]:
    """A time that claims to be more exact than its own entry says, or that looks padded."""
    time = _time(case, case.value, case.at)
    if time is None or time.precision not in ("minute", "second"):
        return
    holder = look_up(case.report, case.at[:-1])
    approx = holder.get("approx") if isinstance(holder, dict) else None
    if approx is True or plain(approx) in ("true", "yes"):
        yield Hit(_of_itself(case), values={"what": f"says the {time.precision}, but `approx` says about"})
    elif time.is_midnight:
        yield Hit(
            _of_itself(case), values={"what": "looks like a date that a program padded with midnight", "new": time.text.partition("T")[0]}
        )


# Dates that go together

#: Earlier and later, which must stand in the same map, and how they are called.
_PAIRS: Final = (
    ("$.detection.indicators[*]", "first_seen", "last_seen"),
    ("$.detection.indicators[*]", "active_from", "active_to"),
    ("$.detection.indicators[*]", "first_seen", "revoked.at"),
    ("$.assessment.period", "from", "to"),
    ("$.vulnerabilities[*].disclosure", "vendor_notified", "date"),
    ("$.obligations[*]", "clock_started", "due"),
)
#: Events of which the first must not come after the first of the other. A report may well leave before the containment.
_EVENTS: Final = (
    ("first-activity", "discovery"),
    ("compromise", "discovery"),
    ("first-activity", "containment"),
    ("compromise", "containment"),
    ("discovery", "containment"),
    ("discovery", "report"),
)


def order(case: Case) -> Iterator[Hit]:
    """Two dates that stand the wrong way round, whatever their precision leaves open."""
    for holder, first, second in _PAIRS:
        for at, value in find(case.report, parse(holder)):
            if isinstance(value, dict):
                earlier, later = (_below(case, value, at, key) for key in (first, second))
                if earlier and later and later[1].comes_before(earlier[1]):
                    yield _reversed(later, f"`{second}`", earlier, f"`{first}`")
    events = _events(case)
    for first, second in _EVENTS:
        if first in events and second in events and events[second][1].comes_before(events[first][1]):
            yield _reversed(events[second], f"the {second}", events[first], f"the {first}")


def _reversed(later: tuple[Path, Time], what: str, earlier: tuple[Path, Time], other: str) -> Hit:
    values = {"what": what, "other": other, "first": earlier[1].text, "second": later[1].text}
    return Hit(later[0], values=values, show=(Shown(earlier[0], f"{other.strip('`')} stands here"),))


def _below(case: Case, value: dict[str, Value], at: Path, key: str) -> tuple[Path, Time] | None:
    path = (*at, *key.split("."))
    time = _time(case, look_up(value, path[len(at) :]), path)
    return (path, time) if time else None


def _events(case: Case) -> dict[str, tuple[Path, Time]]:
    """The first exact time of each event of the timeline, those that are only about left out."""
    words = case.circumstances.format.vocabularies.vocabulary("timeline-event")
    events: dict[str, tuple[Path, Time]] = {}
    for at, entry in find(case.report, parse("$.detection.timeline[*]")):
        if not isinstance(entry, dict) or entry.get("approx") is True:
            continue
        event, time = words.canonical(plain(entry.get("event"))), _time(case, entry.get("at"), (*at, "at"))
        if event and time and (event not in events or time.earliest < events[event][1].earliest):
            events[event] = ((*at, "at"), time)
    return events


def updated_before_created(case: Case) -> Iterator[Hit]:
    """A report that was changed before it was begun."""
    created = _time(case, case.report.get("created"), ("created",))
    updated = _time(case, case.value, case.at)
    if created and updated and updated.comes_before(created):
        yield Hit(case.at, values={"created": created.text}, show=(Shown(("created",), "begun here"),))


#: Where the years stand that the year of an id can come from.
_YEARS: Final = (
    "$.created",
    "$.updated",
    "$.revisions[*].date",
    "$.detection.timeline[*].at",
    "$.detection.indicators[*].first_seen",
    "$.assessment.period.*",
    "$.vulnerabilities[*].exploited.since",
    "$.vulnerabilities[*].disclosure.*",
)


def id_year(case: Case) -> Iterator[Hit]:
    """A year in the report's id that is neither that of the report nor that of anything it tells of."""
    parts = [part for part in plain(case.value).split("-") if len(part) == 4 and part.isdecimal() and part.startswith(("19", "20"))]
    years = sorted({time.year for path in _YEARS for _, time in _times(case, path)})
    ids = [plain(value).split("-") for _, value in find(case.report, parse("$.vulnerabilities[*].id"))]
    known = {str(year) for year in years} | {part for id_ in ids for part in id_}
    # The sequence may look like a year; then one of the two is.
    if years and len(parts) == 1 and parts[0] not in known:
        yield Hit(case.at, values={"year": parts[0], "years": " and ".join(str(year) for year in years[-2:])})


def stale(case: Case) -> Iterator[Hit]:
    """A draft, or an early warning, that nobody has touched for longer than `draft_days` or `early_days`."""
    status, stage = plain(case.report.get("status")), plain(case.report.get("stage")) or "update"
    if status == "withdrawn" or stage == "final" or (status != "draft" and stage != "early"):
        return
    paths = ("$.created", "$.updated", "$.revisions[*].date")
    touched = [(at, time) for path in paths for at, time in _times(case, path)]
    if not touched:
        return
    at, time = max(touched, key=lambda one: one[1].latest)
    most = int(case.options["early_days" if stage == "early" else "draft_days"])
    if case.circumstances.has_come(time.latest + (most + 1) * DAY):
        what = "an early warning" if stage == "early" else "a draft"
        yield Hit(at, values={"what": what, "days": str(case.circumstances.days_since(time.latest)), "last": time.text})
