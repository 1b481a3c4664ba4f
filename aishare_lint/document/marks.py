"""TLP 2.0 labels: how they are spelled, their order, and which one governs a place.

"Marks govern leaves" (`report-format`): a leaf's effective mark is its own map's `tlp`, else that of the nearest map above it, else
`default_tlp`, else the report's `tlp`. Everything here is pure and fails closed: what cannot be read as a label counts as the strictest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from aishare_lint.document.paths import children, look_up
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Path, Value

CLEAR: Final = "TLP:CLEAR"
AMBER: Final = "TLP:AMBER"
STRICT: Final = "TLP:AMBER+STRICT"
RED: Final = "TLP:RED"
#: From the loosest to the strictest (FIRST, TLP 2.0).
LABELS: Final = (CLEAR, "TLP:GREEN", AMBER, STRICT, RED)

Fault = Literal["", "spelling", "retired", "unknown"]

#: What is most often written where no label is known.
_NO_LABELS: Final = frozenset({"unknown", "none", "not-applicable", "withheld"})
_ORDER: Final = {label: order for order, label in enumerate(LABELS)}
#: The end of a key that states a mark, as it is usually written, or that says under which mark something came.
_STATED = lazy(r"tlp: \"?(TLP:(?:CLEAR|GREEN|AMBER(?:\+STRICT)?|RED)|none|unknown|not-applicable|withheld)\"?(?=[\n,} ]|$)")
#: Signs of what only a reader can judge: anchors, aliases, merge keys, directives, further documents, long keys, escapes in keys. Each
#: begins with the sign itself: most texts do not hold it, and that is known far sooner.
_PUZZLING: Final = tuple(
    (sign, lazy(pattern, re.MULTILINE | re.DOTALL))
    for sign, pattern in (
        ("&", r"&(?<![^\s\[{,:-].)\S"),
        ("*", r"\*(?<![^\s\[{,:-].)\S"),
        ("<<", r"<<(?<![^\s\[{,:-]..)"),
        ("%", r"%(?<=^%)"),
        ("---", r"---(?<=^---)"),
        ("...", r"\.\.\.(?<=^\.\.\.)"),
        ("?", r"\?(?<![^\s{,].)\s"),
        ("\\", r"\\[^\"]*\"\s*:"),
        ("\r", r"\r"),
        ("\ufeff", "\ufeff"),
        ("\ufffd", "\ufffd"),
    )
)
_WORD = lazy(r"\[?(?:tlp(?:2(?:\.0)?)?[:=.-]?)?(?P<word>clear|white|green|amber(?:[+:&.-]?(?P<strict>strict))?|red)\]?")


class Reading(NamedTuple):
    """What a text is as a label.

    label  one of `LABELS`, or empty
    fault  empty where it is written exactly so; `spelling` where it is a variant of it, `retired` where TLP 2.0 calls it otherwise,
           `unknown` where it is none of the labels
    """

    label: str
    fault: Fault


class Mark(NamedTuple):
    """The mark that governs a place.

    label  one of `LABELS`
    at     the path of the `tlp` or `default_tlp` that says so; None where nothing does
    known  whether a label stands there; if not, `label` is the strictest
    """

    label: str
    at: Path | None
    known: bool


def parse_mark(text: str) -> Reading:
    """A text as a label. Letter case, white space and the usual separators are forgiven, other words are not."""
    if text in _ORDER:
        return Reading(text, "")
    if len(text) <= 64 and text.lower() in _NO_LABELS:
        return Reading("", "unknown")
    folded = "".join(unicodedata.normalize("NFKC", text[:64]).casefold().split()).replace("_", "-")
    found = _WORD.fullmatch(folded) if len(text) <= 64 else None
    if not found:
        return Reading("", "unknown")
    word = found["word"]
    if word == "white":
        return Reading(CLEAR, "retired")
    return Reading(STRICT if found["strict"] else f"TLP:{word.upper()}", "spelling")


def order(label: str) -> int:
    """The place of a label in `LABELS`. Raises KeyError for anything else."""
    return _ORDER[label]


def stricter(label: str, other: str) -> bool:
    """Whether the first label lets fewer people see than the second."""
    return _ORDER[label] > _ORDER[other]


def looser(label: str, other: str) -> bool:
    """Whether the first label lets more people see than the second."""
    return _ORDER[label] < _ORDER[other]


def strictest(*labels: str) -> str:
    """The label that lets the fewest people see."""
    return max(labels, key=order)


def loosest(*labels: str) -> str:
    """The label that lets the most people see."""
    return min(labels, key=order)


def report_mark(report: Value) -> Mark:
    """The mark of the file as a whole: its `tlp`."""
    return _stated(report, (), "tlp") or Mark(RED, None, False)


def default_mark(report: Value) -> Mark:
    """The mark of a place that no map below the top marks: `default_tlp`, else the report's."""
    return _stated(report, (), "default_tlp") or report_mark(report)


