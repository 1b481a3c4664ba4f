"""The check for credentials: wherever they stand, in values, keys, comments and typed indicators."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from aishare_lint.document.places import Span
from aishare_lint.lint.checks import Case, Hit
from aishare_lint.lint.detection import Passage, locate, reading_of
from aishare_lint.lint.detectors.candidates import Secret
from aishare_lint.lint.detectors.named import names_a_secret
from aishare_lint.lint.detectors.secrets import find, find_until
from aishare_lint.lint.detectors.windows import SHORT
from aishare_lint.lint.findings import Edit
from aishare_lint.lint.fixes import is_evidence

#: Between passages: no pattern reaches over it.
_BREAK: Final = "\n\0\n"
#: More in one text are said as one: a dump of credentials is not mended one by one.
_MANY: Final = 50


def credentials(case: Case) -> Iterator[Hit]:
    """Every credential. Passages are read as one text, since most reports hold none; long ones alone, until there are too many to list."""
    pieces: list[tuple[int, int, Passage]] = []
    parts: list[str] = []
    length = 0
    for passage in reading_of(case.document).passages:
        key = passage.path[-1] if passage.path and passage.part == "value" else ""
        # A value says nothing by itself where its key says that it is a password.
        lead = f"{key}: " if isinstance(key, str) and names_a_secret(key) else ""
        if len(passage.text) > SHORT:
            yield from _told(case, passage, list(_inside(find_until(lead + passage.text, _MANY), len(lead), passage)))
            continue
        pieces.append((length, len(lead), passage))
        parts += (lead, passage.text, _BREAK)
        length += len(lead) + len(passage.text) + len(_BREAK)
    starts = [start for start, _, _ in pieces]
    found: dict[int, list[Secret]] = {}
    for secret in find("".join(parts)):
        found.setdefault(bisect_right(starts, secret.span.start) - 1, []).append(secret)
    for number, secrets in found.items():
        start, ahead, passage = pieces[number]
        yield from _told(case, passage, list(_inside(secrets, start + ahead, passage)))


def _inside(secrets: Iterable[Secret], begin: int, passage: Passage) -> Iterator[tuple[Secret, int, int]]:
    """Credentials with where they stand in a passage that begins at an offset; those in what was put ahead of it are none."""
    for secret in secrets:
        first, last = secret.span.start - begin, min(secret.span.end - begin, len(passage.text))
        if 0 <= first < last:
            yield secret, first, last


def _told(case: Case, passage: Passage, secrets: list[tuple[Secret, int, int]]) -> Iterator[Hit]:
    if len(secrets) > _MANY:
        more = "at least " if len(passage.text) > SHORT else ""
        values = {"kind": f"{more}{len(secrets)} credentials", "length": str(len(passage.text)), "match": passage.text}
        yield Hit(passage.path, "key" if passage.part == "key" else "value", passage.span, values, safety="suggest")
    else:
        yield from (_hit(case, passage, *one) for one in secrets)


def _hit(case: Case, passage: Passage, secret: Secret, first: int, last: int) -> Hit:
    span = locate(case.document, passage, first, last)
    part = "key" if passage.part == "key" else "value"
    written = passage.text[first:last]
    new = f"(removed {secret.kind.partition(' ')[2]})"
    values = {"kind": secret.kind, "length": str(last - first), "match": written, "new": new}
    exact = case.document.text[span.start : span.end] == written
    if passage.part == "comment":
        return Hit(passage.path, part, span, values, level=secret.level, edits=(Edit(span, new),) if exact else ())
    kept = part == "key" or is_evidence(passage.path) or passage.part == "source" or not _is_inside(case, passage, span)
    return Hit(passage.path, part, span, values, level=secret.level, safety="suggest" if kept else "")


def _is_inside(case: Case, passage: Passage, span: Span) -> bool:
    place = case.document.places.get(passage.path)
    return place is not None and place.value.start <= span.start and span.end <= place.value.end
