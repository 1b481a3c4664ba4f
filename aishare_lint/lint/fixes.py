"""Fixes as text edits: byte-exact outside the edit, never inside evidence, never a dump of the whole file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from aishare_lint.document.paths import look_up, matches, parse
from aishare_lint.document.places import Path, Place, Span
from aishare_lint.document.reader import Document, read
from aishare_lint.document.scalars import write
from aishare_lint.lint.checks import Hit
from aishare_lint.lint.findings import Edit, Safety
from aishare_lint.lint.rules import fill, holes

#: Byte-exact material: what was said, seen or matched. No fix touches it.
EVIDENCE: Final = tuple(
    parse(path)
    for path in (
        "$.technical.prompts[*].prompt",
        "$.technical.prompts[*].response",
        "$.technical.prompts[*].turns[*].text",
        "$.detection.indicators[*].value",
        "$.mitigations.defensive_measures[*].text",
    )
)
#: Longer values are edited only where they change.
SHORT_VALUE: Final = 120
HOW: Final = ("replace", "swap", "rename", "remove", "insert", "edits")


def is_evidence(path: Path) -> bool:
    """Whether a path is, or lies in, a place that no fix touches."""
    return any(matches(path[:length], pattern) for pattern in EVIDENCE for length in range(len(path), 2, -1))


def plan(fix: Mapping[str, Any], hit: Hit, document: Document, values: Mapping[str, str]) -> tuple[Safety, tuple[Edit, ...]] | None:
    """How a hit can be mended, or None where the rule's fix does not apply to this place."""
    if hit.safety == "none":
        return None
    safety: Safety = hit.safety or fix["safety"]
    how = next(name for name in HOW if name in fix)
    wanted = fix[how]
    if isinstance(wanted, str) and holes(wanted) - values.keys():
        return None
    place = document.places.get(hit.at)
    if place is not None and (place.style == "alias" or (is_evidence(hit.at) and hit.part == "value")):
        return ("suggest", ()) if safety == "suggest" else None
    edits = tuple(sorted(hit.edits)) if hit.edits or how == "edits" else _edits(how, wanted, hit, document, values)
    return (safety, edits) if edits or safety == "suggest" else None


def _edits(how: str, wanted: Any, hit: Hit, document: Document, values: Mapping[str, str]) -> tuple[Edit, ...]:
    if how == "insert":
        return _insert(document, hit, {at: fill(text, values) for at, text in wanted.items()})
    place = document.places.get(hit.at)
    if place is None:
        return ()
    if how == "remove":
        return _remove(document, hit.at)
    if how == "rename":
        return _rename(place, fill(wanted, values))
    new = values.get("new") if how == "swap" else fill(wanted, values)
    return _replace(document, hit, place, new) if new is not None else ()


def _replace(document: Document, hit: Hit, place: Place, new: str) -> tuple[Edit, ...]:
    """A new value, or a new text for the part of it that the hit names; in the style that is there."""
    value = look_up(document.data, hit.at) if document.data is not None else None
    if hit.span is not None and hit.span != place.value and isinstance(value, str):
        if place.style in ("|", ">"):
            return (Edit(hit.span, new),)
        old = document.text[hit.span.start : hit.span.end]
        before = document.text[place.value.start : hit.span.start]
        written = document.text[place.value.start : place.value.end]
        if "\n" in written:
            return (Edit(hit.span, new),) if place.style == "plain" and not _in_flow(document, hit.at) else ()
        nth = before.count(old)
        parts = value.split(old)
        if len(parts) <= nth + 1:
            return ()
        value = old.join(parts[: nth + 1]) + new + old.join(parts[nth + 1 :])
    elif isinstance(value, (dict, list)):
        return ()
    else:
        value = new
    new = write(value, place.style, indent=_indent(document, hit.at) + 2, flow=_in_flow(document, hit.at))
    return (_narrowed(place.value, document.text[place.value.start : place.value.end], new),)


def _narrowed(span: Span, old: str, new: str) -> Edit:
    """An edit of a long text without what it does not change at both ends; a short value is replaced whole, as people read it."""
    if len(old) <= SHORT_VALUE:
        return Edit(span, new)
    before = _alike(min(len(old), len(new)), lambda size: old[:size] == new[:size])
    most = min(len(old), len(new)) - before
    behind = _alike(most, lambda size: old[len(old) - size :] == new[len(new) - size :])
    return Edit(Span(span.start + before, span.end - behind), new[before : len(new) - behind])


