"""Optimised suffixes: strings that a search found to turn a model, which read like nothing that a person writes.

They mix words, brackets and half sentences without rest. What is counted are joints that neither prose nor code has, in the densest stretch
of a line of prose; links, inline code and names of things are taken out first.
"""

# Sets of symbols are written as they are read.
# ruff: noqa: SIM905

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span
from aishare_lint.lint.detectors.lines import BLANK, CODELIKE, FENCE, OUTPUT, RULE
from aishare_lint.lint.detectors.normal import Normal

#: How many tokens are looked at together, and how odd they must be.
_WINDOW: Final = 14
_SLIGHTLY, _RATHER = 1.0, 1.5

#: How far behind an order is looked.
_LONGEST: Final = 4000

_LINKS = lazy(
    r"\[[^\]\n]{0,300}\]\([^)\n]{0,400}\)|<?\b(?:https?|hxxps?|ftp)(?:://|\[:\]//|\[://\])[^\s<>]{1,800}>?|`[^`\n]{1,200}`|\{\{[^}\n]{0,120}\}\}|\(ex:[^)\n]{0,200}\)|\(citation:[^)\n]{0,200}\)"
    r"|\bCVSS:\d[^\s)]{0,120}|\(?AV:[^\s)]{4,80}\)?|\[\d{1,4}\]|\$\{?\w+\}?|<\w[^<>\n]{0,60}>"
)
_TOKEN = lazy(r"\S+")
#: Letters, then what no sentence has between letters, then letters.
_JOINT = lazy(r"[^\W\d_][!?;\"\])}{*^#~|(\[<>=+\\&:,]{1,6}[^\W\d_]")
_JOINED = lazy(r"[a-z]{3,}[A-Z]{1,3}[a-z]{2,}|[a-z]{2,}[A-Z]{2,}\b")
_SYMBOLS = lazy(r"[^\w\s]+\Z")
#: Symbols that stand alone in honest text too.
_HONEST_ALONE: Final = frozenset(("# ## ### % & * ** + - -- --- --> -> ... / : < <= = == => > >= ^ | |- || ~ · – — • … → ✅ ✓ ❌ ").split())
_RUN = lazy(r"[^\w\s]{2,}")
#: Runs of symbols that honest prose has.
_HONEST_RUNS: Final = frozenset(
    (
        ' !" !) != ") "), "). ", "- ". "; "] "]) #[ %) %, %. && \') \'), \'). \'. \'; \'] \'s (" (# ($ (\' () ()) (), (). ()` '
        '(* (+ (- (. (/ (< (> (@ ([" (\\ (_ (` (~ ), )- ). ).[ )/ ): ); )? )] *) ** *** **, **. **: *, *. */ ++ ," ,\' -" '
        '-( -- -> ." .\' .) .), .). .* .** ... .... ../ ./ /) /* // /> :" :** :// :: :[ :` </ <= =" =\' == => >, >. >= ?" '
        '?) @@ [" ["* [\' [( [*] [[ [^ [` \\\\ ]( ]) ], ]. ]: ]] ^= _) __ `) `), `). `, `- `. `: `; ~= '
    ).split()
)
_DOTS = lazy(r"[^\W\d_]\.{2,}[^\W\d_]")
_LATEX = lazy(r"\\{1,2}[A-Za-z]{2,}")


class Stretch(NamedTuple):
    """The oddest stretch of a text: how odd, what it counts, and where."""

    odd: float
    weight: float
    span: Span


#: Without any of this there is nothing odd in a text.
CURIOUS = lazy(r"[!?;\])}{*^#~|(\[<>=+\\&:,][^\W\d_]|[^\w\s][^\w\s.,:;\n][^\w\s]|\s[^\w\s]{1,3}\s")