def effective_mark(report: Value, path: Path) -> Mark:
    """The mark that governs what stands at a path; of a map, what governs its own leaves."""
    found: Mark | None = None
    at = report
    for depth, key in enumerate(path, 1):
        below = look_up(at, (key,))
        if below is None:
            break
        at = below
        found = _stated(at, path[:depth], "tlp") or found
    return found or default_mark(report)


def inner_marks(report: Value) -> Iterator[Mark]:
    """Every mark below the report's own, in document order: each nested `tlp`, and `default_tlp`."""
    if not isinstance(report, dict):
        return
    for key, value in report.items():
        if key == "default_tlp":
            yield _stated(report, (), key) or Mark(RED, (key,), False)
        yield from _marks_below(value, (key,))


def plainly_within(content: bytes, label: str) -> bool:
    """Whether the text of a report alone shows that nothing in it is marked stricter than a label; False where it has to be read.

    It does where every `tlp` in it belongs to a key with a label as it is spelled, one of them at the left edge, and nothing is written
    with escapes, aliases or quotes over several lines before that.
    """
    text = content.decode("utf-8", "replace")
    if any(sign in text and pattern.search(text) for sign, pattern in _PUZZLING):
        return False
    own, told = None, 0
    for found in _STATED.finditer(text):
        key = next((key for key in ("default_tlp", "obtained_tlp") if text.endswith(key[:-3], 0, found.start())), "tlp")
        start = found.start() + 3 - len(key)
        before = text[start - 1 : start]
        if before not in ("", "\n", " ", "{", ",") or (key != "obtained_tlp" and found[1] not in _ORDER):
            return False
        if key != "obtained_tlp" and stricter(found[1], label):
            return False
        own = start if own is None and key == "tlp" and before in ("", "\n") else own
        told += found[0].lower().count("tlp")
    if own is None or text.lower().count("tlp") != told:
        return False
    return not any(line.count(quote) % 2 for line in text[:own].split("\n") for quote in "\"'")


def marked_leaves(report: Value) -> Iterator[tuple[Path, str | bool, Mark]]:
    """Every scalar of a report with its effective mark, in document order."""
    yield from _leaves(report, (), default_mark(report))


def _stated(value: Value, path: Path, key: str) -> Mark | None:
    """The mark that a map states under a key; None where it states none."""
    if not isinstance(value, dict) or key not in value:
        return None
    text = value[key]
    label = parse_mark(text).label if isinstance(text, str) else ""
    return Mark(label or RED, (*path, key), bool(label))


def _marks_below(value: Value, path: Path) -> Iterator[Mark]:
    for key, child in children(value):
        if key == "tlp":
            mark = _stated(value, path, "tlp")
            if mark:
                yield mark
        yield from _marks_below(child, (*path, key))


def _leaves(value: Value, path: Path, mark: Mark) -> Iterator[tuple[Path, str | bool, Mark]]:
    if isinstance(value, (str, bool)):
        yield path, value, mark
        return
    if path:
        mark = _stated(value, path, "tlp") or mark
    for key, child in children(value):
        yield from _leaves(child, (*path, key), mark)
