"""Do two places of one report say things that cannot both be so?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from aishare_lint.document.answers import activity_of, is_value, plain
from aishare_lint.document.marks import CLEAR, parse_mark
from aishare_lint.document.paths import children, find, look_up, parse
from aishare_lint.document.places import Path, Value
from aishare_lint.document.times import Time, parse_time
from aishare_lint.lint.checks import Case, Hit, Shown
from aishare_lint.lint.detection import locate_in_value


def exploited_against_indicators(case: Case) -> Iterator[Hit]:
    """A vulnerability that is said not to be exploited, in a report that shows how it was."""
    exploited = case.value if isinstance(case.value, dict) else {}
    if plain(exploited.get("status")) != "no":
        return
    vocabularies = case.circumstances.format.vocabularies
    at: Path = (*case.at, "status")
    since = exploited.get("since")
    if since is not None and is_value(since, (*case.at, "since"), vocabularies):
        yield Hit(
            at, values={"against": f"it gives a date since when it was: {plain(since)}"}, show=(Shown((*case.at, "since"), "since when"),)
        )
        return
    description = case.report.get("description")
    outcome = plain(description.get("outcome")) if isinstance(description, dict) else ""
    if activity_of(case.report) != "incident" or outcome in ("failed", "blocked") or exploited.get("note"):
        return
    every = [plain(status) for _, status in find(case.report, parse("$.vulnerabilities[*].exploited.status"))]
    values = find(case.report, parse("$.detection.indicators[*].value"))
    seen = [place for place, value in values if is_value(value, place, vocabularies)]
    if seen and len(every) == 1:
        count = "an indicator" if len(seen) == 1 else f"{len(seen)} indicators"
        shown = Shown(("detection", "indicators"), "what was seen", "key")
        yield Hit(at, values={"against": f"this report tells of an incident with {count} and of no other vulnerability"}, show=(shown,))


#: Where names stand that are nobody's who attacks, and what to call them.
_NOT_ACTORS: Final = (
    ("$.ai_systems.platforms[*].name", "a platform"),
    ("$.ai_systems.platforms[*].vendor", "the vendor of a platform"),
    ("$.ai_systems.models[*].name", "a model"),
    ("$.ai_systems.models[*].author", "the author of a model"),
    ("$.ai_systems.developer", "the developer of the model"),
    ("$.ai_systems.applications[*].name", "an application"),
    ("$.ai_systems.applications[*].author", "the author of an application"),
    ("$.ai_systems.software[*]", "software"),
    ("$.vulnerabilities[*].affected[*].product", "an affected product"),
    ("$.victims.products[*]", "an affected product"),
    ("$.description.obtained_via", "who the information came through"),
    ("$.description.obtained_via[*]", "who the information came through"),
    ("$.reporter.organization", "the reporter"),
)


def actor_is_product(case: Case) -> Iterator[Hit]:
    """An actor with the name of a product, its maker, or who reported it."""
    vocabularies = case.circumstances.format.vocabularies
    at: Path = (*case.at, "name") if isinstance(case.value, dict) else case.at
    named = look_up(case.report, at)
    if named is None or not is_value(named, at, vocabularies):
        return
    name = " ".join(plain(named).casefold().split())
    for path, what in _NOT_ACTORS:
        for place, value in find(case.report, parse(path)):
            holder = look_up(case.report, place[:-1])
            uses = isinstance(holder, dict) and plain(holder.get("relation")) == "used-by-actor"
            if name and not uses and " ".join(plain(value).casefold().split()) == name:
                yield Hit(at, values={"what": what, "name": plain(named)}, show=(Shown(place, what),))
                return


def conflicting_dates(case: Case) -> Iterator[Hit]:
    """One event with two dates that cannot both be right, and no note that says so."""
    vocabularies = case.circumstances.format.vocabularies
    words = vocabularies.vocabulary("timeline-event")
    dated: dict[str, list[tuple[Path, Time, bool]]] = {}
    for at, entry in find(case.report, parse("$.detection.timeline[*]")):
        time = parse_time(plain(entry.get("at"))) if isinstance(entry, dict) else None
        if isinstance(entry, dict) and isinstance(time, Time) and entry.get("approx") is not True:
            event = words.canonical(plain(entry.get("event"))) or ""
            dated.setdefault(event, []).append(((*at, "at"), time, _is_noted(entry)))
    vulnerabilities = case.report.get("vulnerabilities")
    if isinstance(vulnerabilities, list) and len(vulnerabilities) == 1:
        dated = {event: [*dates, *_also_dated(case, event)] for event, dates in dated.items()}
    for event in ("first-activity", "disclosure"):
        dates = dated.get(event, [])
        for number, (at, time, noted) in enumerate(dates):
            other = next((one for one in dates[:number] if one[1].surely_differs(time)), None)
            if other is not None and not noted and not other[2]:
                yield Hit(at, values={"event": event, "first": other[1].text, "second": time.text}, show=(Shown(other[0], "and here"),))
                break


def _also_dated(case: Case, event: str) -> Iterator[tuple[Path, Time, bool]]:
    """Where else the only vulnerability dates an event of the timeline."""
    path = {"first-activity": "$.vulnerabilities[0].exploited.since", "disclosure": "$.vulnerabilities[0].disclosure.date"}.get(event)
    for at, value in find(case.report, parse(path)) if path else ():
        time = parse_time(plain(value))
        if isinstance(time, Time):
            holder = look_up(case.report, at[:-1])
            yield at, time, isinstance(holder, dict) and _is_noted(holder)


def _is_noted(entry: dict[str, Value]) -> bool:
    return bool(entry.get("note")) or (isinstance(entry.get("at"), dict) and bool(entry["at"].get("note")))  # type: ignore[union-attr]


def nonpublic_source_clear(case: Case) -> Iterator[Hit]:
    """A source that is not public, behind a report that anyone may see, unless the source's own mark or a release says that they may."""
    if parse_mark(plain(case.report.get("tlp"))).label != CLEAR:
        return
    release = case.report.get("release")
    if isinstance(release, dict) and parse_mark(plain(release.get("to"))).label == CLEAR and release.get("by"):
        return
    access = case.circumstances.format.vocabularies.vocabulary("access").canonical(plain(case.value))
    if access not in ("non-public", "privileged"):
        return
    holder = look_up(case.report, case.at[:-1])
    mark = holder.get("obtained_tlp", holder.get("tlp")) if isinstance(holder, dict) else None
    if access == "non-public" and parse_mark(plain(mark)).label == CLEAR:
        return
    who = f"the source `{case.at[1]}`" if case.at[0] == "sources" else "what this report rests on"
    yield Hit(case.at, values={"who": who, "access": access}, show=(Shown(("tlp",), "anyone may see the report"),))