def _alike(most: int, are_alike: Callable[[int], bool]) -> int:
    """The largest size up to which two texts are alike, found by halving: they may be long, and there may be many."""
    least = 0
    while least < most:
        size = (least + most + 1) // 2
        least, most = (size, most) if are_alike(size) else (least, size - 1)
    return least


def _rename(place: Place, new: str) -> tuple[Edit, ...]:
    return (Edit(place.key, new),) if place.key is not None else ()


def _in_flow(document: Document, path: Path) -> bool:
    return any(document.places[path[:length]].style.startswith("flow") for length in range(len(path)))


def _indent(document: Document, path: Path) -> int:
    """The column of the nearest block key above a value: what a block scalar there must be indented beyond."""
    for length in range(len(path), 0, -1):
        key = document.places[path[:length]].key
        if key is not None:
            return document.lines.region(key).column - 1
    return 0


def _remove(document: Document, path: Path) -> tuple[Edit, ...]:
    """A key or an item with its line, or with its comma in a flow collection; not where a comment would go with it."""
    place, text = document.places[path], document.text
    start, end = place.whole
    if _in_flow(document, path):
        behind = end
        while behind < len(text) and text[behind].isspace():
            behind += 1
        if text[behind : behind + 1] == ",":
            behind += 1
            while text[behind : behind + 1] == " ":
                behind += 1
            return (Edit(Span(start, behind), ""),)
        before = start
        while before > 0 and text[before - 1].isspace():
            before -= 1
        return (Edit(Span(before - 1 if text[before - 1 : before] == "," else start, end), ""),)
    lines = document.lines
    first, last = lines.number(start), lines.number(max(end - 1, start))
    line_start = lines.starts[first - 1]
    line_end = lines.starts[last] if last < len(lines) else len(text)
    ahead = text[line_start:start].strip()
    commented = any(line_start <= comment.span.start < line_end for comment in document.comments)
    if commented or ahead not in ("", "-") or (ahead == "-" and place.key is not None):
        return ()
    return (Edit(Span(line_start, line_end), ""),)


def _insert(document: Document, hit: Hit, wanted: Mapping[str, str]) -> tuple[Edit, ...]:
    """New keys, each given as `path: text`; `@` is the place of the hit. Behind the last key of the map that holds them."""
    edits = []
    for at, value in wanted.items():
        path: Path = (*(hit.at if at.startswith("@") else ()), *(step for step in parse(at) if isinstance(step, (str, int))))
        parent, key = path[:-1], path[-1]
        place = document.places.get(parent)
        if path in document.places or place is None or place.style not in ("map", "flow-map"):
            return ()
        new = f"{key}: {write(value, 'plain', flow=place.style == 'flow-map')}"
        if place.style == "flow-map":
            end = place.value.end - 1
            inside = document.text[place.value.start + 1 : end]
            separator = ", " if inside.strip() else ""
            behind = place.value.start + 1 + len(inside.rstrip())
            edits.append(Edit(Span(behind, behind), separator + new))
        else:
            first = next((child.key for below, child in document.places.items() if below[:-1] == parent and child.key and below), None)
            if first is None:
                return ()
            column = document.lines.region(first).column - 1
            edits.append(Edit(Span(place.value.end, place.value.end), f"\n{' ' * column}{new}"))
    return tuple(edits)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits applied. Of edits that overlap, the first in the text wins."""
    parts: list[str] = []
    at = 0
    for (start, end), new in sorted(edits):
        if start < at:
            continue
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def without_overlaps(fixes: Iterable[tuple[Edit, ...]]) -> list[Edit]:
    """Whole fixes that can be applied together: one that touches another's lines of text waits for the next round."""
    taken: list[Span] = []
    edits: list[Edit] = []
    for fix in fixes:
        spans = [edit.span for edit in fix]
        if any(span.start <= other.end and other.start <= span.end for span in spans for other in taken):
            continue
        taken += spans
        edits += fix
    return edits


def keeps_evidence(before: Document, after: Document) -> bool:
    """Whether two readings of a file say the same in every place that no fix may touch. Items may have gone, none may differ."""
    old = {str(look_up(before.data, path)) for path in before.places if is_evidence(path)} if before.data is not None else set()
    new = {str(look_up(after.data, path)) for path in after.places if is_evidence(path)} if after.data is not None else set()
    return before.data is None or new <= old


def reread(document: Document, text: str) -> Document:
    """A changed text, read again under the same name."""
    return read(text, document.name)
