"""Checks of references inside a report: ids of indicators, prompts and attachments, names of sources."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final

from aishare_lint.document.paths import look_up
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Key, Path, Value
from aishare_lint.document.reader import Document
from aishare_lint.lint.checks import Case, Hit, Shown


def undefined_reference(case: Case) -> Iterator[Hit]:
    """Ids in lists of references that name nothing in the report, or something of another kind."""
    defined = _defined(case.report)
    words = case.circumstances.format.vocabularies.non_answers
    for path, name, wanted in _references(case.document):
        kinds = defined.get(name, set())
        if kinds & wanted or name in words:
            continue
        other = next(iter(sorted(kinds)), None)
        known = [one for one, of in defined.items() if of & wanted]
        values = {"wanted": " or ".join(sorted(wanted)), "why": _why(name, other, known)}
        yield Hit(path, values=values)


def _why(name: str, other: str | None, known: list[str]) -> str:
    if other is not None:
        return f"it is the id of a {other}"
    if not known:
        return "the report defines none"
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1, 0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    return "defined are " + ", ".join(known[:8]) + (" …" if len(known) > 8 else "")


#: Lists whose ids are the author's own, by which references tell their items apart; `samples` may name a prompt or an attachment.
_APART: Final = (
    (("detection", "indicators"),),
    (("technical", "prompts"), ("attachments",)),
    (("mitigations", "defensive_measures"),),
)


def duplicate_id(case: Case) -> Iterator[Hit]:
    """An id that an item has although another one before it has it."""
    words = case.circumstances.format.vocabularies.non_answers
    for paths in _APART:
        first: dict[str, Path] = {}
        for path in paths:
            for at, name in _ids(case.report, path):
                if name in first:
                    yield Hit(at, show=(Shown(first[name], "it stands here first"),))
                elif name not in words:
                    first[name] = at


def _ids(report: dict[str, Value], path: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """The ids of the items of a list, with where they stand."""
    listed = look_up(report, path)
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        name = item.get("id") if isinstance(item, dict) else None
        if isinstance(name, str) and name:
            yield (*path, index, "id"), name


_LISTS: Final = (
    (("detection", "indicators"), "indicator"),
    (("technical", "prompts"), "prompt"),
    (("attachments",), "attachment"),
    (("vulnerabilities",), "vulnerability"),
    (("attribution", "techniques"), "technique"),
    (("mitigations", "defensive_measures"), "defensive measure"),
)


def _defined(report: dict[str, Value]) -> dict[str, set[str]]:
    """Every id of the report with the kinds of things that bear it."""
    defined: dict[str, set[str]] = {}
    for path, kind in _LISTS:
        for _, name in _ids(report, path):
            defined.setdefault(name, set()).add(kind)
    return defined


def _references(document: Document) -> Iterator[tuple[Path, str, set[str]]]:
    """Every id that refers to something, with where it stands and the kinds of things that it may name."""
    for path, value in document.values.items():
        wanted = _WANTED.get(path[-1]) if path else None
        if wanted is None or path == ("detection", "indicators") or not _OWN.isdisjoint(path):
            continue
        if path[-1] != "samples" or path == ("detection", "samples"):
            yield from ((where, name, wanted) for where, name in _names(value, path))


#: What is never exported.
_OWN: Final = frozenset({"internal", "obligations"})
_WANTED: Final[Mapping[Key, set[str]]] = {
    "indicators": {"indicator"},
    "samples": {"attachment", "prompt"},
    "attachment": {"attachment"},
    "vulnerability": {"vulnerability"},
}


def _names(value: Value, at: Path) -> Iterator[tuple[Path, str]]:
    items: Iterable[tuple[Path, Value]] = (
        [((*at, index), item) for index, item in enumerate(value)] if isinstance(value, list) else [(at, value)]
    )
    for path, item in items:
        if isinstance(item, str) and item:
            yield path, item
        elif isinstance(item, dict) and isinstance(item.get("value"), str):
            yield (*path, "value"), str(item["value"])


def undefined_source(case: Case) -> Iterator[Hit]:
    """Names of sources, in `source` and in lists of references, that `sources` does not define."""
    sources = case.report.get("sources")
    if isinstance(sources, dict):
        known = set(sources)
    else:
        known = {str(item.get("id")) for item in sources if isinstance(item, dict)} if isinstance(sources, list) else set()
    for path, name in _cited(case.document, known):
        yield Hit(path, values={"why": _why(name, None, sorted(known))})


#: What stands in a list of references without being the name of a source: an address, or an identifier of somebody else's.
_ELSEWHERE: Final = lazy(
    r"[/:.@#\s]|\A(?:CVE|GHSA|CWE|VU|VRF|AVID|OSV|PYSEC|MAL|RUSTSEC|AWS|RHSA|DSA|USN|KB|NISTAML|ADV|TA)-?\d", re.IGNORECASE
)


def _cited(document: Document, known: Container[str]) -> Iterator[tuple[Path, str]]:
    """Names of sources that are not known, with where they stand."""
    for path, value in document.values.items():
        if not path or path[-1] not in ("source", "references") or path[0] == "sources" or not _OWN.isdisjoint(path):
            continue
        if any(isinstance(key, str) and key.startswith("x_") for key in path):
            continue
        unknown = ((where, name) for where, name in _names(value, path) if name not in known)
        yield from unknown if path[-1] == "source" else ((where, name) for where, name in unknown if not _ELSEWHERE.search(name))