#: Keys of the reporter that name them.
_NAMING: Final = ("organization", "contact")


def anonymous_but_named(case: Case) -> Iterator[Hit]:
    """The name or address of a reporter who wants to stay anonymous: in `reporter`, and in any text of the report."""
    reporter = case.value if isinstance(case.value, dict) else {}
    anonymous = reporter.get("anonymous")
    if anonymous is not True and plain(anonymous) not in ("true", "yes"):
        return
    vocabularies = case.circumstances.format.vocabularies
    names = {}
    for key in _NAMING:
        if is_value(reporter.get(key), (*case.at, key), vocabularies):
            names[key] = plain(reporter[key])
            yield Hit((*case.at, key), values={"what": f"`{key}` names them"}, show=(Shown((*case.at, "anonymous"), "said here"),))
    patterns = giveaways(names)
    for path, text in _texts(case.report, ()):
        if path[0] in ("reporter", "internal", "obligations"):
            continue
        for pattern in patterns:
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                span = locate_in_value(case.document, path, text, found.start(), found.end())
                yield Hit(path, span=span, values={"what": "their name or address stands here too"})
                break


def giveaways(names: Mapping[str, str]) -> list[str]:
    """Patterns of what gives a reporter away (`organization` and `contact`), wherever it stands; case does not matter."""
    return [_as_pattern(name) for name in _told(names)]


def _told(names: Mapping[str, str]) -> Iterator[str]:
    """What gives the reporter away: the name, the address, and the domain of the address unless anybody may have one there."""
    if len(names.get("organization", "")) >= 4:
        yield names["organization"]
    contact = names.get("contact", "")
    if len(contact) >= 4:
        yield contact
        domain = contact.rpartition("@")[2]
        if "@" in contact and domain.lower() not in _SHARED_MAIL:
            yield domain


_SHARED_MAIL: Final = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "proton.me",
        "protonmail.com",
        "gmx.net",
        "gmx.de",
    }
)


def _as_pattern(name: str) -> str:
    """A name as it may stand in a text: between other words, white space of any kind inside, live or defanged, as part of a host name."""
    words = (re.escape(word).replace(r"\.", r"\[?\.\]?") for word in name.split())
    return r"(?<![\w-])" + r"\s{1,8}".join(words) + r"(?![\w-])"


def _texts(value: Value, at: Path) -> Iterator[tuple[Path, str]]:
    """Every text of a report in its order."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, (dict, list)):
        for key, child in children(value):
            yield from _texts(child, (*at, key))
