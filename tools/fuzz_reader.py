"""A hundred thousand generated and mutated texts through the reader: `python -m tools.fuzz_reader [--count N] [--seed N] [FILE…]`.

What must hold for each is in `wrong_with`. Prints what was read; exits 1 with the smallest text it can find that shows a fault.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from multiprocessing import Pool

from aishare_lint.document.places import Path, Place, Span, Value
from aishare_lint.document.reader import Document, read
from tools.yaml_texts import corpus, inputs

CHUNK = 500

# What must hold

KINDS = {"unreadable", "syntax", "duplicate-key", "unsupported-feature"}
_BREAK = re.compile(r"\r\n?|\n")
_ESCAPES = dict(zip('0abt\tnvfre "/\\N_LP', '\0\a\b\t\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029', strict=True))
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


def paths_of(data: Value, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(data, dict):
        for key, child in data.items():
            yield from paths_of(child, (*path, key))
    elif isinstance(data, list):
        for index, child in enumerate(data):
            yield from paths_of(child, (*path, index))


def folded(written: str) -> str:
    """Lines of a plain or quoted scalar joined: one break a blank, more are one less."""
    first, *lines = _BREAK.split(written)
    if not lines:
        return first
    parts, pending = [first.rstrip(" \t")], 0
    for number, raw in enumerate(lines):
        line = raw.lstrip(" \t") if number == len(lines) - 1 else raw.strip(" \t")
        pending += 1
        if line or number == len(lines) - 1:
            parts.append(" " if pending == 1 else "\n" * (pending - 1))
            parts.append(line)
            pending = 0
    return "".join(parts)


def decoded(written: str) -> str:
    """What a plain or quoted scalar says, told by other means than the reader's."""
    if written[:1] == "'":
        return folded(written[1:-1]).replace("''", "'")
    if written[:1] != '"':
        return folded(written)
    # Escapes are set aside as one character each, so that folding leaves what they stand for alone.
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        kept.append(chr(int(code, 16)) if code else _ESCAPES.get(found[4], ""))
        return "\0"

    body = re.sub(r"\\\\|\\(?:\r\n?|\n)[ \t]*(?:[ \t]*(?:\r\n?|\n))*[ \t]*", _joined, written[1:-1])
    body = folded(_ESCAPE.sub(aside, body))
    return re.sub("\0", lambda _: kept.pop(0), body).replace("\1", "")


def _joined(found: re.Match[str]) -> str:
    """An escaped line break says nothing; blank lines behind it do."""
    if found[0] == "\\\\":
        return found[0]
    return "\1" + "\1".join("\\n" for _ in range(len(_BREAK.findall(found[0])) - 1)) + "\1"


def says(written: str, value: Value) -> bool:
    """Whether a scalar as it is written says the value."""
    if written[:1] not in ("|", ">"):
        said = decoded(written)
        return said == (value if isinstance(value, str) else "true" if value else "false")
    header, *lines = _BREAK.split(written)
    content = str(value).rstrip("\n")
    if header[0] == ">":
        return "".join(content.split()) == "".join("".join(lines).split())
    told = content.split("\n") if content else []
    return len(told) == len(lines) and all(
        line.endswith(said) and not line[: len(line) - len(said)].strip(" ") for line, said in zip(lines, told, strict=True)
    )


def wrong_with(source: bytes | str) -> str:
    """What does not hold for a text; empty when all does."""
    try:
        document = read(source)
        comments = document.comments
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"raised {error!r}"
    if not (isinstance(source, bytes) or len(document.text) == len(source)):
        return "the text has another length"
    size = len(document.text)
    for problem in document.problems:
        if problem.kind not in KINDS or not _inside(problem.span, size) or not all(_inside(span, size) for span, _ in problem.related):
            return f"a problem of no kind or outside the text: {problem}"
    failed = any(problem.kind in ("unreadable", "syntax") for problem in document.problems)
    if (document.data is None) != failed:
        return "neither a document nor a problem, or both"
    if document.data is None:
        return "places without data" if document.places or comments or document.unheard else ""
    for check in (_wrong_places, _wrong_order, _wrong_scalars, _wrong_comments):
        found = check(document)
        if found:
            return found
    return ""


def _inside(span: Span, size: int) -> bool:
    return 0 <= span.start <= span.end <= size


def _wrong_places(document: Document) -> str:
    data, places, size = document.data, document.places, len(document.text)
    if data is None or list(paths_of(data)) != list(places):
        return "data and places have other paths or another order"
    for path, place in places.items():
        if not _inside(place.value, size) or (place.key and not _inside(place.key, size)):
            return f"{path}: outside the text: {place}"
        if (place.key is not None) != (bool(path) and isinstance(path[-1], str)):
            return f"{path}: a key where none is, or none: {place}"
        if not path:
            continue
        parent = places[path[:-1]]
        if parent.style == "alias" and (place.style != "alias" or place.value != parent.value):
            return f"{path}: below an alias and elsewhere: {place}"
        if parent.style != "alias" and not (parent.value.start <= place.whole.start and place.whole.end <= parent.value.end):
            return f"{path}: outside its parent: {place} {parent}"
        if place.key and place.style != "alias" and place.key.end > place.value.start:
            return f"{path}: the key is behind its value: {place}"
        if (
            place.key
            and place.style == "plain"
            and place.value.start == place.value.end
            and not _behind_key(document.text, place.key, place.value)
        ):
            return f"{path}: nothing stands elsewhere than behind its key: {place}"
    return ""


