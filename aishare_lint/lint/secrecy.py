"""What a report keeps to itself: numbers of vulnerabilities under embargo, and values that it withholds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from aishare_lint.document.echo import is_telling, normal, stands_in
from aishare_lint.document.paths import children
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Value
from aishare_lint.document.times import embargo_end
from aishare_lint.document.vocabularies import Vocabularies
from aishare_lint.lint.checks.redaction import STATE

WITHHELD: Final = "withheld"
#: A shorter text at a place that is withheld now said nothing.
_SHORTEST: Final = 3
#: Who is told such a number knows that there is something to look for; a report's own names tell nothing.
_NUMBERED = lazy(r"(?:CVE|GHSA|VU|EUVD|AVID|OSV|PYSEC|ZDI)\b.{3,60}", re.IGNORECASE)
#: The same somewhere in a name or a message, with what of it tells reports apart: the last number, or the first letters of a GHSA.
_SAID = lazy(r"ghsa[\W_]{0,3}([a-z0-9]{4})|(?:cve|vu|euvd|avid|osv|pysec|zdi)[\W_a-z]{0,8}(?:[0-9]{1,4}[\W_a-z]{0,3})?([0-9]{1,19})")
_NOT_PUBLIC: Final = frozenset({"coordinated", "vendor-notified", "undisclosed"})


def embargoed_numbers(report: Value | None, vocabularies: Vocabularies, now: datetime) -> frozenset[str]:
    """The numbers (CVE, GHSA and the like) of vulnerabilities that are not public yet: the whole report is under an embargo that has not
    ended at `now`, or the vulnerability's `disclosure.status` is not public."""
    if not isinstance(report, dict):
        return frozenset()
    handling = report.get("handling")
    until = _plain(handling.get("embargo_until")) if isinstance(handling, dict) else ""
    ends = embargo_end(until) or embargo_end(until.strip()[:10])
    during = ends is not None and ends >= now.timestamp()
    statuses = vocabularies.vocabulary("vulnerability-disclosure")
    found: set[str] = set()
    vulnerabilities = report.get("vulnerabilities")
    for one in vulnerabilities if isinstance(vulnerabilities, list) else ():
        if not isinstance(one, dict):
            continue
        disclosure = one.get("disclosure")
        status = _plain(disclosure.get("status") if isinstance(disclosure, dict) else disclosure)
        if during or (statuses.canonical(status) or statuses.nearest(status)) in _NOT_PUBLIC:
            aliases = one.get("aliases")
            names = [one.get("id"), *(aliases if isinstance(aliases, list) else [aliases])]
            found |= {name.strip() for name in map(_plain, names) if _NUMBERED.fullmatch(name.strip())}
    return frozenset(found)


def withheld_places(report: Value | None) -> tuple[Path, ...]:
    """Every place that says `withheld`, and every map that keeps a commitment to what was taken out of it."""
    return tuple(_withheld(report, ())) if report is not None else ()


def told_before(report: Value, places: Iterable[Path], older: Value | None, non_answers: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """What an older version of a report says at places that this one withholds: the path in the older one, and the text.

    Things in lists are the same by their `id`, without one by their number.
    """
    words = {*non_answers, WITHHELD, ""}
    said: set[Path] = set()
    for path in places:
        now, then, at = _both(report, older, path)
        if then is None or now is None:
            continue
        whole = not (isinstance(now, dict) and "commitment" in now and "answer" not in now)
        for below, text in _texts(then, at):
            key = below[len(at)] if len(below) > len(at) else ""
            gone = whole or (isinstance(now, dict) and (key not in now or _says_withheld(now[str(key)])))
            if gone and below not in said and text.strip().lower() not in words and len(text.strip()) >= _SHORTEST:
                said.add(below)
                yield below, text


def may_withhold(content: bytes) -> bool:
    """Whether a report may withhold something, by its text."""
    return b"withheld" in content or b"commitment" in content or b"\\" in content


class SaidNumbers:
    """The numbers that texts say, as far as they tell reports apart."""

    def __init__(self, telling: Iterable[bytes]) -> None:
        self._telling = frozenset(telling)

    def __bool__(self) -> bool:
        return bool(self._telling)

    def may_stand_in(self, content: bytes) -> bool:
        """Whether a report may hold one of them, by its text: what is written with escapes may say anything."""
        lowered = content.lower()
        return b"\\" in content or any(part in lowered for part in self._telling)


def numbers_in(texts: Iterable[str]) -> SaidNumbers:
    """The numbers of vulnerabilities that some texts say, however they are written."""
    return SaidNumbers(part.encode() for text in texts for found in _SAID.finditer(normal(text)) for part in found.groups() if part)


class Telltales:
    """What no name and no message may say."""

    def __init__(self, numbers: Iterable[str], values: Iterable[str]) -> None:
        # However it is written: `cve_2026_12345`, `CVE202612345`.
        patterns = (r"[\W_]{0,3}".join(re.findall(r"[a-z]+|[0-9]+", normal(number))) for number in numbers)
        ends = [f"{pattern}(?![0-9])" for pattern in patterns]
        self._numbers = re.compile("|".join(sorted(ends))) if ends else None
        self._values = tuple(sorted({value for value in map(normal, values) if is_telling(value)}))

    def __bool__(self) -> bool:
        return self._numbers is not None or bool(self._values)

    def kind_in(self, text: str) -> str:
        """What of it stands in a text, in words that do not say it; empty where nothing does."""
        said = normal(text)
        if self._numbers is not None and self._numbers.search(said):
            return "the number of a vulnerability that is not public"
        return "a value that a report withholds" if any(stands_in(value, said) for value in self._values) else ""


def _withheld(value: Value, path: Path) -> Iterator[Path]:
    if path and _says_withheld(value):
        yield path
        return
    if isinstance(value, dict) and "commitment" in value:
        yield path
    for key, child in children(value):
        yield from _withheld(child, (*path, key))


def _says_withheld(value: Value) -> bool:
    return (value["answer"] if isinstance(value, dict) and "answer" in value else value) == WITHHELD


def _both(report: Value, older: Value | None, path: Path) -> tuple[Value | None, Value | None, Path]:
    """What stands at a path now, and where it stood before, with its path there; None where it did not."""
    now: Value | None = report
    then, at = older, ()
    for step in path:
        below = _below(now, step)
        before = step
        if isinstance(step, int) and isinstance(then, list) and isinstance(below, dict) and isinstance(below.get("id"), str):
            same = [number for number, item in enumerate(then) if isinstance(item, dict) and item.get("id") == below["id"]]
            before = same[0] if same else len(then)
        now, then, at = below, _below(then, before), (*at, before)  # type: ignore[assignment]
    return now, then, at


def _below(value: Value | None, step: str | int) -> Value | None:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below a value but those that only say of it where it came from and who knows it."""
    if isinstance(value, str):
        yield path, value
    for key, child in children(value):
        if key not in STATE and key != "role":
            yield from _texts(child, (*path, key))


def _plain(value: Value | Mapping[str, Value] | None) -> str:
    """A scalar as text, also where it is written `{value: …}`."""
    if isinstance(value, dict):
        value = value.get("value")
    return value if isinstance(value, str) else ""
