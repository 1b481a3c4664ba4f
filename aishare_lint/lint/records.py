"""What was judged, as plain data that can be kept and sent: everything that is shown, and nothing that is not.

Of the lines of a file only those that a frame shows are kept, masked as they are. The edits of a fix are not: whoever applies one judges
again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from aishare_lint.document.places import Path, Region, Span, Value
from aishare_lint.lint.findings import Edit, Failure, Finding, Fix, Group, Judged, NotRun, Related

if TYPE_CHECKING:
    from aishare_lint.lint.mask import Mask
    from aishare_lint.lint.surroundings import Facts

#: Stands for the edits of a fix that are not kept: there are some, and this one changes nothing.
_KEPT_ELSEWHERE: Final = (Edit(Span(0, 0), ""),)
#: Lines of one finding that are kept; a frame shows the first and the last of a longer region.
_MOST_LINES: Final = 4


def record(judged: Judged) -> dict[str, Any]:
    """A judged file as plain data, for `judged_from`."""
    return {
        **judged._asdict(),
        "findings": [_finding(finding) for finding in judged.findings],
        "lines": [len(judged.lines), {str(number): judged.lines[number - 1] for number in _numbers(judged)}],
        "not_run": [gap._asdict() for gap in judged.not_run],
        "failures": [failure._asdict() for failure in judged.failures],
    }


def record_facts(facts: Facts | None) -> list[Any] | None:
    """What checks across files need of a report as plain data, for `facts_from`: every place once, and for each rule which of them."""
    if facts is None:
        return None
    places: dict[Path, Value] = {at: value for found in facts.values() for at, value in found}
    numbers = {at: number for number, at in enumerate(places)}
    return [[[list(at), value] for at, value in places.items()], {rule: [numbers[at] for at, _ in found] for rule, found in facts.items()}]


def facts_from(said: list[Any] | None) -> Facts | None:
    """The facts of a record, exactly as they were. Raises TypeError, ValueError or IndexError where it is none."""
    if said is None:
        return None
    places = [(_path(*at), value) for at, value in said[0]]
    # Several rules ask for the same places.
    of_numbers = {tuple(numbers): [places[number] for number in numbers] for numbers in said[1].values()}
    return {sys.intern(rule): of_numbers[tuple(numbers)] for rule, numbers in said[1].items()}


@lru_cache(maxsize=10_000)
def _path(*keys: str | int) -> Path:
    """A path; thousands of reports have the same ones."""
    return keys


def changes(mask: Mask, facts: Facts) -> bool:
    """Whether anything in facts may not be shown as it is."""
    said = ((at, text) for found in facts.values() for at, value in found for text in _texts([*at, value]))
    return any(mask.value(text, at) != text for at, text in said)


def _texts(value: Any) -> Iterator[str]:
    """Every text in plain data, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for below in value.values():
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)


def trimmed(judged: Judged) -> Judged:
    """A judged file without the lines that nothing shows: of thousands of files not all can be held."""
    if not judged.lines:
        return judged
    wanted = set(_numbers(judged))
    return judged._replace(lines=tuple(line if number in wanted else "" for number, line in enumerate(judged.lines, 1)))


def judged_from(said: dict[str, Any]) -> Judged:
    """The judged file of a record. Raises KeyError, TypeError or ValueError where it is none."""
    count, kept = said["lines"]
    lines = [""] * count
    for number, line in kept.items():
        lines[int(number) - 1] = line
    return Judged(
        **{
            **said,
            "findings": tuple(map(_finding_from, said["findings"])),
            "lines": tuple(lines),
            "not_run": tuple(NotRun(**gap) for gap in said["not_run"]),
            "failures": tuple(Failure(**failure) for failure in said["failures"]),
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        **finding._asdict(),
        "path": (),  # keys as they are written
        "fix": fix._asdict() | {"edits": len(fix.edits)} if fix else None,
        "group": finding.group._asdict() if finding.group else None,
    }


def _finding_from(said: dict[str, Any]) -> Finding:
    fix = said["fix"]
    if fix is not None:
        shown = None if fix["shown"] is None else tuple((Region(*region), text) for region, text in fix["shown"])
        fix = Fix(fix["title"], fix["safety"], _KEPT_ELSEWHERE if fix["edits"] else (), shown)
    return Finding(
        **{
            **said,
            "region": Region(*said["region"]),
            "path": (),
            "span": Span(*said["span"]),
            "fix": fix,
            "related": tuple(Related(Region(*region), label) for region, label in said["related"]),
            "group": Group(**said["group"]) if said["group"] else None,
        }
    )


def _numbers(judged: Judged) -> list[int]:
    """The numbers of the lines that are shown with some finding of a file."""
    last = len(judged.lines)
    return sorted({number for finding in judged.findings for number in _framed(finding) if 1 <= number <= last})


def _framed(finding: Finding) -> Iterator[int]:
    """The numbers of the lines that are shown with a finding, and of those between two that stand near each other."""
    regions = [finding.region, *(related.region for related in finding.related)]
    if finding.fix and finding.fix.shown:
        regions += [region for region, _ in finding.fix.shown]
    for region in regions:
        first, last = region.line - 1, region.end_line + 1
        yield from range(first, min(last, first + _MOST_LINES) + 1)
        yield from range(max(first, last - _MOST_LINES), last + 1)