def _behind_key(text: str, key: Span, value: Span) -> bool:
    return value.start == key.end or text[value.start - 1] == ":" or bool(re.search("[&!]", text[key.end : value.start]))


def _wrong_order(document: Document) -> str:
    last: dict[Path, Place] = {}
    for path, place in document.places.items():
        if not path or place.style == "alias":
            continue
        before = last.get(path[:-1])
        if before is not None and before.whole.end > place.whole.start:
            return f"{path}: overlaps the entry before it: {before} {place}"
        last[path[:-1]] = place
    for one, two in pairwise(document.scalars):
        if one.end > two.start:
            return f"scalars overlap: {one} {two}"
    return ""


def _value_at(document: Document, path: Path) -> Value:
    value: Value = document.data if document.data is not None else ""
    for key in path:
        value = value[key]  # type: ignore[index]
    return value


def _wrong_scalars(document: Document) -> str:
    text = document.text
    for path, place in document.places.items():
        if place.key and place.style != "alias":
            key = text[place.key.start : place.key.end]
            if key[:1] != "*" and not says(key, str(path[-1])):
                return f"{path}: the key is written {key!r}"
        wrong = _wrongly_written(text[place.value.start : place.value.end], place.style, _value_at(document, path))
        if wrong:
            return f"{path}: {wrong}"
    for path, place, value in document.unheard:
        if place.style != "alias" and not says(text[place.value.start : place.value.end], value):
            return f"unheard {path}: {value!r} is elsewhere than {place}"
    return ""


def _wrongly_written(written: str, style: str, value: Value) -> str:
    if style == "alias":
        held = written[:1] == "*"
    elif style in ("map", "list"):
        held = written[:1] not in ("", " ", "\t", "\r", "\n") and (style == "map" or written[0] == "-")
    elif style in ("flow-map", "flow-list"):
        # A pair in a list may have no braces.
        held = (written[:1] + written[-1:]) in ("{}", "[]") or (style == "flow-map" and written[:1] != "{")
    else:
        held = says(written, value) and (style == "plain" or written.startswith(style))
    return "" if held else f"{value!r} of style {style} is written {written!r}"


def _wrong_comments(document: Document) -> str:
    comments = document.comments
    if not comments:
        return ""
    text, changed, at = document.text, [], 0
    scalars = iter([*document.scalars, Span(len(text) + 1, len(text) + 1)])
    scalar = next(scalars)
    for comment in comments:
        start, end = comment.span
        while scalar.end <= start:
            scalar = next(scalars)
        block = text[scalar.start : scalar.start + 1] in ("|", ">") and not _BREAK.search(text, scalar.start, start)
        if text[start : start + 1] != "#" or _BREAK.search(text, start, end) or start < at or (scalar.start < end and not block):
            return f"not a comment: {comment}"
        if comment.path is not None and comment.path not in document.places:
            return f"a comment of nothing: {comment}"
        changed.append(text[at:start] + "#" + "'" * (end - start - 1))
        at = end
    # Comments say nothing: others in their place change nothing.
    other = read("".join(changed) + text[at:])
    same = other.data == document.data and other.places == document.places and len(other.comments) == len(comments)
    return "" if same else "what was taken for a comment says something"


# Runs


def smallest(source: bytes | str, wrong: Callable[[bytes | str], str]) -> bytes | str:
    """The source without all that can be left out while something stays wrong with it."""
    step = max(len(source) // 2, 1)
    while True:
        at, shorter = 0, False
        while at < len(source):
            less = source[:at] + source[at + step :]  # type: ignore[operator]
            if wrong(less):
                source, shorter = less, True
            else:
                at += step
        if step == 1 and not shorter:
            return source
        step = max(step // 2, 1)


def outcome(source: bytes | str) -> str:
    document = read(source)
    kinds = sorted({f"{problem.kind} {problem.detail if problem.kind == 'unreadable' else ''}".strip() for problem in document.problems})
    return ("read" if document.data is not None else "not read") + (f": {', '.join(kinds)}" if kinds else "")


def _run(job: tuple[int, int, list[str]]) -> tuple[Counter[str], Counter[str], tuple[bytes | str, str] | None]:
    made: Counter[str] = Counter()
    read_as: Counter[str] = Counter()
    for how, source in inputs(*job):
        wrong = wrong_with(source)
        made[how] += 1
        if wrong:
            return made, read_as, (source, wrong)
        read_as[outcome(source)] += 1
    return made, read_as, None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("files", nargs="*", help="texts to mutate besides examples/ and tests/data/")
    options = parser.parse_args()
    texts = corpus(options.files)
    jobs = [
        (options.seed * 1_000_003 + number, min(CHUNK, options.count - number * CHUNK), texts)
        for number in range(-(-options.count // CHUNK))
    ]
    began = time.monotonic()
    made: Counter[str] = Counter()
    read_as: Counter[str] = Counter()
    with Pool(options.jobs) as pool:
        for some, others, fault in pool.imap_unordered(_run, jobs):
            made += some
            read_as += others
            if fault:
                pool.terminate()
                source, wrong = fault
                least = smallest(source, wrong_with)
                print(f"seed {options.seed}: {wrong}\n{source!r}\nsmallest: {wrong_with(least)}\n{least!r}")
                return 1
    seconds = time.monotonic() - began
    print(f"{made.total():,} inputs from {len(texts)} texts and a grammar, seed {options.seed}, {seconds:.0f} s: everything held")
    for title, counts in (("made", made), ("became", read_as)):
        print(title)
        for name, number in counts.most_common():
            print(f"{number:>9,}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
