"""The check of marks that were stricter in the base revision, in the report as a whole and in every place of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from aishare_lint.document import marks
from aishare_lint.document.marks import Mark
from aishare_lint.document.paths import show
from aishare_lint.document.places import Path, Value
from aishare_lint.document.reader import Document
from aishare_lint.document.vocabularies import Vocabularies
from aishare_lint.lint.checks import Hit, Unjudged
from aishare_lint.lint.checks.marks import is_structural
from aishare_lint.lint.identity import in_one_spelling
from aishare_lint.lint.surroundings import Base, Reports, Spot

#: Labels stay in every edition, whatever the mark; and a mark says nothing that is marked.
_LABELS: Final = frozenset(
    {"schema", "id", "kind", "also", "status", "stage", "version", "created", "updated", "lang", "tlp", "default_tlp", "relabel", "release"}
)


class _Loosened(NamedTuple):
    """A place that more people may see than before: where the mark stands that lets them, and what was and is."""

    at: Path
    was: str
    now: str


def loosened(reports: Reports) -> Iterator[Spot | Unjudged]:
    """Marks that are looser than in the base revision, where `relabel` does not say from what, and why."""
    if not reports.facts:
        return
    base = reports.surroundings.base()
    if isinstance(base, Unjudged):
        yield base
        return
    if base.unread:
        yield Unjudged(base.unread)
    for name, former in _pairs(reports, base):
        before, after = former.data, reports.document(name).data
        if not isinstance(before, dict):
            yield Unjudged(f"what a report said in the base revision cannot be read as a report: {name}")
        elif isinstance(after, dict):
            for one in _loosened(before, after, reports.vocabularies):
                missing = _missing(before, after, one)
                if missing:
                    values = {
                        "what": show(one.at) if one.at != ("tlp",) else "the report",
                        "was": one.was,
                        "now": one.now,
                        "missing": missing,
                    }
                    yield name, Hit(one.at, values=values)


def _pairs(reports: Reports, base: Base) -> Iterator[tuple[str, Document]]:
    """Every report with what it was: the file of its name, or of its id where that file is gone."""
    moved = {}
    for gone in base.gone:
        before = base.reports.get(gone)
        id_ = before.data.get("id") if before is not None and isinstance(before.data, dict) else None
        if before is not None and isinstance(id_, str):
            moved[id_] = before
    yield from ((name, base.reports[name]) for name in sorted(base.reports) if name in reports.facts)
    for name in reports.facts if moved else ():
        if name not in base.reports:
            ids = [value for at, value in reports.facts[name] if at == ("id",) and isinstance(value, str)]
            if ids and ids[0] in moved:
                yield name, moved[ids[0]]


def _missing(before: dict[str, Value], after: dict[str, Value], one: _Loosened) -> str:
    """What the record of a loosening lacks; empty where it says all that it must."""
    relabel = after.get("relabel")
    if not isinstance(relabel, dict):
        return "`relabel` must say from what it was loosened, and why"
    if relabel == before.get("relabel"):
        return "`relabel` is the record of an earlier loosening: write it anew"
    stated, reason = relabel.get("from"), relabel.get("reason")
    label = marks.parse_mark(stated).label if isinstance(stated, str) else ""
    if not label or marks.looser(label, one.was):
        return f"`relabel.from` must be {one.was}"
    if not isinstance(reason, str) or not any(map(str.isalpha, reason)):
        return "`relabel.reason` must say why"
    return ""


def _loosened(before: dict[str, Value], after: dict[str, Value], vocabularies: Vocabularies) -> list[_Loosened]:
    """Every mark that lets more people see something than before, each once, with the strictest mark that it took the place of."""
    found: dict[Path, _Loosened] = {}

    def note(at: Path, was: Mark, now: Mark) -> None:
        if was.known and now.known and marks.looser(now.label, was.label):
            known = found.get(at)
            if known is None or marks.stricter(was.label, known.was):
                found[at] = _Loosened(at, was.label, now.label)

    note(("tlp",), marks.report_mark(before), marks.report_mark(after))
    same = list(_same_places(before, after, (), _Governed(marks.default_mark(before), ()), marks.default_mark(after)))
    for _, was, now in same:
        # The mark is pointed at that took the place of the old one, or the place that lost it.
        stated = now.at if now.at is not None and len(now.at) > len(was.at) else None
        note(stated or was.at, was.mark, now)
    met = {at for at, _, _ in same}
    texts: dict[str, Mark] = {}
    for text, _, mark in _telling(before, vocabularies):
        if mark.known and (text not in texts or marks.looser(mark.label, texts[text].label)):
            texts[text] = mark
    for text, path, mark in _telling(after, vocabularies):
        if path not in met and text in texts:
            note(path, texts[text], mark)
    return [found[at] for at in sorted(found, key=show)]


class _Governed(NamedTuple):
    """The mark that governed a place, and where what states it stands now."""

    mark: Mark
    at: Path


def _same_places(before: Value, after: Value, at: Path, was: _Governed, now: Mark) -> Iterator[tuple[Path, _Governed, Mark]]:
    """Every leaf that there was and is, by where it is now, with the marks of both."""
    if at:
        was = _Governed(mark, at) if (mark := _stated(before, at)) else was
        now = _stated(after, at) or now
    if isinstance(before, dict) and isinstance(after, dict):
        for key in after:
            if key in before and key not in ("tlp", "default_tlp") and (at or key not in _LABELS):
                yield from _same_places(before[key], after[key], (*at, key), was, now)
    elif isinstance(before, list) and isinstance(after, list):
        for old, new in _same_items(before, after):
            yield from _same_places(before[old], after[new], (*at, new), was, now)
    elif not (isinstance(before, dict) and "answer" in before):
        yield from ((at, was, now) for at, now in _leaves(after, at, now))


def _stated(value: Value, at: Path) -> Mark | None:
    text = value.get("tlp") if isinstance(value, dict) else None
    if not isinstance(value, dict) or "tlp" not in value:
        return None
    label = marks.parse_mark(text).label if isinstance(text, str) else ""
    return Mark(label or marks.RED, (*at, "tlp"), bool(label))


def _leaves(value: Value, at: Path, mark: Mark) -> Iterator[tuple[Path, Mark]]:
    """What a text has become that is written at greater length now: `{text: …}`."""
    if isinstance(value, dict):
        for key in ("text", "value"):
            if isinstance(value.get(key), (str, bool)):
                yield (*at, key), mark
    elif not isinstance(value, list):
        yield at, mark


def _same_items(before: Sequence[Value], after: Sequence[Value]) -> Iterator[tuple[int, int]]:
    """Which item of a list is which: by id, else by what it says but for its marks, else, where none came or went, by its number."""
    old: dict[str, list[int]] = {}
    for number, item in enumerate(before):
        old.setdefault(_identity(item), []).append(number)
    left = []
    for number, item in enumerate(after):
        known = old.get(_identity(item))
        if known:
            yield known.pop(0), number
        else:
            left.append(number)
    rest = {number for numbers in old.values() for number in numbers}
    if len(before) == len(after):
        yield from ((number, number) for number in left if number in rest)


def _identity(item: Value) -> str:
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        return f"id {item['id']}"
    return in_one_spelling(item, without="tlp")


def _telling(report: Value, vocabularies: Vocabularies) -> Iterator[tuple[str, Path, Mark]]:
    """Every text of a report that would be recognized at another place, as it is compared, with its mark."""
    from aishare_lint.document.echo import is_telling, normal
    from aishare_lint.document.echo import words as words_of

    words = words_of(vocabularies)
    for path, value, mark in marks.marked_leaves(report):
        if isinstance(value, str) and path[0] not in _LABELS and not is_structural(path):
            text = normal(value)
            if is_telling(text) and text not in words:
                yield text, path, mark
