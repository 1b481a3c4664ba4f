"""Results out of anything, for property tests: whatever a report says, a format stays whole."""

from __future__ import annotations

from hypothesis import strategies as st

from aishare_lint.document.places import Region, Span
from aishare_lint.lint.findings import Edit, Failure, Finding, Fix, Group, Judged, NotRun, Related, Result

NASTY = (
    "\x1b[2J",
    "\x1b]8;;https://evil.example\x1b\\",
    "\u202e",
    "\u200b",
    "\x85",
    "\u2028",
    "\r\n::error::x",
    "::add-mask::x",
    " ::stop-commands::x",
    "##[group]x",
    "##vso[task.x]",
    "%0A",
    "]]>",
    "<!--",
    "-->",
    "</details>",
    "<script>",
    "&amp;",
    "&#64;",
    "@everyone",
    "https://evil.example",
    "www.evil.example",
    "a@evil.example",
    "#1",
    "o/r#1",
    "`",
    "``",
    "|",
    "\\",
    "\\|",
    "![x](https://evil.example)",
    "[x](1)",
    "{0}",
    "\t",
    "\x00",
    "\ud800",
    "\udcff",
    "\ufffe",
    "\U000e0041",
    "漢字",
    "e\u0301",
    ":1:1: error a/b c",
    ",line=9",
    "'\"",
)
TEXT = st.lists(st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()), max_size=8)), max_size=5).map("".join)
LINE = TEXT.map(lambda text: text.replace("\r", "").replace("\n", ""))
RULES = st.sampled_from(("tlp/retired-label", "schema/wrong-value", "completeness/unanswered-question", "yaml/hidden-characters"))


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Also such as lie outside of the file: a mask or a race may have left fewer lines."""
    line = draw(st.integers(1, 8))
    end_line = line + draw(st.integers(0, 3))
    column = draw(st.integers(1, 30))
    return Region(line, column, end_line, draw(st.integers(column if end_line == line else 1, 60)))


def fixes() -> st.SearchStrategy[Fix]:
    shown = st.none() | st.lists(st.tuples(regions(), TEXT), min_size=1, max_size=1).map(tuple)
    edits = st.sampled_from(((), (Edit(Span(0, 0), ""),)))
    return st.builds(Fix, TEXT, st.sampled_from(("safe", "unsafe", "suggest")), edits, shown)


def findings() -> st.SearchStrategy[Finding]:
    return st.builds(
        Finding,
        RULES,
        st.sampled_from(("error", "warning", "info")),
        st.booleans(),
        TEXT,
        regions(),
        TEXT,
        st.just(()),
        st.just(Span(0, 0)),
        st.none() | fixes(),
        st.lists(st.builds(Related, regions(), TEXT), max_size=2).map(tuple),
        st.none() | TEXT,
        st.none() | st.builds(Group, TEXT, TEXT, st.integers(0, 9)),
    )


def results() -> st.SearchStrategy[Result]:
    not_run = st.lists(st.builds(NotRun, RULES, TEXT, TEXT, st.booleans()), max_size=2).map(tuple)
    failures = st.lists(st.builds(Failure, RULES, TEXT, TEXT), max_size=2).map(tuple)
    judged = st.builds(
        Judged,
        TEXT.filter(bool),
        st.lists(findings(), max_size=3).map(tuple),
        st.lists(LINE, max_size=6).map(tuple),
        not_run,
        failures,
    )
    return st.builds(Result, st.lists(judged, max_size=3, unique_by=lambda file: file.path).map(tuple), not_run, failures)
