"""Why a text is no YAML, in words that help, and where quotes alone would make it one.

Each mistake that quotes repair is repaired in a copy, which is read again to find the next; what is offered is what made the whole text
readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from aishare_lint.document.marks import parse_mark
from aishare_lint.document.paths import look_up
from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Lines, Span
from aishare_lint.document.reader import Document, Problem, read
from aishare_lint.document.scalars import quote, write
from aishare_lint.document.text import shorten

#: Repairs that are tried in one file, and the characters that may be read again for them.
MOST_REPAIRS: Final = 20
MOST_CHARACTERS: Final = 4_000_000
#: A longer line is not taken apart.
LONGEST_LINE: Final = 2000

_KEY = r"""(?:[^\s#:'"\[\]{},&*!|>%@`-][^:#\n]{0,99}|"[^"\n]{0,99}"|'[^'\n]{0,99}')"""
_ENTRY = lazy(rf"(?P<lead>[ ]*(?:-[ ]+){{0,9}}(?:(?P<key>{_KEY}):[ ]+)?)(?P<value>\S.*?)(?P<comment>[ \t]+#.*)?[ \t]*\Z")
_IN_FLOW = lazy(
    r"""(?<=[{\[,:])[ ]*(?P<value>[^\s{}\[\],"'][^{}\[,"']{0,400}?|\[[^\[\]\s]{1,8}\][^\s{},"'\]][^{},"']{0,400}?)[ ]*(?=[,}\]])"""
)
_NO_SPACE = lazy(r"[ ]*(?:-[ ]+)?(?P<key>[A-Za-z_][\w-]{0,40}):(?P<value>[^\s:/\\].*)\Z")
_NO_DASH_SPACE = lazy(r"[ ]*-[^\s-]")
_STARTS: Final = {
    "@": "`@` cannot begin a plain value",
    "`": "a backtick cannot begin a plain value",
    "%": "`%` cannot begin a plain value",
    "*": "a plain value that begins with `*` is taken for an alias",
    "&": "a plain value that begins with `&` is taken for an anchor",
    "!": "a plain value that begins with `!` is taken for a tag",
    "[": "a plain value that begins with `[` is taken for a list",
    "{": "a plain value that begins with `{` is taken for a map",
    "|": "a plain value that begins with `|` is taken for a block of lines",
    ">": "a plain value that begins with `>` is taken for a block of lines",
    "?": "a plain value that begins with `? ` is taken for a key",
    "-": "a plain value that begins with `- ` is taken for an item of a list",
    ",": "`,` cannot begin a plain value",
    "]": "`]` cannot begin a plain value",
    "}": "`}` cannot begin a plain value",
}


class Mistake(NamedTuple):
    """One mistake.

    span     where it is, in the text as it stands
    cause    what is wrong and what to do, one sentence without a full stop
    edit     what would mend it, as a span and its new text; None where nothing is sure enough to propose
    sure     whether quotes alone mend it and the whole text could then be read
    related  a second place with a label
    """

    span: Span
    cause: str
    edit: tuple[Span, str] | None = None
    sure: bool = False
    related: tuple[tuple[Span, str], ...] = ()


class _Repair(NamedTuple):
    span: Span
    new: str
    cause: str
    meant: str
    sure: bool


def find_mistakes(document: Document) -> list[Mistake]:
    """The mistakes that keep a document from being YAML, in the order of the text; every repairable one, and the first that is not."""
    text = document.text
    repaired: list[tuple[_Repair, Span]] = []
    left: Mistake | None = None
    shifts: list[tuple[int, int]] = []
    problem = _first(document)
    budget = MOST_CHARACTERS
    while problem is not None:
        lines = Lines(text)
        repair = None
        if len(repaired) < MOST_REPAIRS:
            for candidate in _candidates(lines, problem):
                budget -= len(text)
                if budget < 0:
                    break
                shift = len(candidate.new) - (candidate.span.end - candidate.span.start)
                mended = text[: candidate.span.start] + candidate.new + text[candidate.span.end :]
                after = _first(read(mended, document.name))
                # Behind a repair the parser gets further, or at least fails elsewhere.
                if after is None or candidate.span.end < after.span.start - shift != problem.span.start:
                    repair = candidate
                    break
        if repair is None:
            left = _explain(text, lines, problem)
            break
        original = Span(_back(repair.span.start, shifts), _back(repair.span.end, shifts))
        repaired.append((repair, original))
        shifts.append((repair.span.start, len(repair.new) - (repair.span.end - repair.span.start)))
        text = text[: repair.span.start] + repair.new + text[repair.span.end :]
        problem = after
    meant = _values_at(text, document.name) if left is None else {}
    mistakes = []
    for repair, original in repaired:
        sure = repair.sure and left is None and meant.get(_forward(original.start, repaired)) == repair.meant
        mistakes.append(Mistake(original, repair.cause, (original, repair.new), sure))
    if left is not None:
        related = tuple((_span_back(span, shifts), label) for span, label in left.related)
        mistakes.append(left._replace(span=_span_back(left.span, shifts), related=related))
    return sorted(mistakes)


def _first(document: Document) -> Problem | None:
    return next((problem for problem in document.problems if problem.kind == "syntax"), None)


def _values_at(text: str, name: str) -> dict[int, object]:
    """What stands where in a text that was mended."""
    document = read(text, name)
    return {place.value.start: look_up(document.data or "", path) for path, place in document.places.items()}


def _back(offset: int, shifts: list[tuple[int, int]]) -> int:
    """An offset of the mended text in the text as it was."""
    for start, shift in reversed(shifts):
        if offset > start:
            offset = max(offset - shift, start)
    return offset


def _span_back(span: Span, shifts: list[tuple[int, int]]) -> Span:
    return Span(_back(span.start, shifts), max(_back(span.end, shifts), _back(span.start, shifts)))


def _forward(offset: int, repaired: list[tuple[_Repair, Span]]) -> int:
    """An offset of the text as it was in the mended text."""
    return offset + sum(len(repair.new) - (span.end - span.start) for repair, span in repaired if span.start < offset)


# Repairs


def _candidates(lines: Lines, problem: Problem) -> Iterator[_Repair]:
    numbers = [lines.number(problem.span.start)]
    for span, _ in problem.related:
        numbers.append(lines.number(span.start))
    numbers.append(numbers[0] - 1)
    for number in dict.fromkeys(number for number in numbers if 0 < number <= len(lines)):
        line, start = lines.line(number), lines.starts[number - 1]
        if len(line) > LONGEST_LINE or "\t" in line[: len(line) - len(line.lstrip())]:
            continue
        yield from _quote_in_flow(line, start)
        yield from _quote_value(line, start, problem)


def _quote_value(line: str, start: int, problem: Problem) -> Iterator[_Repair]:
    entry = _ENTRY.fullmatch(line)
    if not entry or not entry["lead"].strip():
        return
    value, span = entry["value"], Span(start + entry.start("value"), start + entry.end("value"))
    first = value[0]
    if first == '"':
        if problem.values.get("context") == "while parsing a quoted scalar" and _is_closed(value) and "\\" in value:
            content = value[1:-1]
            yield _Repair(
                span, write(content, "'"), "a backslash in double quotes begins an escape: write it in single quotes", content, True
            )
        elif _is_closed(value) and '"' in value[1:-1]:
            yield _Repair(
                span, quote(value[1:-1]), 'a `"` inside double quotes ends them: write it `\\"`, or use single quotes', value[1:-1], False
            )
        return
    if first == "'":
        if value.endswith("'") and "'" in value[1:-1]:
            yield _Repair(
                span, quote(value[1:-1]), "a `'` inside single quotes ends them: write it twice, or use double quotes", value[1:-1], False
            )
        return
    if first in "|>" and (len(value) == 1 or value[1] in "+-0123456789"):
        return
    if first in "[{" and not re.match(r"\[[^\[\]\s]{1,8}\][^\s,}\]]", value):
        return
    cause = _STARTS.get(first)
    if cause and not (first in "-?" and value[1:2] != " "):
        sure = first not in "-,]}"
        yield _Repair(span, quote(value), f"{cause}: put {_said(value)} in quotes", value, sure)
        return
    yield from _colon(value, span)


def _colon(value: str, span: Span) -> Iterator[_Repair]:
    label = parse_mark(value).label
    if label and ": " in value:
        yield _Repair(span, label, f"a colon and a space begin a new key: write the label without the space, `{label}`", label, True)
    elif re.search(r":(?:\s|\Z)", value):
        yield _Repair(span, quote(value), f"a colon and a space begin a new key: put {_said(value)} in quotes", value, True)


def _quote_in_flow(line: str, start: int) -> Iterator[_Repair]:
    if "{" not in line and "[" not in line:
        return
    for found in _IN_FLOW.finditer(line):
        keyed = re.match(rf"{_KEY}:[ ]+(?=\S)", found["value"])
        value = found["value"][keyed.end() if keyed else 0 :].strip()
        begin = start + found.start("value") + (keyed.end() if keyed else 0)
        span = Span(begin, begin + len(value))
        if value[0] in _STARTS and not (value[0] in "-?" and value[1:2] != " "):
            yield _Repair(span, quote(value), f"{_STARTS[value[0]]}: put {_said(value)} in quotes", value, True)
        elif " #" in value:
            yield _Repair(
                span, quote(value), f"a space and `#` begin a comment, inside braces too: put {_said(value)} in quotes", value, True
            )
        else:
            yield from _colon(value, span)


def _is_closed(value: str) -> bool:
    return len(value) > 2 and value.endswith('"') and not value.endswith('\\"')


def _said(value: str) -> str:
    return f"`{shorten(value, 60)}`" if "`" not in value else "this value"


# Explanations


def _explain(text: str, lines: Lines, problem: Problem) -> Mistake:
    """What is probably wrong where nothing could be repaired."""
    number = lines.number(problem.span.start)
    line, start = lines.line(number), lines.starts[number - 1]
    opened = problem.related[0][0] if problem.related else problem.span
    if "\t" in line[: len(line) - len(line.lstrip())]:
        tab = start + line.index("\t")
        return Mistake(Span(tab, tab + 1), "a tab stands in the indentation: YAML wants spaces")
    quoted = _unclosed(text, lines, problem)
    if quoted is not None:
        at = lines.number(quoted.span.start)
        if at != number:
            return quoted._replace(related=((problem.span, "noticed here"),))
        return quoted
    if problem.values.get("context") in ("while parsing a flow mapping", "while parsing a flow sequence"):
        return _unclosed_bracket(text, problem, opened)
    for at in dict.fromkeys((lines.number(opened.start), number, number - 1)):
        spaced = _space_missing(lines, at)
        if spaced is not None:
            return spaced
    return _by_what_is_said(lines, problem, opened, number)


def _by_what_is_said(lines: Lines, problem: Problem, opened: Span, number: int) -> Mistake:
    """What the parser's own words usually come from."""
    said = problem.detail
    if said == "could not find expected ':'":
        whole = lines.span(lines.number(opened.start))
        own = Span(opened.start, max(whole.end, opened.start))
        return Mistake(own, "this line is neither `key: value` nor `- item`: text that goes on must be indented deeper than its key")
    if said == "undefined alias":
        return Mistake(
            problem.span, "a plain value that begins with `*` is taken for an alias, and nothing has this name: put it in quotes"
        )
    if "<document start>" in said:
        return Mistake(problem.span, "the report has ended before this, or a line above it begins with `%`")
    if said.startswith(("did not find expected", "mapping values", "block sequence", "mapping keys")):
        return _misplaced(lines, problem, number)
    return Mistake(problem.span, f"the parser says: {said}" if said else "the parser gives up here")


def _misplaced(lines: Lines, problem: Problem, number: int) -> Mistake:
    """Something that stands where nothing can stand: behind a value, under a line that is no key, or at an odd depth."""
    line, whole = lines.line(number), lines.span(number)
    depth = len(line) - len(line.lstrip(" "))
    own = Span(whole.start + depth, max(whole.end, whole.start + depth))
    if problem.detail.startswith("did not find expected") and problem.span.start > own.start:
        return Mistake(Span(problem.span.start, whole.end), "the value has ended before this: put all of it in quotes, or delete the rest")
    above = lines.line(number - 1) if number > 1 else ""
    if above.strip() and not re.search(r":(?:\s|\Z)|\A\s*(?:-\s|#)", above):
        start = lines.starts[number - 2] + len(above) - len(above.lstrip())
        return Mistake(Span(start, lines.span(number - 1).end), "this line is neither `key: value` nor `- item`")
    return Mistake(own, f"the indentation of {depth} spaces fits nothing above, or a quote or bracket before it is not closed")


def _unclosed_bracket(text: str, problem: Problem, opened: Span) -> Mistake:
    bracket = text[opened.start : opened.end]
    if bracket not in ("{", "["):
        return Mistake(problem.span, "a `,` or a closing bracket is missing before this, or a value that holds one needs quotes")
    cause = f"the `{bracket}` that opens here is not closed, or a `,` is missing: a value that holds `,`, `{{`, `[` or ` #` needs quotes"
    return Mistake(opened, cause, related=((problem.span, "noticed here"),) if opened != problem.span else ())


def _unclosed(text: str, lines: Lines, problem: Problem) -> Mistake | None:
    """A quote that opened a value and was not closed on its line, at or just above the problem."""
    first = min([lines.number(span.start) for span, _ in problem.related] + [lines.number(problem.span.start)])
    for number in range(lines.number(problem.span.start), max(first, lines.number(problem.span.start) - 200) - 1, -1):
        line = lines.line(number)
        entry = _ENTRY.fullmatch(line) if len(line) <= LONGEST_LINE else None
        value = entry["value"] + (entry["comment"] or "") if entry else ""
        if value[:1] in ("'", '"') and len(value) > 1 and value.count(value[0]) % 2 and not value.rstrip().endswith(value[0]):
            at = lines.starts[number - 1] + (entry.start("value") if entry else 0)
            end = lines.span(number).end
            fixed = (Span(at, end), quote(value[1:].rstrip()))
            return Mistake(Span(at, at + 1), f"the quote that opens here is not closed: end the value with `{value[0]}`", fixed)
    if problem.values.get("context") == "while scanning a quoted scalar":
        opened = problem.related[0][0] if problem.related else problem.span
        return Mistake(opened, f"the quote that opens here is not closed: end the value with `{text[opened.start : opened.end]}`")
    return None


def _space_missing(lines: Lines, number: int) -> Mistake | None:
    if not 0 < number <= len(lines):
        return None
    line, start = lines.line(number), lines.starts[number - 1]
    found = _NO_SPACE.match(line)
    if found:
        colon = Span(start + found.end("key"), start + found.end("key") + 1)
        return Mistake(colon, f"a space is missing behind the colon of `{found['key']}:`", (colon, ": "))
    found = _NO_DASH_SPACE.match(line)
    if found:
        dash = Span(start + found.end() - 2, start + found.end() - 1)
        return Mistake(dash, "a space is missing behind the dash", (dash, "- "))
    return None