def oddest(normal: Normal, asked: Sequence[Span], harmful: Sequence[Span]) -> Stretch:
    """The stretch of a text's prose that counts most behind an order (`asked`); behind one that asks for harm (`harmful`) less is needed.

    Code, rules and output are odd by nature and not looked at.
    """
    best = Stretch(0.0, 0.0, Span(0, 0))
    # The first order of each line, and every line behind a harmful one begins.
    first = dict[int, int]()
    for order in asked:
        first.setdefault(normal.number(max(order.start, order.end - 1)), order.start)
    asking = {normal.number(at) for order in harmful for at in order}
    for number in sorted(asking | first.keys()):
        line = normal.lines[number]
        if line.kind in (BLANK, FENCE, RULE, OUTPUT) or line.fenced or (line.kind in CODELIKE and not _is_wordy(normal.text, line.span)):
            continue
        odd, span = _of_line(normal.text, line.span, max(line.span.start, first.get(number, 0)))
        weight = 1.6 if number in asking and odd >= _SLIGHTLY else 3.0 if odd >= _RATHER else 0.0
        if (weight, odd) > (best.weight, best.odd):
            best = Stretch(odd, weight, Span(span.start, line.span.end))
    return best


_WORD = lazy(r"(?<![\w.$/\\-])[A-Za-z]{3,}(?![\w.$/\\(-])")


def _is_wordy(text: str, line: Span) -> bool:
    """Whether a line that looks like code is mostly words all the same."""
    words = sum(len(found.group()) for found in _WORD.finditer(text, *line))
    return words > 0.55 * max(1, line.end - line.start)


def _blank(found: re.Match[str]) -> str:
    return "x" * len(found.group())


def _of_line(text: str, line: Span, start: int) -> tuple[float, Span]:
    """How odd a line is from an offset on, and where."""
    begin, end = max(line.start, start - _LONGEST), min(line.end, start + _LONGEST)
    written = _LINKS.sub(_blank, text[begin:end])[start - begin :]
    tokens = [(found.start(), found.end(), _oddity(found.group())) for found in _TOKEN.finditer(written)]
    best, first, total = 0.0, 0, 0.0
    where = (0, 0)
    for last, (_, end, odd) in enumerate(tokens):
        total += odd
        if last - first >= _WINDOW:
            total -= tokens[first][2]
            first += 1
        if total > best:
            best, where = total, (tokens[first][0], end)
    best += 0.4 * min(2, sum(abs(written.count(opening) - written.count(closing)) for opening, closing in ("()", "[]", "{}")))
    # A suffix has no end of its own: everything behind the first odd token belongs to it.
    return round(best, 2), Span(start + where[0], line.end)


def _oddity(token: str) -> float:
    if len(token) > 200:
        return 0.0
    if _SYMBOLS.match(token):
        return 0.0 if token in _HONEST_ALONE or not token.isascii() else 0.8
    odd = 0.0
    if _JOINT.search(token) and not _is_name(token):
        odd += 0.9
    if _JOINED.search(token):
        odd += 0.25
    runs = [run for run in _RUN.findall(token) if run not in _HONEST_RUNS and run.isascii()]
    if runs and not _is_name(token):
        odd += 0.7 * min(2, len(runs))
    if ".." in token and _DOTS.search(token):
        odd += 0.6
    if _LATEX.search(token) and ":" not in token:
        odd += 0.4
    return odd


_NAME = lazy(
    r"[\"'(\[*]{0,3}[\w.@/-]{1,80}(?:\(\w{0,12}\)|\(s\)|\[\w{0,20}\]|=[\w./\"'-]{0,60}|:{1,2}[\w./#-]{1,60}|&\w+|#\w+|\+\+?|\*|!)?[\"')\].,;:!?*]{0,4}\Z"
    r"|.{0,80}\[(?:\.|:|at|dot|@)\].{0,80}\Z"
)


def _is_name(token: str) -> bool:
    """Calls, assignments, qualified names and defanged addresses have such joints too."""
    return _NAME.match(token) is not None
